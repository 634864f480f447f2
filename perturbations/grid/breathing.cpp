#include <cmath>
#include <limits>

#include "core/nan.h"
#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct Breathing {
  double amplitude_mm = 0;
  double extent_mm = 60;

  bool identity() const { return amplitude_mm == 0; }
  static auto fields() {
    return FieldList{
        field("amplitude_mm", &Breathing::amplitude_mm, "mm", between(-30, 30),
              "how far content moves towards the head where it moves most; negative towards the feet"),
        field("extent_mm", &Breathing::extent_mm, "mm", between(20, 1000),
              "distance along the body over which the motion falls off (a Gaussian's standard deviation)")};
  }
  Support support() const { return {Support::Reach::margin, std::abs(amplitude_mm)}; }
};

GridOutput apply_breathing(const GridInput& in, const Breathing& p) {
  GridOutput out{in.plan, {}};
  // The lung below the centre of the ROI moves most; the ROI itself sits on the slope of the motion, where
  // it is stretched most, at one standard deviation from the peak.
  const double peak_z = in.roi_centre_mm[2] - p.extent_mm;
  const auto shift = [peak_z, p](double z) {
    const double d = (z - peak_z) / p.extent_mm;
    return p.amplitude_mm * std::exp(-0.5 * d * d);
  };
  const double at_centre = shift(in.roi_centre_mm[2]);
  const double strain = p.amplitude_mm / p.extent_mm * std::exp(-0.5);
  if (!p.identity()) {
    // What is sampled at a point came from below it.
    out.plan.displacements.push_back([shift](const Vec3& at) {
      return Vec3{at[0], at[1], at[2] - shift(at[2])};
    });
    out.plan.interpolate = true;
  }
  out.magnitudes = {{"amplitude_mm", p.amplitude_mm, shift(peak_z), "mm"},
                    {"shift_at_roi_mm", kNaN, at_centre, "mm"},
                    {"strain_at_roi", kNaN, strain, "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation breathing() {
  return grid_operation<Breathing, apply_breathing>(
      {"geom.breathing", "move image and mask smoothly along the body, as breathing does",
       "Content moves along the patient's superior-inferior axis (z in mm, towards the head) by amplitude_mm "
       "exp(-d^2 / (2 extent_mm^2)), d the distance in mm from a plane extent_mm below the centre of the "
       "ROI: the ROI lies where the motion changes fastest, so that it is shifted by 0.61 amplitudes and "
       "stretched or squeezed by 0.61 amplitude_mm / extent_mm along the axis. Image and mask move together "
       "through the one interpolation of the cell; the field is defined by what is sampled where (the point "
       "z shows z - shift(z)) and never folds (it would from 1.65 extents on; the ranges end at 1.5). It is "
       "a breath-hold that was not the same, not the blur of moving while being scanned.",
       "none, because it is our own definition; amplitudes: Seppenwoolde et al. 2002, "
       "doi:10.1016/S0360-3016(02)02803-1 (up to 25 mm superior-inferior in the lung)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
