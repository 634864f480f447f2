#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "imaging/coloured_noise.h"
#include "imaging/region.h"
#include "imaging/slice_profile.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

enum class Spectrum { ramp_hann, band };

struct NoiseNps {
  double k = 0;
  double sd = 0;
  Spectrum spectrum = Spectrum::ramp_hann;
  double cutoff_per_mm = 0.78;
  double peak_per_mm = 0.25;
  double width_per_mm = 0.15;
  imaging::SliceProfile slice_profile = imaging::SliceProfile::gaussian;
  double slice_mm = 0;
  static constexpr bool random = true;

  bool identity() const { return k == 0 && sd == 0; }
  static auto fields() {
    using P = NoiseNps;
    return FieldList{
        field("k", &P::k, "1", between(0, 100), "noise to add, in multiples of the noise already there"),
        field("sd", &P::sd, "intensity", kNotNegative,
              "noise to add as a standard deviation; above 0 it replaces k"),
        field("spectrum", &P::spectrum, {{"ramp_hann", Spectrum::ramp_hann}, {"band", Spectrum::band}},
              "ramp_hann: f W(f)^2 with a Hann window W, as filtered back-projection makes it; band: a "
              "Gaussian about peak_per_mm"),
        field("cutoff_per_mm", &P::cutoff_per_mm, "1/mm", between(0.01, 10),
              "of ramp_hann: where the Hann window reaches 0"),
        field("peak_per_mm", &P::peak_per_mm, "1/mm", between(0, 10), "of band: its middle"),
        field("width_per_mm", &P::width_per_mm, "1/mm", between(0.01, 10), "of band: standard deviation"),
        field("slice_profile", &P::slice_profile,
              {{"gaussian", imaging::SliceProfile::gaussian}, {"box", imaging::SliceProfile::box}},
              "slice profile by which neighbouring slices share noise"),
        field("slice_mm", &P::slice_mm, "mm", between(0, 50),
              "full width at half maximum of the slice profile; 0 gives independent slices")};
  }
  std::string refusal(Modality modality) const {
    if (modality == Modality::mr) return "noise of MR magnitudes is not of this kind; use noise.rician";
    if (modality == Modality::pet) return "noise of PET grows with the activity; use noise.poisson";
    return {};
  }
  Support support() const { return {Support::Reach::margin, imaging::kNoiseMarginMm}; }
};

imaging::RadialSpectrum radial(const NoiseNps& p) {
  if (p.spectrum == Spectrum::band)
    return [p](double f) {
      const double t = (f - p.peak_per_mm) / p.width_per_mm;
      return std::exp(-0.5 * t * t);
    };
  return [p](double f) {
    if (f >= p.cutoff_per_mm) return 0.0;
    const double window = 0.5 * (1 + std::cos(std::numbers::pi * f / p.cutoff_per_mm));
    return f * window * window;
  };
}

/// Standard deviation that the mask of the noise estimate, [1 -2 1] x [1 -2 1] / 6, makes of this noise.
double estimate_gain(const imaging::PlaneKernel& kernel) {
  constexpr std::int64_t r = imaging::PlaneKernel::radius;
  constexpr std::array kMask{1.0, -2.0, 1.0};
  double energy = 0;
  for (std::int64_t y = -r - 1; y <= r + 1; ++y)
    for (std::int64_t x = -r - 1; x <= r + 1; ++x) {
      double response = 0;
      for (std::int64_t j = 0; j < 3; ++j)
        for (std::int64_t i = 0; i < 3; ++i) {
          const std::int64_t dx = x + i - 1, dy = y + j - 1;
          if (std::abs(dx) <= r && std::abs(dy) <= r)
            response += kMask[static_cast<std::size_t>(i)] * kMask[static_cast<std::size_t>(j)] / 6 *
                        kernel.at(dx, dy);
        }
      energy += response * response;
    }
  return std::sqrt(energy);
}

std::vector<double> across_slices(const NoiseNps& p, double spacing_mm) {
  return p.slice_mm > 0 ? imaging::profile_weights(p.slice_profile, p.slice_mm / spacing_mm, 0).weights
                        : std::vector<double>{1};
}

ImageOutput apply_noise_nps(const ImageInput& in, const NoiseNps& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const Vec3& spacing = in.image.lattice.spacing_mm;
  const imaging::PlaneKernel kernel = imaging::plane_kernel(radial(p), spacing[0], spacing[1]);
  const Magnitude there = noise_there(in, roi, !(p.sd > 0) && p.k > 0, estimate_gain(kernel));
  const double sd = p.sd > 0 ? p.sd : p.k > 0 ? p.k * there.achieved : 0;
  ImageOutput out{in.image, {}};
  if (sd > 0) {
    const Grid<float> noise = imaging::coloured_noise(in.image.lattice, in.image.window, kernel,
                                                      across_slices(p, spacing[2]), in.draws);
    for (std::size_t i = 0; i < noise.voxels.size(); ++i)
      out.image.voxels[i] = static_cast<float>(static_cast<double>(in.image.voxels[i]) +
                                               sd * static_cast<double>(noise.voxels[i]));
  }
  out.magnitudes = {{"sd", sd, sd_of_change(in.image, out.image, roi), "intensity"}, there};
  return out;
}

}  // namespace

namespace operations {

Operation noise_nps() {
  return image_operation<NoiseNps, apply_noise_nps>(
      {"noise.nps", "add Gaussian noise with a noise power spectrum",
       "Adds stationary Gaussian noise of mean 0 whose power spectrum in the slice is that of a CT "
       "reconstruction: f W(f)^2 with a Hann window that ends at cutoff_per_mm (ramp_hann), or a Gaussian "
       "about peak_per_mm (band). White noise is convolved with the inverse transform of the root of the "
       "spectrum, folded at the sampling frequency of the voxels and cut at 31 voxels, scaled to unit "
       "energy, so that the variance is exact; the autocovariance is that of the continuous spectrum to "
       "about 1 % of the variance. Slices are correlated by the slice profile. The standard deviation is sd, "
       "or k times the noise there: the estimate of noise.white, divided by what its mask would make of this "
       "spectrum, for the noise there is taken to be of the same colour. A voxel's noise depends on study, "
       "object, repetition and its place in the whole image alone; levels share their draws. Over a small "
       "ROI the achieved SD scatters more than that of white noise: neighbours go together.",
       "Kijewski and Judy 1987, doi:10.1088/0031-9155/32/5/003 (noise power spectrum of filtered "
       "back-projection, folded by the sampling of the image)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
