#pragma once

#include <array>
#include <functional>
#include <span>
#include <vector>

#include "core/volume.h"
#include "reference/filters/parts/boundary.h"

namespace radgauge::reference {

/// A kernel along one axis: an odd number of weights about its middle one.
using AxisKernel = std::vector<double>;

/// A product of three kernels, one for each axis: numbers of SeparableBank::kernels.
struct SeparableTerm {
  std::array<std::size_t, 3> kernel{0, 0, 0};
  double weight = 1;
};

/// Separable kernels that make one response: the weighted sum of the terms, or the largest of them.
struct SeparableBank {
  std::vector<AxisKernel> kernels;
  std::vector<SeparableTerm> terms;
  bool largest = false;

  /// The number of this kernel, which is added if it is not there.
  std::size_t number_of(const AxisKernel& kernel);
  /// How far the terms look on each axis, in voxels.
  Index3 reach() const;
};

/// One row of a response along x: of the voxels (box.begin[0] ..., y, z).
using RowSink = std::function<void(std::int64_t y, std::int64_t z, std::span<const double> row)>;

/// Rows that `rows` passes to a sink, of all of `wanted`, as a float32 image; it takes no memory before the
/// first of them.
Volume volume_of_rows(const Volume& image, const Box& wanted,
                      const std::function<void(const RowSink&)>& rows);

/// The response of a bank over `wanted`, a box of the image's voxels, row by row: convolution, sum over k of
/// h[k] f[i - k], of the whole image extended as `boundary` says. The image holds the box and the reach
/// around it, up to the ends of the whole image (else Error(internal)). Sums run in a fixed order for each
/// voxel, so a crop changes no byte. Memory beside the image: a few slices of doubles.
void filter_rows(const Volume& image, const Box& wanted, const SeparableBank& bank, Boundary boundary,
                 const RowSink& sink);

/// One row along x of the responses to products of images.
using ProductSink =
    std::function<void(std::int64_t y, std::int64_t z, std::span<const std::span<const double>> rows)>;

/// filter_rows of the voxelwise products (0, 0), (0, 1), ..., (1, 1), ... of images on one lattice, at once.
void filter_products(std::span<const Volume> images, const Box& wanted, const SeparableBank& bank,
                     Boundary boundary, const ProductSink& sink);

/// The same as filter_rows as a float32 image over `wanted`.
Volume filtered(const Volume& image, const Box& wanted, const SeparableBank& bank, Boundary boundary);

}  // namespace radgauge::reference
