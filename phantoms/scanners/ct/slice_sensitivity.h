#pragma once

#include <vector>

#include "core/volume.h"
#include "phantoms/object/object.h"
#include "phantoms/scanners/ct/parameters.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms::ct {

/// How a slice weights what lies along z, around its middle.
class SliceSensitivity {
 public:
  /// Throws Error(study) for a table without rising z, with negative values or without area.
  SliceSensitivity(const Parameters& p, const ScannerTables& tables);

  /// Share of the sensitivity that lies below z_mm from the middle: 0 to 1.
  double below(double z_mm) const;
  /// Nothing, or less than 1e-4, lies outside [low_mm, high_mm].
  double low_mm() const { return low_mm_; }
  double high_mm() const { return high_mm_; }
  bool is_box() const { return points_.empty() && sigma_mm_ == 0; }
  /// Distance in mm between the two points of the edge of something infinitely long where the signal is
  /// these shares.
  double edge_width_mm(double low_share, double high_share) const;

 private:
  double place_of(double share) const;

  double low_mm_ = 0;
  double high_mm_ = 0;
  double sigma_mm_ = 0;
  std::vector<std::array<double, 3>> points_;  ///< of a table: z, sensitivity, share below
};

/// A shape of one height, as a slice sees it. Half sizes along its own axes, which are turned from x to y.
struct Flat {
  bool rectangle = false;
  double x_mm = 0;
  double y_mm = 0;
  double half_a_mm = 0;
  double half_b_mm = 0;
  double turn_rad = 0;
  double attenuation = 0;  ///< over that of water

  friend bool operator==(const Flat&, const Flat&) = default;
};

/// Appends what a slice at z_mm sees of a part: mean attenuation over the sensitivity, before any projection.
/// Exact for cylinders and boxes; for ellipsoids and tori the mean over sub-slices.
void add_flats(const Part& part, double z_mm, const SliceSensitivity& sensitivity, std::vector<Flat>& flats);

/// The weight of each slice of voxels in a slice at z_mm (linear between their centres, nothing beyond);
/// empty if all are 0.
std::vector<double> voxel_weights(const Lattice& voxels, double z_mm, const SliceSensitivity& sensitivity);

}  // namespace radgauge::phantoms::ct
