#include <numbers>

#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: over whole periods the histogram is the arcsine law, P(x < a t) = 1/2 + asin(t) / pi.
TEST(SinusoidOracle, ArcsineHistogram) {
  const phantoms::Object object =
      Made("sinusoid", {{"direction_deg", 0.0}, {"period_mm", 8.0}, {"mean", 30.0}, {"amplitude", 40.0}})
          .object();
  const ObjectMoments m = moments_of(object, {0.02, 16, 10});
  auto truth = truth_of(object);
  EXPECT_NEAR(m.mean, 30, 0.1);
  EXPECT_NEAR(m.sd, truth["sd_hu"], 0.1);
  EXPECT_NEAR(m.skewness, 0, 0.01);
  EXPECT_NEAR(m.excess_kurtosis, truth["excess_kurtosis"], 0.01);
  for (const double t : {-0.9, -0.3, 0.5, 0.8}) {
    double below = 0, n = 0;
    for (double x = -32; x < 32; x += 0.01, ++n)
      below += hu_at(object, {x + 0.003, 1, 2}) < 30 + 40 * t ? 1 : 0;
    EXPECT_NEAR(below / n, 0.5 + std::asin(t) / std::numbers::pi, 0.01);
  }
}

// oracle: a wave of this period, direction and phase, between the nodes, too.
TEST(SinusoidOracle, PlaneWave) {
  const phantoms::Object object = Made("sinusoid", {{"direction_deg", 35.0}, {"phase_deg", 40.0}}).object();
  const double angle = 35 * M_PI / 180;
  for (const Vec3 at : {Vec3{0, 0, 0}, Vec3{3.21, -8.7, 5}, Vec3{-20.13, 11.9, -9}}) {
    const double along = (std::cos(angle) * at[0] + std::sin(angle) * at[1]) / 8;
    EXPECT_NEAR(hu_at(object, at), 50 + 50 * std::cos(2 * M_PI * along + 40 * M_PI / 180), 50 * 0.005);
  }
}

}  // namespace
}  // namespace radgauge
