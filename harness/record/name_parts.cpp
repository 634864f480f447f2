#include "record/name_parts.h"

#include <algorithm>
#include <cctype>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::record {

namespace {

constexpr const char* kSessionWord = "session";
constexpr const char* kAnyWord = "any";

const std::vector<std::string>& pattern_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> list(cell_words().begin(), cell_words().end());
    list.insert(list.end(), {"date", "time", "visit", kAnyWord});
    return list;
  }();
  return words;
}

bool is_pattern_word(const std::string& word) {
  return std::find(pattern_words().begin(), pattern_words().end(), word) != pattern_words().end();
}

Error pattern_error(const std::string& text, const std::string& message) {
  return {ErrorKind::usage,
          "the pattern '" + text + "' " + message +
              "; it is COLUMN = WORDS (study = patient_date_time, roi = lesion), with words of " +
              join(pattern_words(), ", ")};
}

/// Words in braces, with any text between them.
void add_braced(NamePattern& pattern, const std::string& form, const std::string& text) {
  std::size_t at = 0;
  while (true) {
    const auto open = form.find('{', at);
    if (open == std::string::npos) break;
    const auto close = form.find('}', open);
    if (close == std::string::npos) throw pattern_error(text, "opens a brace that it does not close");
    pattern.parts.push_back({form.substr(at, open - at), trim(form.substr(open + 1, close - open - 1))});
    at = close + 1;
  }
  pattern.after = form.substr(at);
}

/// Bare words: letters are words, all else stands between them.
void add_bare(NamePattern& pattern, const std::string& form) {
  std::string before;
  for (std::size_t at = 0; at < form.size();) {
    std::size_t end = at;
    while (end < form.size() && std::isalpha(static_cast<unsigned char>(form[end])) != 0) ++end;
    if (end == at) {
      before += form[at++];
      continue;
    }
    pattern.parts.push_back({before, form.substr(at, end - at)});
    before.clear();
    at = end;
  }
  pattern.after = before;
}

NamePattern parse_one_pattern(const std::string& text) {
  const auto sign = text.find('=');
  if (sign == std::string::npos || trim(text.substr(0, sign)).empty())
    throw pattern_error(text, "does not say of which column");
  NamePattern pattern;
  pattern.column = trim(text.substr(0, sign));
  const std::string form = trim(text.substr(sign + 1));
  if (form.find('{') != std::string::npos)
    add_braced(pattern, form, text);
  else
    add_bare(pattern, form);
  if (pattern.parts.empty()) throw pattern_error(text, "holds no word");
  for (std::size_t i = 0; i < pattern.parts.size(); ++i) {
    const std::string& word = pattern.parts[i].word;
    if (!is_pattern_word(word))
      throw pattern_error(text,
                          "holds '" + word + "', which is no word" + did_you_mean(word, pattern_words()));
    if (i > 0 && pattern.parts[i].before.empty())
      throw pattern_error(text, "has nothing between " + pattern.parts[i - 1].word + " and " + word);
  }
  return pattern;
}

void take_part(CellName& name, const std::string& word, std::string_view text) {
  if (word == kAnyWord) return;
  const bool is_session = word == "date" || word == "time" || word == "visit";
  std::string& to = *part_of(name, is_session ? kSessionWord : word);
  if (is_session && !to.empty())
    to.append("_").append(text);
  else
    to = text;
}

/// Lower case, without what people put between words.
std::string plain_name(std::string_view column) {
  std::string plain;
  for (const char c : column)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return plain;
}

}  // namespace

std::span<const std::string> cell_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> list;
    for (const store::StoredObjectColumn& column : store::stored_object_columns())
      list.emplace_back(column.name);
    list.emplace_back("condition");
    return list;
  }();
  return words;
}

std::string* part_of(CellName& name, std::string_view word) {
  if (word == "condition") return &name.condition;
  for (const store::StoredObjectColumn& column : store::stored_object_columns())
    if (word == column.name) return &(name.object.*column.text);
  return nullptr;
}

bool NamePattern::read(std::string_view text, CellName& name) const {
  if (!text.ends_with(after)) return false;
  std::size_t end = text.size() - after.size();
  std::vector<std::string_view> found(parts.size());
  for (std::size_t i = parts.size(); i-- > 1;) {
    const std::string& before = parts[i].before;
    const auto at = end < before.size() ? std::string_view::npos : text.substr(0, end).rfind(before);
    if (at == std::string_view::npos) return false;
    found[i] = text.substr(at + before.size(), end - at - before.size());
    end = at;
  }
  const std::string& before = parts.front().before;
  if (end < before.size() || !text.starts_with(before)) return false;
  found[0] = text.substr(before.size(), end - before.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (found[i].empty() && parts[i].word != kAnyWord) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) take_part(name, parts[i].word, found[i]);
  return true;
}

std::vector<NamePattern> parse_name_patterns(const std::string& text) {
  std::vector<NamePattern> patterns;
  for (const std::string& one : split(text, ','))
    if (!trim(one).empty()) patterns.push_back(parse_one_pattern(trim(one)));
  return patterns;
}

std::optional<std::string> usual_word(std::string_view column) {
  static const std::vector<std::pair<std::string, std::vector<std::string>>> known{
      {"patient", {"patient", "patientid", "subject", "subjectid", "case", "caseid", "pid", "samplename"}},
      {"lesion",
       {"lesion", "lesionid", "roi", "roiname", "roilabel", "structure", "segmentedstructure", "segment"}},
      {"channel", {"channel", "phase"}},
      {kSessionWord, {kSessionWord, "sessionid", "visit", "timepoint", "scandate", "studydate"}},
      {"reader", {"reader", "readerid", "rater", "observer", "annotator", "segmenter"}},
      {"scanner", {"scanner", "scannerid"}},
      {"site", {"site", "centre", "center", "hospital", "institution"}},
      {"condition", {"condition", "perturbation"}}};
  const std::string plain = plain_name(column);
  for (const auto& [word, names] : known)
    if (std::find(names.begin(), names.end(), plain) != names.end()) return word;
  return std::nullopt;
}

}  // namespace radgauge::record
