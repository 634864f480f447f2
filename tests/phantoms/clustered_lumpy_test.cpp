#include "fixtures.h"
#include "phantoms/object_moments.h"
#include "reference/z_test.h"

namespace radgauge {
namespace {

using namespace testing;

const std::vector<std::pair<std::string, Value>> kSmallClusters{{"cell_mm", 1.0},   {"unit_mm", 0.15},
                                                                {"spread_mm", 2.0}, {"clusters_per_cm2", 6.0},
                                                                {"width_mm", 20.0}, {"thickness_mm", 20.0}};

// oracle: density of blobs times the integral of one, here by the midpoint rule over the plane.
TEST(ClusteredLumpyOracle, MeanOfBlobs) {
  double integral = 0;
  constexpr double kStep = 0.04;
  for (double y = -20 + kStep / 2; y < 20; y += kStep)
    for (double x = -20 + kStep / 2; x < 20; x += kStep) {
      const double r = std::hypot(x, y);
      const double length = 5 * 2 / std::hypot(2 * x / r, 5 * y / r);
      const double exponent = 2.1 * std::sqrt(r / 0.15) / length;
      if (exponent < std::log(100.0)) integral += std::exp(-exponent) * kStep * kStep;
    }
  const double mean = 0.06 * 20 * 10 * integral;
  const Made made("clustered_lumpy", kSmallClusters);
  EXPECT_NEAR(truth_of(made.object())["mean_hu"], mean, 0.002 * mean);
  ZTest z;
  for (std::uint64_t seed = 0; seed < 24; ++seed)
    z.add("mean", moments_of(made.object(seed), {1.1, 1.1, 6}).mean);
  z.expect("mean", mean, 0.1 * mean);
}

// invariant: the same at every height, skewed to the bright side, and drawn anew for each object.
TEST(ClusteredLumpyInvariant, ColumnsOfBrightBlobs) {
  const Made made("clustered_lumpy", kSmallClusters);
  const phantoms::Object object = made.object();
  EXPECT_NEAR(hu_at(object, {3, -2, -8}), hu_at(object, {3, -2, 7}), 1e-3);
  double skewness = 0;
  for (std::uint64_t index = 0; index < 8; ++index)
    skewness += moments_of(made.object(1, index), {0.7, 0.7, 8}).skewness / 8;
  EXPECT_GT(skewness, 0.2);
  EXPECT_NE(hu_at(made.object(1, 1), {0, 0, 0}), hu_at(object, {0, 0, 0}));
}

}  // namespace
}  // namespace radgauge
