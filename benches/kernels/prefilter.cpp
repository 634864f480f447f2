// B-spline coefficients of the crop. Right if the spline through them meets every voxel.
#include "kernels/kernels.h"

namespace radgauge::bench {

namespace {

/// The spline at the voxel centres along one axis: (c[i - 1] + 4 c[i] + c[i + 1]) / 6, mirrored at the ends.
std::vector<double> at_centres(const std::vector<double>& c, const Index3& size, std::size_t axis) {
  std::vector<double> out(c.size());
  const std::int64_t steps[] = {1, size[0], size[0] * size[1]};
  const std::int64_t step = steps[axis];
  for (std::size_t i = 0; i < c.size(); ++i) {
    const std::int64_t at = static_cast<std::int64_t>(i) / step % size[axis];
    const std::int64_t before = at > 0 ? -step : step;
    const std::int64_t after = at + 1 < size[axis] ? step : -step;
    const auto value = [&](std::int64_t offset) {
      return c[static_cast<std::size_t>(static_cast<std::int64_t>(i) + offset)];
    };
    out[i] = (value(before) + 4 * c[i] + value(after)) / 6;
  }
  return out;
}

}  // namespace

void add_prefilter_benches(const std::string& scan) {
  const auto run = [=] {
    const Volume& image = region(scan, "2").image;
    return imaging::bspline_coefficients(image.voxels, image.lattice.size, false);
  };
  add_bench(
      "prefilter/radgauge/" + scan + "/native",
      [=] {
        const Volume& image = region(scan, "2").image;
        std::vector<double> back = run();
        for (std::size_t axis = 0; axis < 3; ++axis) back = at_centres(back, image.lattice.size, axis);
        return compare_all("intensities of the spline", back,
                           std::vector<double>(image.voxels.begin(), image.voxels.end()), 1e-8);
      },
      [=] { return region(scan, "2").source_voxels(); }, "voxel", [=] { benchmark::DoNotOptimize(run()); });
}

}  // namespace radgauge::bench
