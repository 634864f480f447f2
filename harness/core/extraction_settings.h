#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/field.h"

namespace radgauge {

enum class Interpolation { none, nearest, linear, cubic };
enum class Discretisation { none, fbn, fbs };
enum class Aggregation { by_slice, volume, all };
/// Norm of a direction in voxels whose inverse weights the matrices that are merged.
enum class Weighting { none, chebyshev, manhattan, euclidean };

/// How an image and its mask come to the lattice that is measured, in the words of the IBSI manual (chapter
/// "Image processing", arXiv:1612.07003): what acts in the grid stage. Extractions that agree in all of it
/// share a resampled image and mask.
struct GridSettings {
  Interpolation interpolation = Interpolation::none;
  bool by_slice = false;
  double spacing_x_mm = 0;
  double spacing_y_mm = 0;
  double spacing_z_mm = 0;
  bool intensity_rounding = false;
  Interpolation mask_interpolation = Interpolation::linear;
  double mask_threshold = 0.5;

  static auto fields() {
    using S = GridSettings;
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
              "an interpolated mask value at or above this is inside")};
  }
  friend bool operator==(const GridSettings&, const GridSettings&) = default;
};

/// What is measured of an image and mask on one lattice, and how: resegmentation, discretisation,
/// aggregation, families and what only some of them read.
struct FeatureSettings {
  double resegmentation_lower = -std::numeric_limits<double>::infinity();
  double resegmentation_upper = std::numeric_limits<double>::infinity();
  double resegmentation_sigma = 0;
  Discretisation discretisation = Discretisation::fbn;
  std::int64_t bin_count = 32;
  double bin_width = 25;
  double bin_origin_shift = 0;
  Aggregation aggregation = Aggregation::volume;
  Discretisation ivh_discretisation = Discretisation::fbn;
  std::int64_t ivh_bin_count = 1000;
  double ivh_bin_width = 1;
  std::int64_t cm_distance = 1;
  Weighting cm_weighting = Weighting::none;
  Weighting rlm_weighting = Weighting::none;
  std::int64_t ngt_distance = 1;
  Weighting ngt_norm = Weighting::chebyshev;
  Weighting ngt_weighting = Weighting::none;
  std::int64_t ngl_distance = 1;
  Weighting ngl_norm = Weighting::chebyshev;
  Weighting ngl_weighting = Weighting::none;
  std::int64_t ngl_coarseness = 0;
  std::string families = "all";

  static auto fields() {
    using S = FeatureSettings;
    Range bound = kAnyNumber;
    bound.may_be_infinite = true;
    const Range distance = between(1, 10);
    const std::vector<std::pair<std::string, Weighting>> distances{{"chebyshev", Weighting::chebyshev},
                                                                   {"manhattan", Weighting::manhattan},
                                                                   {"euclidean", Weighting::euclidean}};
    const std::vector<std::pair<std::string, Weighting>> norms{{"none", Weighting::none},
                                                               {"chebyshev", Weighting::chebyshev},
                                                               {"manhattan", Weighting::manhattan},
                                                               {"euclidean", Weighting::euclidean}};
    return std::tuple{
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
        field("bin_origin_shift", &S::bin_origin_shift, "bins", Range{0, 1, false, true},
              "bins of fbs start this part of a bin lower"),
        field(
            "aggregation", &S::aggregation,
            {{"by_slice", Aggregation::by_slice}, {"volume", Aggregation::volume}, {"all", Aggregation::all}},
            "texture aggregation: by_slice (2D and 2.5D), volume (3D), or all six of IBSI"),
        field("ivh_discretisation", &S::ivh_discretisation,
              {{"none", Discretisation::none}, {"fbn", Discretisation::fbn}, {"fbs", Discretisation::fbs}},
              "intensity-volume histogram: none (whole numbers as they are: CT), fbs (bin centres: PET), fbn "
              "(bin numbers: arbitrary units)"),
        field("ivh_bin_count", &S::ivh_bin_count, "", between(2, 65535),
              "number of bins of the intensity-volume histogram with fbn"),
        field("ivh_bin_width", &S::ivh_bin_width, "intensity", kPositive,
              "bin size of the intensity-volume histogram with fbs; bins start like those of bin_width"),
        field("cm_distance", &S::cm_distance, "voxels", distance,
              "Chebyshev distance of the voxel pairs of the co-occurrence matrix"),
        field("cm_weighting", &S::cm_weighting, norms,
              "co-occurrence matrices that are merged are weighted by 1 / this norm of their direction"),
        field("rlm_weighting", &S::rlm_weighting, norms,
              "run length matrices that are merged are weighted by 1 / this norm of their direction"),
        field("ngt_distance", &S::ngt_distance, "voxels", distance,
              "reach of the neighbourhood of the grey tone difference matrix"),
        field("ngt_norm", &S::ngt_norm, distances,
              "norm in which that reach is measured; others than chebyshev are not standard"),
        field("ngt_weighting", &S::ngt_weighting, norms,
              "neighbours are weighted by 1 / this norm of their distance; not standard"),
        field("ngl_distance", &S::ngl_distance, "voxels", distance,
              "reach of the neighbourhood of the grey level dependence matrix"),
        field("ngl_norm", &S::ngl_norm, distances,
              "norm in which that reach is measured; others than chebyshev are not standard"),
        field("ngl_weighting", &S::ngl_weighting, norms,
              "dependent neighbours are weighted by 1 / this norm of their distance; not standard"),
        field("ngl_coarseness", &S::ngl_coarseness, "", between(0, 65535),
              "neighbours depend on a voxel up to this difference of grey levels (dependence matrix)"),
        field("families", &S::families,
              "feature families, comma-free text joined by '+', or 'all': morph+stat+ih+ivh+cm+rlm+szm")};
  }
  /// What is wrong between the fields, "" for nothing.
  std::string problem() const;
  friend bool operator==(const FeatureSettings&, const FeatureSettings&) = default;
};

/// The processing of one extraction: one flat map in a study file, of two tables.
struct ExtractionSettings : GridSettings, FeatureSettings {
  static auto fields() { return std::tuple_cat(GridSettings::fields(), FeatureSettings::fields()); }
  friend bool operator==(const ExtractionSettings&, const ExtractionSettings&) = default;
};

/// Do two extractions share a resampled image and mask?
inline bool same_grid(const GridSettings& a, const GridSettings& b) {
  return a == b;
}

}  // namespace radgauge
