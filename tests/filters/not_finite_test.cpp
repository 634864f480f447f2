// invariant: a voxel that is not finite takes from a map what looks at it, and no more.
#include <algorithm>
#include <cmath>
#include <limits>

#include "filter_example.h"
#include "reference/filters/parts/boundary.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::map_of;

constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinite = std::numeric_limits<float>::infinity();

/// NaN equals NaN.
bool same_map(const Volume& a, const Volume& b) {
  return a.lattice == b.lattice &&
         std::equal(a.voxels.begin(), a.voxels.end(), b.voxels.begin(), b.voxels.end(),
                    [](float v, float w) { return v == w || (std::isnan(v) && std::isnan(w)); });
}

Lattice not_finite_lattice() {
  Lattice lattice = testing::unit_lattice({23, 19, 17});
  lattice.spacing_mm = {1, 1, 1.5};
  return lattice;
}

/// `map` with NaN where `hidden` says so.
template <class Hidden>
Volume without(Volume map, Hidden hidden) {
  const Index3& n = map.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        if (hidden(x, y, z)) map(x, y, z) = kNotANumber;
  return map;
}

const Index3 kHole{9, 8, 6};

// Sigma 0.8 mm reaches 4 voxels along x and y (4.8 mm) and 3 along z. Elsewhere the map is that of a 0 in
// place of the voxel, to the last byte.
TEST(NotFiniteInvariant, GaborLosesItsReachInEveryPlane) {
  const std::string one = "gabor:sigma_mm=0.8:lambda_mm=2:theta_rad=0.4";
  const std::string turn = "gabor:sigma_mm=0.8:lambda_mm=2:delta_theta_rad=0.7853981633974483";
  Volume filled = testing::textured(not_finite_lattice(), 1000);
  filled(kHole[0], kHole[1], kHole[2]) = 0;
  for (const float v : {kNotANumber, kInfinite, -kInfinite}) {
    Volume image = filled;
    image(kHole[0], kHole[1], kHole[2]) = v;
    for (const std::string& filter : {one, turn + ":pooling=max", turn + ":pooling=average"})
      for (const bool orthogonal : {false, true}) {
        const std::string text = filter + ":orthogonal_planes=" + (orthogonal ? "true" : "false");
        const auto hidden = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
          const std::int64_t dx = std::abs(x - kHole[0]), dy = std::abs(y - kHole[1]),
                             dz = std::abs(z - kHole[2]);
          if (dz == 0 && dx <= 4 && dy <= 4) return true;
          return orthogonal && dz <= 3 && ((dy == 0 && dx <= 4) || (dx == 0 && dy <= 4));
        };
        EXPECT_TRUE(same_map(map_of(image, text), without(map_of(filled, text), hidden))) << text << " " << v;
      }
  }
}

// A mean over the same square loses the same voxels, whatever stands beyond the ends.
TEST(NotFiniteInvariant, GaborLosesWhatASquareOfItsReachLoses) {
  Volume image = testing::textured(not_finite_lattice(), 1000);
  for (const Index3& hole : {Index3{0, 18, 3}, Index3{21, 1, 3}, Index3{11, 9, 5}, Index3{12, 9, 5}})
    image(hole[0], hole[1], hole[2]) = kNotANumber;
  for (const char* boundary :
       {":boundary=zero", ":boundary=nearest", ":boundary=periodic", ":boundary=mirror"}) {
    const Volume mean = map_of(image, std::string("mean:support_voxels=9:dimension=2D") + boundary);
    const Volume map = map_of(image, std::string("gabor:sigma_mm=0.8:lambda_mm=2") + boundary);
    for (std::size_t i = 0; i < map.voxels.size(); ++i)
      ASSERT_EQ(std::isnan(map.voxels[i]), std::isnan(mean.voxels[i])) << boundary << " " << i;
  }
}

/// Whether a part with the support around each box makes the same map as the whole image.
void expect_same_of_parts(const Volume& image, const std::string& filter) {
  const FilterCall call = parse_filter(filter);
  const Volume map = call.filter->apply(image, testing::whole_box(image), call.values);
  for (const Box& wanted : {Box{{9, 8, 6}, {13, 12, 10}}, Box{{19, 0, 0}, {23, 4, 9}}}) {
    const Index3 margin = call.filter->support(call.values).room_voxels(image.lattice);
    const Box part = intersect(grow(wanted, margin), testing::whole_box(image));
    const Volume of_part = call.filter->apply(crop(image, part), box_within(wanted, part), call.values);
    EXPECT_TRUE(same_map(of_part, crop(map, wanted))) << filter;
  }
}

TEST(NotFiniteInvariant, ACropOfAnImageWithHolesChangesNothing) {
  Volume image = testing::textured(not_finite_lattice(), 1000);
  image(3, 3, 7) = kNotANumber;
  image(16, 9, 7) = kInfinite;
  for (const std::string filter :
       {"mean:support_voxels=5", "log:sigma_mm=1.5", "laws:kernels=E3L5S5:pooling=max",
        "wavelet:wavelet=db2:subband=LLH:pooling=max", "lbp_2d:radius_voxels=1.5",
        "gabor:sigma_mm=0.8:lambda_mm=2:delta_theta_rad=0.7853981633974483:pooling=max",
        "gabor:sigma_mm=0.8:lambda_mm=2:orthogonal_planes=true"})
    for (const char* boundary : {":boundary=zero", ":boundary=nearest", ":boundary=mirror"})
      expect_same_of_parts(image, filter + boundary);
}

