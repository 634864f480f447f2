#include "reference/features/spatial_autocorrelation.h"

#include <gtest/gtest.h>

#include <numbers>

#include "core/random.h"
#include "reference/extractor.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::blob;
using testing::textured;
using testing::unit_lattice;

struct SpatialAutocorrelationRegion {
  Roi roi;
  IntensityMask mask;
};

SpatialAutocorrelationRegion region(const Volume& image, const Mask& mask, double lower = -1e9) {
  SpatialAutocorrelationRegion r;
  r.roi = cut_roi(image, mask);
  r.mask = resegment(r.roi, lower, 1e9, 0);
  return r;
}

/// Voxels of a box, each inside with this probability; the corners always.
Mask scattered(const Lattice& lattice, double share, std::uint64_t key) {
  Mask mask(lattice);
  const Draws draws(key, "mask", "test", 0, 0);
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = draws.uniform(i) < share ? 1 : 0;
  mask.voxels.front() = mask.voxels.back() = 1;
  return mask;
}

/// Moran's I and Geary's C by the formulas of the IBSI manual: a plain double loop over ordered pairs.
std::array<double, 2> by_definition(const SpatialAutocorrelationRegion& r) {
  std::vector<std::pair<Vec3, double>> voxels;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < r.roi.size[2]; ++z)
    for (std::int64_t y = 0; y < r.roi.size[1]; ++y)
      for (std::int64_t x = 0; x < r.roi.size[0]; ++x, ++i)
        if (r.mask.inside[i] != 0)
          voxels.push_back(
              {{static_cast<double>(x) * r.roi.spacing_mm[0], static_cast<double>(y) * r.roi.spacing_mm[1],
                static_cast<double>(z) * r.roi.spacing_mm[2]},
               static_cast<double>(r.roi.intensity[i])});
  const auto n = static_cast<double>(voxels.size());
  double mean = 0;
  for (const auto& [p, v] : voxels) mean += v / n;
  double weights = 0, products = 0, differences = 0, squares = 0;
  for (std::size_t a = 0; a < voxels.size(); ++a) {
    squares += (voxels[a].second - mean) * (voxels[a].second - mean);
    for (std::size_t b = 0; b < voxels.size(); ++b) {
      if (a == b) continue;
      const Vec3 d = voxels[a].first - voxels[b].first;
      const double w = 1 / std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
      weights += w;
      products += w * (voxels[a].second - mean) * (voxels[b].second - mean);
      differences += w * (voxels[a].second - voxels[b].second) * (voxels[a].second - voxels[b].second);
    }
  }
  return {n / weights * products / squares, (n - 1) / (2 * weights) * differences / squares};
}

std::array<double, 2> of_sums(const SpatialAutocorrelationRegion& r, const SpatialSums& s) {
  const auto n = static_cast<double>(r.mask.values.size());
  const double squares = sum_of_squares(r.mask);
  return {n / s.weights * s.products / squares, (n - 1) / (2 * s.weights) * s.squared_differences / squares};
}

// oracle: the definition, by both ways, on masks with holes, thin and flat boxes, and uneven spacings. Both
// ways agree to 1e-12.
TEST(SpatialAutocorrelationOracle, BothWaysEqualTheDefinition) {
  std::uint64_t key = 0;
  for (const Index3& size : {Index3{9, 8, 7}, Index3{1, 1, 12}, Index3{2, 2, 2}, Index3{17, 6, 1},
                             Index3{1, 21, 10}, Index3{16, 3, 5}, Index3{26, 4, 9}, Index3{5, 10, 15}})
    for (const double share : {0.1, 0.6, 1.0})
      for (const Vec3& spacing : {Vec3{1, 1, 1}, Vec3{0.977, 0.977, 3}}) {
        Lattice lattice = unit_lattice(size);
        lattice.spacing_mm = spacing;
        ++key;
        const SpatialAutocorrelationRegion r = region(textured(lattice, 90, static_cast<std::uint32_t>(key)),
                                                      scattered(lattice, share, key), share < 1 ? 10 : -1);
        if (r.mask.values.size() < 3) continue;
        const SpatialSums pairs = sums_of_pairs(r.roi, r.mask);
        const SpatialSums transform =
            sums_by_transform(r.roi, r.mask, spatial_weights(r.roi.size, r.roi.spacing_mm));
        EXPECT_NEAR(transform.weights / pairs.weights, 1, 1e-12);
        EXPECT_NEAR(transform.squared_differences / pairs.squared_differences, 1, 1e-12);
        const auto expected = by_definition(r);
        const auto a = of_sums(r, pairs), b = of_sums(r, transform);
        for (std::size_t k = 0; k < 2; ++k) {
          EXPECT_NEAR(a[k], expected[k], 1e-12) << key;
          EXPECT_NEAR(b[k], expected[k], 1e-12) << key;
          EXPECT_NEAR(b[k], a[k], 1e-12 * std::max(std::abs(a[k]), 0.01)) << key;
        }
      }
}

