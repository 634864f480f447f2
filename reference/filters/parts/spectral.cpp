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

/// Where the voxels of a grid are in the image, and of the wanted box in the grid.
struct SpectralLayout {
  const Volume& image;
  const Box& wanted;
  const SpectralGrid& grid;
  std::array<std::vector<std::int64_t>, 3> places;  ///< in the image, of every voxel of the grid

  void lay_out(const imaging::RealFft3& transform, HalfSpectrum& array) const {
    std::size_t row = 0;
    for (const std::int64_t z : places[2])
      for (const std::int64_t y : places[1]) {
        double* to = transform.real_row(array, row++);
        for (const std::int64_t x : places[0]) *to++ = x < 0 || y < 0 || z < 0 ? 0.0 : double{image(x, y, z)};
      }
  }
  void pass_on(const imaging::RealFft3& transform, HalfSpectrum& array, std::int64_t z, std::int64_t grid_z,
               const RowSink& sink) const {
    const auto width = static_cast<std::size_t>(wanted.size()[0]);
    for (std::int64_t y = wanted.begin[1]; y < wanted.end[1]; ++y) {
      const auto row = static_cast<std::size_t>(y + grid.padding[1] + grid.size[1] * grid_z);
      sink(y, z, {transform.real_row(array, row) + wanted.begin[0] + grid.padding[0], width});
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

void spectral_rows(const Volume& image, const Box& wanted, const SpectralGrid& grid, Dimension dimension,
                   Boundary boundary, const SpectralFilter& filter, const RowSink& sink) {
  if (wanted.empty()) return;
  const imaging::RealFft3 transform(grid.size);
  SpectralLayout layout{image, wanted, grid, {}};
  for (std::size_t a = 0; a < 3; ++a)
    layout.places[a] = sample_places(axis_part(image.window, image.lattice.size, a), boundary,
                                     -grid.padding[a], grid.size[a] - grid.padding[a]);
  const Index3 bins = transform.spectrum_size();
  HalfSpectrum array(static_cast<std::size_t>(bins[0] * bins[1] * bins[2]));
  const auto respond = [&] {
    layout.lay_out(transform, array);
    transform.forward_in_place(array);
    apply_gain(array, bins, grid.size, filter);
    transform.inverse_in_place(array);
  };
  if (dimension == Dimension::in_slices) {
    for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z) {
      layout.places[2] = {z};
      respond();
      layout.pass_on(transform, array, z, 0, sink);
    }
    return;
  }
  respond();
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z)
    layout.pass_on(transform, array, z, z + grid.padding[2], sink);
}

Volume spectral_response(const Volume& image, const Box& wanted, const SpectralGrid& grid,
                         Dimension dimension, Boundary boundary, const SpectralFilter& filter) {
  return volume_of_rows(image, wanted, [&](const RowSink& sink) {
    spectral_rows(image, wanted, grid, dimension, boundary, filter, sink);
  });
}

}  // namespace radgauge::reference
