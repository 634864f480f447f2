#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "phantoms/scanners/ct/geometry.h"
#include "phantoms/scanners/ct/slice_sensitivity.h"

namespace radgauge::phantoms::ct {

/// Slices that are projected together, one in each lane.
inline constexpr std::size_t kLanes = 8;

/// A texture as up to kLanes slices of a scan see it: attenuation over that of water on the voxels' grid in
/// the plane, averaged along z, and blurred as detector element and focal spot blur every projection of it
/// (a line integral's blur is the radial blur of the plane, by the Fourier slice theorem). Where voxels are
/// read linearly along both axes but rays along one, the other axis' transfer is in the blur, too, so that
/// the projections are those of the object and not of Joseph's model of it.
class TextureSlab {
 public:
  /// Throws Error(study) for voxels that are not aligned with the axes. `z_mm` has 1 to kLanes heights.
  TextureSlab(const Texture& texture, std::span<const double> z_mm, const SliceSensitivity& sensitivity,
              double pitch_mm, double focal_spot_sigma_mm);

  bool empty() const { return empty_; }
  /// Adds the readings of a view: to[kLanes i + lane] is column columns.first + i. Rays are summed row by row
  /// of the axis that is steeper to them, linear between the voxels of a row (Joseph 1982,
  /// doi:10.1109/TMI.1982.4307572).
  void add_line_integrals(const View& view, double pitch_mm, const Columns& columns,
                          std::span<double> to) const;

 private:
  void average(const Texture& texture, std::span<const double> z_mm, const SliceSensitivity& sensitivity,
               double room_mm);
  void blur(double pitch_mm, double focal_spot_sigma_mm);

  bool empty_ = true;
  std::int64_t size_[2] = {0, 0};
  double spacing_mm_[2] = {1, 1};
  double origin_mm_[2] = {0, 0};
  std::vector<double> along_x_;  ///< [kLanes (x + size_x y) + lane]
  std::vector<double> along_y_;  ///< [kLanes (y + size_y x) + lane]
};

}  // namespace radgauge::phantoms::ct