// Tiles are as long as the reach, 4 voxels here. From 12 on they and what is around them are 0, and so is the
// map: no rounding of the tiles that are transformed beside them gets there.
TEST(NotFiniteInvariant, ZerosBesideLargeNumbersMakeZeros) {
  Volume image = testing::textured(not_finite_lattice(), 1e6);
  for (std::int64_t z = 0; z < 17; ++z)
    for (std::int64_t y = 0; y < 19; ++y)
      for (std::int64_t x = 8; x < 23; ++x) image(x, y, z) = 0;
  for (const char* filter : {"gabor:sigma_mm=0.8:lambda_mm=2",
                             "gabor:sigma_mm=0.8:lambda_mm=2:pooling=max:"
                             "delta_theta_rad=0.7853981633974483"}) {
    expect_same_of_parts(image, filter);
    const Volume map = map_of(image, filter);
    for (std::int64_t x = 12; x < 23; ++x) EXPECT_EQ(map(x, 9, 7), 0) << filter << " at " << x;
  }
}

// The points of eight at 1.5 lie between voxels of the square of 5; the four at 1 are voxels. Nothing is
// compared with what is not finite, not even what is infinite.
TEST(NotFiniteInvariant, Lbp2dLosesWhatLooksAtIt) {
  for (const float v : {kNotANumber, kInfinite, -kInfinite}) {
    Volume image = testing::textured(not_finite_lattice(), 1000);
    const Volume square = without(map_of(image, "lbp_2d:radius_voxels=1.5"), [](auto x, auto y, auto z) {
      return z == kHole[2] && std::abs(x - kHole[0]) <= 2 && std::abs(y - kHole[1]) <= 2;
    });
    const Volume cross = without(map_of(image, "lbp_2d:samples=4"), [](auto x, auto y, auto z) {
      return z == kHole[2] && std::abs(x - kHole[0]) + std::abs(y - kHole[1]) <= 1;
    });
    image(kHole[0], kHole[1], kHole[2]) = v;
    EXPECT_TRUE(same_map(map_of(image, "lbp_2d:radius_voxels=1.5"), square)) << v;
    EXPECT_TRUE(same_map(map_of(image, "lbp_2d:samples=4"), cross)) << v;
  }
}

// E3 looks less far than L5: a rotation that does not see the voxel does not hide that another has no
// response.
TEST(NotFiniteInvariant, PoolingOverRotationsLosesWhatAnyOfThemLoses) {
  Volume image = testing::textured(testing::unit_lattice({11, 11, 11}), 100);
  image(5, 5, 5) = kNotANumber;
  for (const std::string filter : {"laws:kernels=L5E3E3:boundary=zero", "laws:kernels=E3L5S5:boundary=zero"})
    for (const char* pooling : {":pooling=max", ":pooling=average"}) {
      const Volume map = map_of(image, filter + pooling), one = map_of(image, filter + ":pooling=none");
      EXPECT_TRUE(std::isnan(map(5, 5, 5))) << filter << pooling;
      for (const Index3& at : {Index3{7, 5, 5}, Index3{5, 7, 5}, Index3{5, 5, 3}})
        EXPECT_TRUE(std::isnan(map(at[0], at[1], at[2])))
            << filter << pooling << " at " << at[0] << " " << at[1];
      for (std::size_t i = 0; i < map.voxels.size(); ++i)
        ASSERT_TRUE(std::isnan(map.voxels[i]) || !std::isnan(one.voxels[i])) << filter << pooling;
    }
}

// The responses of simoncelli and riesz have no end: what they are of, a volume or a slice, is lost.
TEST(NotFiniteInvariant, SimoncelliAndRieszReachEverywhere) {
  Volume filled = testing::textured(testing::unit_lattice({12, 11, 5}), 100);
  filled(0, 0, 2) = 0;
  for (const float v : {kNotANumber, kInfinite}) {
    Volume image = filled;
    image(0, 0, 2) = v;
    for (const std::string filter : {"simoncelli", "simoncelli:boundary=mirror", "riesz:sigma_mm=1",
                                     "riesz:of=simoncelli:order_x=2:boundary=periodic"}) {
      const auto everywhere = [](std::int64_t, std::int64_t, std::int64_t) { return true; };
      EXPECT_TRUE(same_map(map_of(image, filter), without(filled, everywhere))) << filter << " " << v;
      const auto in_slice = [](std::int64_t, std::int64_t, std::int64_t z) { return z == 2; };
      const std::string flat = filter + ":dimension=2D";
      EXPECT_TRUE(same_map(map_of(image, flat), without(map_of(filled, flat), in_slice))) << flat << " " << v;
    }
  }
}

}  // namespace

}  // namespace radgauge
