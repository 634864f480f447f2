#include "phantoms/scanners/measure/curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "core/nan.h"

namespace radgauge::phantoms::measure {

namespace {

constexpr double kPeakShare = 0.75;

double determinant(const std::array<double, 9>& m) {
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
         m[2] * (m[3] * m[7] - m[4] * m[6]);
}

/// Mean of a value and its neighbours, weighted 1 2 3 2 1.
double smoothed(const std::vector<double>& y, std::size_t i) {
  constexpr double kWeights[] = {1, 2, 3, 2, 1};
  double sum = 0, weights = 0;
  for (std::size_t k = 0; k < 5; ++k)
    if (i + k >= 2 && i + k - 2 < y.size()) {
      sum += kWeights[k] * y[i + k - 2];
      weights += kWeights[k];
    }
  return sum / weights;
}

}  // namespace

double falls_to(const Curve& curve, double level) {
  for (std::size_t i = 1; i < curve.x.size(); ++i)
    if (curve.y[i - 1] > level && curve.y[i] <= level) {
      const double share = (curve.y[i - 1] - level) / (curve.y[i - 1] - curve.y[i]);
      return curve.x[i - 1] + share * (curve.x[i] - curve.x[i - 1]);
    }
  return kNaN;
}

double peak_place(const Curve& curve) {
  std::vector<double> smooth;
  for (std::size_t i = 0; i < curve.y.size(); ++i) smooth.push_back(smoothed(curve.y, i));
  const auto top = static_cast<std::size_t>(std::max_element(smooth.begin(), smooth.end()) - smooth.begin());
  std::size_t begin = top, end = top;
  while (begin > 0 && smooth[begin - 1] >= kPeakShare * smooth[top]) --begin;
  while (end < smooth.size() && smooth[end] >= kPeakShare * smooth[top]) ++end;
  if (end < begin + 3) return kNaN;
  // Normal equations of y = a + b t + c t^2 with t from the middle, in half widths.
  const double middle = 0.5 * (curve.x[begin] + curve.x[end - 1]);
  const double half = 0.5 * (curve.x[end - 1] - curve.x[begin]);
  std::array<double, 5> powers{};
  std::array<double, 3> sums{};
  for (std::size_t i = begin; i < end; ++i) {
    const double t = (curve.x[i] - middle) / half;
    double power = 1;
    for (std::size_t k = 0; k < powers.size(); ++k, power *= t) {
      powers[k] += power;
      if (k < sums.size()) sums[k] += power * curve.y[i];
    }
  }
  const auto& p = powers;
  const double slope = determinant({p[0], sums[0], p[2], p[1], sums[1], p[3], p[2], sums[2], p[4]});
  const double bend = determinant({p[0], p[1], sums[0], p[1], p[2], sums[1], p[2], p[3], sums[2]});
  if (!(bend * determinant({p[0], p[1], p[2], p[1], p[2], p[3], p[2], p[3], p[4]}) < 0)) return 0;
  return middle - half * std::clamp(0.5 * slope / bend, -1.0, 1.0);
}

}  // namespace radgauge::phantoms::measure
