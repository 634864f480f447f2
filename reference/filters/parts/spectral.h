#pragma once

#include <functional>
#include <vector>

#include "core/volume.h"
#include "reference/filters/parts/boundary.h"
#include "reference/filters/parts/separable.h"

namespace radgauge::reference {

/// A filter that is defined by its spectrum: (-i)^order gain(f), of which a real image sees the part whose
/// value at -f is the conjugate of that at f.
struct SpectralFilter {
  /// f: the frequency on each axis, from -1 to 1 (see end_to_end_frequency); 0 along z in slices. bin: of the
  /// transform.
  std::function<double(const Vec3& f, const Index3& bin)> gain;
  std::int64_t order = 0;
};

/// How an image is laid out for its transform.
struct SpectralGrid {
  Index3 size{1, 1, 1};     ///< of the transform
  Index3 padding{0, 0, 0};  ///< voxels before the first of the image
};

/// A periodic image is transformed at its own size; others get `padding` voxels beyond each end, and more at
/// the last to a size that is fast to transform. Slices have one voxel along z.
SpectralGrid spectral_grid(const Index3& whole_size, Dimension dimension, Boundary boundary,
                           std::int64_t padding);

/// The frequency of bin k of n: n samples from -1 to 1, end to end, of which sample n/2 (rounded down) is bin
/// 0; 0 where n is 1. It is the grid that IBSI 2 computes on. Bin 0 of an even n has 1/(n - 1), not 0, and 1
/// stands for (n - 1)/n of the Nyquist frequency.
double end_to_end_frequency(std::int64_t k, std::int64_t n);

/// The response over `wanted` of an image that is whole (Error(internal) for a part of one; in slices, whole
/// along x and y), transformed on `grid`, row by row. It has no end: a sample that is not finite makes all of
/// it NaN (in slices: of its slice). Memory: 8 bytes per voxel of the grid (in slices: of one of them), and
/// 16 per row.
void spectral_rows(const Volume& image, const Box& wanted, const SpectralGrid& grid, Dimension dimension,
                   Boundary boundary, const SpectralFilter& filter, const RowSink& sink);

/// The same as a float32 image over `wanted`.
Volume spectral_response(const Volume& image, const Box& wanted, const SpectralGrid& grid,
                         Dimension dimension, Boundary boundary, const SpectralFilter& filter);

}  // namespace radgauge::reference
