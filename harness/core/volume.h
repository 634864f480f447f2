#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.h"

namespace radgauge {

/// Which part of a whole image a grid of voxels is. Random numbers are keyed by the voxel of the whole image,
/// and image edges are told from crop edges by it, so that a crop never changes a result.
struct CropWindow {
  Index3 offset{0, 0, 0};      ///< index, in the whole image, of voxel (0, 0, 0)
  Index3 whole_size{0, 0, 0};  ///< size of the whole image in voxels
  friend bool operator==(const CropWindow&, const CropWindow&) = default;
};

/// Voxels on a lattice, x fastest: voxel (x, y, z) is voxels[x + size[0] * (y + size[1] * z)].
template <class T>
struct Grid {
  Lattice lattice;
  CropWindow window;
  std::vector<T> voxels;

  Grid() = default;
  /// A whole image on `on`, each voxel `value`.
  explicit Grid(const Lattice& on, T value = T{})
      : lattice(on), window{{0, 0, 0}, on.size}, voxels(static_cast<std::size_t>(on.voxel_count()), value) {}

  std::size_t at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>(x + lattice.size[0] * (y + lattice.size[1] * z));
  }
  T& operator()(std::int64_t x, std::int64_t y, std::int64_t z) { return voxels[at(x, y, z)]; }
  const T& operator()(std::int64_t x, std::int64_t y, std::int64_t z) const { return voxels[at(x, y, z)]; }
  friend bool operator==(const Grid&, const Grid&) = default;
};

/// Image intensities (HU, SUV or arbitrary units), float32.
using Volume = Grid<float>;
/// A region of interest: 1 inside, 0 outside.
using Mask = Grid<std::uint8_t>;

Volume crop(const Volume& volume, const Box& box);
Mask crop(const Mask& mask, const Box& box);

/// Smallest box that holds every voxel that is not 0; an empty box for an empty mask.
Box bounding_box(const Mask& mask);
std::int64_t count(const Mask& mask);
/// Mean position in mm of the voxels inside; the centre of the lattice for an empty mask.
Vec3 centroid_mm(const Mask& mask);

}  // namespace radgauge
