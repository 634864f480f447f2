#include "core/intensity_settings.h"

#include <array>

#include "core/text.h"

namespace radgauge {

namespace {

std::string standard_problem(const std::string& text) {
  const std::string wanted =
      "normalisation standard: expected " + to_text(static_cast<std::int64_t>(kStandardLandmarks)) +
      " increasing numbers separated by '/' (lower percentile, deciles 10 to 90, upper percentile)";
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() != kStandardLandmarks)
    return wanted + ", got " + to_text(static_cast<std::int64_t>(text.empty() ? 0 : parts.size()));
  double before = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = parse_double(parts[i]);
    if (!number || !(*number > before) || !(*number < std::numeric_limits<double>::infinity()))
      return wanted + "; number " + to_text(static_cast<std::int64_t>(i + 1)) +
             " is not above the one before";
    before = *number;
  }
  return {};
}

}  // namespace

FieldList<N4Settings> N4Settings::fields(std::string_view prefix) {
  using S = N4Settings;
  const auto name = [prefix](const char* end) { return std::string(prefix) + end; };
  return FieldList{
      field(name("shrink_factor"), &S::n4_shrink_factor, "voxels", between(1, 16),
            "N4 is fitted to every n-th voxel along each axis (no fewer than 8 are left)"),
      field(name("levels"), &S::n4_levels, "", between(1, 8),
            "fitting levels of N4; each halves the spacing of its control points"),
      field(name("iterations"), &S::n4_iterations, "", between(1, 1000),
            "iterations of N4 per level, at most"),
      field(name("convergence"), &S::n4_convergence, "1", Range{0, 1, false, true},
            "a level of N4 ends when the field changes by less (coefficient of variation of the ratio)"),
      field(name("control_points"), &S::n4_control_points, "", between(4, 32),
            "control points of the field along each axis at the first level (cubic splines)")};
}

FieldList<NormalisationSettings> NormalisationSettings::fields(std::string_view method,
                                                               std::string_view prefix) {
  using S = NormalisationSettings;
  const auto name = [prefix](const char* end) { return std::string(prefix) + end; };
  return FieldList{
      field(
          std::string(method), &S::normalisation,
          {{"none", Normalisation::none},
           {"z_score", Normalisation::z_score},
           {"percentile_range", Normalisation::percentile_range},
           {"histogram", Normalisation::histogram},
           {"peak", Normalisation::peak}},
          "map of the intensities: none, z_score (mean 0, SD 1), percentile_range (two percentiles become 0 "
          "and 1), histogram (landmarks become those of a standard), peak (stripe about the mode: mean 0, "
          "SD 1)"),
      field(name("region"), &S::normalisation_region,
            {{"roi", NormalisationRegion::roi},
             {"image", NormalisationRegion::image},
             {"tissue", NormalisationRegion::tissue}},
            "where its statistics are taken: in the ROI, the whole image, or tissue (see tissue_fraction)"),
      field(name("scale"), &S::normalisation_scale, "1", kPositive,
            "normalised intensities are multiplied by this; not with histogram"),
      field(name("lower_percentile"), &S::normalisation_lower_percentile, "%", between(0, 49),
            "lower percentile of percentile_range and histogram"),
      field(name("upper_percentile"), &S::normalisation_upper_percentile, "%", between(51, 100),
            "upper percentile of percentile_range and histogram"),
      field(name("standard"), &S::normalisation_standard,
            "landmarks of histogram: lower percentile, deciles 10 to 90, "
            "upper percentile, separated by '/'"),
      field(name("peak"), &S::normalisation_peak,
            {{"largest", HistogramPeak::largest}, {"last", HistogramPeak::last}},
            "which mode of the histogram: the largest, or the last (white matter in T1)"),
      field(name("stripe"), &S::normalisation_stripe, "1", Range{0, 0.5, true},
            "the stripe about the mode reaches this share of the region to either side"),
      field(name("tissue_fraction"), &S::normalisation_tissue_fraction, "1", Range{0, 1, false, true},
            "tissue is at or above this part of the image's range of intensities, opened by one voxel")};
}

std::string NormalisationSettings::problem() const {
  return normalisation == Normalisation::histogram ? standard_problem(normalisation_standard) : std::string();
}

FieldList<IntensitySettings> IntensitySettings::fields() {
  FieldList<IntensitySettings> list{
      field("bias_correction", &IntensitySettings::bias_correction,
            {{"none", BiasCorrection::none}, {"n4", BiasCorrection::n4}},
            "n4 divides the image by the smooth field that N4 finds in its tissue (MR)")};
  list.append(N4Settings::fields("n4_"))
      .append(NormalisationSettings::fields("normalisation", "normalisation_"));
  return list;
}

}  // namespace radgauge
