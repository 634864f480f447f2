#include <algorithm>
#include <limits>

#include "reference/preprocessing/grid.h"

namespace radgauge::reference {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

ExtractionSettings resegmented(ExtractionSettings s, double lower, double upper) {
  s.resegmentation_lower = lower;
  s.resegmentation_upper = upper;
  return s;
}

ExtractionSettings isotropic(Interpolation interpolation, double spacing_mm, bool rounding) {
  ExtractionSettings s;
  s.interpolation = interpolation;
  s.spacing_x_mm = s.spacing_y_mm = s.spacing_z_mm = spacing_mm;
  s.intensity_rounding = rounding;
  return s;
}

ExtractionSettings fbs(ExtractionSettings s, double width) {
  s.discretisation = Discretisation::fbs;
  s.bin_width = width;
  return s;
}

/// Intensity-volume histogram of whole numbers as they are.
ExtractionSettings ivh_none(ExtractionSettings s) {
  s.ivh_discretisation = Discretisation::none;
  return s;
}

ExtractionSettings ivh_fbs(ExtractionSettings s, double width) {
  s.ivh_discretisation = Discretisation::fbs;
  s.ivh_bin_width = width;
  return s;
}

ExtractionSettings digital() {
  ExtractionSettings s = ivh_none({});
  s.discretisation = Discretisation::none;
  s.aggregation = Aggregation::all;
  return s;
}

ExtractionSettings config_a() {
  ExtractionSettings s = ivh_none(fbs(resegmented({}, -500, 400), 25));
  s.aggregation = Aggregation::by_slice;
  return s;
}

ExtractionSettings config_b() {
  ExtractionSettings s = ivh_none(resegmented(isotropic(Interpolation::linear, 2, true), -500, 400));
  s.by_slice = true;
  s.spacing_z_mm = 0;
  s.aggregation = Aggregation::by_slice;
  return s;
}

ExtractionSettings config_c() {
  return ivh_fbs(fbs(resegmented(isotropic(Interpolation::linear, 2, true), -1000, 400), 25), 2.5);
}

ExtractionSettings config_d() {
  ExtractionSettings s = ivh_none(isotropic(Interpolation::linear, 2, true));
  s.resegmentation_sigma = 3;
  return s;
}

ExtractionSettings config_e() {
  ExtractionSettings s = resegmented(isotropic(Interpolation::cubic, 2, true), -1000, 400);
  s.resegmentation_sigma = 3;
  return s;
}

}  // namespace

const std::vector<Preset>& presets() {
  static const std::vector<Preset> list{
      {"none",
       "the image as it is: no interpolation, 32 bins between ROI minimum and maximum, 3D textures",
       {}},
      {"ibsi-digital", "IBSI digital phantom: nothing done, grey levels as they are, all six aggregations",
       digital()},
      {"ibsi-a", "IBSI configuration A: no interpolation, [-500, 400], bins of 25 HU, by slice", config_a()},
      {"ibsi-b", "IBSI configuration B: bilinear 2 mm in plane, [-500, 400], 32 bins, by slice", config_b()},
      {"ibsi-c", "IBSI configuration C: trilinear 2 mm, [-1000, 400], bins of 25 HU, 3D", config_c()},
      {"ibsi-d", "IBSI configuration D: trilinear 2 mm, 3 SD, 32 bins, 3D", config_d()},
      {"ibsi-e", "IBSI configuration E: cubic 2 mm, [-1000, 400], 3 SD, 32 bins, 3D", config_e()},
      {"ct-1mm", "CT, as the IBSI validation set: cubic 1 mm, [-200, 200] HU, bins of 10 HU, 3D",
       ivh_none(fbs(resegmented(isotropic(Interpolation::cubic, 1, true), -200, 200), 10))},
      {"mr-1mm", "T1 MR, as the IBSI validation set: cubic 1 mm, [0, inf), bins of 10, 3D",
       ivh_fbs(fbs(resegmented(isotropic(Interpolation::cubic, 1, false), 0, kNone), 10), 1)},
      {"pet-3mm", "PET, as the IBSI validation set: cubic 3 mm, [0, inf) SUV, bins of 0.25 SUV, 3D",
       ivh_fbs(fbs(resegmented(isotropic(Interpolation::cubic, 3, false), 0, kNone), 0.25), 0.1)}};
  return list;
}

const Preset* find_preset(std::string_view name) {
  const auto found =
      std::find_if(presets().begin(), presets().end(), [&](const Preset& p) { return p.name == name; });
  return found == presets().end() ? nullptr : &*found;
}

}  // namespace radgauge::reference
