#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "imaging/mask_comparison.h"
#include "imaging/random_field.h"
#include "perturbations/moved_surface.h"

namespace radgauge {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kRoomMm = 5;
/// The field is cut at this many standard deviations, so that its reach is known.
constexpr double kCutSd = 4;
/// With a target the surface moves by at most this: for a Dice of 0.65 a ball of 75 mm must grow by 20 mm.
constexpr double kTargetReachMm = 20;
/// The largest SD that is tried for a target. Steps of the bisection: 200 / 2^24 is 1e-5 mm.
constexpr double kLargestSdMm = 200;
constexpr int kBisections = 24;
/// A target counts as reached within these.
constexpr double kDiceTolerance = 0.01;

struct Observer {
  double sd_mm = 0;
  double correlation_mm = 10;
  double bias_mm = 0;
  double end_probability = 0;
  double end_thickness_mm = 0;
  double target_dice = 0;
  double target_hd95_mm = 0;
  static constexpr bool random = true;
  static std::vector<std::pair<std::string, double>> unchanged_at() { return {{"target_dice", 1}}; }

  static auto fields() {
    return std::tuple{field("sd_mm", &Observer::sd_mm, "mm", between(0, 20),
                            "standard deviation of the surface about its bias"),
                      field("correlation_mm", &Observer::correlation_mm, "mm", between(0, 100),
                            "w of the autocorrelation exp(-d^2 / (4 w^2)) of the error"),
                      field("bias_mm", &Observer::bias_mm, "mm", between(-15, 15),
                            "mean error of the surface; positive contours too wide"),
                      field("end_probability", &Observer::end_probability, "1", between(0, 1),
                            "chance of each end of the mask along z to lose or gain a slice (half each)"),
                      field("end_thickness_mm", &Observer::end_thickness_mm, "mm", between(0, 20),
                            "thickness of a slice as contoured; 0 is one slice of the lattice"),
                      field("target_dice", &Observer::target_dice, "1", Range{0, 1, false, true},
                            "fit sd_mm to this Dice with the mask before; 0 for none"),
                      field("target_hd95_mm", &Observer::target_hd95_mm, "mm", between(0, 15),
                            "fit sd_mm to this 95th percentile Hausdorff distance; 0 for none")};
  }
  bool has_target() const { return target_dice > 0 || target_hd95_mm > 0; }
  bool identity() const { return sd_mm == 0 && bias_mm == 0 && end_probability == 0 && !has_target(); }
  double reach_mm() const { return has_target() ? kTargetReachMm : std::abs(bias_mm) + kCutSd * sd_mm; }
  Support support() const {
    return {Support::Reach::margin,
            reach_mm() + (end_probability > 0 ? std::max(end_thickness_mm, kRoomMm) : 0) + kRoomMm};
  }
  std::string refusal(Modality) const {
    if (target_dice > 0 && target_hd95_mm > 0)
      return "target_dice and target_hd95_mm are both set; sd_mm can be fitted to one of them";
    if (has_target() && sd_mm > 0) return "sd_mm is set, but it is what a target is fitted by; leave it out";
    return {};
  }
};

/// What an observer does to the first and the last slice: -1 loses, +1 gains, 0 keeps.
struct SliceEnds {
  std::array<int, 2> change{0, 0};
  std::int64_t layers = 0;  ///< slices of the lattice in a slice as contoured
};

SliceEnds draw_slice_ends(const Observer& p, const Mask& mask, const Draws& draws) {
  SliceEnds ends;
  const double spacing = mask.lattice.spacing_mm[2];
  ends.layers = std::max<std::int64_t>(1, std::llround(p.end_thickness_mm / spacing));
  for (std::uint64_t end = 0; end < 2; ++end) {
    // The draws of the field are number 0.
    const double u = draws.uniform(end, 1);
    ends.change[end] = u < 0.5 * p.end_probability ? -1 : u < p.end_probability ? 1 : 0;
  }
  return ends;
}

void set_slice(Mask& mask, const Box& box, std::int64_t to, std::int64_t from) {
  for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
    for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
      mask(x, y, to) = from < 0 ? std::uint8_t{0} : mask(x, y, from);
}

/// Each end loses `layers` slices (while others are left), or repeats its last slice as often.
void change_slice_ends(Mask& mask, const SliceEnds& ends) {
  for (std::size_t end = 0; end < 2; ++end) {
    const Box box = bounding_box(mask);
    if (ends.change[end] == 0 || box.empty()) continue;
    const std::int64_t last = end == 0 ? box.begin[2] : box.end[2] - 1, outward = end == 0 ? -1 : 1;
    if (ends.change[end] < 0 && box.size()[2] <= ends.layers) continue;
    for (std::int64_t i = 0; i < ends.layers; ++i) {
      const std::int64_t z = ends.change[end] > 0 ? last + outward * (i + 1) : last - outward * i;
      if (z >= 0 && z < mask.lattice.size[2]) set_slice(mask, box, z, ends.change[end] > 0 ? last : -1);
    }
  }
}

/// One reader's errors on one object; redraws the mask with any size of the errors.
class Redraw {
 public:
  Redraw(const MaskInput& in, const Observer& p)
      : in_(in),
        p_(p),
        distances_(in),
        surface_(in.mask, *distances_, p.reach_mm() + interpolation_band_mm(in.mask.lattice)),
        box_(reach_box(in.mask, p.reach_mm())),
        ends_(draw_slice_ends(p, in.mask, in.draws)) {
    if (p.sd_mm > 0 || p.has_target())
      field_ =
          random_field(crop(in.mask.lattice, box_), crop(in.mask.window, box_), p.correlation_mm, in.draws);
  }

