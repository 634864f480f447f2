#pragma once

#include "perturbations/moved_surface.h"

namespace radgauge::perturbations {

/// The field of a reader's errors is cut at this many standard deviations, so that its reach is known.
inline constexpr double kRedrawCutSd = 4;

/// How a reader errs, but for the SD of the surface.
struct ReaderErrors {
  double bias_mm = 0;
  double correlation_mm = 0;  ///< see random_field
  bool has_field = false;     ///< does the surface scatter at all?
  double reach_mm = 0;        ///< the surface moves by at most this
  double end_probability = 0;
  double end_thickness_mm = 0;
};

/// One reader's errors on one object: redraws the mask with any SD of the surface. Voxels whose signed
/// distance is below bias + SD g are inside, g the reader's field cut at kRedrawCutSd; then each end along z
/// loses or gains a slice, or neither. The input must outlive this object.
class Redraw {
 public:
  Redraw(const MaskInput& in, const ReaderErrors& errors);

  Mask with_sd(double sd_mm) const;

  /// Can Dice be counted without making masks? Not with changed ends.
  bool can_count() const { return ends_[0] == 0 && ends_[1] == 0; }
  /// Before the first count.
  void prepare_counting();
  /// 1 - Dice of the mask before and with_sd(sd_mm); infinity when they share nothing.
  double dice_departure(double sd_mm) const;

  const LevelSet& surface() const { return surface_; }
  /// Of the first and the last slice: -1 lost, +1 gained, 0 kept.
  const std::array<int, 2>& changed_ends() const { return ends_; }

 private:
  /// A voxel within reach of the surface.
  struct Open {
    float distance;
    float error;  ///< of the field, cut
    bool was_inside;
  };

  float error_at(std::size_t i) const;
  bool is_inside(double distance, double error, double sd_mm) const;
  void draw_ends();
  void change_ends(Mask& mask) const;
  template <class Visit>
  void each_voxel(const Visit& visit) const;

  const MaskInput in_;
  ReaderErrors errors_;
  DistancesOf distances_;
  LevelSet surface_;
  Box box_;
  std::array<int, 2> ends_{0, 0};
  std::int64_t layers_ = 1;  ///< slices of the lattice in a slice as contoured
  Grid<float> field_;
  std::vector<Open> open_;
  double certain_ = 0;  ///< voxels beyond reach inside: before, and after whatever the SD
};

}  // namespace radgauge::perturbations
