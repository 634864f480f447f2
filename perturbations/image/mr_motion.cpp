#include <algorithm>
#include <cmath>

#include "imaging/region.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge::perturbations {

namespace {

struct MrMotion {
  double translation_mm = 0;
  double rotation_deg = 0;
  std::int64_t moves = 2;
  PhaseAxis phase_axis = PhaseAxis::y;
  static constexpr bool random = true;

  bool identity() const { return moves == 0 || (translation_mm == 0 && rotation_deg == 0); }
  static auto fields() {
    using P = MrMotion;
    return FieldList{
        field("translation_mm", &P::translation_mm, "mm", between(0, 100),
              "largest shift of a pose along each axis of the slice"),
        field("rotation_deg", &P::rotation_deg, "deg", between(0, 45), "largest turn of a pose in the slice"),
        field("moves", &P::moves, "", between(0, 20), "sudden moves during the acquisition"),
        field("phase_axis", &P::phase_axis, {{"x", PhaseAxis::x}, {"y", PhaseAxis::y}},
              "axis of the slice along which lines follow each other")};
  }
  std::string refusal(Modality modality) const { return not_mr(modality); }
  Support support() const { return {Support::Reach::slice, 0}; }
};

/// Poses between moves at random times; that of the middle of k-space is the one the image shows.
std::vector<Pose> poses_of(const MrMotion& p, std::int64_t bins, const Draws& draws) {
  std::vector<std::int64_t> times{-bins / 2 - 1, bins};
  for (std::int64_t m = 0; m < p.moves; ++m)
    times.push_back(static_cast<std::int64_t>(
        std::floor((draws.uniform(static_cast<std::uint64_t>(m)) - 0.5) * static_cast<double>(bins))));
  std::sort(times.begin(), times.end());
  std::vector<Pose> poses;
  for (std::size_t s = 0; s + 1 < times.size(); ++s) {
    Pose pose{times[s], times[s + 1]};
    const auto drawn = [&](std::uint32_t component) { return 2 * draws.uniform(s, component) - 1; };
    if (pose.first > 0 || pose.end <= 0) {
      pose.shift_mm = {p.translation_mm * drawn(1), p.translation_mm * drawn(2)};
      pose.angle_deg = p.rotation_deg * drawn(3);
    }
    poses.push_back(pose);
  }
  return poses;
}

ImageOutput apply_mr_motion(const ImageInput& in, const MrMotion& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  require_not_negative(roi_range(in.image, roi), "a magnitude image");
  if (p.identity()) return {in.image, {}};
  const Index3& n = in.image.lattice.size;
  const Lines lines({n[0], n[1]}, p.phase_axis == PhaseAxis::x ? 0 : 1);
  const std::vector<Pose> poses = poses_of(p, lines.bins(), in.draws);
  ImageOutput out{acquired_in_poses(in.image, p.phase_axis, poses), {}};
  double shift = 0, angle = 0, moved = 0;
  for (const Pose& pose : poses) {
    shift = std::max({shift, std::abs(pose.shift_mm[0]), std::abs(pose.shift_mm[1])});
    angle = std::max(angle, std::abs(pose.angle_deg));
    for (std::int64_t bin = 0; bin < lines.bins(); ++bin) {
      const std::int64_t k = lines.frequency(bin);
      const bool is_still = pose.shift_mm[0] == 0 && pose.shift_mm[1] == 0 && pose.angle_deg == 0;
      if (!is_still && k >= pose.first && k < pose.end) moved += 1 / static_cast<double>(lines.bins());
    }
  }
  out.magnitudes = {{"translation_mm", p.translation_mm, shift, "mm"},
                    {"rotation_deg", p.rotation_deg, angle, "deg"},
                    {"lines_moved", std::nan(""), moved, "1"},
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation mr_motion() {
  return image_operation<MrMotion, apply_mr_motion>(
      {"mr.motion", "let the patient move while k-space is acquired",
       "The lines of k-space are acquired one after the other, from the lowest frequency to the highest. At "
       "`moves` random times the patient takes a new pose: a shift along each axis of the slice and a turn "
       "in the slice, each uniform up to its limit. Every line comes from the Fourier transform of the image "
       "in the pose of its time (cubic B-spline; all slices share the poses), and the magnitude of the "
       "inverse transform is the new image. The pose of the middle of k-space is no move, so the anatomy "
       "stays under the mask and what is seen is ghosts and blur. Achieved are the largest shift and turn "
       "drawn, and the part of the lines acquired elsewhere (lines_moved). Times and directions are drawn "
       "for each object and repetition and shared by levels. Refused on CT and PET.",
       "Shaw et al. 2020, PMC7116018 (moved images composed in k-space); Global displacement induced by "
       "rigid motion simulation, 2022, doi:10.48550/arXiv.2204.03522 (why the pose of the middle counts)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