std::map<std::string, FeatureValue> spatial_autocorrelation_measure(const Volume& image, const Mask& mask) {
  ExtractionSettings s;
  s.families = "morph";
  const FeatureVector values = extract(image, mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = feature_list(s);
  std::map<std::string, FeatureValue> named;
  for (std::size_t i = 0; i < list.size(); ++i) named[list[i].tag] = values[i];
  return named;
}

// oracle: of independent voxels Moran's I is -1 / (n - 1) and Geary's C is 1 on average (Cliff and Ord,
// Spatial Processes, 1981): z-tests over seeds, both for a region that is summed pair by pair and for one
// that is not.
TEST(SpatialAutocorrelationOracle, IndependentVoxels) {
  for (const double radius : {2.0, 6.0}) {
    const Lattice lattice = unit_lattice({13, 13, 13});
    const Mask ball = blob(lattice, {6, 6, 6}, radius);
    constexpr int kSeeds = 200;
    std::array<double, 2> sum{0, 0}, square{0, 0};
    const std::array<double, 2> expected{-1.0 / static_cast<double>(count(ball) - 1), 1};
    for (int seed = 0; seed < kSeeds; ++seed) {
      Volume image(lattice);
      const Draws draws(static_cast<std::uint64_t>(seed), "iid", "test", 0, 0);
      for (std::size_t i = 0; i < image.voxels.size(); ++i)
        image.voxels[i] = static_cast<float>(draws.normal(i));
      const auto values = spatial_autocorrelation_measure(image, ball);
      const std::array<double, 2> found{values.at("morph_moran_i").value, values.at("morph_geary_c").value};
      for (std::size_t k = 0; k < 2; ++k) {
        sum[k] += found[k] - expected[k];
        square[k] += (found[k] - expected[k]) * (found[k] - expected[k]);
      }
    }
    for (std::size_t k = 0; k < 2; ++k) {
      const double sd = std::sqrt((square[k] - sum[k] * sum[k] / kSeeds) / (kSeeds - 1));
      EXPECT_LT(std::abs(sum[k] / kSeeds), 4 * sd / std::sqrt(static_cast<double>(kSeeds)))
          << (k == 0 ? "Moran's I" : "Geary's C") << ", radius " << radius;
      EXPECT_LT(sd, 0.1);
    }
  }
}

// oracle: two voxels: I = -1 and C = 1, whatever their values and distance.
TEST(SpatialAutocorrelationOracle, TwoVoxels) {
  const Lattice lattice = unit_lattice({40, 3, 3});
  Mask mask(lattice);
  mask(1, 1, 1) = mask(38, 1, 2) = 1;
  const auto values = spatial_autocorrelation_measure(textured(lattice, 90), mask);
  EXPECT_NEAR(values.at("morph_moran_i").value, -1, 1e-13);
  EXPECT_NEAR(values.at("morph_geary_c").value, 1, 1e-13);
}

// oracle: a plane wave through a whole number of periods of a full box. The sums over pairs come from the
// number of pairs of each offset along the wave: the definition with one loop over offsets.
TEST(SpatialAutocorrelationOracle, Sinusoid) {
  const Index3 n{24, 10, 12};
  const Lattice lattice = unit_lattice(n);
  Volume image(lattice);
  const auto wave = [](std::int64_t x) {
    return std::sin(2 * std::numbers::pi * static_cast<double>(x) / 8);
  };
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) image(x, y, z) = static_cast<float>(wave(x));
  double weights = 0, products = 0, differences = 0;
  for (std::int64_t dx = 1 - n[0]; dx < n[0]; ++dx) {
    double line = 0, product = 0, difference = 0;
    for (std::int64_t dy = 1 - n[1]; dy < n[1]; ++dy)
      for (std::int64_t dz = 1 - n[2]; dz < n[2]; ++dz)
        if (dx != 0 || dy != 0 || dz != 0)
          line += static_cast<double>((n[1] - std::abs(dy)) * (n[2] - std::abs(dz))) /
                  std::sqrt(static_cast<double>(dx * dx + dy * dy + dz * dz));
    for (std::int64_t x = std::max<std::int64_t>(0, -dx); x < std::min(n[0], n[0] - dx); ++x) {
      product += wave(x) * wave(x + dx);
      difference += std::pow(wave(x) - wave(x + dx), 2);
    }
    weights += static_cast<double>(n[0] - std::abs(dx)) * line;
    products += product * line;
    differences += difference * line;
  }
  const auto voxels = static_cast<double>(n[0] * n[1] * n[2]);
  const auto values = spatial_autocorrelation_measure(image, Mask(lattice, 1));
  EXPECT_NEAR(values.at("morph_moran_i").value, voxels / weights * products / (voxels / 2), 1e-7);
  EXPECT_NEAR(values.at("morph_geary_c").value, (voxels - 1) / (2 * weights) * differences / (voxels / 2),
              1e-7);
  EXPECT_GT(values.at("morph_moran_i").value, 0.005);
}

// invariant: a linear change of intensities changes neither; nor does the scale of the spacing.
TEST(SpatialAutocorrelationInvariant, LinearChangeOfIntensitiesAndScale) {
  Lattice lattice = unit_lattice({20, 19, 18});
  Volume image = textured(lattice, 90);
  Mask mask = scattered(lattice, 0.5, 4);
  const auto plain = spatial_autocorrelation_measure(image, mask);
  for (float& v : image.voxels) v = 4 * v - 1024;
  for (Lattice* l : {&image.lattice, &mask.lattice}) l->spacing_mm = {0.5, 0.5, 0.5};
  const auto changed = spatial_autocorrelation_measure(image, mask);
  for (const char* tag : {"morph_moran_i", "morph_geary_c"})
    EXPECT_NEAR(changed.at(tag).value, plain.at(tag).value, 1e-6) << tag;  // the sum rounds to float32
}

}  // namespace
}  // namespace radgauge
