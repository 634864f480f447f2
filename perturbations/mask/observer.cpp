#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "imaging/mask_comparison.h"
#include "perturbations/mask_change.h"
#include "perturbations/moved_surface.h"
#include "perturbations/reader_fit.h"
#include "perturbations/redraw.h"

namespace radgauge::perturbations {

namespace {

/// With a target the surface moves by at most this: for a Dice of 0.65 a ball of 75 mm must grow by 20 mm.
constexpr double kTargetReachMm = 20;
/// The largest SD that is tried for a target, and how near two SDs are when the search between them ends: a
/// mask costs more for HD95 than for Dice, and steps by whole voxels.
constexpr double kLargestSdMm = 200;
constexpr double kDiceStepMm = 1e-5;
constexpr double kHd95StepMm = 0.005;
/// A target counts as reached within these.
constexpr double kDiceTolerance = 0.01;

enum class Calibrate { none, readers };

struct Observer {
  double sd_mm = 0;
  double correlation_mm = 10;
  double bias_mm = 0;
  double end_probability = 0;
  double end_thickness_mm = 0;
  double target_dice = 0;
  double target_hd95_mm = 0;
  Calibrate calibrate = Calibrate::none;
  static constexpr bool random = true;
  static std::vector<std::pair<std::string, double>> unchanged_at() { return {{"target_dice", 1}}; }

