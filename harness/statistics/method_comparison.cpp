#include "statistics/method_comparison.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "statistics/distributions.h"
#include "statistics/kolmogorov.h"

namespace radgauge::statistics {
namespace {

std::string_view why_no_line(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 3) return "fewer than three pairs";
  const auto varies = [](std::span<const double> v) {
    return std::any_of(v.begin(), v.end(), [&](double one) { return one != v.front(); });
  };
  if (!varies(x) || !varies(y)) return "x or y does not vary";
  return {};
}

struct Sums {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;  // means; sums of squares and products about them
};

Sums sums_of(std::span<const double> x, std::span<const double> y) {
  Sums s;
  s.n = static_cast<double>(x.size());
  s.x = std::accumulate(x.begin(), x.end(), 0.0) / s.n;
  s.y = std::accumulate(y.begin(), y.end(), 0.0) / s.n;
  for (std::size_t i = 0; i < x.size(); ++i) {
    s.xx += (x[i] - s.x) * (x[i] - s.x);
    s.yy += (y[i] - s.y) * (y[i] - s.y);
    s.xy += (x[i] - s.x) * (y[i] - s.y);
  }
  return s;
}

/// Without the pair (x, y): its share of means and squares taken out.
Sums without(const Sums& s, double x, double y) {
  const double dx = x - s.x, dy = y - s.y, factor = s.n / (s.n - 1);
  return {s.n - 1,
          s.x - dx / (s.n - 1),
          s.y - dy / (s.n - 1),
          s.xx - factor * dx * dx,
          s.yy - factor * dy * dy,
          s.xy - factor * dx * dy};
}

struct MethodComparisonLine {
  double slope, intercept;
};

MethodComparisonLine deming_line(const Sums& s, double error_ratio) {
  const double difference = error_ratio * s.yy - s.xx;
  const double root = std::hypot(difference, 2 * std::sqrt(error_ratio) * s.xy);
  // Of the two ways to write the root the one that cancels nothing.
  const double slope =
      difference > 0 ? (difference + root) / (2 * error_ratio * s.xy) : 2 * s.xy / (root - difference);
  return {slope, s.y - slope * s.x};
}

double jackknife_se(double estimate, const std::vector<double>& left) {
  const double n = static_cast<double>(left.size());
  double mean = 0, squares = 0;
  for (const double one : left) mean += (n * estimate - (n - 1) * one) / n;
  for (const double one : left) squares += std::pow(n * estimate - (n - 1) * one - mean, 2);
  return std::sqrt(squares / (n - 1) / n);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double median_intercept(std::span<const double> x, std::span<const double> y, double slope) {
  std::vector<double> residual;
  for (std::size_t i = 0; i < x.size(); ++i) residual.push_back(y[i] - slope * x[i]);
  return median(std::move(residual));
}

/// A difference that is rounding is none: ties of data with few digits.
double difference(double a, double b) {
  const double d = a - b;
  return std::abs(d) <= 1e-12 * (std::abs(a) + std::abs(b)) / 2 ? 0 : d;
}

/// Angles of the slopes of all pairs, ascending, and how many lie beyond the line of symmetry.
struct Angles {
  std::vector<double> sorted;
  double offset = 0;  ///< twice the shift of the median
  double lowest = 1;  ///< twice the lowest rank that a limit may take
};

Angles angles_of(std::span<const double> x, std::span<const double> y, bool positive) {
  Angles out;
  constexpr double kRight = std::numbers::pi / 2, kHalf = std::numbers::pi / 4;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      const double dx = difference(x[j], x[i]), dy = difference(y[j], y[i]);
      if (dx == 0 && dy == 0) continue;
      out.sorted.push_back(dx == 0 ? (positive ? kRight : -kRight) : std::atan(dy / dx));
    }
  std::sort(out.sorted.begin(), out.sorted.end());
  double beyond = 0, on = 0;
  for (const double angle : out.sorted) {
    beyond += positive ? angle < -kHalf : angle > kHalf;
    on += angle == (positive ? -kHalf : kHalf);
  }
  out.offset = (positive ? 1 : -1) * (2 * beyond + on);
  out.lowest = 2 * on + 1;
  return out;
}

/// The value of twice the rank `rank2`, between its neighbours where that is even.
double slope_at(const std::vector<double>& sorted, double rank2) {
  const auto twice = static_cast<std::size_t>(rank2);
  const std::size_t half = (twice + 1) / 2;  // from 1
  return std::tan(twice % 2 == 1 ? sorted[half - 1] : (sorted[half - 1] + sorted[half]) / 2);
}

bool positive_tau(std::span<const double> x, std::span<const double> y) {
  long sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = i + 1; j < x.size(); ++j) {
      const double product = difference(x[j], x[i]) * difference(y[j], y[i]);
      sum += product > 0 ? 1 : product < 0 ? -1 : 0;
    }
  return sum > 0;
}

