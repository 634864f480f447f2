#pragma once

#include "core/volume.h"

namespace radgauge::testing {

/// Numbers without a pattern, the same on every machine.
class Scatter {
 public:
  explicit Scatter(std::uint32_t seed) : state_(seed) {}
  /// In [0, 1).
  double next() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<double>(state_ >> 8) / 16777216.0;
  }
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(next() * static_cast<double>(n)); }

 private:
  std::uint32_t state_;
};

/// Every voxel a number of its own in [0, range).
inline Volume textured(const Lattice& lattice, double range, std::uint32_t seed = 7) {
  Volume image(lattice);
  Scatter scatter(seed);
  for (float& v : image.voxels) v = static_cast<float>(range * scatter.next());
  return image;
}

/// Voxels within `radius` voxels of a point.
inline Mask blob(const Lattice& lattice, const Vec3& centre, double radius) {
  Mask mask(lattice);
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x) {
        const Vec3 d = Vec3{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)} - centre;
        mask(x, y, z) = d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= radius * radius ? 1 : 0;
      }
  return mask;
}

inline Lattice unit_lattice(const Index3& size) {
  Lattice lattice;
  lattice.size = size;
  return lattice;
}

}  // namespace radgauge::testing
