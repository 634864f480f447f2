// What morphology and local intensity take most of their time for, on the region of a scan and on balls of
// noise. Each result is checked first: on a few voxels of the same box by the definition, or by what defines
// it.
#include <cmath>
#include <map>
#include <memory>
#include <numbers>

#include "common/scans.h"
#include "core/random.h"
#include "kernels/kernels.h"
#include "reference/features/local_intensity.h"
#include "reference/features/mesh.h"
#include "reference/features/shape.h"

namespace radgauge::bench {

namespace {

struct MorphologySubject {
  reference::Roi roi;
  reference::IntensityMask mask;
  reference::Surroundings around;
  std::vector<Index3> outermost;
  reference::ConvexHull hull;
  reference::SpatialWeights weights;
  Vec3 half_voxel{0, 0, 0};
};
using Make = std::function<MorphologySubject()>;

MorphologySubject subject_of(const Volume& image, const Mask& mask, double lower, double upper) {
  MorphologySubject s;
  s.roi = reference::cut_roi(image, mask);
  s.mask = reference::resegment(s.roi, lower, upper, 0);
  s.around = reference::cut_surroundings(image, mask, reference::kPeakRadiusMm);
  s.outermost = reference::outermost_vertices(s.roi.inside, s.roi.size);
  s.hull = reference::convex_hull(s.outermost);
  s.weights = reference::spatial_weights(s.roi.size, s.roi.spacing_mm);
  for (std::size_t a = 0; a < 3; ++a) s.half_voxel[a] = 0.5 * s.roi.spacing_mm[a];
  return s;
}

/// The case of the research that the targets come from: trilinear, rounded, [-500, 400] HU.
MorphologySubject region_of(const std::string& scan_name, const std::string& spacing_mm) {
  const Region& r = region(scan_name, spacing_mm);
  ExtractionSettings s = r.settings;
  s.intensity_rounding = true;
  const reference::Prepared p =
      reference::resample(r.source, r.image, r.mask, reference::grid_plan(scan(scan_name).image.lattice, s),
                          s, reference::kPeakRadiusMm);
  return subject_of(p.image, p.mask, -500, 400);
}

MorphologySubject ball_of(double radius) {
  Lattice lattice;
  const auto n = static_cast<std::int64_t>(2 * radius + 16);
  lattice.size = {n, n, n};
  Volume image(lattice);
  Mask mask(lattice);
  const Draws draws(1, "ball", "bench", 0, 0);
  const double middle = 0.5 * static_cast<double>(n);
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n; ++z)
    for (std::int64_t y = 0; y < n; ++y)
      for (std::int64_t x = 0; x < n; ++x, ++i) {
        image.voxels[i] = static_cast<float>(draws.uniform(i));
        const double squared = std::pow(static_cast<double>(x) - middle, 2) +
                               std::pow(static_cast<double>(y) - middle - 0.2, 2) +
                               std::pow(static_cast<double>(z) - middle - 0.4, 2);
        mask.voxels[i] = squared <= radius * radius ? 1 : 0;
      }
  return subject_of(image, mask, -1, 2);
}

/// About `n` voxels of the intensity mask.
reference::IntensityMask thinned(const MorphologySubject& s, double n) {
  const double share = n / static_cast<double>(s.mask.values.size());
  const Draws draws(2, "sample", "bench", 0, 0);
  reference::Roi sample = s.roi;
  for (std::size_t i = 0; i < sample.inside.size(); ++i)
    sample.inside[i] = s.mask.inside[i] != 0 && draws.uniform(i) < share ? 1 : 0;
  return reference::resegment(sample, -1e9, 1e9, 0);
}

std::string check_autocorrelation(const MorphologySubject& s) {
  const reference::IntensityMask sample = thinned(s, 2000);
  const reference::SpatialSums found = reference::sums_by_transform(s.roi, sample, s.weights);
  const reference::SpatialSums pairs = reference::sums_of_pairs(s.roi, sample);
  const std::string problem = compare("sum of weights", found.weights / pairs.weights, 1, 1e-12);
  if (!problem.empty()) return problem;
  return compare("sum of squared differences", found.squared_differences / pairs.squared_differences, 1,
                 1e-12);
}

std::string check_peaks(const MorphologySubject& s) {
  const reference::IntensityMask sample = thinned(s, 20);
  double highest = -1e300;
  const reference::Surroundings& a = s.around;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < s.roi.size[2]; ++z)
    for (std::int64_t y = 0; y < s.roi.size[1]; ++y)
      for (std::int64_t x = 0; x < s.roi.size[0]; ++x, ++i) {
        if (sample.inside[i] == 0) continue;
        double sum = 0, n = 0;
        std::size_t j = 0;
        for (std::int64_t w = 0; w < a.size[2]; ++w)
          for (std::int64_t v = 0; v < a.size[1]; ++v)
            for (std::int64_t u = 0; u < a.size[0]; ++u, ++j) {
              const Index3 d{u - a.offset[0] - x, v - a.offset[1] - y, w - a.offset[2] - z};
              double squared = 0;
              for (std::size_t k = 0; k < 3; ++k)
                squared += std::pow(s.roi.spacing_mm[k] * static_cast<double>(d[k]), 2);
              if (squared > reference::kPeakRadiusMm * reference::kPeakRadiusMm) continue;
              sum += static_cast<double>(a.intensity[j]);
              ++n;
            }
        highest = std::max(highest, sum / n);
      }
  return compare("global peak of a sample",
                 reference::peak_means(s.around, s.roi, sample, reference::kPeakRadiusMm).highest, highest,
                 1e-9 * std::abs(highest));
}

