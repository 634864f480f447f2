#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: the closed forms are those of the points inside and of every projection.
TEST(TorusOracle, ClosedForms) {
  const phantoms::Object object = Made("torus", {{"ring_radius_mm", 15.0}, {"tube_radius_mm", 6.0}}).object();
  auto truth = truth_of(object);
  const ObjectMoments m = moments_of(object, {0.4, 0.4, 0.4});
  EXPECT_NEAR(truth["volume_mm3"], 2 * M_PI * M_PI * 15 * 36, 1e-9);
  EXPECT_NEAR(m.volume_mm3, truth["volume_mm3"], 0.003 * truth["volume_mm3"]);
  EXPECT_NEAR(truth["major_axis_mm"], 4 * std::sqrt(m.variance_mm2[0]), 0.05);
  EXPECT_NEAR(truth["minor_axis_mm"], 4 * std::sqrt(m.variance_mm2[1]), 0.05);
  EXPECT_NEAR(truth["least_axis_mm"], 4 * std::sqrt(m.variance_mm2[2]), 0.05);
  EXPECT_NEAR(truth["surface_area_mm2"], 4 * M_PI * M_PI * 15 * 6, 1e-9);
  EXPECT_EQ(truth["largest_diameter_mm"], 42);
  const phantoms::Shape& shape = object.parts.back().shape;
  for (const double angle : {0.3, 1.6})
    EXPECT_NEAR(projected_volume(shape, angle, 0.2), volume_mm3(shape), 0.002 * volume_mm3(shape));
  EXPECT_EQ(hu_at(object, {0, 0, 0}), 0);
  EXPECT_NEAR(hu_at(object, {15, 0, 0}), 100, 1e-9);
}

TEST(TorusMechanics, RefusesATubeThatRunsIntoItself) {
  const Made made("torus", {{"ring_radius_mm", 5.0}, {"tube_radius_mm", 5.0}});
  EXPECT_NE(made.phantom->problem(made.values).find("tube_radius_mm = 5 is not below"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
