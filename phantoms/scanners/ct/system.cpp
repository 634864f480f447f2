#include "phantoms/scanners/ct/system.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "phantoms/scanners/ct/image_paths.h"
#include "phantoms/scanners/ct/noise.h"
#include "phantoms/scanners/ct/reconstruction.h"
#include "phantoms/scanners/ct/slice_sensitivity.h"
#include "phantoms/scanners/ct/transfer.h"

namespace radgauge::phantoms::ct {

namespace {

/// The pixels of a slice about the axis of the scanner.
Lattice about_axis(const Lattice& image) {
  Lattice lattice;
  lattice.size = image.size;
  lattice.spacing_mm = image.spacing_mm;
  for (std::size_t a = 0; a < 2; ++a)
    lattice.origin_mm[a] = -0.5 * static_cast<double>(image.size[a] - 1) * image.spacing_mm[a];
  return lattice;
}

class System : public CtSystem {
 public:
  System(const Parameters& p, const ScannerTables& tables)
      : p_(p), transfer_(transfer_of(p, tables)), sensitivity_(p, tables), views_(views_of(p.views)) {}

  double mtf(double per_mm) const override { return transfer_.mtf(per_mm); }
  double mtf_frequency(double level) const override { return transfer_.mtf_frequency(level); }
  double noise_power(double per_mm, double water_mm) const override {
    const double left = p_.photons * std::exp(-kWaterPerMm * water_mm);
    return transfer_.noise_power(per_mm, ray_variance(left, p_.electronic_noise));
  }
  double slice_below(double z_mm) const override { return sensitivity_.below(z_mm); }
  double slice_reach_mm() const override { return std::max(-sensitivity_.low_mm(), sensitivity_.high_mm()); }

  Grid<float> dose_noise(const Volume& image, double dose, const Draws& draws) const override {
    const Lattice lattice = about_axis(image.lattice);
    const Reconstruction reconstruction(p_.detector_pitch_mm, views_, lattice);
    const std::vector<ImagePaths> paths = paths_of(image);
    const std::int64_t half = half_columns(lattice);
    const auto fill = [&](std::int64_t slice, std::int64_t view, double* to, std::size_t stride) {
      const std::int64_t number = (slice + image.window.offset[2]) * views_.count() + view;
      const std::int64_t item = number * kItemsPerView + kItemsPerView / 2 - half;
      draw_row(paths[static_cast<std::size_t>(slice)], views_.all[static_cast<std::size_t>(view)], half, dose,
               draws, static_cast<std::uint64_t>(item), to, stride);
    };
    Grid<float> noise(image.lattice);
    noise.window = image.window;
    const RampFilter filter(p_.detector_pitch_mm, transfer_.noise_window, 2 * half);
    reconstruction.run({2 * half, [&](std::int64_t) { return -half; }, fill}, filter, image.lattice.size[2],
                       noise.voxels);
    return noise;
  }

 private:
  std::int64_t half_columns(const Lattice& lattice) const {
    constexpr std::int64_t kMore = 8;
    return static_cast<std::int64_t>(std::ceil(circle_of(lattice).radius_mm / p_.detector_pitch_mm)) + kMore;
  }

  static std::vector<ImagePaths> paths_of(const Volume& image) {
    const Index3& n = image.lattice.size;
    const Vec3& spacing = image.lattice.spacing_mm;
    const auto pixels = static_cast<std::size_t>(n[0] * n[1]);
    std::vector<ImagePaths> paths(static_cast<std::size_t>(n[2]));
    tbb::parallel_for(std::size_t{0}, paths.size(), [&](std::size_t z) {
      paths[z] =
          ImagePaths(std::span(image.voxels).subspan(pixels * z, pixels), n[0], n[1], spacing[0], spacing[1]);
    });
    return paths;
  }

  /// The errors of the lower dose, scaled to the variance that it has more.
  void draw_row(const ImagePaths& paths, const View& view, std::int64_t half, double dose, const Draws& draws,
                std::uint64_t item, double* to, std::size_t stride) const {
    std::vector<double> left(static_cast<std::size_t>(2 * half));
    paths.row(view, (0.5 + view.shift - static_cast<double>(half)) * p_.detector_pitch_mm,
              p_.detector_pitch_mm, left);
    for (double& ray : left) ray = dose * p_.photons * std::exp(-ray);
    draw_ray_errors(draws, item, left, p_.electronic_noise, to, stride);
    for (std::size_t i = 0; i < left.size(); ++i) {
      const double there = ray_variance(left[i] / dose, p_.electronic_noise);
      to[stride * i] *= std::sqrt(1 - there / ray_variance(left[i], p_.electronic_noise));
    }
  }

  Parameters p_;
  Transfer transfer_;
  SliceSensitivity sensitivity_;
  Views views_;
};

}  // namespace

std::unique_ptr<CtSystem> make_system(const Parameters& p, const ScannerTables& tables) {
  return std::make_unique<System>(p, tables);
}

}  // namespace radgauge::phantoms::ct
