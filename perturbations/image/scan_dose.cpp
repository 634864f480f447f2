#include "imaging/region.h"
#include "perturbations/image_change.h"
#include "perturbations/scanner_call.h"

namespace radgauge::perturbations {

namespace {

struct ScanDose {
  double dose = 1;
  std::string source;
  static constexpr bool random = true;

  bool identity() const { return dose == 1; }
  std::vector<std::string> scanners() const {
    return identity() ? std::vector<std::string>{} : std::vector<std::string>{source};
  }
  static auto fields() {
    using P = ScanDose;
    return FieldList{
        field("dose", &P::dose, "1", between(0.01, 1), "share of the photons that are left"),
        field("source", &P::source,
              "scanner that made the image: a name of the fleet (CT-A) or a scanner file; without it the "
              "table's column scanner says it")};
  }
  std::string refusal(Modality modality) const { return ct_scanner_refusal(modality); }
  Support support() const { return {Support::Reach::slice}; }
};

ImageOutput apply_scan_dose(const ImageInput& in, const ScanDose& p) {
  if (p.identity()) return {in.image, {}};
  const Grid<float> noise = scanner_of(in, p.source).dose_noise(in.image, p.dose, in.draws);
  ImageOutput out{in.image, {}};
  for (std::size_t i = 0; i < noise.voxels.size(); ++i)
    out.image.voxels[i] =
        static_cast<float>(static_cast<double>(in.image.voxels[i]) + static_cast<double>(noise.voxels[i]));
  const Mask roi = imaging::roi_on(in.roi, in.image);
  out.magnitudes = {
      {"dose", p.dose, p.dose, "1"},
      {"added_sd", std::numeric_limits<double>::quiet_NaN(), sd_of_change(in.image, out.image, roi), "HU"}};
  return out;
}

}  // namespace

namespace operations {

Operation scan_dose() {
  return image_operation<ScanDose, apply_scan_dose>(
      {"scan.dose", "the noise of a CT scan with less dose",
       "Line integrals through each slice tell how many of the source's photons are left in each ray; the "
       "noise that a share `dose` of them has more than all is drawn there, from Poisson counts and electronic noise, and goes through the source's filtered "
       "backprojection. So it is stronger in the middle than at the skin, and runs in streaks where much is "
       "in the way. Slices are independent. Beyond the image is air: a scan that cuts the patient has too "
       "little noise. Levels share their draws.",
       "Zabic et al. 2013, doi:10.1118/1.4789628 (noise of a lower dose, added in projections)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
