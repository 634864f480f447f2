#include <cmath>

#include "core/error.h"
#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct IntGamma {
  double log_gamma = 0;

  bool identity() const { return log_gamma == 0; }
  static auto fields() {
    return FieldList{field("log_gamma", &IntGamma::log_gamma, "1", between(-3, 3),
                           "natural logarithm of the exponent: below 0 brightens, above 0 darkens")};
  }
  std::string refusal(Modality modality) const {
    if (modality == Modality::ct || modality == Modality::pet)
      return "intensities of " + std::string(to_text(modality)) +
             " are calibrated; a change of the scale's shape has no cause there";
    return {};
  }
};

/// Slope through 0 of log t' on log t over the ROI, which is the exponent.
double exponent(const Volume& before, const Volume& after, const Mask& roi, const RoiRange& range) {
  double products = 0, squares = 0;
  const double width = range.highest - range.lowest;
  for (std::size_t i = 0; i < roi.voxels.size(); ++i) {
    if (roi.voxels[i] == 0) continue;
    const double t = (static_cast<double>(before.voxels[i]) - range.lowest) / width;
    const double u = (static_cast<double>(after.voxels[i]) - range.lowest) / width;
    if (!(t > 0 && u > 0)) continue;
    products += std::log(t) * std::log(u);
    squares += std::log(t) * std::log(t);
  }
  return products / squares;
}

ImageOutput apply_int_gamma(const ImageInput& in, const IntGamma& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const RoiRange range = roi_range(in.image, roi);
  if (p.identity()) return {in.image, {}};
  const double width = range.highest - range.lowest;
  if (!(width > 0)) throw Error(ErrorKind::data, "the ROI is flat; it has no range to bend");
  const double gamma = std::exp(p.log_gamma);
  ImageOutput out{in.image, {}};
  for (float& v : out.image.voxels) {
    const double t = (static_cast<double>(v) - range.lowest) / width;
    v = static_cast<float>(range.lowest + width * std::copysign(std::pow(std::abs(t), gamma), t));
  }
  Magnitude done{"log_gamma", p.log_gamma, std::log(exponent(in.image, out.image, roi, range)), "1"};
  if (std::isnan(done.achieved)) done.status = "the ROI has two intensities only, its lowest and highest";
  out.magnitudes = {done, {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation int_gamma() {
  return image_operation<IntGamma, apply_int_gamma>(
      {"int.gamma", "bend the intensity scale",
       "With t the place of an intensity between the lowest (0) and the highest (1) of the ROI, t becomes "
       "sign(t) |t|^g, g = exp(log_gamma), inside and outside the ROI: a monotonic change of contrast that "
       "keeps the range and the order of intensities. Log_gamma and its opposite undo each other. Achieved "
       "is the exponent measured over the ROI. Refused on CT and PET, whose scales are calibrated.",
       "Perez-Garcia, Sparks and Ourselin 2021, doi:10.1016/j.cmpb.2021.106236 (random gamma of MR, log "
       "gamma up to 0.3)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
