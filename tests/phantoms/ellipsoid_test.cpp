#include <numbers>

#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

/// Area of an ellipsoid from its parametrisation: the midpoint rule over both angles.
double parametric_area(double a, double b, double c) {
  constexpr int kSteps = 400;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i)
    for (int j = 0; j < kSteps; ++j) {
      const double t = M_PI * (i + 0.5) / kSteps, u = 2 * M_PI * (j + 0.5) / kSteps;
      sum += std::sin(t) *
             std::sqrt(std::pow(b * c * std::sin(t) * std::cos(u), 2) +
                       std::pow(a * c * std::sin(t) * std::sin(u), 2) + std::pow(a * b * std::cos(t), 2));
    }
  return sum * 2 * M_PI * M_PI / (kSteps * kSteps);
}

// oracle: volume and axes are those of the points inside, the area that of the parametrisation, also where
// two axes are equal.
TEST(EllipsoidOracle, ClosedForms) {
  for (const Vec3 semi : {Vec3{20, 14, 10}, Vec3{9, 9, 15}, Vec3{12, 12, 12}, Vec3{15, 6, 6}}) {
    const phantoms::Object object =
        Made("ellipsoid",
             {{"semi_x_mm", semi[0]}, {"semi_y_mm", semi[1]}, {"semi_z_mm", semi[2]}, {"turn_deg", 0.0}})
            .object();
    auto truth = truth_of(object);
    const ObjectMoments m = moments_of(object, {0.5, 0.5, 0.5});
    EXPECT_NEAR(m.volume_mm3, truth["volume_mm3"], 0.003 * truth["volume_mm3"]);
    EXPECT_NEAR(truth["surface_area_mm2"], parametric_area(semi[0], semi[1], semi[2]),
                1e-4 * truth["surface_area_mm2"]);
    Vec3 axes = m.variance_mm2;
    std::sort(axes.begin(), axes.end());
    EXPECT_NEAR(truth["least_axis_mm"], 4 * std::sqrt(axes[0]), 0.02);
    EXPECT_NEAR(truth["minor_axis_mm"], 4 * std::sqrt(axes[1]), 0.02);
    EXPECT_NEAR(truth["major_axis_mm"], 4 * std::sqrt(axes[2]), 0.02);
    EXPECT_EQ(truth["largest_diameter_mm"], 2 * std::max({semi[0], semi[1], semi[2]}));
  }
}

// invariant: every projection holds the volume, and the turn is one from x to y.
TEST(EllipsoidInvariant, TurnedInTheScanner) {
  const phantoms::Object object = Made("ellipsoid").object();
  const phantoms::Shape& shape = object.parts.back().shape;
  for (const double angle : {0.0, 0.7, 2.0})
    EXPECT_NEAR(projected_volume(shape, angle, 0.25), volume_mm3(shape), 0.002 * volume_mm3(shape));
  const double turn = std::numbers::pi / 6;
  EXPECT_NEAR(hu_at(object, {19.9 * std::cos(turn), 19.9 * std::sin(turn), 0}), 100, 1e-9);
  EXPECT_EQ(hu_at(object, {19.9 * std::cos(turn), -19.9 * std::sin(turn), 0}), 0);
  EXPECT_EQ(hu_at(object, {36, 0, 0}), -1000);
}

}  // namespace
}  // namespace radgauge
