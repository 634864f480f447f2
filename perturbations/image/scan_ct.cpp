#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "imaging/coloured_noise.h"
#include "imaging/gaussian_filter.h"
#include "imaging/plane_filter.h"
#include "imaging/region.h"
#include "perturbations/image_change.h"
#include "perturbations/scanner_call.h"

namespace radgauge::perturbations {

namespace {

struct ScanCt {
  std::string target;
  std::string source;
  double water_mm = 200;
  bool noise = true;
  static constexpr bool random = true;

  bool identity() const { return target.empty(); }
  std::vector<std::string> scanners() const {
    return target.empty() ? std::vector<std::string>{} : std::vector<std::string>{source, target};
  }
  static auto fields() {
    using P = ScanCt;
    return FieldList{
        field("target", &P::target, "scanner to imitate: a name of the fleet (CT-C) or a scanner file"),
        field("source", &P::source,
              "scanner that made the image, likewise; without it the table's column scanner says it"),
        field("water_mm", &P::water_mm, "mm", between(50, 500),
              "diameter of water behind which there are as many photons left as in this patient"),
        field("noise", &P::noise,
              "add the noise that the target has more; false: transfer and slices alone")};
  }
  std::string refusal(Modality modality) const { return ct_scanner_refusal(modality); }
  Support support() const {
    Support support{Support::Reach::slice};
    support.margin_slices = kScanSlices;
    return support;
  }
};

constexpr double kScanHeld = 0.05;

/// The target's transfer over the source's, never above 1: nothing is sharpened.
double ratio_of(double target, double source) {
  return std::abs(source) < 1e-9 ? 1 : std::clamp(target / source, -1.0, 1.0);
}

/// Amplitude that a slice leaves of a wave along z.
double slice_transfer(const CtSystem& scanner, double per_mm) {
  constexpr int kCells = 256;
  const double reach = scanner.slice_reach_mm(), cell = 2 * reach / kCells;
  double sum = 0;
  for (int i = 0; i < kCells; ++i) {
    const double low = -reach + i * cell;
    sum += (scanner.slice_below(low + cell) - scanner.slice_below(low)) *
           std::cos(2 * std::numbers::pi * per_mm * (low + 0.5 * cell));
  }
  return sum;
}

/// The part of a slice's sensitivity in each slice of the image, which is how neighbours share noise.
std::vector<double> slice_shares(const CtSystem& scanner, double spacing_mm) {
  std::vector<double> shares;
  for (std::int64_t k = -kScanSlices; k <= kScanSlices; ++k) {
    const double middle = static_cast<double>(k) * spacing_mm;
    shares.push_back(scanner.slice_below(middle + 0.5 * spacing_mm) -
                     scanner.slice_below(middle - 0.5 * spacing_mm));
  }
  return shares;
}

double sd_of_power(const imaging::RadialSpectrum& power) {
  constexpr double kHighestPerMm = 8, kStep = 0.002;
  double variance = 0;
  for (double f = 0.5 * kStep; f < kHighestPerMm; f += kStep)
    variance += 2 * std::numbers::pi * f * power(f) * kStep;
  return std::sqrt(variance);
}

/// Lowest frequency at which the image is at half after the filter.
double half_frequency(const CtSystem& source, const imaging::Transfer& ratio) {
  for (double f = 0.0005; f < 8; f += 0.0005)
    if (source.mtf(f) * ratio(f) < 0.5) return f;
  return std::numeric_limits<double>::quiet_NaN();
}

struct SlicesDone {
  std::vector<double> weights{1};
  double noise_left = 1;  ///< share of the variance of independent slices
};

SlicesDone slices_of(const CtSystem& source, const CtSystem& target, double spacing_mm) {
  SlicesDone done;
  const imaging::Transfer ratio = [&](double f) {
    return ratio_of(slice_transfer(target, f), slice_transfer(source, f));
  };
  if (ratio(0.5 / spacing_mm) > 1 - 1e-6 && ratio(0.25 / spacing_mm) > 1 - 1e-6) return done;
  done.weights = imaging::slice_weights(ratio, spacing_mm, kScanSlices);
  done.noise_left = 0;
  for (const double weight : done.weights) done.noise_left += weight * weight;
  return done;
}

/// Where nothing is to be taken away, not even rounding changes the image.
bool is_softer(const imaging::Transfer& ratio, const Vec3& spacing_mm) {
  const double highest = std::hypot(0.5 / spacing_mm[0], 0.5 / spacing_mm[1]);
  for (int i = 1; i <= 256; ++i)
    if (ratio(highest * i / 256) < 1 - 1e-9) return true;
  return false;
}

/// Adds what the target has more than is left of the source's noise, as one magnitude each: noise in all, and
/// what was added.
void add_missing_noise(const ImageInput& in, const imaging::RadialSpectrum& wanted,
                       const imaging::RadialSpectrum& left, const std::vector<double>& across,
                       ImageOutput& out) {
  const auto missing = [&](double f) { return std::max(0.0, wanted(f) - left(f)); };
  const double added = sd_of_power(missing);
  Magnitude noise{"noise_sd", sd_of_power(wanted), std::hypot(sd_of_power(left), added), "HU"};
  if (!(noise.achieved <= noise.requested * (1 + kScanHeld)))
    noise.status = "the source has more noise than the target";
  out.magnitudes.push_back(noise);
  const Volume smooth = out.image;
  if (added > 0) {
    const Vec3& spacing = in.image.lattice.spacing_mm;
    const imaging::PlaneKernel kernel = imaging::plane_kernel(missing, spacing[0], spacing[1]);
    const Grid<float> grain =
        imaging::coloured_noise(in.image.lattice, in.image.window, kernel, across, in.draws);
    for (std::size_t i = 0; i < grain.voxels.size(); ++i)
      out.image.voxels[i] = static_cast<float>(static_cast<double>(out.image.voxels[i]) +
                                               added * static_cast<double>(grain.voxels[i]));
  }
  const Mask roi = imaging::roi_on(in.roi, in.image);
  out.magnitudes.push_back({"added_sd", added, sd_of_change(smooth, out.image, roi), "HU"});
}

ImageOutput apply_scan_ct(const ImageInput& in, const ScanCt& p) {
  if (p.identity()) return {in.image, {}};
  const CtSystem& source = scanner_of(in, p.source);
  const CtSystem& target = scanner_of(in, p.target);
  const Vec3& spacing = in.image.lattice.spacing_mm;
  const imaging::Transfer ratio = [&](double f) { return ratio_of(target.mtf(f), source.mtf(f)); };
  const SlicesDone slices = slices_of(source, target, spacing[2]);
  ImageOutput out{is_softer(ratio, spacing) ? imaging::plane_filter(in.image, ratio) : in.image, {}};
  if (slices.weights.size() > 1)
    out.image = imaging::separable_filter(out.image,
                                          {std::vector<double>{1}, std::vector<double>{1}, slices.weights});
  Magnitude half{"mtf50_per_mm", target.mtf_frequency(0.5), half_frequency(source, ratio), "1/mm"};
  if (!(std::abs(half.achieved / half.requested - 1) <= kScanHeld))
    half.status = "limited by the source, which is not sharpened";
  out.magnitudes = {half};
  if (p.noise)
    add_missing_noise(
        in, [&](double f) { return target.noise_power(f, p.water_mm); },
        [&](double f) { return ratio(f) * ratio(f) * slices.noise_left * source.noise_power(f, p.water_mm); },
        slice_shares(target, spacing[2]), out);
  return out;
}

}  // namespace

namespace operations {

Operation scan_ct() {
  return image_operation<ScanCt, apply_scan_ct>(
      {"scan.ct", "imitate another CT scanner on images of a known one",
       "Multiplies the spectrum of each slice by the target's modulation transfer over the source's, and the "
       "spectrum along z by the ratio of the slice profiles; neither ratio is above 1, so that nothing is sharpened. Then "
       "adds Gaussian noise whose power is what the target has more than the filtered noise of the source, both taken "
       "in the middle of water of water_mm; slices share it by the target's slice profile. Noise that the "
       "source has more cannot be taken away, and is said. Both scanners are files (radgauge list scanners, "
       "describe CT-A --format yaml); measured curves of a site go into them as mtf_file, nps_file and "
       "slice_profile_file. Without a source, by parameter or by the table's column scanner, the study is "
       "refused. The lattice stays: sample.slice and sample.pixel change it. Levels share their draws.",
       "Tunissen et al. 2023, doi:10.1002/mp.16679 (scanner-specific simulation by MTF and NPS)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
