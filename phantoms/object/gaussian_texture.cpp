#include "phantoms/object/gaussian_texture.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "imaging/fft.h"

namespace radgauge::phantoms {

namespace {

double square_norm(const Vec3& f) {
  return f[0] * f[0] + f[1] * f[1] + f[2] * f[2];
}

/// Frequencies of the bins of one axis, in 1/mm.
std::vector<double> bin_frequencies(std::int64_t bins, std::int64_t length, double spacing_mm) {
  std::vector<double> per_mm;
  for (std::int64_t k = 0; k < bins; ++k)
    per_mm.push_back(static_cast<double>(k <= length / 2 ? k : k - length) /
                     (static_cast<double>(length) * spacing_mm));
  return per_mm;
}

/// Roots of the spectrum in the bins that are kept, scaled so that white noise of variance 1 gets this SD.
class TextureFilter {
 public:
  TextureFilter(const Index3& size, const Vec3& spacing_mm, const TextureSpectrum& spectrum, double sd)
      : half_(size[0] / 2 + 1), gains_(static_cast<std::size_t>(half_ * size[1] * size[2])) {
    std::array<std::vector<double>, 3> f;
    for (std::size_t a = 0; a < 3; ++a)
      f[a] = bin_frequencies(a == 0 ? half_ : size[a], size[a], spacing_mm[a]);
    double power = 0;
    std::size_t i = 0;
    for (const double fz : f[2])
      for (const double fy : f[1])
        for (std::int64_t x = 0; x < half_; ++x, ++i) {
          const Vec3 at{f[0][static_cast<std::size_t>(x)], fy, fz};
          if (!kept(at, spacing_mm)) continue;
          const double density = spectrum(at);
          gains_[i] = std::sqrt(density) / interpolation(at, spacing_mm);
          power += density * (x == 0 || 2 * x == size[0] ? 1 : 2);
        }
    if (!(power > 0))
      throw Error(ErrorKind::study, "the texture has no power between the width of its block and cells of " +
                                        to_text(spacing_mm[0]) + " mm; use finer cells or a coarser texture");
    const double scale = sd * std::sqrt(static_cast<double>(size[0] * size[1] * size[2]) / power);
    for (double& gain : gains_) gain *= scale;
  }

  const std::vector<double>& gains() const { return gains_; }

 private:
  static bool kept(const Vec3& f, const Vec3& spacing_mm) {
    double largest = 0;
    for (std::size_t a = 0; a < 3; ++a) largest = std::max(largest, std::abs(f[a]) * spacing_mm[a]);
    return largest <= 0.25;
  }
  static double interpolation(const Vec3& f, const Vec3& spacing_mm) {
    double product = 1;
    for (std::size_t a = 0; a < 3; ++a) product *= interpolation_transfer(f[a], spacing_mm[a]);
    return product;
  }

  std::int64_t half_;
  std::vector<double> gains_;
};

}  // namespace

TextureSpectrum gaussian_spectrum(double correlation_mm) {
  const double k = 4 * std::pow(std::numbers::pi * correlation_mm, 2);
  return [k](const Vec3& f) { return std::exp(-k * square_norm(f)); };
}

TextureSpectrum matern_spectrum(double length_mm, double smoothness) {
  const double k = 4 * std::pow(std::numbers::pi * length_mm, 2);
  return [k, smoothness](const Vec3& f) { return std::pow(1 + k * square_norm(f), -smoothness - 1.5); };
}

TextureSpectrum power_law_spectrum(double beta, double lowest_per_mm) {
  return [beta, lowest_per_mm](const Vec3& at) {
    const double f = std::sqrt(square_norm(at));
    return f >= lowest_per_mm ? std::pow(f, -beta) : 0;
  };
}

double interpolation_transfer(double per_mm, double node_mm) {
  const double x = std::numbers::pi * per_mm * node_mm;
  return x == 0 ? 1 : std::pow(std::sin(x) / x, 2);
}

Volume gaussian_texture(const Lattice& cells, const TextureSpectrum& spectrum, double sd, double room_mm,
                        const Draws& draws, std::uint32_t draw) {
  Index3 size;
  for (std::size_t a = 0; a < 3; ++a)
    size[a] = imaging::fft_length(cells.size[a] +
                                  static_cast<std::int64_t>(std::ceil(room_mm / cells.spacing_mm[a])));
  const TextureFilter filter(size, cells.spacing_mm, spectrum, sd);
  const imaging::RealFft3 fft(size);
  std::vector<double> noise(static_cast<std::size_t>(size[0] * size[1] * size[2]));
  draws.normals(0, noise, draw);
  std::vector<std::complex<double>> bins = fft.forward(noise);
  for (std::size_t i = 0; i < bins.size(); ++i) bins[i] *= filter.gains()[i];
  const std::vector<double> field = fft.inverse(bins);
  Volume texture(cells);
  for (std::int64_t z = 1; z + 1 < cells.size[2]; ++z)
    for (std::int64_t y = 1; y + 1 < cells.size[1]; ++y)
      for (std::int64_t x = 1; x + 1 < cells.size[0]; ++x)
        texture(x, y, z) =
            static_cast<float>(field[static_cast<std::size_t>(x + size[0] * (y + size[1] * z))]);
  return texture;
}

}  // namespace radgauge::phantoms
