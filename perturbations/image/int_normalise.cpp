#include <cmath>

#include "imaging/normalisation.h"
#include "imaging/region.h"
#include "imaging/tissue.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct IntNormalise : NormalisationSettings {
  bool identity() const { return normalisation == Normalisation::none; }
  std::string refusal(Modality) const { return problem(); }
  static FieldList<IntNormalise> fields() {
    FieldList<IntNormalise> list{};
    return list.append(NormalisationSettings::fields("method", ""));
  }
  Support support() const {
    const bool is_whole = !identity() && normalisation_region != NormalisationRegion::roi;
    return {is_whole ? Support::Reach::volume : Support::Reach::voxel, 0};
  }
};

/// Mean, then population standard deviation of a ROI.
std::pair<double, double> mean_and_sd(const Volume& image, const Mask& roi) {
  const double mean = roi_range(image, roi).mean;
  double squares = 0, n = 0;
  for (std::size_t i = 0; i < roi.voxels.size(); ++i) {
    if (roi.voxels[i] == 0) continue;
    const double d = static_cast<double>(image.voxels[i]) - mean;
    squares += d * d;
    n += 1;
  }
  return {mean, std::sqrt(squares / n)};
}

ImageOutput apply_int_normalise(const ImageInput& in, const IntNormalise& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const Mask region = imaging::normalisation_region(in.image, in.roi, p);
  ImageOutput out{imaging::mapped(in.image, imaging::intensity_map(in.image, region, p)), {}};
  const auto before = mean_and_sd(in.image, roi), after = mean_and_sd(out.image, roi);
  Magnitude slope{"slope", std::nan(""), after.second / before.second, "1"};
  if (!(before.second > 0)) slope.status = "the ROI is flat";
  out.magnitudes = {{"roi_mean", std::nan(""), after.first, "intensity"},
                    {"roi_sd", std::nan(""), after.second, "intensity"},
                    slope};
  return out;
}

}  // namespace

namespace operations {

Operation int_normalise() {
  return image_operation<IntNormalise, apply_int_normalise>(
      {"int.normalise", "normalise intensities (MR)",
       "Every intensity goes through an increasing map made of the image itself. z_score: (v - mean) / SD x "
       "scale. percentile_range: (v - p_lower) / (p_upper - p_lower) x scale. histogram: the percentiles lower, "
       "10, 20, ... 90, upper become the landmarks of the standard, straight between them and beyond. peak: the "
       "mode of the smoothed histogram is found, and the intensities within the share stripe of the region on "
       "either side of it get mean 0 and SD scale, as WhiteStripe does with white matter. Standard deviations are "
       "of the population, percentiles interpolate. The region is that of the object's reference mask (roi), the "
       "image, or its tissue: what is at or above tissue_fraction of the range of intensities, opened by one "
       "voxel. An extraction has the same as a setting (normalisation), which acts after every operation on the "
       "image; compare methods here with that left at none. Achieved are mean and SD of the ROI afterwards and "
       "the ratio of its SDs.",
       "Collewet et al. 2004, doi:10.1016/j.mri.2003.09.001 (z-score, ranges); Nyul, Udupa and Zhang 2000, "
       "doi:10.1109/42.836373 (histogram); Shinohara et al. 2014, doi:10.1016/j.nicl.2014.08.008 (peak)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
