#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "statistics/section_parts.h"
#include "statistics/tolerance.h"

namespace radgauge::statistics::section {
namespace {

constexpr double kConfidence = 0.95;

/// Factors of a sample size, which many features share.
struct Factors {
  double one_sided, two_sided;
};
using KnownFactors = std::map<std::pair<double, double>, Factors>;  // by n and content

Factors factors_of(double n, double content, KnownFactors& known) {
  const auto [at, fresh] = known.emplace(std::pair{n, content}, Factors{});
  if (fresh)
    at->second = {tolerance_factor_one_sided(n, content, kConfidence),
                  tolerance_factor_two_sided(n, content, kConfidence)};
  return at->second;
}

void add_intervals(Rows& rows, std::vector<double> values, KnownFactors& known) {
  std::sort(values.begin(), values.end());  // the same bytes for any row order
  const double n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double sd = n > 1 ? std::sqrt(squares / (n - 1)) : std::nan("");
  const char* few = "fewer than two values";
  rows.add("n", n);
  rows.add("mean", n > 0 ? mean : std::nan(""), "no values");
  rows.add("SD", sd, few);
  for (const auto& [name, content] : {std::pair{"90", 0.90}, std::pair{"95", 0.95}, std::pair{"99", 0.99}}) {
    const auto [one, two] = factors_of(n, content, known);
    const std::string content_text = name;
    rows.add("k_two_sided_" + content_text, two, few);
    rows.add("tolerance_" + content_text + ".lower", mean - two * sd, few);
    rows.add("tolerance_" + content_text + ".upper", mean + two * sd, few);
    rows.add("k_one_sided_" + content_text, one, few);
    rows.add("tolerance_" + content_text + ".lower_one_sided", mean - one * sd, few);
    rows.add("tolerance_" + content_text + ".upper_one_sided", mean + one * sd, few);
  }
  rows.add("min", n > 0 ? values.front() : std::nan(""), "no values");
  rows.add("max", n > 0 ? values.back() : std::nan(""), "no values");
  rows.add("range_content", range_content(n, kConfidence), few);
}

}  // namespace

std::vector<StatRow> tolerance(const Table& table) {
  const std::size_t value = column(table, "value");
  const bool named = has_column(table, "feature");
  const std::size_t feature = named ? column(table, "feature") : 0;
  std::vector<std::string> order;
  std::map<std::string, std::vector<double>> features;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string name = named ? table.rows[row][feature] : "-";
    const auto [at, fresh] = features.emplace(name, std::vector<double>{});
    if (fresh) order.push_back(name);
    const double one = number(table, row, value);
    if (!std::isnan(one)) at->second.push_back(one);
  }
  if (order.empty()) throw Error(ErrorKind::data, "the table has a header but no rows");
  std::vector<StatRow> out;
  KnownFactors known;
  for (const std::string& name : order) {
    Rows rows(out, name, "normal");
    add_intervals(rows, features[name], known);
  }
  return out;
}

}  // namespace radgauge::statistics::section
