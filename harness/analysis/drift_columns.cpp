#include "analysis/drift_columns.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "study/acquired.h"

namespace radgauge::analysis {

using models::ModelCard;

namespace {

std::string covariate_text(const study::CohortRow& row, const std::string& column) {
  const auto at = row.covariates.find(column);
  const std::string text = at == row.covariates.end() ? "" : trim(at->second);
  return text == "NA" ? "" : text;
}

[[noreturn]] void refuse_patient(const study::CohortRow& row, const std::string& column,
                                 const std::string& text, const std::string& expected) {
  throw Error(ErrorKind::data, "patient " + row.patient + " (" + row.where + "): " + column + " is '" +
                                   shortened(text) + "'; it must be " + expected);
}

// What a column says of an object, and the row of the cohort that says it; "" where none does.
struct ObjectText {
  std::string text;
  std::size_t row = 0;
};

enum class Compared { as_texts, as_numbers };

bool says_the_same(const std::string& a, const std::string& b, Compared compared) {
  if (a == b) return true;
  if (compared == Compared::as_texts) return false;
  const auto x = parse_double(a), y = parse_double(b);
  return x && y && *x == *y;
}

// A column of the cohort, one text for each object; its rows must not contradict each other.
std::vector<ObjectText> object_texts(const study::Study& study, const DriftPlaces& places,
                                     const std::string& column, Compared compared) {
  std::vector<ObjectText> texts(places.objects.size());
  for (std::size_t r = 0; r < study.rows.size(); ++r) {
    const study::CohortRow& row = study.rows[r];
    if (places.object_of_row[r] == SIZE_MAX) continue;
    const std::string text = covariate_text(row, column);
    if (text.empty()) continue;
    ObjectText& known = texts[places.object_of_row[r]];
    if (known.text.empty())
      known = {text, r};
    else if (!says_the_same(known.text, text, compared))
      refuse_patient(row, column, text,
                     "the same in every row of an object; another one has '" + known.text + "'");
  }
  return texts;
}

// Numbers of a column for which `accepts` holds.
template <class Accepts>
std::vector<double> accepted_numbers(const study::Study& study, const DriftPlaces& places,
                                     const std::string& column, const Accepts& accepts,
                                     const std::string& expected) {
  const auto texts = object_texts(study, places, column, Compared::as_numbers);
  std::vector<double> out(texts.size(), kNaN);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].text.empty()) continue;
    const auto value = parse_double(texts[i].text);
    if (!value || !accepts(*value)) refuse_patient(study.rows[texts[i].row], column, texts[i].text, expected);
    out[i] = *value;
  }
  return out;
}

constexpr std::size_t kMostGroups = 6;

}  // namespace

void require_column(const study::Study& study, const std::string& column, const std::string& what) {
  std::set<std::string> names;
  for (const study::CohortRow& row : study.rows)
    for (const auto& [name, text] : row.covariates) names.insert(name);
  if (names.count(column) > 0) return;
  const std::vector<std::string> known(names.begin(), names.end());
  throw Error(ErrorKind::study, what + " '" + column + "' is no column of the cohort" +
                                    did_you_mean(column, known) +
                                    (known.empty() ? "; it has no columns of outcomes and covariates"
                                                   : "; its columns: " + listed(known)));
}

std::vector<double> object_numbers(const study::Study& study, const DriftPlaces& places,
                                   const std::string& column, const Range& range,
                                   const std::string& expected) {
  return accepted_numbers(
      study, places, column, [&](double v) { return range.holds(v); }, expected);
}

std::vector<double> binary_outcome(const study::Study& study, const DriftPlaces& places,
                                   const std::string& column) {
  return accepted_numbers(
      study, places, column, [](double v) { return v == 0 || v == 1; }, "0 or 1");
}

std::vector<double> class_outcome(const study::Study& study, const DriftPlaces& places, const ModelCard& card,
                                  std::size_t output) {
  const auto texts = object_texts(study, places, card.outcome, Compared::as_texts);
  std::vector<double> out(texts.size(), kNaN);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i].text;
    if (text.empty()) continue;
    if (std::find(card.classes.begin(), card.classes.end(), text) == card.classes.end())
      refuse_patient(study.rows[texts[i].row], card.outcome, text,
                     "a class of model " + card.name + ": " + join(card.classes, ", "));
    out[i] = text == card.classes[output] ? 1 : 0;
  }
  return out;
}

std::vector<std::string> object_levels(const study::Study& study, const DriftPlaces& places,
                                       const std::string& column) {
  std::vector<std::string> out;
  if (!is_acquired(column)) {
    for (const ObjectText& text : object_texts(study, places, column, Compared::as_texts))
      out.push_back(text.text);
    return out;
  }
  std::vector<std::set<std::string>> levels(places.objects.size());
  for (std::size_t r = 0; r < study.rows.size(); ++r)
    if (places.object_of_row[r] != SIZE_MAX)
      levels[places.object_of_row[r]].insert(study::level_of(study.rows[r], column));
  for (const auto& each : levels) out.push_back(each.size() == 1 ? *each.begin() : "");
  return out;
}

std::vector<std::string> grouped_levels(std::vector<std::string> levels) {
  std::vector<double> numbers;
  const std::set<std::string> distinct(levels.begin(), levels.end());
  for (const std::string& level : levels) {
    if (level.empty()) continue;
    const auto value = parse_double(level);
    if (!value) return levels;
    numbers.push_back(*value);
  }
  if (distinct.size() <= kMostGroups || numbers.empty()) return levels;
  std::sort(numbers.begin(), numbers.end());
  const double median = numbers[(numbers.size() - 1) / 2];
  for (std::string& level : levels)
    if (!level.empty())
      level = (*parse_double(level) <= median ? "up to " : "above ") + to_rounded_text(median);
  return levels;
}

}  // namespace radgauge::analysis
