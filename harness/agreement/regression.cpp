#include "agreement/regression.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"

namespace radgauge::agreement {

Line least_squares(std::span<const double> x, std::span<const double> y) {
  Line line;
  const auto n = static_cast<double>(x.size());
  if (x.size() < 2) return line;
  double mean_x = 0, mean_y = 0, largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += (x[i] - x[0]) / n;
    mean_y += (y[i] - y[0]) / n;
    largest = std::max(largest, std::abs(x[i]));
  }
  mean_x += x[0];
  mean_y += y[0];
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  if (!(std::sqrt(xx / n) > 1e-12 * largest)) return line;
  line.slope = xy / xx;
  line.intercept = mean_y - line.slope * mean_x;
  if (x.size() < 3) return line;
  double rest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = (y[i] - mean_y) - line.slope * (x[i] - mean_x);
    rest += residual * residual;
  }
  const double half = statistics::t_quantile(0.975, n - 2) * std::sqrt(rest / (n - 2) / xx);
  line.slope_lower = line.slope - half;
  line.slope_upper = line.slope + half;
  return line;
}

}  // namespace radgauge::agreement
