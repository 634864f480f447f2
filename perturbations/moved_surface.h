#pragma once

#include <string>

#include "perturbations/mask_change.h"

namespace radgauge::perturbations {

using radgauge::crop;

/// The signed distances of a mask (signed_distance_mm) as a level set that can be moved: cut at +-band_mm,
/// defined on the whole lattice and between voxels. Moving a surface by moving labels loses everything
/// below a voxel; the level set keeps it.
class LevelSet {
 public:
  /// How the level set runs between the steps of the voxels. `as_drawn`: the distances themselves, in which
  /// every voxel at the surface is equally deep. `smooth`: 2 S - S S of them, S the average over neighbours
  /// with weights 1, 2, 1 on each axis, sign kept (and an eighth of the distance), so that the steps of an
  /// oblique or curved surface tell where between the voxels it runs (the constraint of Whitaker 2000,
  /// doi:10.1109/SVV.2000.10006).
  enum class Steps { as_drawn, smooth };
  /// Cut at band_mm; the distances are exact within.
  LevelSet(const Mask& mask, const imaging::MaskDistances& distances, double band_mm,
           Steps steps = Steps::as_drawn);
  /// In mm at a voxel of the mask's lattice.
  double at(std::int64_t x, std::int64_t y, std::int64_t z) const;
  /// Trilinear at a continuous index; beyond the lattice its edge values continue.
  double at(const Vec3& index) const;

 private:
  void smooth_steps();

  Index3 size_;
  Box box_;               ///< what lies outside is band_mm outside
  Grid<float> distance_;  ///< on the box
  double band_mm_;
};

/// The band that linear interpolation of the zero level needs: two diagonals of a voxel.
double interpolation_band_mm(const Lattice& lattice);

/// The box of a mask and `reach_mm` around it, within its lattice: where a surface that moves by at most
/// that can be afterwards.
Box reach_box(const Mask& mask, double reach_mm);

/// How far the surface of `after` lies outside the surface that `before` is the level set of: over all faces
/// between an inside and an outside voxel, weighted by their area, the mean of the two signed distances. 0 on
/// flat faces that did not move. NaN without a face.
struct SurfaceMove {
  double mean_mm;
  double sd_mm;
};
SurfaceMove measure_surface_move(const LevelSet& before, const Mask& after);

/// "ok", or what a mask that moved may have run into: "limited by the image edge" or "limited by the room
/// around the mask" (the end of a crop), when a voxel of either mask lies on that face of the lattice.
std::string edge_status(const Mask& before, const Mask& after);

/// A lattice window seen through a box.
CropWindow crop(const CropWindow& window, const Box& box);

/// Throws Error(data) that names `what` when the mask is empty.
void require_voxels(const Mask& after, const std::string& what);

}  // namespace radgauge::perturbations
