#include "scanner_fixture.h"

namespace radgauge {
namespace {

// oracle: water between the edges, nothing beyond, wherever along y and z.
TEST(EdgeBarOracle, WaterBetweenItsEdges) {
  const phantoms::Object object = Made("edge_bar", {{"width_mm", 40.0}}).object();
  for (const double far : {0.0, 4000.0}) {
    EXPECT_EQ(tissue_at(object, {19.9, far, -far}), phantoms::kWater);
    EXPECT_EQ(tissue_at(object, {20.1, far, -far}), phantoms::Tissue{});
    EXPECT_EQ(tissue_at(object, {-20.1, far, -far}), phantoms::Tissue{});
  }
  EXPECT_EQ(object.truth.front().name, "width_mm");
  EXPECT_EQ(object.truth.front().value, 40);
}

// oracle: without a scanner each row holds its width.
TEST(EdgeBarOracle, IdealRowsHoldTheWidth) {
  const Scan scan = Made("edge_bar", {{"width_mm", 20.5}, {"slices", std::int64_t{1}}})
                        .scan_by("ideal", {{"matrix", std::int64_t{64}}, {"oversampling", std::int64_t{8}}});
  double width = 0;
  for (std::int64_t x = 0; x < 64; ++x) width += (static_cast<double>(scan.image(x, 30, 0)) + 1000) / 1000;
  EXPECT_NEAR(width, 20.5, 1e-4);
}

}  // namespace
}  // namespace radgauge
