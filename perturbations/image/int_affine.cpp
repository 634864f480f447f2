#include <cmath>

#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct IntAffine {
  double scale = 1;
  double shift = 0;
  double shift_fraction = 0;

  bool identity() const { return scale == 1 && shift == 0 && shift_fraction == 0; }
  static auto fields() {
    using P = IntAffine;
    return FieldList{field("scale", &P::scale, "1", Range{0, 1000, true}, "factor of all intensities"),
                     field("shift", &P::shift, "intensity", kAnyNumber, "added after it"),
                     field("shift_fraction", &P::shift_fraction, "1", between(-100, 100),
                           "added as well: this part of the mean intensity of the ROI")};
  }
};

/// Slope of after on before over the ROI; NaN for a flat ROI.
double slope(const Volume& before, const Volume& after, const Mask& roi, double mean, double mean_after) {
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < roi.voxels.size(); ++i) {
    if (roi.voxels[i] == 0) continue;
    const double d = static_cast<double>(before.voxels[i]) - mean;
    products += d * (static_cast<double>(after.voxels[i]) - mean_after);
    squares += d * d;
  }
  return squares > 0 ? products / squares : std::nan("");
}

ImageOutput apply_int_affine(const ImageInput& in, const IntAffine& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const double mean = roi_range(in.image, roi).mean;
  const double shift = p.shift + p.shift_fraction * mean;
  ImageOutput out{in.image, {}};
  for (float& v : out.image.voxels) v = static_cast<float>(p.scale * static_cast<double>(v) + shift);
  const double mean_after = roi_range(out.image, roi).mean;
  Magnitude scale{"scale", p.scale, slope(in.image, out.image, roi, mean, mean_after), "1"};
  if (std::isnan(scale.achieved)) scale.status = "the ROI is flat";
  out.magnitudes = {scale, {"shift", shift, mean_after - p.scale * mean, "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation int_affine() {
  return image_operation<IntAffine, apply_int_affine>(
      {"int.affine", "scale and shift intensities",
       "Every intensity v becomes scale x v + shift + shift_fraction x mean of the ROI. Many features have a "
       "known answer: bins of a fixed number, skewness and kurtosis stay, the mean and the standard "
       "deviation scale; with bins of a fixed size or a resegmentation range almost everything moves. "
       "Achieved are the slope of new on old intensities over the ROI and what is left of the mean.",
       "Zwanenburg et al. 2020, doi:10.1148/radiol.2020191145 (definitions that make the invariances); Carre "
       "et al. 2020, doi:10.1038/s41598-020-69298-z (MR intensity scale and radiomics)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
