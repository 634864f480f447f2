#include <cmath>

#include "core/error.h"
#include "imaging/region.h"
#include "imaging/tissue.h"
#include "perturbations/image_change.h"
#include "perturbations/kspace.h"

namespace radgauge::perturbations {

namespace {

struct MrN4 : N4Settings {
  double tissue_fraction = 0.02;

  static FieldList<MrN4> fields() {
    FieldList<MrN4> list{};
    list.append(N4Settings::fields(""));
    return list.append(FieldList{
        field("tissue_fraction", &MrN4::tissue_fraction, "1", Range{0, 1, false, true},
              "tissue is at or above this part of the image's range of intensities, opened by one voxel")});
  }
  Support support() const { return {Support::Reach::volume, 0}; }
  std::string refusal(Modality modality) const { return not_mr(modality); }
};

ImageOutput apply_mr_n4(const ImageInput& in, const MrN4& p) {
  if (in.bias == nullptr) throw Error(ErrorKind::data, "no bias field can be fitted here; run it in a study");
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const double mean = roi_range(in.image, roi).mean;
  ImageOutput out{in.bias->corrected(in.image, imaging::tissue_mask(in.image, p.tissue_fraction), p), {}};
  double lowest = HUGE_VAL, highest = 0;
  for (std::size_t i = 0; i < roi.voxels.size(); ++i) {
    if (roi.voxels[i] == 0 || !(in.image.voxels[i] > 0)) continue;
    const double gain = static_cast<double>(in.image.voxels[i]) / static_cast<double>(out.image.voxels[i]);
    lowest = std::min(lowest, gain);
    highest = std::max(highest, gain);
  }
  Magnitude amplitude{"amplitude", std::nan(""), std::sqrt(highest / lowest) - 1, "1"};
  if (!(highest > 0)) {
    amplitude.achieved = std::nan("");
    amplitude.status = "no intensity of the ROI is above 0";
  }
  out.magnitudes = {amplitude, {"roi_mean_ratio", std::nan(""), roi_range(out.image, roi).mean / mean, "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation mr_n4() {
  return image_operation<MrN4, apply_mr_n4>(
      {"mr.n4", "correct the bias field with N4",
       "Divides the image by the smooth gain field that N4 of ITK fits to the tissue in it (200 histogram bins, "
       "width of the log field 0.15, Wiener noise 0.01, cubic splines). Fitted is every shrink_factor-th voxel, "
       "the field is evaluated at all of them. After mr.bias in a chain it shows what is left of a field; an "
       "extraction has the same as a setting (bias_correction), which acts after every operation on the image. "
       "Achieved are the amplitude of the field within the ROI, sqrt(highest / lowest gain) - 1, and the ratio "
       "of the ROI's means. Refused on CT and PET.",
       "Tustison et al. 2010, doi:10.1109/TMI.2010.2046908"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
