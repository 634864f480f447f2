#pragma once

#include <array>

#include "core/geometry.h"

namespace radgauge::io {

/// The fields of a NIfTI-1 header that say where voxels lie, as they stand there: qform (pixdim, quaternion,
/// offset) and sform (a matrix), both in RAS and in the header's unit of length
/// (https://nifti.nimh.nih.gov/nifti-1, "METHOD 2" and "METHOD 3").
struct NiftiPosition {
  Index3 size{1, 1, 1};
  Vec3 spacing{1, 1, 1};
  bool has_qform = false;
  Vec3 quaternion{0, 0, 0};  ///< b, c, d
  double handedness = 1;     ///< qfac
  Vec3 offset{0, 0, 0};
  bool has_sform = false;
  std::array<double, 12> sform{1, 0, 0, 0, 0, 1,
                               0, 0, 0, 0, 1, 0};  ///< rows x, y, z; the fourth is the offset
  double mm_per_unit = 1;
};

/// Of the code of a unit of space: 1 metre, 2 millimetre, 3 micrometre; what is unknown counts as
/// millimetres.
double nifti_mm_per_unit(int code);

/// The distance between neighbours along an axis by the sform, in the header's unit.
double sform_spacing(const NiftiPosition& at, std::size_t axis);

/// The largest distance, over the corners of the image, between where qform and sform place a voxel. In mm.
double largest_shift_mm(const NiftiPosition& at);

/// The lattice by the sform, in LPS and mm, with the spacing of pixdim. Its axes are those of the matrix,
/// whether they are perpendicular or not.
Lattice sform_lattice(const NiftiPosition& at);

}  // namespace radgauge::io
