#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "imaging/distance.h"
#include "perturbations/mask_change.h"
#include "perturbations/moved_surface.h"

namespace radgauge::perturbations {

namespace {

enum class Rule { fraction, absolute };

struct Threshold {
  Rule rule = Rule::fraction;
  double fraction = 0.41;
  double absolute = 0;
  double upper = std::numeric_limits<double>::infinity();
  double margin_mm = 10;

  static auto fields() {
    Range bound = kAnyNumber;
    bound.may_be_infinite = true;
    return FieldList{
        field("rule", &Threshold::rule, {{"fraction", Rule::fraction}, {"absolute", Rule::absolute}},
              "what the lower threshold is: fraction of the maximum in the mask, or absolute"),
        field("fraction", &Threshold::fraction, "1", Range{0, 1, true, false},
              "lower threshold as a fraction of the largest intensity in the mask"),
        field("absolute", &Threshold::absolute, "intensity", kAnyNumber,
              "lower threshold with rule absolute"),
        field("upper", &Threshold::upper, "intensity", bound, "upper threshold; inf for none"),
        field("margin_mm", &Threshold::margin_mm, "mm", between(0, 50),
              "how far around the mask the new one may reach")};
  }
  Support support() const { return {Support::Reach::margin, margin_mm + kBackgroundRoomMm}; }
  std::string problem() const {
    if (rule == Rule::fraction || absolute <= upper) return {};
    return "the lower threshold, absolute = " + to_text(absolute) + ", is above upper = " + to_text(upper) +
           "; no intensity lies between them";
  }
};

double largest_inside(const Volume& image, const Mask& mask) {
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    if (mask.voxels[i] != 0 && std::isfinite(image.voxels[i]))
      largest = std::max(largest, static_cast<double>(image.voxels[i]));
  return largest;
}

double lower_threshold(const MaskInput& in, const Threshold& p) {
  if (p.rule == Rule::absolute) return p.absolute;
  const double largest = largest_inside(in.image, in.mask);
  if (!(largest > 0 && std::isfinite(largest)))
    throw Error(ErrorKind::data,
                "the largest intensity in the mask is " + to_rounded_text(largest) +
                    "; a fraction of the maximum needs intensities above 0 (use rule absolute)");
  return p.fraction * largest;
}

/// A part of the voxels that hang together by their faces.
struct Component {
  std::vector<std::size_t> voxels;
  std::int64_t in_mask = 0;
};

/// The component of `candidates` (1: not visited yet; 0 afterwards) that holds voxel `seed`.
Component take_component(Mask& candidates, const Mask& mask, std::size_t seed) {
  const Index3& n = candidates.lattice.size;
  const std::array<std::int64_t, 3> stride{1, n[0], n[0] * n[1]};
  Component component;
  component.voxels.push_back(seed);
  candidates.voxels[seed] = 0;
  for (std::size_t k = 0; k < component.voxels.size(); ++k) {
    const auto voxel = static_cast<std::int64_t>(component.voxels[k]);
    component.in_mask += mask.voxels[component.voxels[k]] != 0;
    for (std::size_t a = 0; a < 3; ++a)
      for (const std::int64_t step : {-1, 1}) {
        const std::int64_t at = voxel / stride[a] % n[a] + step;
        const auto next = static_cast<std::size_t>(voxel + step * stride[a]);
        if (at < 0 || at >= n[a] || candidates.voxels[next] == 0) continue;
        candidates.voxels[next] = 0;
        component.voxels.push_back(next);
      }
  }
  return component;
}

/// The component with the most voxels of the mask; of equal ones the first in voxel order. Nothing without
/// one.
Mask component_of_mask(Mask candidates, const Mask& mask) {
  Component best;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (mask.voxels[i] == 0 || candidates.voxels[i] == 0) continue;
    Component found = take_component(candidates, mask, i);
    if (found.in_mask > best.in_mask) best = std::move(found);
  }
  std::fill(candidates.voxels.begin(), candidates.voxels.end(), std::uint8_t{0});
  for (const std::size_t i : best.voxels) candidates.voxels[i] = 1;
  return candidates;
}

MaskOutput apply_threshold(const MaskInput& in, const Threshold& p) {
  require_mask(in.mask);
  const double lower = lower_threshold(in, p);
  Mask near = imaging::within_mm(in.mask, imaging::DistanceTo::voxel_centres, p.margin_mm);
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < near.voxels.size(); ++i) {
    const auto intensity = static_cast<double>(in.image.voxels[i]);
    near.voxels[i] = near.voxels[i] != 0 && intensity >= lower && intensity <= p.upper ? 1 : 0;
  }
  const Mask after = component_of_mask(std::move(near), in.mask);
  if (count(after) == 0)
    throw Error(ErrorKind::data, "no voxel of the mask lies between the thresholds " +
                                     to_rounded_text(lower) + " and " + to_rounded_text(p.upper) +
                                     "; check the unit of the image and the thresholds");
  for (std::size_t i = 0; i < after.voxels.size(); ++i)
    if (after.voxels[i] != 0) lowest = std::min(lowest, static_cast<double>(in.image.voxels[i]));
  const std::string status = edge_status(in.mask, after);
  MaskOutput out{after, {}};
  if (p.rule == Rule::fraction)
    out.magnitudes.push_back(
        {"fraction", p.fraction, lowest / largest_inside(in.image, in.mask), "1", status});
  else
    out.magnitudes.push_back({"absolute", p.absolute, lowest, "intensity", status});
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, after);
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation threshold() {
  return mask_operation<Threshold, apply_threshold>(
      {"mask.threshold", "contour again by a threshold",
       "Voxels within margin_mm of the mask (distance between voxel centres, the mask itself included) "
       "whose intensity is at least the lower threshold and at most upper; of these the component, joined "
       "by voxel faces, that holds the most voxels of the mask. The lower threshold is fraction times the "
       "largest intensity in the mask (PET: 0.4 to 0.5), or absolute. It is applied to the image that is "
       "measured, after the grid stage, so noise and resampling move the contour, as they do for a reader "
       "who uses it. The achieved magnitude is the lowest intensity inside afterwards. Voxels without a "
       "number are outside.",
       "Boellaard et al. 2015, doi:10.1007/s00259-014-2961-x (41 % of the maximum, FDG PET/CT guideline)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
