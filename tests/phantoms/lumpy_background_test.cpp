#include "fixtures.h"
#include "phantoms/object_moments.h"
#include "reference/z_test.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: moments and autocovariance of a filtered Poisson process (Campbell), between the cells, too.
TEST(LumpyBackgroundOracle, MomentsAndAutocovariance) {
  const double w = 2, a = 30, n = 0.01;
  const Made made("lumpy_background", {{"lump_mm", w},
                                       {"amplitude", a},
                                       {"lumps_per_cm3", 1000 * n},
                                       {"base", 10.0},
                                       {"width_mm", 30.0},
                                       {"thickness_mm", 30.0}});
  const double mean = 10 + n * a * std::pow(2 * M_PI, 1.5) * w * w * w;
  const double variance = n * a * a * std::pow(M_PI, 1.5) * w * w * w;
  ZTest z;
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    const phantoms::Object object = made.object(seed);
    double sums[4] = {0, 0, 0, 0}, points = 0;
    for (double c = -9.27; c < 9; c += 2.4)
      for (double y = -11.4; y < 11; y += 2.3)
        for (double x = -11.6; x < 8; x += 2.1, ++points) {
          const double hu = hu_at(object, {x, y, c}) - mean;
          sums[0] += hu;
          sums[1] += hu * hu;
          sums[2] += hu * hu * hu;
          sums[3] += hu * (hu_at(object, {x + 3, y, c}) - mean);
        }
    z.add("mean", sums[0] / points);
    z.add("variance", sums[1] / points);
    z.add("third", sums[2] / points);
    z.add("autocovariance", sums[3] / points);
  }
  auto truth = truth_of(made.object());
  EXPECT_NEAR(truth["mean_hu"], mean, 1e-9);
  EXPECT_NEAR(truth["sd_hu"], std::sqrt(variance), 1e-9);
  z.expect("mean", 0, 0.06 * std::sqrt(variance));
  z.expect("variance", variance, 0.06 * variance);
  z.expect("third", n * a * a * a * std::pow(2 * M_PI / 3, 1.5) * w * w * w, 0.3 * std::pow(variance, 1.5));
  z.expect("autocovariance", variance * std::exp(-9 / (4 * w * w)), 0.06 * variance);
}

TEST(LumpyBackgroundMechanics, RefusesTooManyLumps) {
  const Made made("lumpy_background", {{"lumps_per_cm3", 9000.0}});
  EXPECT_NE(made.phantom->problem(made.values).find("fewer lumps_per_cm3"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
