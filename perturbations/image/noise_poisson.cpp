#include <cmath>

#include "core/error.h"
#include "imaging/gaussian_filter.h"
#include "imaging/random_field.h"
#include "imaging/region.h"
#include "imaging/slice_profile.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct NoisePoisson {
  double cov = 0;
  double reference = 0;
  double fwhm_mm = 5;
  static constexpr bool random = true;

  bool identity() const { return cov == 0; }
  static auto fields() {
    using P = NoisePoisson;
    return FieldList{
        field("cov", &P::cov, "1", between(0, 10),
              "coefficient of variation of the added noise at the reference intensity"),
        field("reference", &P::reference, "intensity", kNotNegative,
              "intensity at which cov holds, such as that of the liver; 0 takes the mean of the ROI"),
        field("fwhm_mm", &P::fwhm_mm, "mm", between(0, 50),
              "full width at half maximum of the reconstruction's post-filter, which correlates the noise")};
  }
  double sigma_mm() const { return imaging::sigma_of_fwhm(fwhm_mm); }
  std::string refusal(Modality modality) const {
    if (modality == Modality::ct) return "CT numbers are no counts; use noise.nps or noise.white";
    if (modality == Modality::mr) return "MR magnitudes are no counts; use noise.rician";
    return {};
  }
  Support support() const { return {Support::Reach::margin, 4 * sigma_mm()}; }
};

ImageOutput apply_noise_poisson(const ImageInput& in, const NoisePoisson& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const double reference = p.reference > 0 ? p.reference : roi_range(in.image, roi).mean;
  if (!(reference > 0))
    throw Error(
        ErrorKind::data,
        "the mean intensity of the ROI is not above 0; give the reference intensity at which cov holds");
  const double sigma = p.sigma_mm();
  const Volume mean = imaging::gaussian_filter(in.image, {sigma, sigma, sigma});
  const Grid<float> field = imaging::random_field(in.image.lattice, in.image.window, sigma, in.draws);
  ImageOutput out{in.image, {}};
  double squares = 0, voxels = 0, clipped = 0;
  for (std::size_t i = 0; i < field.voxels.size(); ++i) {
    const double level = reference * std::max(0.0, static_cast<double>(mean.voxels[i]));
    const double before = in.image.voxels[i];
    const double noisy = before + p.cov * std::sqrt(level) * static_cast<double>(field.voxels[i]);
    // Written so that a voxel without a number stays one.
    out.image.voxels[i] = static_cast<float>(noisy < 0 ? 0 : noisy);
    if (roi.voxels[i] == 0 || !(level > 0)) continue;
    const double change = static_cast<double>(out.image.voxels[i]) - before;
    squares += change * change / level;
    clipped += noisy < 0;
    voxels += 1;
  }
  Magnitude done{"cov", p.cov, std::sqrt(squares / voxels), "1"};
  if (clipped > 0) done.status = "limited at 0: some voxels of the ROI would be negative";
  out.magnitudes = {done,
                    {"change_sd", std::nan(""), sd_of_change(in.image, out.image, roi), "intensity"},
                    {"clipped", std::nan(""), clipped / voxels, "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation noise_poisson() {
  return image_operation<NoisePoisson, apply_noise_poisson>(
      {"noise.poisson", "add the noise of fewer PET counts",
       "Adds Gaussian noise whose standard deviation follows the counts: cov x sqrt(reference x local mean), "
       "so that a region of the reference intensity has the coefficient of variation cov, and one four times "
       "as hot half of it. The local mean is the image smoothed by the post-filter; the noise is white noise "
       "smoothed by it and scaled back to its variance, so neighbours correlate as exp(-d^2 / (4 s^2)), s = "
       "fwhm / 2.355. Nothing falls below 0; how much of the ROI that limited is reported. Refused on CT and "
       "MR. Levels share their draws.",
       "Boellaard et al. 2015, doi:10.1007/s00259-014-2961-x (EANM guidelines 2.0: coefficient of variation "
       "as the measure of PET noise)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
