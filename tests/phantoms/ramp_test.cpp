#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: a uniform law between the intensities of the region's ends, on a straight line.
TEST(RampOracle, UniformHistogramOnAStraightLine) {
  for (const std::string axis : {"x", "y", "z"}) {
    const phantoms::Object object =
        Made("ramp", {{"axis", axis}, {"low", -50.0}, {"high", 150.0}, {"thickness_mm", 40.0}}).object();
    auto truth = truth_of(object);
    const std::size_t a = axis == "x" ? 0 : axis == "y" ? 1 : 2;
    for (const double share : {-0.49, -0.1, 0.3, 0.49}) {
      Vec3 at{1, 2, 3};
      at[a] = share * (a == 2 ? 40 : 80);
      EXPECT_NEAR(hu_at(object, at), 50 + 200 * share, 1e-4);
    }
    EXPECT_NEAR(truth["slope_hu_per_mm"], 200.0 / (a == 2 ? 40 : 80), 1e-12);
    const ObjectMoments m = moments_of(object, {1, 1, 1});
    // The points lie up to 0.13 mm beside the middle.
    EXPECT_NEAR(m.mean, 50, 0.131 * truth["slope_hu_per_mm"]);
    EXPECT_NEAR(m.sd, truth["sd_hu"], 0.1);
    EXPECT_NEAR(m.excess_kurtosis, -1.2, 0.01);
    EXPECT_EQ(hu_at(object, {41, 0, 0}), -1000);
  }
}

}  // namespace
}  // namespace radgauge
