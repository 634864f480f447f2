#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: mean, SD with its ramps, and an autocorrelation of -1 at one square.
TEST(CheckerboardOracle, TwoIntensitiesWithRamps) {
  const phantoms::Object object =
      Made("checkerboard", {{"square_mm", 4.0}, {"mean", 20.0}, {"amplitude", 60.0}, {"width_mm", 80.0}})
          .object();
  const ObjectMoments m = moments_of(object, {0.05, 0.2, 10});
  EXPECT_NEAR(m.mean, 20, 0.2);
  EXPECT_NEAR(m.sd, truth_of(object)["sd_hu"], 0.3);
  EXPECT_NEAR(m.sd, 60 * (1 - 2.0 / 3 * 0.5 / 4), 0.3);
  for (const double x : {-7.3, 0.1, 1.9, 3.85})
    for (const double y : {-2.2, 0.3}) {
      const double here = hu_at(object, {x, y, 1}) - 20;
      EXPECT_NEAR(hu_at(object, {x + 4, y, 1}) - 20, -here, 1e-3);
      EXPECT_NEAR(hu_at(object, {x, y + 4, -7}) - 20, -here, 1e-3);
      EXPECT_NEAR(hu_at(object, {x + 4, y + 4, 1}) - 20, here, 1e-3);
    }
  EXPECT_NEAR(hu_at(object, {2, 2, 0}), 80, 1e-3);
  EXPECT_NEAR(hu_at(object, {0, 2, 0}), 20, 1e-3);
}

// invariant: the block holds whole pairs of squares.
TEST(CheckerboardInvariant, AsMuchOfBoth) {
  const phantoms::Object object = Made("checkerboard", {{"square_mm", 7.0}, {"width_mm", 80.0}}).object();
  EXPECT_EQ(object.parts.front().shape.half_mm[0], 42);
}

}  // namespace
}  // namespace radgauge
