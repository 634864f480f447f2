#include "statistics/section_parts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::statistics::section {
namespace {

using Key = std::vector<std::string>;

struct Measurement {
  Key subject;
  std::string rater;
  double value;
  std::size_t row;
};

[[noreturn]] void section_parts_refuse(std::string message) {
  throw Error(ErrorKind::data, std::move(message));
}

std::string place(const Table& table, std::size_t row, std::size_t column) {
  return "data row " + std::to_string(row + 1) + ", column '" + shortened(table.header[column]) + "': ";
}

// "1,5" of a table whose decimal sign is a comma; nothing where a point may group thousands.
std::optional<double> parse_number(std::string text, char decimal) {
  if (decimal == '.') return parse_double(text);
  if (text.find('.') != std::string::npos) return std::nullopt;
  std::replace(text.begin(), text.end(), ',', '.');
  return parse_double(text);
}

std::string decimal_advice(const std::string& text, char decimal) {
  const char other = decimal == '.' ? ',' : '.';
  if (text.find(other) == std::string::npos) return {};
  return std::string(" (the decimal sign of this table is a ") + (decimal == '.' ? "point" : "comma") +
         "; say --decimal " + (decimal == '.' ? "comma" : "point") + " if it is not)";
}

LongFeature arrange(const std::string& feature, std::vector<Measurement> measurements) {
  std::sort(measurements.begin(), measurements.end(), [](const Measurement& a, const Measurement& b) {
    return std::tie(a.subject, a.rater, a.row) < std::tie(b.subject, b.rater, b.row);
  });
  LongFeature out;
  out.feature = feature;
  for (std::size_t i = 0; i < measurements.size(); ++i) {
    const Measurement& m = measurements[i];
    if (i > 0 && measurements[i - 1].subject == m.subject && measurements[i - 1].rater == m.rater)
      section_parts_refuse(
          "data rows " + std::to_string(measurements[i - 1].row + 1) + " and " + std::to_string(m.row + 1) +
          " measure the same thing twice: " + shortened(join(m.subject, " ")) + ", " + shortened(m.rater) +
          ", feature " + shortened(feature) + "; keep one of them or give them different labels");
    if (std::isnan(m.value)) continue;
    if (out.subjects.empty() || out.subjects.back() != m.subject) out.subjects.push_back(m.subject);
    out.raters.push_back(m.rater);
  }
  std::sort(out.raters.begin(), out.raters.end());
  out.raters.erase(std::unique(out.raters.begin(), out.raters.end()), out.raters.end());
  out.ratings = Ratings(out.subjects.size(), out.raters.size());
  std::size_t subject = 0;
  for (const Measurement& m : measurements) {
    if (std::isnan(m.value)) continue;
    while (out.subjects[subject] != m.subject) ++subject;
    const auto rater = std::lower_bound(out.raters.begin(), out.raters.end(), m.rater);
    out.ratings.at(subject, static_cast<std::size_t>(rater - out.raters.begin())) = m.value;
  }
  return out;
}

}  // namespace

std::size_t column(const Table& table, std::string_view name) {
  const auto found = std::find(table.header.begin(), table.header.end(), name);
  if (found != table.header.end()) return static_cast<std::size_t>(found - table.header.begin());
  section_parts_refuse("column '" + std::string(name) + "' is missing" + did_you_mean(name, table.header) +
                       "; the table has: " + listed(table.header));
}

bool has_column(const Table& table, std::string_view name) {
  return std::find(table.header.begin(), table.header.end(), name) != table.header.end();
}

double number(const Table& table, std::size_t row, std::size_t column) {
  const std::string text = trim(table.rows[row][column]);
  if (text.empty() || text == "NA") return std::numeric_limits<double>::quiet_NaN();
  const auto value = parse_number(text, table.decimal);
  if (!value || std::isinf(*value))
    section_parts_refuse(place(table, row, column) + "'" + shortened(text) + "' is not a finite number" +
                         decimal_advice(text, table.decimal) + "; write NA for a missing value");
  return *value;
}

std::string label(const Table& table, std::size_t row, std::size_t column) {
  const std::string text = trim(table.rows[row][column]);
  if (text.empty() || text == "NA")
    section_parts_refuse(place(table, row, column) + "a label is missing; name the level, or remove the row");
  constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
  if (text.starts_with(kNoBreakSpace) || text.ends_with(kNoBreakSpace))
    section_parts_refuse(place(table, row, column) + "the label '" + shortened(text) +
                         "' has a no-break space at its end, which makes it another label; remove it");
  return text;
}

std::vector<LongFeature> read_long(const Table& table, const std::vector<std::string>& subject_columns,
                                   const std::string& rater_column) {
  std::vector<std::size_t> subjects;
  for (const std::string& name : subject_columns) subjects.push_back(column(table, name));
  const std::size_t rater = column(table, rater_column);
  const std::size_t feature = column(table, "feature"), value = column(table, "value");
  std::vector<std::string> order;
  std::map<std::string, std::vector<Measurement>> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    Measurement m{{}, label(table, row, rater), number(table, row, value), row};
    for (const std::size_t c : subjects) m.subject.push_back(label(table, row, c));
    auto& list = features[table.rows[row][feature]];
    if (list.empty()) order.push_back(table.rows[row][feature]);
    list.push_back(std::move(m));
  }
  if (order.empty()) section_parts_refuse("the table has a header but no rows");
  std::vector<LongFeature> out;
  for (const std::string& name : order) out.push_back(arrange(name, std::move(features[name])));
  return out;
}

ConstantColumn::ConstantColumn(const Table& table, const std::string& name, double otherwise)
    : otherwise_(otherwise) {
  if (!has_column(table, name)) return;
  const std::size_t c = column(table, name);
  const bool named = has_column(table, "feature");
  const std::size_t feature = named ? column(table, "feature") : 0;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const double value = number(table, row, c);
    const auto [at, fresh] = of_feature_.emplace(named ? table.rows[row][feature] : "-", value);
    if (std::isnan(value) || (!fresh && at->second != value))
      section_parts_refuse(place(table, row, c) + "'" + shortened(table.rows[row][c]) +
                           "'; every row of a feature must have the same number");
  }
}

double ConstantColumn::of(const std::string& feature) const {
  return of_feature_.empty() ? otherwise_ : of_feature_.at(feature);
}

void Rows::add(std::string quantity, double value, std::string_view reason) {
  const bool defined = !std::isnan(value);
  std::string why;
  if (!defined) why = reason.empty() ? "not defined for these data" : std::string(reason);
  rows_.push_back(
      {feature_, method_, std::move(quantity), value, defined ? "ok" : "undefined", std::move(why)});
}

void Rows::add_doubtful(std::string quantity, double value, std::string_view reason) {
  rows_.push_back({feature_, method_, std::move(quantity), value, "undefined", std::string(reason)});
}

}  // namespace radgauge::statistics::section
