#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <tuple>

#include "core/field.h"

namespace radgauge {

enum class Interpolation { none, nearest, linear, cubic };
enum class Discretisation { none, fbn, fbs };
enum class Aggregation { by_slice, volume, all };

/// The processing of one extraction, in the words of the IBSI manual (chapter "Image processing",
/// arXiv:1612.07003). Grid settings (interpolation, rounding) act in the grid stage, the others in the
/// extractor.
struct ExtractionSettings {
  // grid
  Interpolation interpolation = Interpolation::none;
  bool by_slice = false;
  double spacing_x_mm = 0;
  double spacing_y_mm = 0;
  double spacing_z_mm = 0;
  bool intensity_rounding = false;
  Interpolation mask_interpolation = Interpolation::linear;
  double mask_threshold = 0.5;
  // extractor
  double resegmentation_lower = -std::numeric_limits<double>::infinity();
  double resegmentation_upper = std::numeric_limits<double>::infinity();
  double resegmentation_sigma = 0;
  Discretisation discretisation = Discretisation::fbn;
  std::int64_t bin_count = 32;
  double bin_width = 25;
  Aggregation aggregation = Aggregation::volume;
  std::string families = "all";

  static auto fields() {
    using S = ExtractionSettings;
    Range bound = kAnyNumber;
    bound.may_be_infinite = true;
    return std::tuple{
        field("interpolation", &S::interpolation,
              {{"none", Interpolation::none},
               {"nearest", Interpolation::nearest},
               {"linear", Interpolation::linear},
               {"cubic", Interpolation::cubic}},
              "image interpolation: none, nearest voxel, trilinear, or cubic B-spline with prefilter"),
        field("by_slice", &S::by_slice,
              "interpolate within slices only (IBSI 2D); spacing_z_mm is then kept"),
        field("spacing_x_mm", &S::spacing_x_mm, "mm", kNotNegative,
              "new voxel spacing along x; 0 keeps the image's"),
        field("spacing_y_mm", &S::spacing_y_mm, "mm", kNotNegative,
              "new voxel spacing along y; 0 keeps the image's"),
        field("spacing_z_mm", &S::spacing_z_mm, "mm", kNotNegative,
              "new voxel spacing along z; 0 keeps the image's"),
        field("intensity_rounding", &S::intensity_rounding,
              "round interpolated intensities to the nearest integer (CT)"),
        field("mask_interpolation", &S::mask_interpolation,
              {{"nearest", Interpolation::nearest}, {"linear", Interpolation::linear}},
              "mask interpolation: nearest voxel or trilinear"),
        field("mask_threshold", &S::mask_threshold, "", Range{0, 1, true},
              "an interpolated mask value at or above this is inside"),
        field("resegmentation_lower", &S::resegmentation_lower, "intensity", bound,
              "lower bound of the intensity mask; -inf for none"),
        field("resegmentation_upper", &S::resegmentation_upper, "intensity", bound,
              "upper bound of the intensity mask; inf for none"),
        field("resegmentation_sigma", &S::resegmentation_sigma, "SD", kNotNegative,
              "outliers beyond this many standard deviations leave the intensity mask; 0 for none"),
        field("discretisation", &S::discretisation,
              {{"none", Discretisation::none}, {"fbn", Discretisation::fbn}, {"fbs", Discretisation::fbs}},
              "none (grey levels as they are), fbn (fixed bin number), fbs (fixed bin size)"),
        field("bin_count", &S::bin_count, "", between(2, 65535), "number of bins of fbn"),
        field("bin_width", &S::bin_width, "intensity", kPositive,
              "bin size of fbs; bins start at resegmentation_lower, or at the ROI minimum if that is -inf"),
        field(
            "aggregation", &S::aggregation,
            {{"by_slice", Aggregation::by_slice}, {"volume", Aggregation::volume}, {"all", Aggregation::all}},
            "texture aggregation: by_slice (2D and 2.5D), volume (3D), or all six of IBSI"),
        field("families", &S::families,
              "feature families, comma-free text joined by '+', or 'all': morph+stat+ih+cm")};
  }
  friend bool operator==(const ExtractionSettings&, const ExtractionSettings&) = default;
};

/// Do two extractions share a resampled image and mask?
bool same_grid(const ExtractionSettings& a, const ExtractionSettings& b);

}  // namespace radgauge
