#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/volume.h"

namespace radgauge::reference {

/// Voxels beyond a sample that its cubic B-spline coefficient is made of: weights beyond are below 2e-14.
inline constexpr std::int64_t kSplineReach = 24;

/// Cubic B-spline coefficients of an image over a box and `room` voxels around it, where the image is
/// mirrored about its first and last sample (d c b | a b c d | c b a). A coefficient is a sum over
/// kSplineReach samples on either side, in a fixed order, so that a crop changes no byte. Samples that are
/// not finite count as 0.
class SplineSlab {
 public:
  /// The image holds the box and room + kSplineReach voxels around it, up to its ends; Error(internal) for
  /// less.
  SplineSlab(const Volume& image, const Box& box, std::int64_t room);

  /// The coefficients of a row along x, from `room` voxels before the box on to as many after it; y and z
  /// count in the voxels of the image.
  std::span<const double> row(std::int64_t y, std::int64_t z) const {
    const Index3 n = stored_.size();
    const auto at = static_cast<std::size_t>(n[0] * (y - stored_.begin[1] + n[1] * (z - stored_.begin[2])));
    return std::span(coefficients_).subspan(at, static_cast<std::size_t>(n[0]));
  }

 private:
  Box stored_;
  std::vector<double> coefficients_;
};

}  // namespace radgauge::reference
