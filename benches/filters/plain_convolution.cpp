// A convolution by its definition, out[i] = sum over k of h[k] f[i - k], in double.
#include <memory>

#include "filters/filters.h"
#include "reference/filters/registry.h"

namespace radgauge::bench {

namespace {

struct PlainKernel {
  Index3 reach;
  std::vector<double> weights;  ///< x fastest
};

/// The response to an impulse.
PlainKernel plain_kernel(const std::string& filter, const Vec3& spacing_mm) {
  const reference::FilterCall call = reference::parse_filter(filter + ":boundary=zero");
  Lattice lattice;
  lattice.spacing_mm = spacing_mm;
  const Index3 reach = call.filter->support(call.values).room_voxels(lattice);
  lattice.size = {2 * reach[0] + 1, 2 * reach[1] + 1, 2 * reach[2] + 1};
  Volume impulse(lattice);
  impulse(reach[0], reach[1], reach[2]) = 1;
  const Volume map = call.filter->apply(impulse, {{0, 0, 0}, lattice.size}, call.values);
  return {reach, {map.voxels.begin(), map.voxels.end()}};
}

/// In the middle of the image, so that its ends do not count.
Box middle(const Volume& image) {
  Box box;
  for (std::size_t a = 0; a < 3; ++a) {
    box.begin[a] = image.lattice.size[a] / 2 - (a == 2 ? 2 : 10);
    box.end[a] = image.lattice.size[a] / 2 + (a == 2 ? 2 : 10);
  }
  return box;
}

std::vector<double> convolved(const Volume& image, const Box& box, const PlainKernel& kernel) {
  std::vector<double> out;
  const Index3& r = kernel.reach;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) {
        double sum = 0;
        const double* weight = kernel.weights.data();
        for (std::int64_t k = -r[2]; k <= r[2]; ++k)
          for (std::int64_t j = -r[1]; j <= r[1]; ++j)
            for (std::int64_t i = -r[0]; i <= r[0]; ++i)
              sum += *weight++ * double{image(x - i, y - j, z - k)};
        out.push_back(sum);
      }
  return out;
}

void add_plain(const std::string& name, const std::string& filter) {
  const auto kernel = std::make_shared<PlainKernel>();
  add_bench(
      name,
      [=] {
        const Volume& image = filtered_image();
        *kernel = plain_kernel(filter, image.lattice.spacing_mm);
        const Volume map = crop(map_of_all(filter), middle(image));
        const std::vector<double> expected = convolved(image, middle(image), *kernel);
        double largest = 0;
        for (std::size_t i = 0; i < expected.size(); ++i)
          largest = std::max(largest, std::abs(expected[i] - double{map.voxels[i]}));
        return compare("difference from the plain sum", largest, 0, 1e-3);
      },
      [] { return static_cast<double>(middle(filtered_image()).voxel_count()); }, "voxel",
      [=] { benchmark::DoNotOptimize(convolved(filtered_image(), middle(filtered_image()), *kernel)); });
}

}  // namespace

void add_plain_convolution_benches() {
  add_plain("mean/plain/5", "mean:support_voxels=5");
  add_plain("log/plain/1mm", "log:sigma_mm=1");
  add_plain("log/plain/3mm", "log:sigma_mm=3");
  add_plain("laws/plain/E5L5S5", "laws:kernels=E5L5S5");
  add_plain("wavelet/plain/coif1_LLH", "wavelet:wavelet=coif1:subband=LLH");
}

}  // namespace radgauge::bench
