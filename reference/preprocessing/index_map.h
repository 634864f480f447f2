#pragma once

#include <span>

#include "core/operation.h"

namespace radgauge::reference {

/// Continuous index of one lattice -> continuous index of another: matrix * index + shift. The shift is
/// rounded to 2^-28 voxel and matrix entries that differ from 0 by rounding only are 0, so that the map of a
/// crop and that of the whole image are the same numbers.
struct IndexMap {
  Matrix3 matrix = kIdentity3;
  Vec3 shift{0, 0, 0};

  Vec3 operator()(const Vec3& index) const { return multiply(matrix, index) + shift; }
  /// Every index maps to a whole index (to 1e-3 voxel): both lattices have the same voxels.
  bool is_whole_voxel_shift() const;
};

IndexMap index_map(const Lattice& from, const Lattice& to);

/// Smallest box that holds every whole `from` index whose image lies in [low, high] of the other lattice; an
/// index up to 1e-6 voxel outside counts.
Box preimage(const IndexMap& map, const Vec3& low, const Vec3& high);

/// Largest length of the composed displacements at points of `lattice` inside `box`, over a coarse raster.
double largest_shift_mm(std::span<const Displacement> displacements, const Lattice& lattice, const Box& box);

}  // namespace radgauge::reference
