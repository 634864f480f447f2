#include "imaging/gaussian_filter.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::imaging {

std::vector<double> gaussian_kernel(double sigma_voxels) {
  if (sigma_voxels == 0) return {1};
  const auto radius = static_cast<std::int64_t>(std::ceil(4 * sigma_voxels));
  std::vector<double> kernel;
  double sum = 0;
  for (std::int64_t k = -radius; k <= radius; ++k) {
    const double t = static_cast<double>(k) / sigma_voxels;
    kernel.push_back(static_cast<double>(static_cast<float>(std::exp(-0.5 * t * t))));
    sum += kernel.back();
  }
  for (double& weight : kernel) weight /= sum;
  return kernel;
}

namespace {

/// out[x] += weight[0] * in[x] + ... + weight[3] * in[x + 3 * stride], one after the other: four weights at a
/// time, since reading and writing `out` for each takes longer than the sums.
void add_four(const double* weight, const double* in, std::int64_t stride, double* __restrict out,
              std::int64_t n) {
  const double *a = in, *b = a + stride, *c = b + stride, *d = c + stride;
  const double u = weight[0], v = weight[1], w = weight[2], t = weight[3];
  for (std::int64_t x = 0; x < n; ++x) out[x] = (((out[x] + u * a[x]) + v * b[x]) + w * c[x]) + t * d[x];
}

void add_one(double weight, const double* in, double* __restrict out, std::int64_t n) {
  for (std::int64_t x = 0; x < n; ++x) out[x] += weight * in[x];
}

}  // namespace

std::vector<double> convolve_axis(const std::vector<double>& block, const Index3& size, int axis,
                                  const std::vector<double>& kernel) {
  const auto a = static_cast<std::size_t>(axis);
  Index3 smaller = size;
  smaller[a] -= static_cast<std::int64_t>(kernel.size()) - 1;
  const std::int64_t stride = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
  std::vector<double> result(static_cast<std::size_t>(smaller[0] * smaller[1] * smaller[2]), 0.0);
  for (std::int64_t z = 0; z < smaller[2]; ++z)
    for (std::int64_t y = 0; y < smaller[1]; ++y) {
      double* out = result.data() + smaller[0] * (y + smaller[1] * z);
      const double* in = block.data() + size[0] * (y + size[1] * z);
      std::size_t k = 0;
      for (; k + 4 <= kernel.size(); k += 4)
        add_four(&kernel[k], in + static_cast<std::int64_t>(k) * stride, stride, out, smaller[0]);
      for (; k < kernel.size(); ++k)
        add_one(kernel[k], in + static_cast<std::int64_t>(k) * stride, out, smaller[0]);
    }
  return result;
}

namespace {

/// `block` with `margin` copies of its first and last layer on `axis`.
std::vector<double> extend_axis(const std::vector<double>& block, Index3& size, int axis,
                                std::int64_t margin) {
  const auto a = static_cast<std::size_t>(axis);
  Index3 larger = size;
  larger[a] += 2 * margin;
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(larger[0] * larger[1] * larger[2]));
  for (std::int64_t z = 0; z < larger[2]; ++z)
    for (std::int64_t y = 0; y < larger[1]; ++y)
      for (std::int64_t x = 0; x < larger[0]; ++x) {
        Index3 at{x, y, z};
        at[a] = std::clamp<std::int64_t>(at[a] - margin, 0, size[a] - 1);
        result.push_back(block[static_cast<std::size_t>(at[0] + size[0] * (at[1] + size[1] * at[2]))]);
      }
  size = larger;
  return result;
}

}  // namespace

Volume separable_filter(const Volume& volume, const std::array<std::vector<double>, 3>& kernels) {
  std::vector<double> block(volume.voxels.begin(), volume.voxels.end());
  for (int axis = 0; axis < 3; ++axis) {
    const auto& kernel = kernels[static_cast<std::size_t>(axis)];
    Index3 size = volume.lattice.size;
    block = extend_axis(block, size, axis, static_cast<std::int64_t>(kernel.size() / 2));
    block = convolve_axis(block, size, axis, kernel);
  }
  Volume result(volume.lattice);
  result.window = volume.window;
  for (std::size_t i = 0; i < block.size(); ++i) result.voxels[i] = static_cast<float>(block[i]);
  return result;
}

Volume gaussian_filter(const Volume& volume, const Vec3& sigma_mm) {
  std::array<std::vector<double>, 3> kernels;
  for (std::size_t a = 0; a < 3; ++a) {
    if (!(sigma_mm[a] >= 0 && std::isfinite(sigma_mm[a])))
      throw Error(ErrorKind::data, "the sigma of a Gaussian filter is " + to_text(sigma_mm[a]) +
                                       " mm; it must be 0 or more, and finite");
    kernels[a] = gaussian_kernel(sigma_mm[a] / volume.lattice.spacing_mm[a]);
  }
  return separable_filter(volume, kernels);
}

}  // namespace radgauge::imaging
