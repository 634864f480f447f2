#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "phantoms/scanners/ct/noise.h"
#include "phantoms/scanners/ct/noise_kernels.h"
#include "phantoms/scanners/ct/reconstruction.h"
#include "phantoms/scanners/ct/self_test.h"
#include "phantoms/scanners/ct/sinogram.h"
#include "phantoms/scanners/ct/system.h"
#include "phantoms/scanners/ct/transfer.h"
#include "phantoms/scanners/lattice.h"

namespace radgauge::phantoms {

namespace ct {

namespace {

std::vector<double> heights_of(const Lattice& lattice) {
  std::vector<double> z_mm;
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    z_mm.push_back(lattice.origin_mm[2] + static_cast<double>(z) * lattice.spacing_mm[2]);
  return z_mm;
}

/// Rays of a view whose noise reaches the image: those that cross it and kNoiseReach more on each side. The
/// ramp filter falls with the square of the distance: what is left out is 0.3 % of the standard deviation
/// where all rays are alike, and 1 % where those far away are ten times as noisy.
std::vector<Columns> noise_columns_of(const Sinogram& sinogram, const Lattice& lattice, double pitch_mm) {
  constexpr std::int64_t kNoiseReach = 64;
  const std::int64_t half = sinogram.half_columns();
  std::vector<Columns> columns;
  for (const View& view : sinogram.views().all) {
    Columns some = columns_of(circle_of(lattice), view, pitch_mm, kNoiseReach);
    some.count = std::min(some.count, 2 * half);
    some.first = std::clamp(some.first, -half, half - some.count);
    columns.push_back(some);
  }
  return columns;
}

class CtExposure : public Exposure {
 public:
  CtExposure(const Parameters& p, const Transfer& transfer, const SliceSensitivity& sensitivity,
             const Object& object, const Lattice& lattice)
      : p_(p),
        sinogram_(p, sensitivity, object, circle_of(lattice), heights_of(lattice)),
        reconstruction_(p.detector_pitch_mm, sinogram_.views(), lattice),
        filter_(p.detector_pitch_mm, transfer.window, exact_length({0, 0, detector_mm()}, lattice)),
        own_filter_(p.detector_pitch_mm, transfer.window, exact_length(sinogram_.own_circle(), lattice)),
        noise_columns_(noise_columns_of(sinogram_, lattice, p.detector_pitch_mm)),
        noise_filter_(p.detector_pitch_mm, transfer.noise_window, noise_columns_.front().count),
        image_(lattice, -1000.0F) {
    reconstruct();
    count_photons();
  }

  const Volume& noiseless() const override { return image_; }

  /// Filtered backprojection is linear: the noise of the logarithm alone goes through it, slice by slice.
  Volume scan(const Draws& draws) const override {
    Volume noisy = image_;
    std::vector<float> noise(image_.voxels.size());
    const Reconstruction::Source rows{
        noise_columns_.front().count,
        [&](std::int64_t view) { return noise_columns_[static_cast<std::size_t>(view)].first; },
        [&](std::int64_t slice, std::int64_t view, double* to, std::size_t stride) {
          draw_row(draws, slice, view, to, stride);
        }};
    reconstruction_.run(rows, noise_filter_, image_.lattice.size[2], noise);
    for (std::size_t i = 0; i < noise.size(); ++i)
      noisy.voxels[i] =
          static_cast<float>(static_cast<double>(noisy.voxels[i]) + static_cast<double>(noise[i]));
    return noisy;
  }

 private:
  double detector_mm() const { return static_cast<double>(sinogram_.half_columns()) * p_.detector_pitch_mm; }

  /// Length of a filter that is exact from what a circle throws on the detector to all pixels.
  std::int64_t exact_length(const Circle& from, const Lattice& lattice) const {
    const Circle to = circle_of(lattice);
    const double apart_mm = std::hypot(to.x_mm - from.x_mm, to.y_mm - from.y_mm);
    const double lag_mm = apart_mm + from.radius_mm + to.radius_mm + 6 * p_.focal_spot_sigma_mm;
    return 2 * (static_cast<std::int64_t>(std::ceil(lag_mm / p_.detector_pitch_mm)) + 8);
  }

  void reconstruct() {
    const std::size_t pixels = reconstruction_.pixels();
    std::vector<float> shared(pixels, 0.0F);
    const std::int64_t half = sinogram_.half_columns();
    if (sinogram_.has_shared())
      reconstruction_.run({2 * half, [&](std::int64_t) { return -half; },
                           [&](std::int64_t, std::int64_t view, double* to, std::size_t stride) {
                             for (const double value : sinogram_.shared(view)) {
                               *to = value;
                               to += stride;
                             }
                           }},
                          filter_, 1, shared);
    std::vector<float> own;
    const std::int64_t columns = sinogram_.own_columns(0).count;
    if (columns > 0) {
      own.resize(pixels * static_cast<std::size_t>(sinogram_.distinct()));
      reconstruction_.run({columns, [&](std::int64_t view) { return sinogram_.own_columns(view).first; },
                           [&](std::int64_t slice, std::int64_t view, double* to, std::size_t stride) {
                             for (const float value : sinogram_.own(slice, view)) {
                               *to = static_cast<double>(value);
                               to += stride;
                             }
                           }},
                          own_filter_, sinogram_.distinct(), own);
    }
    for (std::int64_t z = 0; z < image_.lattice.size[2]; ++z) {
      const auto slot = static_cast<std::size_t>(sinogram_.distinct_of(z));
      float* to = image_.voxels.data() + pixels * static_cast<std::size_t>(z);
      for (std::size_t i = 0; i < pixels; ++i) {
        const double more = own.empty() ? 0 : static_cast<double>(own[pixels * slot + i]);
        to[i] = static_cast<float>(static_cast<double>(shared[i]) + more - 1000);
      }
    }
  }

