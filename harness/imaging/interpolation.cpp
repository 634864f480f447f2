#include "imaging/interpolation.h"

#include <algorithm>
#include <cmath>

namespace radgauge::imaging {

int tap_count(Interpolation method) {
  return method == Interpolation::cubic ? 4 : method == Interpolation::linear ? 2 : 1;
}

namespace {

/// Index reflected at the first and last sample: d c b | a b c d | c b a.
std::int64_t mirrored(std::int64_t index, std::int64_t size) {
  if (index >= 0 && index < size) return index;
  if (size == 1) return 0;
  const std::int64_t period = 2 * size - 2;
  index = std::abs(index) % period;
  return index < size ? index : period - index;
}

std::array<double, 4> cubic_weights(double t) {
  const double s = 1 - t;
  return {s * s * s / 6, 2.0 / 3 - t * t * (2 - t) / 2, 2.0 / 3 - s * s * (2 - s) / 2, t * t * t / 6};
}

}  // namespace

Taps taps_at(double coordinate, const SampleAxis& axis) {
  Taps taps;
  const double at = std::clamp(coordinate, 0.0, static_cast<double>(axis.whole - 1));
  const double floor = std::floor(at);
  std::int64_t first = static_cast<std::int64_t>(floor);
  if (axis.method == Interpolation::cubic) {
    taps.weight = cubic_weights(at - floor);
    first -= 1;
  } else if (axis.method == Interpolation::linear) {
    taps.weight = {1 - (at - floor), at - floor, 0, 0};
  } else {
    first = static_cast<std::int64_t>(std::floor(at + 0.5));
    taps.weight = {1, 0, 0, 0};
  }
  for (std::size_t k = 0; k < 4; ++k) {
    std::int64_t index = first + static_cast<std::int64_t>(k);
    // A tap of weight 0 may lie past the end; it only needs an index that can be read.
    index = axis.method == Interpolation::cubic ? mirrored(index, axis.whole)
                                                : std::clamp<std::int64_t>(index, 0, axis.whole - 1);
    index -= axis.offset;
    if (axis.zero_outside_crop && !(index >= 0 && index < axis.stored)) taps.weight[k] = 0;
    taps.index[k] = std::clamp<std::int64_t>(index, 0, axis.stored - 1);
  }
  return taps;
}

namespace {

/// First stored index and weights of N taps (1, 2 or 4) at a coordinate whose taps all lie in memory, not
/// mirrored and not moved; false for another.
template <std::size_t N>
bool interior_taps(double coordinate, const SampleAxis& axis, std::int64_t& first,
                   std::array<double, N>& weight) {
  if (!(coordinate >= 0 && coordinate <= static_cast<double>(axis.whole - 1))) return false;
  const auto floor = static_cast<std::int64_t>(N == 1 ? coordinate + 0.5 : coordinate);
  first = floor - axis.offset - (N == 4 ? 1 : 0);
  if (first < 0 || first + static_cast<std::int64_t>(N) > axis.stored) return false;
  const double t = coordinate - static_cast<double>(floor);
  if constexpr (N == 4)
    weight = cubic_weights(t);
  else if constexpr (N == 2)
    weight = {1 - t, t};
  else
    weight = {1};
  return true;
}

/// N taps along x and y and M along z, known to the compiler; false where interior_taps is.
template <std::size_t N, std::size_t M, class T>
bool sample_interior(const SampleArray<T>& array, const Vec3& point, double& value) {
  std::array<std::int64_t, 3> first;
  std::array<double, N> wx;
  std::array<double, N> wy;
  std::array<double, M> wz;
  if (!interior_taps<N>(point[0], array.axes[0], first[0], wx) ||
      !interior_taps<N>(point[1], array.axes[1], first[1], wy) ||
      !interior_taps<M>(point[2], array.axes[2], first[2], wz))
    return false;
  const std::int64_t nx = array.axes[0].stored;
  const T* corner = array.samples.data() + first[0] + nx * (first[1] + array.axes[1].stored * first[2]);
  value = 0;
  for (std::size_t k = 0; k < M; ++k, corner += nx * array.axes[1].stored) {
    const T* row = corner;
    for (std::size_t j = 0; j < N; ++j, row += nx) {
      double along_x = 0;
      for (std::size_t i = 0; i < N; ++i) along_x += wx[i] * static_cast<double>(row[i]);
      value += wz[k] * wy[j] * along_x;
    }
  }
  return true;
}

/// Taps wherever they lie: beyond the ends, or cut off.
template <class T>
double sample_border(const SampleArray<T>& array, const Vec3& point) {
  const Taps x = taps_at(point[0], array.axes[0]);
  const Taps y = taps_at(point[1], array.axes[1]);
  const Taps z = taps_at(point[2], array.axes[2]);
  const auto taps_of = [&](std::size_t a) {
    return static_cast<std::size_t>(tap_count(array.axes[a].method));
  };
  double value = 0;
  for (std::size_t k = 0; k < taps_of(2); ++k)
    for (std::size_t j = 0; j < taps_of(1); ++j) {
      const T* row =
          array.samples.data() + array.axes[0].stored * (y.index[j] + array.axes[1].stored * z.index[k]);
      double along_x = 0;
      for (std::size_t i = 0; i < taps_of(0); ++i)
        along_x += x.weight[i] * static_cast<double>(row[x.index[i]]);
      value += z.weight[k] * y.weight[j] * along_x;
    }
  return value;
}

/// N taps along x and y and M along z.
template <std::size_t N, std::size_t M, class T>
void sample_all(const SampleArray<T>& array, std::span<const Vec3> points, double* values) {
  for (const Vec3& point : points) {
    if (!sample_interior<N, M>(array, point, *values)) *values = sample_border(array, point);
    ++values;
  }
}

template <class T>
void sample(const SampleArray<T>& array, std::span<const Vec3> points, double* values) {
  const int x = tap_count(array.axes[0].method);
  const int y = tap_count(array.axes[1].method);
  const int z = tap_count(array.axes[2].method);
  if (x == 4 && y == 4 && z == 4) return sample_all<4, 4>(array, points, values);
  if (x == 4 && y == 4 && z == 1) return sample_all<4, 1>(array, points, values);
  if (x == 2 && y == 2 && z == 2) return sample_all<2, 2>(array, points, values);
  if (x == 2 && y == 2 && z == 1) return sample_all<2, 1>(array, points, values);
  for (const Vec3& point : points) *values++ = sample_border(array, point);
}

}  // namespace

double sample_at(const SampleArray<double>& array, const Vec3& point) {
  double value;
  sample(array, {&point, 1}, &value);
  return value;
}
double sample_at(const SampleArray<std::uint8_t>& array, const Vec3& point) {
  double value;
  sample(array, {&point, 1}, &value);
  return value;
}
void sample_points(const SampleArray<double>& array, std::span<const Vec3> points, double* values) {
  sample(array, points, values);
}
void sample_points(const SampleArray<std::uint8_t>& array, std::span<const Vec3> points, double* values) {
  sample(array, points, values);
}

}  // namespace radgauge::imaging
