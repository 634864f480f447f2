#include "imaging/random_field.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/gaussian_filter.h"

namespace radgauge::imaging {

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

/// Nodes of white noise along one axis, every `stride` voxels of the whole image from its voxel 0 on, and
/// what each voxel takes of them. The ripple of the variance, 2 exp(-(pi w / h)^2) at a distance h of the
/// nodes, is nothing at h <= w / 4; each voxel is scaled to unit energy all the same.
struct NodeAxis {
  std::int64_t stride = 1;
  std::int64_t margin = 0;  ///< nodes before the first voxel and after the last one of the whole image
  std::int64_t first = 0;   ///< node 0 of the part that is needed
  std::int64_t count = 0;
  std::vector<std::int64_t> begin;           ///< per voxel: its first node, counted from `first`
  std::vector<std::vector<double>> weights;  ///< per voxel
};

NodeAxis node_axis(std::int64_t size, std::int64_t offset, double sigma_voxels) {
  NodeAxis axis;
  axis.stride = std::max<std::int64_t>(1, static_cast<std::int64_t>(sigma_voxels / 4));
  const auto stride = static_cast<double>(axis.stride);
  const double reach = std::ceil(4 * sigma_voxels);
  axis.margin = static_cast<std::int64_t>(reach / stride) + 1;
  std::vector<std::int64_t> ends;
  for (std::int64_t i = 0; i < size; ++i) {
    const auto at = static_cast<double>(offset + i);
    axis.begin.push_back(static_cast<std::int64_t>(std::ceil((at - reach) / stride)));
    ends.push_back(static_cast<std::int64_t>(std::floor((at + reach) / stride)) + 1);
    std::vector<double> kernel;
    for (std::int64_t node = axis.begin.back(); node < ends.back(); ++node) {
      const double d = (at - stride * static_cast<double>(node)) / std::max(sigma_voxels, 1e-9);
      // To float precision, so that every machine has the same weights.
      kernel.push_back(static_cast<double>(static_cast<float>(std::exp(-0.5 * d * d))));
    }
    axis.weights.push_back(unit_energy(std::move(kernel)));
  }
  axis.first = axis.begin.front();
  axis.count = ends.back() - axis.first;
  for (std::int64_t& node : axis.begin) node -= axis.first;
  return axis;
}

/// The voxels of one axis of a block of nodes (x fastest); the other axes stay.
std::vector<double> nodes_to_voxels(const std::vector<double>& nodes, Index3& size, std::size_t a,
                                    const NodeAxis& axis) {
  const std::int64_t inner = a == 0 ? 1 : a == 1 ? size[0] : size[0] * size[1];
  const std::int64_t outer = size[0] * size[1] * size[2] / (inner * size[a]);
  const auto n = static_cast<std::int64_t>(axis.begin.size());
  std::vector<double> voxels(static_cast<std::size_t>(inner * n * outer), 0);
  for (std::int64_t o = 0; o < outer; ++o)
    for (std::int64_t i = 0; i < n; ++i) {
      const auto& weights = axis.weights[static_cast<std::size_t>(i)];
      double* to = voxels.data() + inner * (i + n * o);
      const double* from = nodes.data() + inner * (axis.begin[static_cast<std::size_t>(i)] + size[a] * o);
      for (const double weight : weights) {
        for (std::int64_t k = 0; k < inner; ++k) to[k] += weight * from[k];
        from += inner;
      }
    }
  size[a] = n;
  return voxels;
}

/// The same field from fewer random numbers, where voxels are much finer than the correlation: a block of
/// white noise as wide as 4 w on each side would have billions of them.
std::vector<double> field_from_nodes(const Lattice& lattice, const CropWindow& window, const Vec3& sigma,
                                     const Draws& draws, std::uint32_t draw) {
  std::array<NodeAxis, 3> axes;
  Index3 size, whole;
  for (std::size_t a = 0; a < 3; ++a) {
    axes[a] = node_axis(lattice.size[a], window.offset[a], sigma[a]);
    size[a] = axes[a].count;
    whole[a] = window.whole_size[a] / axes[a].stride + 1 + 2 * axes[a].margin;
  }
  std::vector<double> block(static_cast<std::size_t>(size[0] * size[1] * size[2]));
  std::span<double> rest(block);
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y) {
      const Index3 node{axes[0].first + axes[0].margin, y + axes[1].first + axes[1].margin,
                        z + axes[2].first + axes[2].margin};
      const std::int64_t first = node[0] + whole[0] * (node[1] + whole[1] * node[2]);
      draws.normals(static_cast<std::uint64_t>(first), rest.first(static_cast<std::size_t>(size[0])), draw);
      rest = rest.subspan(static_cast<std::size_t>(size[0]));
    }
  for (const std::size_t a : {2u, 1u, 0u}) block = nodes_to_voxels(block, size, a, axes[a]);
  return block;
}

/// Voxels of a correlation length from which on noise on every voxel is a waste.
constexpr double kSparseFromVoxels = 8;

Grid<float> as_field(const Lattice& lattice, const CropWindow& window, const std::vector<double>& values) {
  Grid<float> field(lattice);
  field.window = window;
  for (std::size_t i = 0; i < values.size(); ++i) field.voxels[i] = static_cast<float>(values[i]);
  return field;
}

}  // namespace

Grid<float> random_field(const Lattice& lattice, const CropWindow& window, double correlation_mm,
                         const Draws& draws, std::uint32_t draw) {
  if (!(correlation_mm >= 0 && std::isfinite(correlation_mm)))
    throw Error(ErrorKind::data, "the correlation length of a random field is " + to_text(correlation_mm) +
                                     " mm; it must be 0 or more, and finite");
  Vec3 sigma;
  for (std::size_t a = 0; a < 3; ++a) sigma[a] = correlation_mm / lattice.spacing_mm[a];
  if (*std::max_element(sigma.begin(), sigma.end()) >= kSparseFromVoxels)
    return as_field(lattice, window, field_from_nodes(lattice, window, sigma, draws, draw));
  std::array<std::vector<double>, 3> kernels;
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a) {
    kernels[a] = unit_energy(gaussian_kernel(sigma[a]));
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
  return as_field(lattice, window, block);
}

}  // namespace radgauge::imaging
