#include "intake/name_pattern.h"

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "study/cohort.h"

namespace radgauge::intake {

namespace {

const std::vector<std::string> kPlaceholders{"patient", "lesion", "channel", "modality",
                                             "session", "reader", "scanner", "site"};

std::string lower_case_of(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool is_one_of(const std::string& text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// T1_mask: a channel and what is left of a reader.
bool holds_role(const std::string& text) {
  for (const std::string& part : split(lower_case_of(text), '_'))
    if (is_one_of(part, {"image", "img", "scan", "volume", "mask", "segmentation", "seg", "roi", "label"}))
      return true;
  return false;
}

/// CT, MR_T1, ...; not MR_T1_mask.
bool is_modality(const std::string& text) {
  return study::parse_modality(text) && !holds_role(text);
}

}  // namespace

NamePattern::NamePattern(const std::string& pattern) {
  const auto wrong = [&](const std::string& what) {
    return Error(ErrorKind::usage, "the pattern '" + shortened(pattern) + "' " + what +
                                       "; e.g. 'data/{patient}/{session}/{modality}_{reader}.nii.gz'");
  };
  std::string text;
  const auto add_text = [&] {
    if (!text.empty()) parts_.push_back({text, false});
    text.clear();
  };
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '{') {
      text += pattern[at];
      continue;
    }
    const auto end = pattern.find('}', at);
    if (end == std::string::npos) throw wrong("has a { without }");
    const std::string name = pattern.substr(at + 1, end - at - 1);
    if (std::find(kPlaceholders.begin(), kPlaceholders.end(), name) == kPlaceholders.end())
      throw wrong("has the placeholder {" + shortened(name) + "}" + did_you_mean(name, kPlaceholders) +
                  "; known: {" + join(kPlaceholders, "}, {") + "}");
    add_text();
    if (!parts_.empty() && parts_.back().is_placeholder)
      throw wrong("has two placeholders without text between them");
    for (const Part& part : parts_)
      if (part.is_placeholder && part.text == name) throw wrong("has {" + name + "} twice");
    parts_.push_back({name, true});
    at = end;
  }
  add_text();
  if (!has("patient")) throw wrong("has no {patient}");
  const std::string head = parts_.front().is_placeholder ? "" : parts_.front().text;
  const auto slash = head.rfind('/');
  folder_ = slash == std::string::npos ? "." : slash == 0 ? "/" : head.substr(0, slash);
}

bool NamePattern::has(std::string_view placeholder) const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [&](const Part& p) { return p.is_placeholder && p.text == placeholder; });
}

bool NamePattern::match_from(std::string_view text, std::size_t part,
                             std::map<std::string, std::string>& found) const {
  if (part == parts_.size()) return text.empty();
  const Part& now = parts_[part];
  if (!now.is_placeholder)
    return text.starts_with(now.text) && match_from(text.substr(now.text.size()), part + 1, found);
  const std::size_t most = std::min(text.find('/'), text.size());
  for (std::size_t length = most; length > 0; --length) {
    const std::string value(text.substr(0, length));
    if (now.text == "modality" && !is_modality(value)) continue;
    if (now.text == "channel" && has("reader") && holds_role(value)) continue;
    if (!match_from(text.substr(length), part + 1, found)) continue;
    found[now.text] = value;
    return true;
  }
  return false;
}

std::optional<std::map<std::string, std::string>> NamePattern::match(const std::string& path) const {
  std::map<std::string, std::string> found;
  if (match_from(path, 0, found)) return found;
  return std::nullopt;
}

ReaderRole role_of(const std::string& text) {
  const std::string word = lower_case_of(text);
  if (is_one_of(word, {"image", "img", "scan", "volume"})) return {true, ""};
  for (const std::string_view mask : {"mask", "segmentation", "seg", "roi", "label"}) {
    if (word == mask) return {false, ""};
    if (word.starts_with(mask) && (word[mask.size()] == '_' || word[mask.size()] == '-'))
      return {false, text.substr(mask.size() + 1)};
    if (word.size() > mask.size() + 1 && word.ends_with(mask)) {
      const std::size_t before = word.size() - mask.size() - 1;
      if (word[before] == '_' || word[before] == '-') return {false, text.substr(0, before)};
    }
  }
  return {false, text};
}

}  // namespace radgauge::intake
