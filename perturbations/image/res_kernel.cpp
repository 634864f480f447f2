#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"
#include "imaging/gaussian_filter.h"
#include "perturbations/blur.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct ResKernel {
  double source_f50_per_mm = 0;
  double target_f50_per_mm = 0;

  bool identity() const { return target_f50_per_mm == 0; }
  static std::vector<std::pair<std::string, double>> unchanged_at() {
    return {{"target_f50_per_mm", std::numeric_limits<double>::infinity()}};
  }
  static auto fields() {
    using P = ResKernel;
    return FieldList{field("source_f50_per_mm", &P::source_f50_per_mm, "1/mm", between(0, 10),
                           "frequency at which the kernel of the image lets half of the amplitude through"),
                     field("target_f50_per_mm", &P::target_f50_per_mm, "1/mm", between(0, 10),
                           "the same of the kernel to imitate; 0 leaves the image as it is")};
  }
  std::string refusal(Modality modality) const {
    if (modality == Modality::mr || modality == Modality::pet)
      return "reconstruction kernels are of CT; use res.psf";
    return {};
  }
  std::string problem() const {
    if (target_f50_per_mm == 0) return {};
    if (!(source_f50_per_mm > 0)) return "source_f50_per_mm, the sharpness of the image, is not given";
    if (!(target_f50_per_mm < source_f50_per_mm))
      return "the target (f50 " + to_text(target_f50_per_mm) + " per mm) is not smoother than the source (" +
             to_text(source_f50_per_mm) + "); sharpening would only amplify noise";
    return {};
  }
  double source_sigma_mm() const { return gaussian_f50() / source_f50_per_mm; }
  /// What turns the source into the target.
  double sigma_mm() const {
    if (identity()) return 0;
    const double target = gaussian_f50() / target_f50_per_mm, source = source_sigma_mm();
    return std::sqrt(target * target - source * source);
  }
  /// Where the weights end; the inner half is free of the taper.
  double reach_mm() const { return std::max(8.0, 8 * sigma_mm()); }
  Support support() const { return {Support::Reach::margin, identity() ? 0 : reach_mm()}; }
};

constexpr double kHeld = 0.05;

ImageOutput apply_res_kernel(const ImageInput& in, const ResKernel& p) {
  if (p.identity()) return {in.image, {}};
  const double sigma = p.sigma_mm();
  const Vec3& spacing = in.image.lattice.spacing_mm;
  const auto weights = [&](std::size_t a) { return band_limited_gaussian(sigma, spacing[a], p.reach_mm()); };
  const std::vector<double> along_x = weights(0);
  ImageOutput out{imaging::separable_filter(in.image, {along_x, weights(1), std::vector<double>{1}}), {}};
  const auto source = [&](double f) { return std::exp2(-std::pow(f / p.source_f50_per_mm, 2)); };
  Magnitude f50{"target_f50_per_mm", p.target_f50_per_mm, mtf50_per_mm(along_x, spacing[0], source), "1/mm"};
  if (std::isnan(f50.achieved))
    f50.status = "above the highest frequency of the voxels";
  else if (std::abs(f50.achieved / f50.requested - 1) > kHeld)
    f50.status = "limited by the voxel size";
  out.magnitudes = {f50};
  return out;
}

}  // namespace

namespace operations {

Operation res_kernel() {
  return image_operation<ResKernel, apply_res_kernel>(
      {"res.kernel", "imitate a smoother CT reconstruction kernel",
       "Multiplies the spectrum within each slice by the ratio of two modulation transfer functions, target "
       "over source. Both are taken as Gaussian, 2^-(f / f50)^2, known by the frequency f50 at which half of "
       "the amplitude is left; their ratio is the transfer of a Gaussian of variance (0.1874 / target)^2 - "
       "(0.1874 / source)^2 mm^2. The weights have this transfer up to the highest frequency of the voxels, "
       "where a sampled Gaussian would be too narrow to have it. A target that is not smoother than the "
       "source is refused before the run. Achieved is the f50 of source and sampled weights together along "
       "x. Noise is smoothed with the image, as a smoother kernel does it; noise.nps can add what a lower "
       "dose would. Kernels with an edge enhancement are no Gaussians: their ratio is not this one.",
       "Nickoloff and Riley 1985, doi:10.1118/1.595706 (Gaussian point spread of CT scanners); Tunissen et "
       "al. 2023, PMC10904672 (image-domain conversion by MTF and NPS)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
