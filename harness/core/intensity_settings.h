#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/field.h"

namespace radgauge {

/// How N4 fits the slowly varying gain of a receiver coil (Tustison et al. 2010,
/// doi:10.1109/TMI.2010.2046908).
struct N4Settings {
  std::int64_t n4_shrink_factor = 4;  ///< the fit uses every n-th voxel; 1 for all
  std::int64_t n4_levels = 4;         ///< each halves the spacing of the control points
  std::int64_t n4_iterations = 50;    ///< at most, per level
  double n4_convergence = 1e-3;  ///< a level ends when the field changes by less (coefficient of variation)
  std::int64_t n4_control_points = 4;  ///< per axis, at the first level

  /// `prefix` stands before shrink_factor, levels, ...
  static FieldList<N4Settings> fields(std::string_view prefix);
  friend bool operator==(const N4Settings&, const N4Settings&) = default;
};

/// z_score: mean 0, standard deviation 1. percentile_range: two percentiles become 0 and 1. histogram:
/// landmarks of the histogram become those of a standard. peak: the stripe of intensities about the mode of
/// the histogram gets mean 0 and standard deviation 1. All are increasing maps of the intensity.
enum class Normalisation { none, z_score, percentile_range, histogram, peak };
/// Where its statistics are taken: the region that is measured, the whole image, or the tissue in it.
enum class NormalisationRegion { roi, image, tissue };
/// Which mode of the histogram: the highest, or that of the largest intensity (white matter in T1).
enum class HistogramPeak { largest, last };

/// Which map of intensities makes images of one protocol alike, and where it takes its statistics. Every
/// value is multiplied by the scale (not with `histogram`, whose standard has a scale).
struct NormalisationSettings {
  Normalisation normalisation = Normalisation::none;
  NormalisationRegion normalisation_region = NormalisationRegion::tissue;
  double normalisation_scale = 1;
  double normalisation_lower_percentile = 1;
  double normalisation_upper_percentile = 99;
  std::string normalisation_standard;
  HistogramPeak normalisation_peak = HistogramPeak::largest;
  double normalisation_stripe = 0.05;
  double normalisation_tissue_fraction = 0.02;

  /// The method is called `method`; `prefix` stands before region, scale, ...
  static FieldList<NormalisationSettings> fields(std::string_view method, std::string_view prefix);
  /// What is wrong between the fields, "" for nothing.
  std::string problem() const;
  friend bool operator==(const NormalisationSettings&, const NormalisationSettings&) = default;
};

enum class BiasCorrection { none, n4 };

/// What is done to the intensities of a whole image before it is sampled: bias correction, then
/// normalisation.
struct IntensitySettings : N4Settings, NormalisationSettings {
  BiasCorrection bias_correction = BiasCorrection::none;

  static FieldList<IntensitySettings> fields();
  bool is_none() const {
    return bias_correction == BiasCorrection::none && normalisation == Normalisation::none;
  }
  /// Do its statistics look beyond the region that is measured?
  bool needs_whole_image() const {
    return bias_correction != BiasCorrection::none ||
           (normalisation != Normalisation::none && normalisation_region != NormalisationRegion::roi);
  }
  friend bool operator==(const IntensitySettings&, const IntensitySettings&) = default;
};

/// Landmarks of a standard histogram: the lower percentile, the deciles 10 to 90, the upper percentile.
inline constexpr std::size_t kStandardLandmarks = 11;

}  // namespace radgauge
