#include "imaging/mask_distances.h"

#include "imaging/distance.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

// invariant: any request gives the full signed distance within its band, whatever was asked for before.
TEST(MaskDistancesInvariant, BandIsTheFullSignedDistance) {
  Lattice lattice;
  lattice.size = {60, 52, 40};
  lattice.spacing_mm = {0.9, 0.9, 1.7};
  Mask mask(lattice);
  for (std::int64_t z = 9; z < 27; ++z)
    for (std::int64_t y = 12; y < 30; ++y)
      for (std::int64_t x = 20; x < 50 - z; ++x) mask(x, y, z) = 1;
  const Grid<float> full = signed_distance_mm(mask);
  const MaskDistances distances(mask);
  std::shared_ptr<const SurfaceBand> last;
  for (const double band_mm : {0.0, 3.0, 7.0, 1.0, 30.0, 100.0, HUGE_VAL, 2.0}) {
    const auto band = distances.band(band_mm);
    EXPECT_GE(band->band_mm, band_mm);
    if (last && last->band_mm >= band_mm) {
      EXPECT_EQ(band, last);
    }
    last = band;
    for (std::int64_t z = 0; z < 40; ++z)
      for (std::int64_t y = 0; y < 52; ++y)
        for (std::int64_t x = 0; x < 60; ++x) {
          const Index3& b = band->box.begin;
          const Index3& e = band->box.end;
          if (x < b[0] || y < b[1] || z < b[2] || x >= e[0] || y >= e[1] || z >= e[2]) {
            ASSERT_GT(static_cast<double>(full(x, y, z)), band->band_mm);
            continue;
          }
          const float found = band->distance(x - b[0], y - b[1], z - b[2]);
          if (std::abs(static_cast<double>(full(x, y, z))) <= band->band_mm)
            ASSERT_EQ(found, full(x, y, z));
          else
            ASSERT_EQ(found, std::copysign(HUGE_VALF, full(x, y, z)));
        }
  }
}

}  // namespace
}  // namespace radgauge
