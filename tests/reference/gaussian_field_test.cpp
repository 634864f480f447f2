// oracle: stationary Gaussian fields with a known autocorrelation, in closed form.
#include <numbers>

#include "imaging/random_field.h"
#include "reference/independent_voxels.h"
#include "reference/measured.h"
#include "reference/z_test.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

using namespace testing;

constexpr double kFieldMean = 40, kFieldSd = 20;

struct GaussianField {
  Mask mask;
  double correlation_mm = 0;

  double autocorrelation(const Vec3& mm) const {
    const double squared = mm[0] * mm[0] + mm[1] * mm[1] + mm[2] * mm[2];
    return std::exp(-squared / (4 * correlation_mm * correlation_mm));
  }
  double autocorrelation(const Index3& step) const {
    Vec3 mm;
    for (std::size_t a = 0; a < 3; ++a) mm[a] = static_cast<double>(step[a]) * mask.lattice.spacing_mm[a];
    return autocorrelation(mm);
  }
  /// Far other values outside the mask.
  Volume image(std::uint64_t seed) const {
    const Draws draws(seed, "field", "test", 0, 0);
    Volume field = random_field(mask.lattice, {{0, 0, 0}, mask.lattice.size}, correlation_mm, draws);
    for (std::size_t i = 0; i < field.voxels.size(); ++i)
      field.voxels[i] = mask.voxels[i] != 0
                            ? static_cast<float>(kFieldMean + kFieldSd * static_cast<double>(field.voxels[i]))
                            : 700;
    return field;
  }
};

/// Means over the voxels of a region: of the autocorrelation and its square over all pairs, and of the
/// absolute deviation from the region's mean.
struct FieldMeans {
  double correlation = 0, squared_correlation = 0, absolute_deviation = 0;
};
FieldMeans means_of(const GaussianField& field) {
  std::vector<Vec3> at;
  for_inside(field.mask, 0, field.mask.lattice.size[2], [&](const Index3& p) {
    at.push_back(field.mask.lattice.to_physical(
        {static_cast<double>(p[0]), static_cast<double>(p[1]), static_cast<double>(p[2])}));
  });
  const auto voxels = static_cast<double>(at.size());
  FieldMeans m;
  std::vector<double> with_mean(at.size(), 0);
  for (std::size_t a = 0; a < at.size(); ++a)
    for (const Vec3& b : at) {
      const double rho = field.autocorrelation(at[a] - b);
      with_mean[a] += rho / voxels;
      m.correlation += rho / (voxels * voxels);
      m.squared_correlation += rho * rho / (voxels * voxels);
    }
  // A deviation from the mean is normal with variance 1 - 2 (correlation with the mean) + (its variance).
  for (const double r : with_mean)
    m.absolute_deviation += std::sqrt((1 - 2 * r + m.correlation) * 2 / std::numbers::pi) / voxels;
  return m;
}

// Mean, variance, skewness, kurtosis and mean absolute deviation of a correlated field within a ball.
TEST(GaussianFieldOracle, Statistics) {
  const GaussianField field{blob(unit_lattice({23, 22, 24}), {12, 10, 11}, 9), 1.2};
  ExtractionSettings s;
  s.families = "stat";
  ZTest z;
  for (std::uint64_t seed = 0; seed < 150; ++seed)
    for (const auto& [tag, value] : measure(field.image(seed), field.mask, s)) z.add(tag, value.value);
  const FieldMeans m = means_of(field);
  const double variance = kFieldSd * kFieldSd;
  z.expect("stat_mean", kFieldMean, 0.02 * kFieldSd);
  z.expect("stat_var", variance * (1 - m.correlation), 0.01 * variance);
  z.expect("stat_skew", 0, 0.02);
  // Exact to the order of the mean squared autocorrelation; -6 / n for independent voxels.
  z.expect("stat_kurt", -6 * m.squared_correlation, 0.03);
  z.expect("stat_mad", kFieldSd * m.absolute_deviation, 0.01 * kFieldSd);
  const auto n = static_cast<double>(count(field.mask));
  z.expect("stat_energy", n * (variance + kFieldMean * kFieldMean),
           0.02 * n * (variance + kFieldMean * kFieldMean));
}

// Contrast in bins of width w is 2 sigma^2 (1 - rho) / w^2 + 1/6: Sheppard's correction, once for each of the
// two levels. What it leaves out is of the order exp(-2 pi^2 Var(difference) / w^2), under 1e-9 here.
TEST(GaussianFieldOracle, ContrastByLag) {
  Lattice lattice = unit_lattice({26, 25, 14});
  lattice.spacing_mm = {1, 1, 2};
  Mask mask = blob(lattice, {12, 12, 7}, 10);
  const GaussianField field{mask, 2.4};
  const std::vector<Index3> steps = half_of_the_neighbours();
  for (const std::int64_t distance : {1, 2}) {
    ExtractionSettings s = all_aggregations();
    s.families = "cm";
    s.discretisation = Discretisation::fbs;
    s.bin_width = 5;
    s.resegmentation_lower = -200;
    s.cm_distance = distance;
    ZTest z;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
      for (const auto& [tag, value] : measure(field.image(seed), mask, s)) z.add(tag, value.value);
    std::array<double, 2> sum{0, 0};
    const auto contrast = [&](const Index3& step) {
      return 2 * kFieldSd * kFieldSd * (1 - field.autocorrelation(moved({0, 0, 0}, step, distance))) /
                 (s.bin_width * s.bin_width) +
             1.0 / 6;
    };
    for (std::size_t d = 0; d < steps.size(); ++d)
      for (std::size_t k = d < 4 ? 0 : 1; k < 2; ++k) sum[k] += contrast(steps[d]);
    SCOPED_TRACE(distance);
    z.expect("cm_contrast_2_5D_avg", sum[0] / 4, 0.02 * sum[0] / 4);
    z.expect("cm_contrast_3D_avg", sum[1] / 13, 0.02 * sum[1] / 13);
    // Merged matrices weight directions by their number of pairs.
    double pairs = 0, weighted = 0;
    for (const Index3& step : steps) {
      double n = 0;
      for_inside(mask, 0, lattice.size[2],
                 [&](const Index3& p) { n += inside(mask, moved(p, step, distance)) ? 1 : 0; });
      pairs += n;
      weighted += n * contrast(step);
    }
    z.expect("cm_contrast_3D_comb", weighted / pairs, 0.02 * weighted / pairs);
    // Levels count from 1 at the lower bound: half a bin more than the intensity in bins.
    z.expect("cm_joint_avg_3D_avg", (kFieldMean - s.resegmentation_lower) / s.bin_width + 0.5, 0.3);
  }
}

}  // namespace
}  // namespace radgauge
