#pragma once

#include <vector>

#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// Fourier transform of the weights 1 / distance between voxels whose offsets stay within a box: real and
/// even, so that one octant holds it. On each axis the period is twice `half`, which is at least the size of
/// the box: no two voxels of the box meet round the corner.
struct SpatialWeights {
  Index3 half{0, 0, 0};
  std::vector<double> octant;  ///< empty: none were made

  bool empty() const { return octant.empty(); }
};

/// `size` in voxels; distances in mm.
SpatialWeights spatial_weights(const Index3& size, const Vec3& spacing_mm);

/// Sums over all ordered pairs of different voxels, w = 1 / distance in mm, d = intensity - mean.
struct SpatialSums {
  double weights = 0;              ///< sum of w
  double products = 0;             ///< sum of w d d'
  double squared_differences = 0;  ///< sum of w (d - d')^2
};

/// The sums over the voxels of the intensity mask, exactly: pair by pair, in O(n^2).
SpatialSums sums_of_pairs(const Roi& roi, const IntensityMask& mask);

/// The same by Parseval's theorem, in O(N log N) of the box: with the indicator m of the mask and w as a
/// convolution, the sums are <m, w m>, <d, w d> and 2 (<d^2, w m> - <d, w d>), each a sum over frequencies of
/// forward transforms times the transform of w. Double precision; at 10 million voxels of a ball the working
/// memory is 0.8 GiB. `weights` made for the size and the spacing of the region.
SpatialSums sums_by_transform(const Roi& roi, const IntensityMask& mask, const SpatialWeights& weights);

/// Sum of the squares of intensity - mean.
double sum_of_squares(const IntensityMask& mask);

/// Whether n voxels in a box of this size take less time pair by pair.
bool pairs_are_faster(std::int64_t n, const Index3& size);

}  // namespace radgauge::reference
