#include "imaging/random_field.h"

#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/gaussian_filter.h"

namespace radgauge {

namespace {

std::vector<double> unit_energy(std::vector<double> kernel) {
  double energy = 0;
  for (const double weight : kernel) energy += weight * weight;
  for (double& weight : kernel) weight /= std::sqrt(energy);
  return kernel;
}

/// White noise on the lattice and `margin` voxels around it.
std::vector<double> white_noise(const Index3& size, const CropWindow& window, const Index3& margin,
                                const Draws& draws, std::uint32_t draw) {
  Index3 n, whole;
  for (std::size_t a = 0; a < 3; ++a) {
    n[a] = size[a] + 2 * margin[a];
    whole[a] = window.whole_size[a] + 2 * margin[a];
  }
  std::vector<double> noise(static_cast<std::size_t>(n[0] * n[1] * n[2]));
  std::span<double> rest(noise);
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      const std::int64_t first =
          window.offset[0] + whole[0] * (y + window.offset[1] + whole[1] * (z + window.offset[2]));
      const auto row = static_cast<std::size_t>(n[0]);
      draws.normals(static_cast<std::uint64_t>(first), rest.first(row), draw);
      rest = rest.subspan(row);
    }
  return noise;
}

}  // namespace

Grid<float> random_field(const Lattice& lattice, const CropWindow& window, double correlation_mm,
                         const Draws& draws, std::uint32_t draw) {
  if (!(correlation_mm >= 0 && std::isfinite(correlation_mm)))
    throw Error(ErrorKind::data, "the correlation length of a random field is " + to_text(correlation_mm) +
                                     " mm; it must be 0 or more, and finite");
  std::array<std::vector<double>, 3> kernels;
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a) {
    kernels[a] = unit_energy(gaussian_kernel(correlation_mm / lattice.spacing_mm[a]));
    margin[a] = static_cast<std::int64_t>(kernels[a].size() / 2);
  }
  std::vector<double> block = white_noise(lattice.size, window, margin, draws, draw);
  Index3 size;
  for (std::size_t a = 0; a < 3; ++a) size[a] = lattice.size[a] + 2 * margin[a];
  // z first: it drops the most voxels before the others run.
  for (const int axis : {2, 1, 0}) {
    const auto a = static_cast<std::size_t>(axis);
    block = convolve_axis(block, size, axis, kernels[a]);
    size[a] = lattice.size[a];
  }
  Grid<float> field(lattice);
  field.window = window;
  for (std::size_t i = 0; i < block.size(); ++i) field.voxels[i] = static_cast<float>(block[i]);
  return field;
}

}  // namespace radgauge
