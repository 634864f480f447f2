#pragma once

#include <limits>
#include <span>
#include <vector>

namespace radgauge::statistics {

/// Location, spread and shape of one sample. Undefined quantities are NaN: moments of shape of a constant
/// sample (0/0), sample variance of one value. Variances and moments `population` divide by n; skewness and
/// excess kurtosis types 1, 2, 3 as in Joanes & Gill 1998 (doi:10.1111/1467-9884.00122).
struct BasicStatistics {
  double n = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double min = std::numeric_limits<double>::quiet_NaN();
  double max = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double var_population = std::numeric_limits<double>::quiet_NaN();
  double var_sample = std::numeric_limits<double>::quiet_NaN();
  double skewness[3] = {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
                        std::numeric_limits<double>::quiet_NaN()};
  double excess_kurtosis[3] = {std::numeric_limits<double>::quiet_NaN(),
                               std::numeric_limits<double>::quiet_NaN(),
                               std::numeric_limits<double>::quiet_NaN()};
  double kurtosis_population = std::numeric_limits<double>::quiet_NaN();
  double iqr = std::numeric_limits<double>::quiet_NaN();         ///< type 7
  double mad_median = std::numeric_limits<double>::quiet_NaN();  ///< median of |x - median|, unscaled
  double mean_deviation_mean = std::numeric_limits<double>::quiet_NaN();
  double mean_deviation_median = std::numeric_limits<double>::quiet_NaN();
  double robust_mean_deviation = std::numeric_limits<double>::quiet_NaN();  ///< within [p10, p90], type 7
  double cv_population = std::numeric_limits<double>::quiet_NaN();
  double quartile_dispersion = std::numeric_limits<double>::quiet_NaN();
  double energy = std::numeric_limits<double>::quiet_NaN();
  double root_mean_square = std::numeric_limits<double>::quiet_NaN();
};
BasicStatistics basic_statistics(std::span<const double> values);

/// Percentile `percent` in [0, 100] of sorted values, by definition 6, 7 or 8 of Hyndman & Fan 1996
/// (doi:10.1080/00031305.1996.10473566). NaN for no values or another type.
double percentile(std::span<const double> sorted, double percent, int type = 7);

}  // namespace radgauge::statistics
