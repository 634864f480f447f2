#include "study/label_warnings.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <unordered_set>

#include "core/text.h"
#include "study/acquired.h"

namespace radgauge::study {

namespace {

// Pairs that are listed one by one; a renamed column would give as many as there are patients.
constexpr std::size_t kMostPairs = 3;

std::string quoted(const std::string& label) {
  return "'" + shortened(label) + "'";
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Lower case, with '-' for every run of blanks, no-break spaces, '-' and '_' inside.
std::string with_one_hyphen(std::string_view label) {
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool no_break = label.substr(i, 2) == "\xC2\xA0";
    if (no_break) ++i;
    if (no_break || label[i] == ' ' || label[i] == '\t' || label[i] == '-' || label[i] == '_') {
      gap = true;
      continue;
    }
    if (gap && !out.empty()) out += '-';
    gap = false;
    out += static_cast<char>(std::tolower(static_cast<unsigned char>(label[i])));
  }
  return out;
}

bool reads_like_missing(const std::string& label) {
  static const std::set<std::string> words{"na", "n/a", "#n/a", "nan", "none", "null", "missing", "unknown"};
  std::string lower;
  for (const char c : label) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return words.count(lower) > 0;
}

std::vector<const CohortRow*> listed_rows(const Study& study) {
  std::vector<const CohortRow*> rows;
  for (const CohortRow& row : study.rows)
    if (!study.sources[row.source].is_generator()) rows.push_back(&row);
  return rows;
}

/// "p01" as "1" if there are letters before a number, else nothing.
std::string number_of(const std::string& plain) {
  const auto at = std::find_if(plain.begin(), plain.end(), is_digit);
  const bool letters =
      std::all_of(plain.begin(), at, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
  return letters && at != plain.begin() && std::all_of(at, plain.end(), is_digit)
             ? std::string(at, plain.end())
             : "";
}

/// Labels in the order in which they come, each once.
struct OrderedLabels {
  std::vector<std::string> list;
  std::unordered_set<std::string> known;
};

/// Labels within a scope (the patient of a lesion).
using Labels = std::map<std::string, OrderedLabels>;

void add_label(Labels& labels, const std::string& scope, const std::string& label) {
  OrderedLabels& of_scope = labels[scope];
  if (!label.empty() && of_scope.known.insert(label).second) of_scope.list.push_back(label);
}

/// "'P01' and 'p01'" for labels that are almost the same.
std::vector<std::string> alike(const Labels& labels) {
  std::vector<std::string> pairs;
  for (const auto& [scope, of_scope] : labels) {
    std::map<std::string, const std::string*> first, prefixed;
    const auto pair = [&](const std::string& a, const std::string& b) {
      pairs.push_back(quoted(a) + " and " + quoted(b) +
                      (scope.empty() ? "" : " of patient " + shortened(scope)));
    };
    for (const std::string& label : of_scope.list) {
      const std::string plain = plain_label(label);
      const auto [it, is_new] = first.emplace(plain, &label);
      if (!is_new) pair(*it->second, label);
      if (const std::string of = number_of(plain); !of.empty()) prefixed.emplace(of, &label);
    }
    // A letter in front was lost where a number is the number of one label with letters.
    for (const auto& [plain, label] : first)
      if (const auto it = prefixed.find(plain); it != prefixed.end()) pair(*it->second, *label);
  }
  return pairs;
}

void warn_alike(const std::string& what, const Labels& labels, std::vector<std::string>& out) {
  const std::vector<std::string> pairs = alike(labels);
  if (pairs.empty()) return;
  const std::size_t shown = std::min(pairs.size(), kMostPairs);
  std::string text = what + " ";
  for (std::size_t i = 0; i < shown; ++i) text += (i > 0 ? ", " : "") + pairs[i];
  if (pairs.size() > shown) text += ", and " + count_text(pairs.size() - shown) + " more pairs,";
  out.push_back(text + (pairs.size() == 1 ? " is" : " are") +
                " almost the same label (case, blanks, leading zeros, '.0'): each counts as one of its own; "
                "write them alike if they are one");
}

void warn_missing(const std::string& factor, const std::string CohortRow::*level,
                  const std::vector<const CohortRow*>& rows, std::vector<std::string>& out) {
  std::map<std::string, std::size_t> like_missing;
  std::size_t blank = 0;
  for (const CohortRow* row : rows) {
    const std::string& label = row->*level;
    blank += label.empty() ? 1 : 0;
    if (reads_like_missing(label)) ++like_missing[label];
  }
  if (blank == rows.size()) return;
  for (const auto& [label, n] : like_missing)
    out.push_back(factor + " is " + quoted(label) + " in " + count_text(n) + " of " +
                  count_text(rows.size()) + " rows, which reads like an empty field but counts as one more " +
                  factor);
  if (blank > 0)
    out.push_back(factor + " is blank in " + count_text(blank) + " of " + count_text(rows.size()) +
                  " rows: they belong to none of its levels");
}

}  // namespace

std::string plain_label(std::string_view label) {
  std::string text = with_one_hyphen(label);
  if (const auto zeros = text.find_last_not_of('0'); zeros != std::string::npos && zeros + 1 < text.size() &&
                                                     zeros > 0 && text[zeros] == '.' &&
                                                     is_digit(text[zeros - 1]))
    text.resize(zeros);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool leading = text[i] == '0' && (i == 0 || !is_digit(text[i - 1]));
    if (leading)
      while (i + 1 < text.size() && text[i] == '0' && is_digit(text[i + 1])) ++i;
    out += text[i];
  }
  return out;
}

std::vector<std::string> label_warnings(const Study& study) {
  std::vector<std::string> out;
  const std::vector<const CohortRow*> rows = listed_rows(study);
  Labels patients, lesions, channels;
  for (const CohortRow* row : rows) {
    add_label(patients, "", row->patient);
    add_label(lesions, row->patient, row->lesion);
    add_label(channels, "", row->channel);
  }
  warn_alike("patients", patients, out);
  warn_alike("lesions", lesions, out);
  warn_alike("channels", channels, out);
  for (const AcquiredFactor& factor : acquired_factor_table()) {
    Labels levels;
    for (const CohortRow* row : rows) add_label(levels, "", row->*factor.level);
    warn_alike(factor.name + "s", levels, out);
    warn_missing(factor.name, factor.level, rows, out);
  }
  return out;
}

std::vector<std::string> completeness_warnings(const Study& study) {
  std::vector<std::string> out;
  for (const StudyQuestion& question : study.questions) {
    const auto& names = acquired_factor_names();
    const bool acquired = std::find(names.begin(), names.end(), question.over) != names.end();
    if (!acquired || question.form == IccForm::one_way) continue;
    std::set<std::string> levels;
    std::map<std::string, std::set<std::string>> measured;
    for (const CohortRow& row : study.rows) {
      const std::string& level = level_of(row, question.over);
      if (level.empty()) continue;
      levels.insert(level);
      measured[row_name(row, question.within)].insert(level);
    }
    std::size_t repeated = 0, complete = 0;
    for (const auto& [name, has] : measured) {
      repeated += has.size() > 1 ? 1 : 0;
      complete += has.size() == levels.size() ? 1 : 0;
    }
    if (levels.size() < 2 || repeated == 0 || 2 * complete >= repeated) continue;
    const std::vector<std::string> list(levels.begin(), levels.end());
    out.push_back(
        "question " + question.name + ": " +
        (complete == 0 ? std::string("none of the ") : "only " + count_text(complete) + " of the ") +
        count_text(measured.size()) + " objects is complete, with all " + count_text(levels.size()) +
        " levels of " + question.over + " (" + listed(list, 6) + ")" +
        (complete == 0 ? "; nothing can be certified" : ""));
  }
  return out;
}

}  // namespace radgauge::study
