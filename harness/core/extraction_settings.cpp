#include "core/extraction_settings.h"

#include <utility>
#include <vector>

#include "core/text.h"

namespace radgauge {

FieldList<GridSettings> GridSettings::fields() {
  using S = GridSettings;
  FieldList<S> list{
      field("interpolation", &S::interpolation,
            {{"none", Interpolation::none},
             {"nearest", Interpolation::nearest},
             {"linear", Interpolation::linear},
             {"cubic", Interpolation::cubic}},
            "image interpolation: none, nearest voxel, trilinear, or cubic B-spline with prefilter"),
      field("by_slice", &S::by_slice, "interpolate within slices only (IBSI 2D); spacing_z_mm is then kept"),
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
  list.append(IntensitySettings::fields());
  return list;
}

FieldList<FeatureSettings> FeatureSettings::fields() {
  using S = FeatureSettings;
  Range bound = kAnyNumber;
  bound.may_be_infinite = true;
  const Range distance = between(1, 10);
  const std::initializer_list<Choice<Weighting>> distances{{"chebyshev", Weighting::chebyshev},
                                                           {"manhattan", Weighting::manhattan},
                                                           {"euclidean", Weighting::euclidean}};
  const std::initializer_list<Choice<Weighting>> norms{{"none", Weighting::none},
                                                       {"chebyshev", Weighting::chebyshev},
                                                       {"manhattan", Weighting::manhattan},
                                                       {"euclidean", Weighting::euclidean}};
  return FieldList{
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
      field("aggregation", &S::aggregation,
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

FieldList<ExtractionSettings> ExtractionSettings::fields() {
  FieldList<ExtractionSettings> list{};
  list.append(GridSettings::fields()).append(FeatureSettings::fields());
  return list;
}

std::string ExtractionSettings::problem() const {
  const std::string own = NormalisationSettings::problem();
  return own.empty() ? FeatureSettings::problem() : own;
}

std::string FeatureSettings::problem() const {
  if (resegmentation_lower <= resegmentation_upper) return {};
  return "resegmentation_lower = " + to_text(resegmentation_lower) +
         " is above resegmentation_upper = " + to_text(resegmentation_upper);
}

}  // namespace radgauge
