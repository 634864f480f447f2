#include "fixtures.h"
#include "phantoms/object_moments.h"

namespace radgauge {
namespace {

using namespace testing;

// oracle: the closed forms are those of the points inside and of every projection.
TEST(CubeOracle, ClosedForms) {
  for (const double turn : {0.0, 30.0}) {
    const phantoms::Object object = Made("cube", {{"edge_mm", 20.0}, {"turn_deg", turn}}).object();
    auto truth = truth_of(object);
    const ObjectMoments m = moments_of(object, {0.4, 0.4, 0.4});
    EXPECT_NEAR(m.volume_mm3, 8000, 100);
    EXPECT_EQ(truth["volume_mm3"], 8000);
    EXPECT_EQ(truth["surface_area_mm2"], 2400);
    EXPECT_NEAR(truth["largest_diameter_mm"], std::hypot(20, 20, 20), 1e-12);
    for (const double variance : m.variance_mm2)
      EXPECT_NEAR(truth["major_axis_mm"], 4 * std::sqrt(variance), 0.2);
    const phantoms::Shape& shape = object.parts.back().shape;
    for (const double angle : {0.0, 0.5})
      EXPECT_NEAR(projected_volume(shape, angle, 0.25), 8000, 8000 * 0.005);
    EXPECT_NEAR(hu_at(object, {9.9, 9.9, 9.9}), turn == 0 ? 100 : 0, 1e-9);
    EXPECT_EQ(hu_at(object, {13, 0, 0}), 0);
  }
}

}  // namespace
}  // namespace radgauge