void cusum_test(std::span<const double> x, std::span<const double> y, PassingBablok& out) {
  const double a = out.line.intercept, b = out.line.slope;
  std::vector<std::pair<double, int>> along;  // distance along the line, side
  double above = 0, below = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = difference(y[i], a + b * x[i]);
    const int side = residual > 0 ? 1 : residual < 0 ? -1 : 0;
    above += side > 0;
    below += side < 0;
    along.emplace_back(b * y[i] + x[i], side);
  }
  if (above == 0 || below == 0) return;
  std::stable_sort(along.begin(), along.end(),
                   [](const auto& p, const auto& q) { return p.first < q.first; });
  double sum = 0;
  out.cusum = 0;
  for (const auto& [place, side] : along) {
    if (side > 0) sum += std::sqrt(below / above);
    if (side < 0) sum -= std::sqrt(above / below);
    out.cusum = std::max(out.cusum, std::abs(sum));
  }
  out.cusum_h = out.cusum / std::sqrt(below + 1);
  out.cusum_p = kolmogorov_upper_tail(out.cusum_h);
}

}  // namespace

FittedLine deming(std::span<const double> x, std::span<const double> y, double error_ratio) {
  FittedLine out;
  out.n = static_cast<double>(x.size());
  out.reason = why_no_line(x, y);
  if (!out.reason.empty()) return out;
  const Sums all = sums_of(x, y);
  if (all.xy == 0) {
    out.reason = "x and y are not correlated";
    return out;
  }
  const MethodComparisonLine line = deming_line(all, error_ratio);
  out.slope = line.slope;
  out.intercept = line.intercept;
  std::vector<double> slopes, intercepts;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const MethodComparisonLine left = deming_line(without(all, x[i], y[i]), error_ratio);
    slopes.push_back(left.slope);
    intercepts.push_back(left.intercept);
  }
  out.slope_se = jackknife_se(line.slope, slopes);
  out.intercept_se = jackknife_se(line.intercept, intercepts);
  const double t = t_quantile(0.975, out.n - 2);
  out.slope_lower = out.slope - t * out.slope_se;
  out.slope_upper = out.slope + t * out.slope_se;
  out.intercept_lower = out.intercept - t * out.intercept_se;
  out.intercept_upper = out.intercept + t * out.intercept_se;
  return out;
}

PassingBablok passing_bablok(std::span<const double> x, std::span<const double> y) {
  PassingBablok out;
  FittedLine& line = out.line;
  line.n = static_cast<double>(x.size());
  line.reason = why_no_line(x, y);
  if (!line.reason.empty()) return out;
  const Angles angles = angles_of(x, y, positive_tau(x, y));
  const double count = static_cast<double>(angles.sorted.size());
  const double middle = count + angles.offset;
  if (middle < 1 || middle > 2 * count - 1) {
    line.reason = "the slopes of the pairs have no median: x and y are not correlated";
    return out;
  }
  line.slope = slope_at(angles.sorted, middle);
  line.intercept = median_intercept(x, y, line.slope);
  const double n = line.n, half = kNormal975 * std::sqrt(n * (n - 1) * (2 * n + 5) / 18);
  const double low = std::nearbyint(middle - half), high = std::nearbyint(middle + half);
  constexpr double kEndless = std::numeric_limits<double>::infinity();
  line.slope_lower = low < angles.lowest ? -kEndless : slope_at(angles.sorted, low);
  line.slope_upper = high > 2 * count - 1 ? kEndless : slope_at(angles.sorted, high);
  line.intercept_lower = line.slope_upper == kEndless ? -kEndless : median_intercept(x, y, line.slope_upper);
  line.intercept_upper = line.slope_lower == -kEndless ? kEndless : median_intercept(x, y, line.slope_lower);
  cusum_test(x, y, out);
  return out;
}

}  // namespace radgauge::statistics
