#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "statistics/basic.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

constexpr const char* kPercentiles[] = {"1", "2.5", "5", "10", "25", "50", "75", "90", "95", "97.5", "99"};
constexpr double kPercents[] = {1, 2.5, 5, 10, 25, 50, 75, 90, 95, 97.5, 99};

void add_shape(Rows& rows, const BasicStatistics& b) {
  const char* flat = "all values are equal: 0/0";
  const char* few = b.min == b.max ? flat : "too few values";
  rows.add("skewness_population", b.skewness[0], flat);
  rows.add("kurtosis_population", b.kurtosis_population, flat);
  rows.add("excess_kurtosis_population", b.excess_kurtosis[0], flat);
  for (int type = 0; type < 3; ++type) {
    rows.add("skewness_type" + std::to_string(type + 1), b.skewness[type], few);
    rows.add("excess_kurtosis_type" + std::to_string(type + 1), b.excess_kurtosis[type], few);
  }
}

}  // namespace

std::vector<StatRow> basic(const Table& table) {
  const std::size_t value_column = column(table, "value");
  std::vector<double> values;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const double value = number(table, row, value_column);
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) throw Error(ErrorKind::data, "column 'value' holds no number");
  std::sort(values.begin(), values.end());  // the same bytes for any row order
  const BasicStatistics b = basic_statistics(values);
  std::vector<StatRow> out;
  Rows rows(out, "-", "-");
  rows.add("n", b.n);
  rows.add("mean", b.mean);
  rows.add("min", b.min);
  rows.add("max", b.max);
  rows.add("range", b.max - b.min);
  rows.add("median", b.median);
  rows.add("var_population", b.var_population);
  rows.add("sd_population", std::sqrt(b.var_population));
  rows.add("var_sample", b.var_sample, "one value");
  rows.add("sd_sample", std::sqrt(b.var_sample), "one value");
  add_shape(rows, b);
  for (const int type : {7, 6, 8})
    for (std::size_t p = 0; p < std::size(kPercents); ++p)
      rows.add(std::string("p") + kPercentiles[p] + "_type" + std::to_string(type),
               percentile(values, kPercents[p], type));
  rows.add("iqr_type7", b.iqr);
  rows.add("mad_raw_median", b.mad_median);
  rows.add("mad_R_1.4826", 1.4826 * b.mad_median);
  rows.add("mean_absolute_deviation_about_mean", b.mean_deviation_mean);
  rows.add("mean_absolute_deviation_about_median", b.mean_deviation_median);
  rows.add("robust_mean_absolute_deviation_10_90", b.robust_mean_deviation, "no value within [p10, p90]");
  rows.add("cv_population", b.cv_population, "the mean is 0");
  rows.add("quartile_coefficient_of_dispersion", b.quartile_dispersion, "the quartiles add up to 0");
  rows.add("energy", b.energy);
  rows.add("root_mean_square", b.root_mean_square);
  return out;
}

}  // namespace radgauge::statistics::section
