#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/extraction_settings.h"
#include "core/geometry.h"

namespace radgauge::imaging {

/// One axis of an array of samples that may be a crop of a longer one. Coordinates count in the whole array,
/// so that a crop and the whole are sampled at the same numbers.
struct SampleAxis {
  std::int64_t stored = 0;  ///< samples in memory
  std::int64_t offset = 0;  ///< index, in the whole array, of the first of them
  std::int64_t whole = 0;   ///< samples of the whole array
  Interpolation method = Interpolation::linear;
  /// What lies in the whole array but not in memory: 0 (a mask cut at its box), or the nearest stored sample.
  bool zero_outside_crop = false;
};

/// The stored samples a coordinate draws on, and their weights. Unused entries have weight 0 and a valid
/// index.
struct Taps {
  std::array<std::int64_t, 4> index{0, 0, 0, 0};
  std::array<double, 4> weight{0, 0, 0, 0};
};

/// Taps at `coordinate` (continuous index in the whole array). A coordinate outside the whole array is moved
/// to its first or last sample, which extends the array by its edge values. Cubic weights are those of the
/// cubic B-spline over coefficients, mirrored at the ends of the whole array (Unser, IEEE Signal Process Mag
/// 1999;16(6):22, doi:10.1109/79.799930). Interpolation::none means nearest.
Taps taps_at(double coordinate, const SampleAxis& axis);

/// How many of the four taps a method uses: 1, 2 or 4.
int tap_count(Interpolation method);

/// Samples in memory, x fastest, with their three axes. T is double (intensities or B-spline coefficients) or
/// std::uint8_t (mask).
template <class T>
struct SampleArray {
  std::span<const T> samples;
  std::array<SampleAxis, 3> axes;
};

/// The value at one point, a continuous index in the whole array.
double sample_at(const SampleArray<double>& array, const Vec3& point);
double sample_at(const SampleArray<std::uint8_t>& array, const Vec3& point);
/// The same at many points, faster; `values` has room for as many.
void sample_points(const SampleArray<double>& array, std::span<const Vec3> points, double* values);
void sample_points(const SampleArray<std::uint8_t>& array, std::span<const Vec3> points, double* values);

/// The values at matrix * (x, y, z) + shift for every voxel (x, y, z) of `box`, x fastest. The same sums as
/// sample_at up to their order. A diagonal matrix is sampled axis by axis, at the price of a one-dimensional
/// interpolation; one that leaves z alone, slice by slice.
std::vector<double> sample_affine(const SampleArray<double>& array, const Matrix3& matrix, const Vec3& shift,
                                  const Box& box);
std::vector<double> sample_affine(const SampleArray<std::uint8_t>& array, const Matrix3& matrix,
                                  const Vec3& shift, const Box& box);

/// Cubic B-spline coefficients of samples of this size, by recursive filtering along each axis with mirrored
/// ends (Unser, Aldroubi, Eden, IEEE Trans Signal Process 1993;41:821, doi:10.1109/78.193220); only along x
/// and y if `by_slice`. The spline through them meets the samples. An end is felt as 0.268^distance.
std::vector<double> bspline_coefficients(std::span<const float> samples, const Index3& size, bool by_slice);

}  // namespace radgauge::imaging