  const LevelSet& surface() const { return surface_; }
  const SliceEnds& ends() const { return ends_; }

  Mask with_sd(double sd_mm) const {
    Mask after(in_.mask.lattice);
    after.window = in_.mask.window;
    const double reach = p_.reach_mm();
    std::size_t i = 0;
    for (std::int64_t z = box_.begin[2]; z < box_.end[2]; ++z)
      for (std::int64_t y = box_.begin[1]; y < box_.end[1]; ++y)
        for (std::int64_t x = box_.begin[0]; x < box_.end[0]; ++x, ++i) {
          double moved = p_.bias_mm;
          if (sd_mm > 0) moved += sd_mm * std::clamp(static_cast<double>(field_.voxels[i]), -kCutSd, kCutSd);
          after(x, y, z) = surface_.at(x, y, z) < std::clamp(moved, -reach, reach) ? 1 : 0;
        }
    change_slice_ends(after, ends_);
    return after;
  }

 private:
  const MaskInput& in_;
  const Observer& p_;
  DistancesOf distances_;
  LevelSet surface_;
  Box box_;
  SliceEnds ends_;
  Grid<float> field_;
};

/// How far a redrawn mask is from the mask before: 1 - Dice, or the HD95 in mm. +infinity when it is empty.
double departure(const Mask& before, const Mask& after, const Observer& p) {
  if (p.target_dice > 0) {
    double common = 0, sum = 0;
    for (std::size_t i = 0; i < before.voxels.size(); ++i) {
      const int a = before.voxels[i] != 0, b = after.voxels[i] != 0;
      common += a & b;
      sum += a + b;
    }
    return common > 0 ? 1 - 2 * common / sum : std::numeric_limits<double>::infinity();
  }
  if (bounding_box(after).empty()) return std::numeric_limits<double>::infinity();
  return compare_masks(before, after).hd95_mm;
}

struct Fitted {
  double sd_mm = 0;
  Mask mask;
  std::string status = "ok";
};

/// The measure in the user's words.
std::string in_words(double departure, const Observer& p) {
  return p.target_dice > 0 ? "Dice " + to_rounded_text(1 - departure)
                           : "HD95 " + to_rounded_text(departure) + " mm";
}

/// Bisects the SD between 0 and kLargestSdMm to where the departure crosses its target, and takes the nearer
/// of the two sides. Without bias and slice ends Dice can only fall as the SD grows (a voxel that changed
/// sides stays changed), so that the crossing is the only one.
Fitted fit(const MaskInput& in, const Redraw& redraw, const Observer& p) {
  const double target = p.target_dice > 0 ? 1 - p.target_dice : p.target_hd95_mm;
  double low = 0, high = kLargestSdMm;
  Fitted best{0, redraw.with_sd(0)};
  double at_low = departure(in.mask, best.mask, p);
  if (at_low >= target) {
    if (at_low > target)
      best.status = "bias and slice ends alone come to " + in_words(at_low, p) + "; nothing is left to fit";
    return best;
  }
  Mask beyond = redraw.with_sd(high);
  double at_high = departure(in.mask, beyond, p);
  if (at_high < target)
    return {high, beyond,
            "not reached: with an SD of " + to_text(kLargestSdMm) + " mm and a reach of " +
                to_text(kTargetReachMm) + " mm it comes to " + in_words(at_high, p)};
  for (int i = 0; i < kBisections; ++i) {
    const double middle = 0.5 * (low + high);
    Mask mask = redraw.with_sd(middle);
    const double found = departure(in.mask, mask, p);
    (found >= target ? high : low) = middle;
    (found >= target ? at_high : at_low) = found;
    (found >= target ? beyond : best.mask) = std::move(mask);
  }
  const bool is_high_nearer = at_high - target < target - at_low;
  const double nearest = is_high_nearer ? at_high : at_low;
  const Vec3& s = in.mask.lattice.spacing_mm;
  const double tolerance = p.target_dice > 0 ? kDiceTolerance : 0.5 * *std::max_element(s.begin(), s.end());
  if (is_high_nearer) best.mask = std::move(beyond);
  best.sd_mm = is_high_nearer ? high : low;
  if (std::abs(nearest - target) > tolerance)
    best.status = "the voxels are too coarse: they step from " + in_words(at_low, p) + " to " +
                  (std::isfinite(at_high) ? in_words(at_high, p) : std::string("an empty mask"));
  return best;
}

Magnitude target_magnitude(const Fitted& fitted, const MaskInput& in, const Observer& p) {
  const MaskComparison found = compare_masks(in.mask, fitted.mask);
  if (p.target_dice > 0) return {"target_dice", p.target_dice, found.dice, "1", fitted.status};
  return {"target_hd95_mm", p.target_hd95_mm, found.hd95_mm, "mm", fitted.status};
}

MaskOutput apply(const MaskInput& in, const Observer& p) {
  require_mask(in.mask);
  const Redraw redraw(in, p);
  Fitted drawn;
  if (p.has_target())
    drawn = fit(in, redraw, p);
  else
    drawn = {p.sd_mm, p.identity() ? in.mask : redraw.with_sd(p.sd_mm)};
  require_voxels(drawn.mask, "this redrawing");
  MaskOutput out{drawn.mask, {}};
  std::string status = p.identity() ? "ok" : edge_status(in.mask, drawn.mask);
  if (p.has_target()) out.magnitudes.push_back(target_magnitude(drawn, in, p));
  const SurfaceMove moved = measure_surface_move(redraw.surface(), drawn.mask);
  if (p.has_target()) out.magnitudes.push_back({"fitted_sd_mm", kNaN, drawn.sd_mm, "mm"});
  out.magnitudes.push_back({"sd_mm", p.has_target() ? kNaN : p.sd_mm, moved.sd_mm, "mm", status});
  out.magnitudes.push_back({"bias_mm", p.bias_mm, moved.mean_mm, "mm"});
  if (p.end_probability > 0) {
    const auto& change = redraw.ends().change;
    out.magnitudes.push_back(
        {"end_probability", p.end_probability, 0.5 * ((change[0] != 0) + (change[1] != 0)), "1"});
  }
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, drawn.mask);
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation observer() {
  return mask_operation<Observer, apply>(
      {"mask.observer", "redraw the mask as another observer would",
       "Keeps the voxels whose signed distance to the surface (that of mask.grow_mm) is below bias_mm + "
       "sd_mm g, g a Gaussian random field of mean 0 and variance 1, cut at 4, with autocorrelation "
       "exp(-d^2 / (4 correlation_mm^2)): an observer is off by bias_mm on average, by sd_mm from place to "
       "place, and errors are alike over correlation_mm. Then each end of the mask along z loses, or "
       "repeats, a slice of end_thickness_mm with probability end_probability / 2 each. The achieved sd and "
       "bias are measured on the result: mean and standard deviation, over its surface, of the signed "
       "distance to the surface before (area-weighted; voxels add up to 0.3 spacings of SD). With "
       "target_dice or target_hd95_mm the SD is fitted to each draw on each object: bisection between 0 and "
       "200 mm (24 halvings), the surface moving by at most 20 mm; fitted_sd_mm is what was found, and the "
       "status of the target says when it cannot be met (coarse voxels, slice ends or bias that go farther, "
       "a reach that is too short). Draws depend on the place in the whole image; levels share them.",
       "none, because it is our own model of the definition above; the field is that of Lantuejoul 2002, "
       "doi:10.1007/978-3-662-04808-5, and the measures of agreement those of Maier-Hein et al. 2024, "
       "doi:10.1038/s41592-023-02151-z"});
}

}  // namespace operations
}  // namespace radgauge