  static auto fields() {
    return FieldList{
        field("sd_mm", &Observer::sd_mm, "mm", between(0, 20),
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
              "fit sd_mm to this 95th percentile Hausdorff distance; 0 for none"),
        field("calibrate", &Observer::calibrate, {{"none", Calibrate::none}, {"readers", Calibrate::readers}},
              "readers: fit sd_mm and correlation_mm to the study's own readers, once; a Dice or an HD95 to "
              "reach is target_dice or target_hd95_mm")};
  }
  bool has_target() const { return target_dice > 0 || target_hd95_mm > 0; }
  bool wants_readers() const { return calibrate == Calibrate::readers; }
  Observer calibrated(std::span<const ReaderMasks> readers, std::vector<Magnitude>& found) const;
  bool identity() const {
    return sd_mm == 0 && bias_mm == 0 && end_probability == 0 && !has_target() && !wants_readers();
  }
  // The crop must not depend on what is fitted.
  double reach_mm() const {
    return has_target() || wants_readers() ? kTargetReachMm : std::abs(bias_mm) + kRedrawCutSd * sd_mm;
  }
  Support support() const {
    return {Support::Reach::margin,
            reach_mm() + (end_probability > 0 ? std::max(end_thickness_mm, kBackgroundRoomMm) : 0) +
                kBackgroundRoomMm};
  }
  std::string problem() const {
    if (target_dice > 0 && target_hd95_mm > 0)
      return "target_dice and target_hd95_mm are both set; sd_mm can be fitted to one of them";
    if (has_target() && sd_mm > 0) return "sd_mm is set, but it is what a target is fitted by; leave it out";
    if (wants_readers() && (has_target() || sd_mm > 0))
      return "calibrate: readers fits sd_mm; leave sd_mm, target_dice and target_hd95_mm out";
    return {};
  }
};

ReaderErrors errors_of(const Observer& p) {
  return {p.bias_mm,    p.correlation_mm,  p.sd_mm > 0 || p.has_target(),
          p.reach_mm(), p.end_probability, p.end_thickness_mm};
}

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
  return imaging::compare_masks(before, after).hd95_mm;
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

/// An SD that was tried.
struct Tried {
  double sd_mm = 0;
  double departure = 0;
};

/// Two SDs between which the departure crosses its target, `high` at or above it: doubled from a first guess,
/// then halved. Without bias and slice ends Dice can only fall as the SD grows (a voxel that changed sides
/// stays changed), so that the crossing is the only one.
template <class DepartureAt>
std::pair<Tried, Tried> search(double target, double guess_mm, double step_mm, Tried low,
                               const DepartureAt& departure_at) {
  Tried high{guess_mm, departure_at(guess_mm)};
  while (high.departure < target && high.sd_mm < kLargestSdMm) {
    low = high;
    high.sd_mm = std::min(2 * high.sd_mm, kLargestSdMm);
    high.departure = departure_at(high.sd_mm);
  }
  if (high.departure < target) return {low, high};
  while (high.sd_mm - low.sd_mm > step_mm) {
    const double middle = 0.5 * (low.sd_mm + high.sd_mm);
    const double found = departure_at(middle);
    (found >= target ? high : low) = {middle, found};
  }
  return {low, high};
}

/// Fits the SD to where the departure crosses its target, and takes the nearer of the two sides.
Fitted fit(const MaskInput& in, Redraw& redraw, const Observer& p) {
  const bool is_dice = p.target_dice > 0, counts = is_dice && redraw.can_count();
  const double target = is_dice ? 1 - p.target_dice : p.target_hd95_mm;
  if (counts) redraw.prepare_counting();
  const auto departure_at = [&](double sd_mm) {
    return counts ? redraw.dice_departure(sd_mm) : departure(in.mask, redraw.with_sd(sd_mm), p);
  };
  const Tried none{0, departure_at(0)};
  if (none.departure >= target) {
    Fitted fitted{0, redraw.with_sd(0)};
    if (none.departure > target)
      fitted.status =
          "bias and slice ends alone come to " + in_words(none.departure, p) + "; nothing is left to fit";
    return fitted;
  }
  // 95 % of a Gaussian surface error lie within 2 SD.
  const auto [low, high] =
      search(target, is_dice ? 1.0 : 0.5 * target, is_dice ? kDiceStepMm : kHd95StepMm, none, departure_at);
  if (high.departure < target)
    return {high.sd_mm, redraw.with_sd(high.sd_mm),
            "not reached: with an SD of " + to_text(kLargestSdMm) + " mm and a reach of " +
                to_text(kTargetReachMm) + " mm it comes to " + in_words(high.departure, p)};
  const Tried& nearest = high.departure - target < target - low.departure ? high : low;
  Fitted best{nearest.sd_mm, redraw.with_sd(nearest.sd_mm)};
  const Vec3& s = in.mask.lattice.spacing_mm;
  const double tolerance =
      is_dice ? kDiceTolerance : std::min(0.5 * *std::max_element(s.begin(), s.end()), 0.25 * target);
  if (std::abs(nearest.departure - target) > tolerance)
    best.status =
        "the voxels are too coarse: they step from " + in_words(low.departure, p) + " to " +
        (std::isfinite(high.departure) ? in_words(high.departure, p) : std::string("an empty mask"));
  return best;
}

Magnitude target_magnitude(const Fitted& fitted, const MaskInput& in, const Observer& p) {
  const imaging::MaskComparison found = imaging::compare_masks(in.mask, fitted.mask);
  if (p.target_dice > 0) return {"target_dice", p.target_dice, found.dice, "1", fitted.status};
  return {"target_hd95_mm", p.target_hd95_mm, found.hd95_mm, "mm", fitted.status};
}

Observer Observer::calibrated(std::span<const ReaderMasks> readers, std::vector<Magnitude>& found) const {
  Observer fitted = *this;
  const RedrawAs redraw = [&](const Mask& mask, double sd, double correlation, const Draws& draws) {
    fitted.sd_mm = sd;
    fitted.correlation_mm = correlation;
    const Volume none;
    return Redraw({none, mask, draws}, errors_of(fitted)).with_sd(sd);
  };
  const ReaderFit fit = fit_to_readers(readers, redraw);
  fitted.sd_mm = fit.sd_mm;
  fitted.correlation_mm = fit.correlation_mm;
  found = {{"sd_mm", kNaN, fit.sd_mm, "mm", fit.status},
           {"correlation_mm", kNaN, fit.correlation_mm, "mm", fit.status},
           {"pairs", kNaN, static_cast<double>(fit.pairs), "1"},
           {"dice", fit.readers_dice, fit.fitted_dice, "1"},
           {"hd95_mm", fit.readers_hd95_mm, fit.fitted_hd95_mm, "mm"}};
  return fitted;
}

MaskOutput apply_observer(const MaskInput& in, const Observer& p) {
  require_mask(in.mask);
  if (p.wants_readers() && !(p.sd_mm > 0))
    throw Error(
        ErrorKind::data,
        "calibrate: readers was not fitted; it needs a study whose cohort has two readers of some object");
  Redraw redraw(in, errors_of(p));
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
  if (p.has_target() || p.wants_readers())
    out.magnitudes.push_back({"fitted_sd_mm", kNaN, drawn.sd_mm, "mm"});
  if (p.wants_readers()) out.magnitudes.push_back({"fitted_correlation_mm", kNaN, p.correlation_mm, "mm"});
  out.magnitudes.push_back({"sd_mm", p.has_target() ? kNaN : p.sd_mm, moved.sd_mm, "mm", status});
  out.magnitudes.push_back({"bias_mm", p.bias_mm, moved.mean_mm, "mm"});
  if (p.end_probability > 0) {
    const auto& change = redraw.changed_ends();
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
  return mask_operation<Observer, apply_observer>(
      {"mask.observer", "redraw the mask as another observer would",
       "Keeps the voxels whose signed distance to the surface (that of mask.grow_mm) is below bias_mm + "
       "sd_mm g, g a Gaussian random field of mean 0 and variance 1, cut at 4, with autocorrelation exp(-d^2 "
       "/ (4 correlation_mm^2)): an observer is off by bias_mm on average, by sd_mm from place to place, and "
       "errors are alike over correlation_mm. Then each end of the mask along z loses, or repeats, a slice "
       "of end_thickness_mm with probability end_probability / 2 each. The achieved sd and bias are measured "
       "on the result: mean and standard deviation, over its surface, of the signed distance to the surface "
       "before (area-weighted; voxels add up to 0.3 spacings of SD). With target_dice or target_hd95_mm the "
       "SD is fitted to each draw on each object: bisection between 0 and 200 mm to 1e-5 mm (Dice) or 0.005 "
       "mm (HD95), the surface moving by at most 20 mm; fitted_sd_mm is what was found, and the status of "
       "the target says when it cannot be met (coarse voxels, slice ends or bias that go farther, a reach "
       "that is too short). calibrate: readers fits sd_mm and correlation_mm once per study, before the "
       "first cell, to all objects that two readers drew: over pairs of readers and places of their surfaces "
       "the signed distance between them has a variance and a correlation length, and the model's are "
       "changed until two redrawn masks differ as two readers do (the same SD about the truth for each "
       "reader, a reader's own bias included); the record of the run says what was found, with the Dice and "
       "HD95 of readers and of fitted observers. Parameters are numbers: `calibrate: {dice: 0.85}` of other "
       "texts is target_dice here, `calibrate: {hd95_mm: 3}` target_hd95_mm. Draws depend on the place in "
       "the whole image; levels share them.",
       "none, because it is our own model of the definition above; the field is that of Lantuejoul "
       "2002, doi:10.1007/978-3-662-04808-5, and the measures of agreement those of Maier-Hein et al. "
       "2024, doi:10.1038/s41592-023-02151-z"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
