#include "statistics/smoother.h"

#include <algorithm>
#include <cmath>

namespace radgauge::statistics {
namespace {

// Value at `at` of the line fitted with tricube weights to the points near the window [left, right].
double local_line(std::span<const double> x, std::span<const double> y, double at, std::size_t left,
                  std::size_t right, double range) {
  const double h = std::max(at - x[left], x[right] - at);
  const double far = 0.999 * h, near = 0.001 * h;
  double sum = 0, sum_x = 0, sum_y = 0;
  std::vector<double> weight;
  std::size_t last = left;
  for (std::size_t i = left; i < x.size(); ++i) {
    const double r = std::abs(x[i] - at);
    if (r > far && x[i] > at) break;
    const double u = r / h;
    const double cube = 1 - u * u * u;
    const double w = r > far ? 0 : r > near ? cube * cube * cube : 1;
    weight.push_back(w);
    last = i + 1;
    sum += w;
    sum_x += w * x[i];
    sum_y += w * y[i];
  }
  if (!(sum > 0)) return NAN;
  const double centre = sum_x / sum;
  double sxx = 0, sxy = 0;
  for (std::size_t i = left; i < last; ++i) {
    const double w = weight[i - left], d = x[i] - centre;
    sxx += w * d * d;
    sxy += w * d * y[i];
  }
  const double mean = sum_y / sum;
  // Points that lie almost together have no slope.
  if (!(std::sqrt(sxx / sum) > 0.001 * range)) return mean;
  return mean + (at - centre) * sxy / sxx;
}

}  // namespace

std::vector<double> lowess(std::span<const double> x, std::span<const double> y, double span, double delta) {
  const std::size_t n = x.size();
  std::vector<double> fitted(n);
  if (n < 2) {
    std::copy(y.begin(), y.end(), fitted.begin());
    return fitted;
  }
  const auto window =
      std::clamp<std::size_t>(static_cast<std::size_t>(span * static_cast<double>(n) + 1e-7), 2, n);
  const double range = x[n - 1] - x[0];
  std::size_t left = 0, right = window - 1, i = 0;
  bool any = false;
  std::size_t last = 0;  // last point that has a fit
  for (;;) {
    while (right + 1 < n && x[i] - x[left] > x[right + 1] - x[i]) {
      ++left;
      ++right;
    }
    const double value = local_line(x, y, x[i], left, right, range);
    fitted[i] = std::isnan(value) ? y[i] : value;
    if (any && last + 1 < i) {
      const double width = x[i] - x[last];
      for (std::size_t j = last + 1; j < i; ++j) {
        const double share = (x[j] - x[last]) / width;
        fitted[j] = share * fitted[i] + (1 - share) * fitted[last];
      }
    }
    any = true;
    last = i;
    const double cut = x[last] + delta;
    std::size_t next = last + 1;
    for (; next < n; ++next) {
      if (x[next] > cut) break;
      if (x[next] == x[last]) {
        fitted[next] = fitted[last];
        last = next;
      }
    }
    i = std::max(last + 1, next > 0 ? next - 1 : 0);
    if (last + 1 >= n) break;
  }
  return fitted;
}

}  // namespace radgauge::statistics
