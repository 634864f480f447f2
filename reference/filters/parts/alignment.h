#pragma once

#include <array>
#include <functional>
#include <vector>

#include "core/volume.h"
#include "reference/filters/parts/boundary.h"
#include "reference/filters/parts/eigenvectors.h"
#include "reference/filters/parts/packed_frame.h"

namespace radgauge::reference {

/// The directions of an image's structure at each voxel of a box: a frame e_1, e_2, e_3 whose axes are the
/// eigenvectors of the structure tensor, by descending eigenvalue (in slices e_3 is z). The tensor at a voxel
/// is the mean, weighted by a Gaussian, of the outer products of the first-order Riesz transforms about it:
/// Chenouard and Unser 2012, doi:10.1109/TIP.2012.2206044. Each axis points to where the first-order
/// transform along it, at the voxel itself, is not negative. Memory: 12 bytes per voxel of the box.
class StructureFrames {
 public:
  /// `gradient(a, box)`: the first-order Riesz transform along axis a over a box of the image's voxels.
  /// sigma_mm is that of the Gaussian, which ends at 4 standard deviations; products beyond the ends of the
  /// image are as `boundary` says.
  StructureFrames(const Volume& image, const Box& wanted, double sigma_mm, Dimension dimension,
                  Boundary boundary, const std::function<Volume(std::size_t axis, const Box& box)>& gradient);

  /// Rows: the axes of the frame at voxel i of the wanted box, x fastest.
  Rows3 frame(std::size_t i) const;

 private:
  std::vector<PackedFrame> frames_;
};

/// The largest order of a transform that can be aligned.
inline constexpr std::int64_t kMostAlignedOrder = 4;

/// Of a product of linear forms (e_1 . f)^l_1 (e_2 . f)^l_2 (e_3 . f)^l_3, what stands before
/// f_x^m_x f_y^m_y f_z^m_z. l and m have one sum, at most
/// kMostAlignedOrder.
double steered_coefficient(const Rows3& frame, const Index3& l, const Index3& m);

}  // namespace radgauge::reference
