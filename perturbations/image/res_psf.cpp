#include <cmath>

#include "imaging/gaussian_filter.h"
#include "imaging/slice_profile.h"
#include "perturbations/blur.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct ResPsf {
  double fwhm_mm = 0;
  bool by_slice = false;

  bool identity() const { return fwhm_mm == 0; }
  static auto fields() {
    return FieldList{field("fwhm_mm", &ResPsf::fwhm_mm, "mm", between(0, 50),
                           "full width at half maximum of the point spread to add"),
                     field("by_slice", &ResPsf::by_slice, "blur within slices only")};
  }
  double sigma_mm() const { return imaging::sigma_of_fwhm(fwhm_mm); }
  Support support() const { return {Support::Reach::margin, 4 * sigma_mm()}; }
};

/// Below this part of what was asked for, the voxels are too coarse to hold the point spread.
constexpr double kResPsfHeld = 0.95;

ImageOutput apply_res_psf(const ImageInput& in, const ResPsf& p) {
  const double sigma = p.sigma_mm();
  ImageOutput out{imaging::gaussian_filter(in.image, {sigma, sigma, p.by_slice ? 0 : sigma}), {}};
  const Vec3& spacing = in.image.lattice.spacing_mm;
  const auto kernel = imaging::gaussian_kernel(sigma / spacing[0]),
             across = imaging::gaussian_kernel(sigma / spacing[2]);
  const double per_sigma = p.fwhm_mm > 0 ? p.fwhm_mm / sigma : 0;
  Magnitude width{"fwhm_mm", p.fwhm_mm, per_sigma * kernel_sd_mm(kernel, spacing[0]), "mm"};
  if (width.achieved < kResPsfHeld * p.fwhm_mm) width.status = "limited by the voxel size";
  const double f50 = sigma > 0 ? gaussian_f50() / sigma : std::nan("");
  Magnitude mtf50{"mtf50_per_mm", f50, mtf50_per_mm(kernel, spacing[0], [](double) { return 1; }), "1/mm"};
  if (std::isnan(mtf50.achieved)) mtf50.status = "above the highest frequency of the voxels";
  const double fwhm_z = p.by_slice ? 0 : per_sigma * kernel_sd_mm(across, spacing[2]);
  out.magnitudes = {width, mtf50, {"fwhm_z_mm", std::nan(""), fwhm_z, "mm"}};
  return out;
}

}  // namespace

namespace operations {

Operation res_psf() {
  return image_operation<ResPsf, apply_res_psf>(
      {"res.psf", "blur with a Gaussian point spread",
       "Convolves the image with a Gaussian of this full width at half maximum in mm, the same on every axis "
       "(by_slice: within slices only), cut at 4 standard deviations. It adds to the blur already there: "
       "squares of widths add. Achieved are the width of the sampled weights along x (fwhm_mm) and across "
       "slices (fwhm_z_mm), which falls short where voxels are coarser than the point spread, and the "
       "frequency at which these weights along x let half of the amplitude through (mtf50_per_mm). Noise is "
       "blurred as well.",
       "Nickoloff and Riley 1985, doi:10.1118/1.595706 (point spread of CT scanners is near Gaussian); "
       "Kaalep et al. 2018, doi:10.1007/s00259-018-3977-4 (Gaussian filters that align PET scanners)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
