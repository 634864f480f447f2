#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "core/field.h"
#include "core/intensity_settings.h"

namespace radgauge {

enum class Interpolation { none, nearest, linear, cubic };
enum class Discretisation { none, fbn, fbs };
enum class Aggregation { by_slice, volume, all };
/// Norm of a direction in voxels whose inverse weights the matrices that are merged.
enum class Weighting { none, chebyshev, manhattan, euclidean };

/// How an image and its mask come to the lattice that is measured, in the words of the IBSI manual (chapter
/// "Image processing", arXiv:1612.07003): what acts in the grid stage, after what the intensity settings do
/// to the whole image. Extractions that agree in all of it share a resampled image and mask.
struct GridSettings : IntensitySettings {
  Interpolation interpolation = Interpolation::none;
  bool by_slice = false;
  double spacing_x_mm = 0;
  double spacing_y_mm = 0;
  double spacing_z_mm = 0;
  bool intensity_rounding = false;
  Interpolation mask_interpolation = Interpolation::linear;
  double mask_threshold = 0.5;

  static FieldList<GridSettings> fields();
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

  static FieldList<FeatureSettings> fields();
  /// What is wrong between the fields, "" for nothing.
  std::string problem() const;
  friend bool operator==(const FeatureSettings&, const FeatureSettings&) = default;
};

/// The processing of one extraction: one flat map in a study file, of two tables.
struct ExtractionSettings : GridSettings, FeatureSettings {
  static FieldList<ExtractionSettings> fields();
  /// What is wrong between the fields of either table, "" for nothing.
  std::string problem() const;
  friend bool operator==(const ExtractionSettings&, const ExtractionSettings&) = default;
};

/// Do two extractions share a resampled image and mask?
inline bool same_grid(const GridSettings& a, const GridSettings& b) {
  return a == b;
}

}  // namespace radgauge
