#include "imaging/coloured_noise.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "core/error.h"
#include "imaging/fft.h"
#include "imaging/gaussian_filter.h"
#include "imaging/plane_weights.h"

namespace radgauge::imaging {

namespace {

constexpr std::int64_t kRadius = PlaneKernel::radius;
constexpr std::int64_t kTile = 64;  ///< voxels that one transform yields
constexpr std::int64_t kGrid = 128;
static_assert(PlaneKernel::radius == kPlaneRadius);
static_assert(kTile + 2 * kRadius <= kGrid);

std::size_t on_grid(std::int64_t x, std::int64_t y) {
  return static_cast<std::size_t>((x + kGrid) % kGrid + kGrid * ((y + kGrid) % kGrid));
}

/// The spectrum of a field sampled at this spacing: the sum over the copies that sampling makes.
double folded(const RadialSpectrum& spectrum, double x, double y, double sampling_x, double sampling_y) {
  double sum = 0;
  for (int i = -2; i <= 2; ++i)
    for (int j = -2; j <= 2; ++j) sum += spectrum(std::hypot(x + i * sampling_x, y + j * sampling_y));
  return sum;
}

void scale_to_unit_energy(std::vector<double>& weights) {
  double energy = 0;
  for (const double weight : weights) energy += weight * weight;
  for (double& weight : weights) weight /= std::sqrt(energy);
}

/// Tiles of the whole image under one kernel.
class TiledNoise {
 public:
  TiledNoise(const CropWindow& window, const PlaneKernel& kernel, std::int64_t slices_around,
             const Draws& draws)
      : fft_({kGrid, kGrid, 1}), slices_around_(slices_around), draws_(draws) {
    std::vector<double> placed(static_cast<std::size_t>(kGrid * kGrid), 0.0);
    for (std::int64_t y = -kRadius; y <= kRadius; ++y)
      for (std::int64_t x = -kRadius; x <= kRadius; ++x) placed[on_grid(x, y)] = kernel.at(x, y);
    transfer_ = fft_.forward(placed);
    for (std::size_t a = 0; a < 2; ++a)
      row_length_[a] = (window.whole_size[a] + kTile - 1) / kTile * kTile + 2 * kRadius;
  }

  /// Tile (tx, ty) of slice z of the whole image; voxel (x, y) of the tile is at kRadius + x, kRadius + y.
  std::vector<double> tile(std::int64_t tx, std::int64_t ty, std::int64_t z) const {
    constexpr std::int64_t kSide = kTile + 2 * kRadius;
    std::vector<double> white(static_cast<std::size_t>(kGrid * kGrid), 0.0);
    for (std::int64_t y = 0; y < kSide; ++y) {
      const std::int64_t plane = ty * kTile + y + row_length_[1] * (z + slices_around_);
      const std::int64_t first = tx * kTile + row_length_[0] * plane;
      draws_.normals(static_cast<std::uint64_t>(first),
                     std::span(white).subspan(static_cast<std::size_t>(kGrid * y), kSide));
    }
    std::vector<std::complex<double>> spectrum = fft_.forward(white);
    for (std::size_t i = 0; i < spectrum.size(); ++i) spectrum[i] *= transfer_[i];
    return fft_.inverse(spectrum);
  }

 private:
  RealFft3 fft_;
  std::int64_t slices_around_;
  const Draws& draws_;
  std::vector<std::complex<double>> transfer_;
  std::array<std::int64_t, 2> row_length_{};
};

}  // namespace

PlaneKernel plane_kernel(const RadialSpectrum& spectrum, double spacing_x_mm, double spacing_y_mm) {
  PlaneKernel kernel;
  kernel.weights = tapered_weights(
      [&](double x, double y) {
        return std::sqrt(folded(spectrum, x, y, 1 / spacing_x_mm, 1 / spacing_y_mm));
      },
      spacing_x_mm, spacing_y_mm);
  if (std::all_of(kernel.weights.begin(), kernel.weights.end(), [](double w) { return w == 0; }))
    throw Error(ErrorKind::data, "the noise power spectrum is 0 at every frequency that the voxels can hold");
  scale_to_unit_energy(kernel.weights);
  return kernel;
}

Grid<float> coloured_noise(const Lattice& lattice, const CropWindow& window, const PlaneKernel& in_plane,
                           std::vector<double> across, const Draws& draws) {
  scale_to_unit_energy(across);
  const auto around = static_cast<std::int64_t>(across.size() / 2);
  const TiledNoise noise(window, in_plane, around, draws);
  Index3 size = lattice.size;
  size[2] += 2 * around;
  std::vector<double> block(static_cast<std::size_t>(size[0] * size[1] * size[2]));
  const Index3& from = window.offset;
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t ty = from[1] / kTile; ty * kTile < from[1] + size[1]; ++ty)
      for (std::int64_t tx = from[0] / kTile; tx * kTile < from[0] + size[0]; ++tx) {
        const std::vector<double> tile = noise.tile(tx, ty, from[2] + z - around);
        const std::int64_t x0 = std::max(tx * kTile, from[0]);
        const std::int64_t x1 = std::min((tx + 1) * kTile, from[0] + size[0]);
        const std::int64_t y1 = std::min((ty + 1) * kTile, from[1] + size[1]);
        for (std::int64_t y = std::max(ty * kTile, from[1]); y < y1; ++y) {
          const auto first = tile.begin() + kRadius + x0 - tx * kTile + kGrid * (kRadius + y - ty * kTile);
          std::copy(first, first + (x1 - x0),
                    block.begin() + (x0 - from[0]) + size[0] * (y - from[1] + size[1] * z));
        }
      }
  if (across.size() > 1) block = convolve_axis(block, size, 2, across);
  Grid<float> field(lattice);
  field.window = window;
  for (std::size_t i = 0; i < field.voxels.size(); ++i) field.voxels[i] = static_cast<float>(block[i]);
  return field;
}

}  // namespace radgauge::imaging
