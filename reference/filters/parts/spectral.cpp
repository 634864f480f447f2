#include "reference/filters/parts/spectral.h"

#include <array>
#include <complex>

#include "imaging/fft.h"

namespace radgauge::reference {

namespace {

using HalfSpectrum = std::vector<std::complex<double>>;

/// Frequencies of every bin of each axis, and of the bins that mirror them.
struct AxisFrequencies {
  std::array<std::vector<double>, 3> of_bin, of_mirrored;

  explicit AxisFrequencies(const Index3& size) {
    for (std::size_t a = 0; a < 3; ++a)
      for (std::int64_t k = 0; k < size[a]; ++k) {
        of_bin[a].push_back(end_to_end_frequency(k, size[a]));
        of_mirrored[a].push_back(end_to_end_frequency((size[a] - k) % size[a], size[a]));
      }
  }
  static Vec3 at(const std::array<std::vector<double>, 3>& axes, const Index3& bin) {
    return {axes[0][static_cast<std::size_t>(bin[0])], axes[1][static_cast<std::size_t>(bin[1])],
            axes[2][static_cast<std::size_t>(bin[2])]};
  }
};

void apply_gain(HalfSpectrum& spectrum, const Index3& bins, const Index3& size,
                const SpectralFilter& filter) {
  const AxisFrequencies frequencies(size);
  const std::complex<double> turns[] = {{1, 0}, {0, -1}, {-1, 0}, {0, 1}};
  const std::complex<double> turn = turns[filter.order % 4];
  const double sign = filter.order % 2 == 0 ? 1 : -1;
  std::size_t i = 0;
  Index3 bin;
  for (bin[2] = 0; bin[2] < bins[2]; ++bin[2])
    for (bin[1] = 0; bin[1] < bins[1]; ++bin[1])
      for (bin[0] = 0; bin[0] < bins[0]; ++bin[0], ++i) {
        const Index3 mirrored{(size[0] - bin[0]) % size[0], (size[1] - bin[1]) % size[1],
                              (size[2] - bin[2]) % size[2]};
        const double gain = filter.gain(AxisFrequencies::at(frequencies.of_bin, bin), bin);
        const double other = filter.gain(AxisFrequencies::at(frequencies.of_mirrored, bin), mirrored);
        spectrum[i] *= turn * (0.5 * (gain + sign * other));
      }
}

/// The response of the slices that are laid out from `first_slice` on, over the wanted voxels of them.
struct SpectralLayout {
  const Volume& image;
  const Box& wanted;
  const SpectralGrid& grid;
  std::array<std::vector<std::int64_t>, 3> places;  ///< of every voxel of the grid

  std::vector<double> laid_out() const {
    std::vector<double> volume;
    volume.reserve(places[0].size() * places[1].size() * places[2].size());
    for (const std::int64_t z : places[2])
      for (const std::int64_t y : places[1])
        for (const std::int64_t x : places[0])
          volume.push_back(x < 0 || y < 0 || z < 0 ? 0.0 : double{image(x, y, z)});
    return volume;
  }
  void write(const std::vector<double>& volume, std::int64_t z, std::int64_t grid_z, Volume& map) const {
    for (std::int64_t y = wanted.begin[1]; y < wanted.end[1]; ++y)
      for (std::int64_t x = wanted.begin[0]; x < wanted.end[0]; ++x) {
        const std::int64_t at =
            x + grid.padding[0] + grid.size[0] * (y + grid.padding[1] + grid.size[1] * grid_z);
        map(x - wanted.begin[0], y - wanted.begin[1], z - wanted.begin[2]) =
            static_cast<float>(volume[static_cast<std::size_t>(at)]);
      }
  }
};

}  // namespace

double end_to_end_frequency(std::int64_t k, std::int64_t n) {
  if (n == 1) return 0;
  return -1 + 2 * static_cast<double>((k + n / 2) % n) / static_cast<double>(n - 1);
}

SpectralGrid spectral_grid(const Index3& whole_size, Dimension dimension, Boundary boundary,
                           std::int64_t padding) {
  SpectralGrid grid;
  for (std::size_t a = 0; a < (dimension == Dimension::in_volume ? 3U : 2U); ++a) {
    const bool periodic = boundary == Boundary::periodic;
    grid.padding[a] = periodic ? 0 : padding;
    grid.size[a] = periodic ? whole_size[a] : imaging::fft_length(whole_size[a] + 2 * padding);
  }
  return grid;
}

Volume spectral_response(const Volume& image, const Box& wanted, const SpectralGrid& grid,
                         Dimension dimension, Boundary boundary, const SpectralFilter& filter) {
  Volume map = blank_part(image, wanted);
  if (wanted.empty()) return map;
  const imaging::RealFft3 transform(grid.size);
  SpectralLayout layout{image, wanted, grid, {}};
  for (std::size_t a = 0; a < 3; ++a)
    layout.places[a] = sample_places(axis_part(image.window, image.lattice.size, a), boundary,
                                     -grid.padding[a], grid.size[a] - grid.padding[a]);
  const auto respond = [&] {
    HalfSpectrum spectrum = transform.forward(layout.laid_out());
    apply_gain(spectrum, transform.spectrum_size(), grid.size, filter);
    return transform.inverse(spectrum);
  };
  if (dimension == Dimension::in_slices) {
    for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z) {
      layout.places[2] = {z};
      layout.write(respond(), z, 0, map);
    }
    return map;
  }
  const std::vector<double> volume = respond();
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z)
    layout.write(volume, z, z + grid.padding[2], map);
  return map;
}

}  // namespace radgauge::reference