/// No vertex of the surface lies above a triangle, and the triangles are closed: their normals add up to
/// nothing.
std::string check_hull(const MorphologySubject& s) {
  Index3 sum{0, 0, 0};
  for (const auto& t : s.hull.triangles) {
    const Index3& a = s.hull.vertices[t[0]];
    Index3 u, v;
    for (std::size_t k = 0; k < 3; ++k) {
      u[k] = s.hull.vertices[t[1]][k] - a[k];
      v[k] = s.hull.vertices[t[2]][k] - a[k];
    }
    const Index3 n{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
    for (std::size_t k = 0; k < 3; ++k) sum[k] += n[k];
    for (const Index3& p : s.outermost)
      if (n[0] * (p[0] - a[0]) + n[1] * (p[1] - a[1]) + n[2] * (p[2] - a[2]) > 0)
        return "a vertex of the surface lies outside the hull";
  }
  return sum == Index3{0, 0, 0} && !s.hull.triangles.empty() ? "" : "the hull is not closed";
}

std::string check_bodies(const MorphologySubject& s) {
  const double hull = reference::measure_hull(s.hull, s.half_voxel).volume;
  const double box = reference::oriented_box(s.hull, s.half_voxel).volume;
  double aligned = 1;
  for (std::size_t a = 0; a < 3; ++a) aligned *= s.roi.spacing_mm[a] * static_cast<double>(s.roi.size[a]);
  const Vec3 axes = reference::enclosing_ellipsoid(s.hull, s.half_voxel);
  const double ellipsoid = 4 * std::numbers::pi / 3 * axes[0] * axes[1] * axes[2];
  if (!(box >= hull && box <= aligned * (1 + 1e-12))) return "the oriented box has an impossible volume";
  // A third of the ellipsoid lies within the hull (John 1948).
  return ellipsoid >= hull && ellipsoid <= 27 * hull ? "" : "the ellipsoid has an impossible volume";
}

void add(const std::string& variant, const Make& make) {
  const auto made = std::make_shared<std::unique_ptr<MorphologySubject>>();
  const auto subject = [=]() -> const MorphologySubject& {
    if (!*made) *made = std::make_unique<MorphologySubject>(make());
    return **made;
  };
  const auto voxels = [=] { return static_cast<double>(subject().mask.values.size()); };
  const auto bench = [&](const std::string& task, std::string (*check)(const MorphologySubject&), auto work) {
    add_bench(
        task + "/radgauge/" + variant, [=] { return check(subject()); }, voxels, "voxel",
        [=] { work(subject()); });
  };
  bench("mesh_diameter", check_hull, [](const MorphologySubject& s) {
    benchmark::DoNotOptimize(reference::measure_mesh(s.roi.inside, s.roi.size, s.roi.spacing_mm));
    benchmark::DoNotOptimize(reference::largest_diameter_mm(s.roi.inside, s.roi.size, s.roi.spacing_mm));
  });
  bench("convex_hull", check_hull,
        [](const MorphologySubject& s) { benchmark::DoNotOptimize(reference::convex_hull(s.outermost)); });
  bench("oriented_box", check_bodies, [](const MorphologySubject& s) {
    benchmark::DoNotOptimize(reference::oriented_box(s.hull, s.half_voxel));
  });
  bench("enclosing_ellipsoid", check_bodies, [](const MorphologySubject& s) {
    benchmark::DoNotOptimize(reference::enclosing_ellipsoid(s.hull, s.half_voxel));
  });
  bench("spatial_weights", check_autocorrelation, [](const MorphologySubject& s) {
    benchmark::DoNotOptimize(reference::spatial_weights(s.roi.size, s.roi.spacing_mm));
  });
  bench("moran_geary", check_autocorrelation, [](const MorphologySubject& s) {
    benchmark::DoNotOptimize(reference::sums_by_transform(s.roi, s.mask, s.weights));
  });
  bench("intensity_peaks", check_peaks, [](const MorphologySubject& s) {
    benchmark::DoNotOptimize(reference::peak_means(s.around, s.roi, s.mask, reference::kPeakRadiusMm));
  });
}

}  // namespace

void add_morphology_benches(const std::string& scan, const std::string& spacing_mm) {
  add(scan + "/" + spacing_mm + "mm", [=] { return region_of(scan, spacing_mm); });
}

void add_morphology_ball_benches(const std::string& voxels, double radius) {
  add("ball/" + voxels, [=] { return ball_of(radius); });
}

}  // namespace radgauge::bench
