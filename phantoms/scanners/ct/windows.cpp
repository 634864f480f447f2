#include "phantoms/scanners/ct/windows.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::phantoms::ct {

namespace {

/// Slope at an end from its two intervals, kept monotone.
double end_slope(double h0, double h1, double d0, double d1) {
  const double slope = ((2 * h0 + h1) * d0 - h0 * d1) / (h0 + h1);
  if (slope * d0 <= 0) return 0;
  if (d0 * d1 <= 0 && std::abs(slope) > 3 * std::abs(d0)) return 3 * d0;
  return slope;
}

/// Windows are even: a slope at frequency 0 would give every edge a tail that no insert is wide enough for.
MonotoneCurve even_curve(const std::array<double, 5>& at_quarters) {
  std::vector<std::array<double, 2>> points;
  for (int i = -4; i <= 4; ++i)
    points.push_back({0.25 * i, at_quarters[static_cast<std::size_t>(std::abs(i))]});
  return MonotoneCurve(std::move(points));
}

const MonotoneCurve& published_window(Window window) {
  static const MonotoneCurve soft = even_curve({1, 0.815, 0.456, 0.164, 0});
  static const MonotoneCurve standard = even_curve({1, 0.934, 0.744, 0.443, 0.053});
  static const MonotoneCurve bone = even_curve({1, 1.049, 1.17, 1.22, 0.92});
  return window == Window::soft ? soft : window == Window::standard ? standard : bone;
}

}  // namespace

MonotoneCurve::MonotoneCurve(std::vector<std::array<double, 2>> points)
    : points_(std::move(points)), slopes_(points_.size(), 0.0) {
  const std::size_t n = points_.size();
  std::vector<double> width(n - 1), rise(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    width[i] = points_[i + 1][0] - points_[i][0];
    rise[i] = (points_[i + 1][1] - points_[i][1]) / width[i];
  }
  if (n == 2) {
    slopes_ = {rise[0], rise[0]};
    return;
  }
  for (std::size_t i = 1; i + 1 < n; ++i) {
    if (rise[i - 1] * rise[i] <= 0) continue;
    const double left = 2 * width[i] + width[i - 1];
    const double right = width[i] + 2 * width[i - 1];
    slopes_[i] = (left + right) / (left / rise[i - 1] + right / rise[i]);
  }
  slopes_.front() = end_slope(width[0], width[1], rise[0], rise[1]);
  slopes_.back() = end_slope(width[n - 2], width[n - 3], rise[n - 2], rise[n - 3]);
}

double MonotoneCurve::operator()(double x) const {
  if (x <= points_.front()[0]) return points_.front()[1];
  if (x >= points_.back()[0]) return points_.back()[1];
  const auto above = std::upper_bound(points_.begin(), points_.end(), x,
                                      [](double value, const auto& point) { return value < point[0]; });
  const auto i = static_cast<std::size_t>(above - points_.begin()) - 1;
  const double h = points_[i + 1][0] - points_[i][0];
  const double t = (x - points_[i][0]) / h;
  const double left = (1 + 2 * t) * (1 - t) * (1 - t);
  const double right = t * t * (3 - 2 * t);
  return left * points_[i][1] + right * points_[i + 1][1] +
         h * t * (1 - t) * ((1 - t) * slopes_[i] - t * slopes_[i + 1]);
}

double window_value(Window window, double cutoff, double nyquist_share) {
  switch (window) {
    case Window::hann:
      return nyquist_share < cutoff ? 0.5 * (1 + std::cos(std::numbers::pi * nyquist_share / cutoff)) : 0;
    case Window::shepp_logan: {
      const double angle = 0.5 * std::numbers::pi * nyquist_share;
      return angle > 0 ? std::sin(angle) / angle : 1;
    }
    case Window::soft:
    case Window::standard:
    case Window::bone:
      break;
  }
  return published_window(window)(nyquist_share);
}

}  // namespace radgauge::phantoms::ct
