#include <algorithm>
#include <cmath>

#include "imaging/interpolation.h"

namespace radgauge::imaging {

namespace {

const double kPole = std::sqrt(3.0) - 2;
constexpr std::int64_t kHorizon = 40;  // pole^40 is 1e-23

/// Filters `length` samples that lie `step` apart, for `lanes` neighbouring lines at once. Lanes are
/// independent, so their number never changes a value.
void filter_lines(double* data, std::int64_t length, std::int64_t step, std::int64_t lanes,
                  std::vector<double>& sum) {
  if (length == 1) return;
  sum.assign(static_cast<std::size_t>(lanes), 0.0);
  const auto at = [&](std::int64_t k) { return data + k * step; };
  const auto accumulate = [&](double weight, const double* line) {
    for (std::int64_t i = 0; i < lanes; ++i) sum[static_cast<std::size_t>(i)] += weight * line[i];
  };
  if (length > kHorizon) {
    double power = 1;
    for (std::int64_t k = 0; k < kHorizon; ++k, power *= kPole) accumulate(power, at(k));
  } else {
    const auto p = [](std::int64_t k) { return std::pow(kPole, static_cast<double>(k)); };
    const double scale = 1 / (1 - p(2 * length - 2));
    accumulate(scale, at(0));
    accumulate(scale * p(length - 1), at(length - 1));
    for (std::int64_t k = 1; k < length - 1; ++k) accumulate(scale * (p(k) + p(2 * length - 2 - k)), at(k));
  }
  for (std::int64_t i = 0; i < lanes; ++i) data[i] = sum[static_cast<std::size_t>(i)];
  for (std::int64_t k = 1; k < length; ++k)
    for (std::int64_t i = 0; i < lanes; ++i) at(k)[i] += kPole * at(k - 1)[i];
  const double last = kPole / (kPole * kPole - 1);
  for (std::int64_t i = 0; i < lanes; ++i)
    at(length - 1)[i] = 6 * last * (at(length - 1)[i] + kPole * at(length - 2)[i]);
  for (std::int64_t k = length - 2; k >= 0; --k)
    for (std::int64_t i = 0; i < lanes; ++i) at(k)[i] = kPole * (at(k + 1)[i] - 6 * at(k)[i]);
}

/// Along x the lines are not neighbours in memory: 16 rows are turned into lanes, filtered, and turned back.
void filter_along_x(std::vector<double>& data, const Index3& size) {
  constexpr std::int64_t kLanes = 16;
  const std::int64_t rows = size[1] * size[2];
  std::vector<double> block(static_cast<std::size_t>(kLanes * size[0]));
  std::vector<double> sum;
  for (std::int64_t row = 0; row < rows; row += kLanes) {
    const std::int64_t lanes = std::min(kLanes, rows - row);
    double* base = data.data() + row * size[0];
    for (std::int64_t lane = 0; lane < lanes; ++lane)
      for (std::int64_t x = 0; x < size[0]; ++x)
        block[static_cast<std::size_t>(x * kLanes + lane)] = base[lane * size[0] + x];
    filter_lines(block.data(), size[0], kLanes, kLanes, sum);
    for (std::int64_t lane = 0; lane < lanes; ++lane)
      for (std::int64_t x = 0; x < size[0]; ++x)
        base[lane * size[0] + x] = block[static_cast<std::size_t>(x * kLanes + lane)];
  }
}

}  // namespace

std::vector<double> bspline_coefficients(std::span<const float> samples, const Index3& size, bool by_slice) {
  std::vector<double> data(samples.begin(), samples.end());
  if (data.empty()) return data;
  std::vector<double> sum;
  filter_along_x(data, size);
  const std::int64_t plane = size[0] * size[1];
  for (std::int64_t z = 0; z < size[2]; ++z)
    filter_lines(data.data() + z * plane, size[1], size[0], size[0], sum);
  if (!by_slice)
    for (std::int64_t y = 0; y < size[1]; ++y)
      filter_lines(data.data() + y * size[0], size[2], plane, size[0], sum);
  return data;
}

}  // namespace radgauge::imaging
