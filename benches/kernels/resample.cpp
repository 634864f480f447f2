// Sampling a prepared source on the box of the ROI, and the whole grid stage of a cell (image and mask).
#include <cmath>

#include "common/scans.h"
#include "kernels/kernels.h"

namespace radgauge::bench {

namespace {

/// Basis function of the cubic B-spline, and of linear interpolation.
double basis(Interpolation method, double distance) {
  const double t = std::abs(distance);
  if (method == Interpolation::linear) return t < 1 ? 1 - t : 0;
  if (t < 1) return 2.0 / 3 - t * t + t * t * t / 2;
  return t < 2 ? (2 - t) * (2 - t) * (2 - t) / 6 : 0;
}

/// The definition: the sum of all basis functions that reach the point; whole images are mirrored at their
/// ends.
double value_at(const Region& r, Interpolation method, const Vec3& point) {
  const std::vector<double>& values = r.values(method);
  const Index3& n = r.image.lattice.size;
  const auto place = [&](double i, std::size_t a) {
    const auto end = static_cast<double>(r.image.window.whole_size[a] - 1);
    const double inside = i < 0 ? -i : i > end ? 2 * end - i : i;
    return static_cast<std::int64_t>(inside) - r.image.window.offset[a];
  };
  double sum = 0;
  Vec3 first;
  for (std::size_t a = 0; a < 3; ++a) first[a] = std::floor(point[a]) - 1;
  for (double z = first[2]; z < first[2] + 4; ++z)
    for (double y = first[1]; y < first[1] + 4; ++y)
      for (double x = first[0]; x < first[0] + 4; ++x) {
        const double weight =
            basis(method, x - point[0]) * basis(method, y - point[1]) * basis(method, z - point[2]);
        const auto at = static_cast<std::size_t>(place(x, 0) + n[0] * (place(y, 1) + n[1] * place(z, 2)));
        if (weight > 0) sum += weight * values[at];
      }
  return sum;
}

/// `found` on the box, against the definition at every 101st voxel. 1e-8 HU: rounding of doubles.
std::string check_samples(const Region& r, Interpolation method, const Matrix3& matrix, const Vec3& shift,
                          const std::vector<double>& found) {
  std::vector<double> some, expected;
  const Index3 size = r.box.size();
  for (std::int64_t i = 0; i < r.box.voxel_count(); i += 101) {
    const Vec3 index{static_cast<double>(r.box.begin[0] + i % size[0]),
                     static_cast<double>(r.box.begin[1] + i / size[0] % size[1]),
                     static_cast<double>(r.box.begin[2] + i / (size[0] * size[1]))};
    Vec3 point = multiply(matrix, index) + shift;
    for (std::size_t a = 0; a < 3; ++a)
      point[a] = std::clamp(point[a], 0.0, static_cast<double>(r.image.window.whole_size[a] - 1));
    some.push_back(found[static_cast<std::size_t>(i)]);
    expected.push_back(value_at(r, method, point));
  }
  return compare_all("sampled intensities", some, expected, 1e-8);
}

/// The map turned by `angle_deg` about an axis through the centre of the box.
std::pair<Matrix3, Vec3> turned(const Region& r, int axis, double angle_deg) {
  if (angle_deg == 0) return {r.matrix, r.shift};
  const Matrix3 matrix = multiply(r.matrix, rotation(axis, angle_deg));
  Vec3 centre;
  for (std::size_t a = 0; a < 3; ++a) centre[a] = static_cast<double>(r.box.begin[a] + r.box.end[a] - 1) / 2;
  return {matrix, multiply(r.matrix, centre) + r.shift - multiply(matrix, centre)};
}

void add_sampling(const std::string& kernel, const std::string& scan, const std::string& spacing_mm,
                  Interpolation method, int axis, double angle_deg) {
  const auto run = [=] {
    const Region& r = region(scan, spacing_mm);
    const auto [matrix, shift] = turned(r, axis, angle_deg);
    return imaging::sample_affine(r.samples(method), matrix, shift, r.box);
  };
  add_bench(
      kernel + "/radgauge/" + scan + "/" + spacing_mm + "mm",
      [=] {
        const Region& r = region(scan, spacing_mm);
        const auto [matrix, shift] = turned(r, axis, angle_deg);
        return check_samples(r, method, matrix, shift, run());
      },
      [=] { return region(scan, spacing_mm).voxels(); }, "voxel", [=] { benchmark::DoNotOptimize(run()); });
}

/// Image and mask through the one interpolation of a cell, from an image that is ready for sampling.
void add_grid_stage(const std::string& scan_name, const std::string& spacing_mm) {
  const auto run = [=] {
    const Region& r = region(scan_name, spacing_mm);
    return reference::resample(r.source, r.image, r.mask,
                               reference::grid_plan(scan(scan_name).image.lattice, r.settings), r.settings,
                               0);
  };
  add_bench(
      "grid_stage_trilinear/radgauge/" + scan_name + "/" + spacing_mm + "mm",
      [=]() -> std::string {
        const Region& r = region(scan_name, spacing_mm);
        // The whole image, not cropped: the same voxels.
        const Scan& whole = scan(scan_name);
        const reference::Prepared expected =
            reference::resample(reference::sampling_source(whole.image, r.settings), whole.image, whole.mask,
                                reference::grid_plan(whole.image.lattice, r.settings), r.settings, 0);
        const reference::Prepared found = run();
        if (found.mask.voxels != expected.mask.voxels) return "the mask differs from that of the whole image";
        return found.image.voxels == expected.image.voxels ? ""
                                                           : "the image differs from that of the whole image";
      },
      [=] { return region(scan_name, spacing_mm).voxels(); }, "voxel",
      [=] { benchmark::DoNotOptimize(run()); });
}

}  // namespace

void add_resample_benches(const std::string& scan, const std::string& spacing_mm) {
  add_sampling("sample_cubic", scan, spacing_mm, Interpolation::cubic, 2, 0);
  add_sampling("sample_trilinear", scan, spacing_mm, Interpolation::linear, 2, 0);
  add_sampling("sample_cubic_turned_in_plane", scan, spacing_mm, Interpolation::cubic, 2, 10);
  add_sampling("sample_cubic_turned_through_plane", scan, spacing_mm, Interpolation::cubic, 0, 5);
  add_grid_stage(scan, spacing_mm);
}

}  // namespace radgauge::bench