  /// Photons that are left behind what all slices share.
  void count_photons() {
    const auto n = static_cast<std::size_t>(2 * sinogram_.half_columns());
    photons_.resize(n * static_cast<std::size_t>(sinogram_.views().count()));
    tbb::parallel_for(tbb::blocked_range<std::int64_t>(0, sinogram_.views().count(), 16),
                      [&](const auto& range) {
                        for (std::int64_t v = range.begin(); v < range.end(); ++v) {
                          double* to = photons_.data() + n * static_cast<std::size_t>(v);
                          for (const double p : sinogram_.shared(v)) *to++ = p_.photons * std::exp(-p);
                        }
                      });
  }

  void draw_row(const Draws& draws, std::int64_t slice, std::int64_t view, double* to,
                std::size_t stride) const {
    const std::int64_t half = sinogram_.half_columns();
    const Columns& noisy = noise_columns_[static_cast<std::size_t>(view)];
    const auto count = static_cast<std::size_t>(noisy.count);
    const auto left =
        std::span(photons_).subspan(static_cast<std::size_t>(2 * half * view + noisy.first + half), count);
    const std::int64_t item =
        (slice * sinogram_.views().count() + view) * kItemsPerView + kItemsPerView / 2 + noisy.first;
    const Columns columns = sinogram_.own_columns(view);
    const std::int64_t begin = std::max(columns.first, noisy.first);
    const std::int64_t end = std::min(columns.first + columns.count, noisy.first + noisy.count);
    if (begin >= end) {
      draw_ray_errors(draws, static_cast<std::uint64_t>(item), left, p_.electronic_noise, to, stride);
      return;
    }
    std::vector<double> fewer(left.begin(), left.end());
    const auto own = sinogram_.own(sinogram_.distinct_of(slice), view);
    attenuate(own.data() + (begin - columns.first), static_cast<std::size_t>(end - begin),
              fewer.data() + (begin - noisy.first));
    draw_ray_errors(draws, static_cast<std::uint64_t>(item), fewer, p_.electronic_noise, to, stride);
  }

  Parameters p_;
  Sinogram sinogram_;
  Reconstruction reconstruction_;
  RampFilter filter_;
  RampFilter own_filter_;
  std::vector<Columns> noise_columns_;  ///< of each view
  RampFilter noise_filter_;
  Volume image_;
  std::vector<double> photons_;
};

class CtScanner : public Scanner {
 public:
  CtScanner(const Parameters& p, const ScannerTables& tables)
      : p_(p), transfer_(transfer_of(p, tables)), sensitivity_(p, tables) {}

  Lattice lattice(const Object& object) const override {
    return scan_lattice({p_.pixel_mm, p_.pixel_mm, p_.slice_mm, p_.matrix, p_.matrix}, object);
  }
  std::unique_ptr<Exposure> expose(const Object& object) const override {
    return std::make_unique<CtExposure>(p_, transfer_, sensitivity_, object, lattice(object));
  }

 private:
  Parameters p_;
  Transfer transfer_;
  SliceSensitivity sensitivity_;
};

}  // namespace

std::unique_ptr<Scanner> make_scanner(const Parameters& p, const ScannerTables& tables) {
  return std::make_unique<CtScanner>(p, tables);
}

}  // namespace ct

namespace scanner_models {

ScannerKind ct() {
  ScannerKind kind = scanner_kind<phantoms::ct::Parameters, phantoms::ct::make_scanner,
                                  phantoms::ct::self_test>(
      {"ct", "computed tomography: line integrals, photons, filtered backprojection",
       "Parallel views over half a turn. Line integrals are exact for the shapes of an object and ray-driven for "
       "its textures; a reading is their mean over a detector element (0.9 pitch) and the focal spot, and a "
       "slice averages the object under its slice profile before that. Readings are Poisson counts plus "
       "electronic noise; the logarithm of what is read goes through the ramp filter under a window and is "
       "backprojected with linear interpolation. Every four views sample at four shifts, a quarter of a pitch "
       "apart (flying focal spot). HU = 1000 (mu / 0.02059 mm^-1 - 1), not rounded. With mtf_file, nps_file "
       "or slice_profile_file the scanner has the transfer, noise power and slice profile of a measured one. "
       "Faults: cupping, rings, tube drift.",
       "Kak and Slaney 1988, chapters 3 and 5, doi:10.1137/1.9780898719277; windows of Wu et al. 2022, "
       "doi:10.1088/1361-6560/ac9174"},
      Modality::ct, "HU");
  kind.ct_system = [](std::span<const Value> values, const ScannerTables& tables) {
    return phantoms::ct::make_system(from_values<phantoms::ct::Parameters>(values), tables);
  };
  kind.curve_fields = {{"mtf_file"}, {"nps_file"}, {"slice_profile_file", false}};
  return kind;
}

}  // namespace scanner_models
}  // namespace radgauge::phantoms
