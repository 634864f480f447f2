// Local binary patterns beside pyradiomics and scikit-image, from which it takes that of slices.
#include <numbers>

#include "core/error.h"
#include "filter_example.h"
#include "reference/filters/parts/icosphere.h"
#include "reference/filters/parts/rotations.h"
#include "turned.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::map_of;
using testing::turned;

/// An image without ties that a formula gives to any program.
Volume formula_image() {
  Volume image(testing::unit_lattice({8, 7, 6}));
  for (std::int64_t k = 0; k < 6; ++k)
    for (std::int64_t j = 0; j < 7; ++j)
      for (std::int64_t i = 0; i < 8; ++i) {
        const auto x = static_cast<double>(i), y = static_cast<double>(j), z = static_cast<double>(k);
        image(i, j, k) = static_cast<float>(100 * std::sin(1.3 * x + 0.7 * y * y - 0.9 * z) +
                                            40 * std::cos(0.31 * x * y * z + z));
      }
  return image;
}

struct Lbp3dPeer {
  const char* filter;
  std::array<double, 5> at;  ///< at kPeerVoxels
  double mean;
};

const Index3 kPeerVoxels[] = {{4, 3, 2}, {0, 0, 0}, {7, 3, 5}, {3, 2, 1}, {1, 6, 4}};

// pyradiomics 3.0.1 (scipy 1.11.4, numpy 1.26.4, trimesh 5.2.0), getLBP3DImage on the image as float64, all
// voxels in the mask.
const Lbp3dPeer kLbp3dPeers[] = {
    {"lbp_3d:of=m1",
     {18.565954507, 3.094325751, 20.113117382, 19.597396424, 17.018791631},
     10.715023843623676},
    {"lbp_3d:of=m2", {17.594542974, 4.48035476, 18.619151404, 17.32034904, 16.959093705}, 10.116046055156446},
    {"lbp_3d:of=kurtosis",
     {-1.121651117, 3.275850142, 3.404626242, 0.078433233, -0.181546341},
     -0.03035456964819138},
    {"lbp_3d:of=m1:subdivisions=2",
     {140.786963939, 19.244261258, 155.979801774, 144.838387362, 137.748396372},
     81.05559852170241},
    {"lbp_3d:of=m2:subdivisions=2",
     {133.782065157, 28.552593692, 139.623082163, 128.080813241, 129.640274917},
     76.5191832571307},
    {"lbp_3d:of=kurtosis:subdivisions=2",
     {-1.113204127, 5.355928451, 4.469501461, -0.025339103, 0.002015936},
     0.266951919424478},
    {"lbp_3d:of=m1:radius_voxels=1.5",
     {19.081675465, 3.094325751, 20.113117382, 20.628838341, 19.081675465},
     10.636744769561963},
    {"lbp_3d:of=m2:radius_voxels=1.5",
     {15.633195862, 4.48035476, 17.741369449, 17.561031171, 17.276803716},
     9.673235968629879},
    {"lbp_3d:of=kurtosis:radius_voxels=1.5",
     {-1.19033927, 3.002035497, 1.680837633, -0.569324653, 3.277814199},
     0.866270760338395}};

TEST(Lbp3dFilterOracle, AsPyradiomics) {
  const Volume image = formula_image();
  for (const Lbp3dPeer& peer : kLbp3dPeers) {
    const Volume map = map_of(image, peer.filter);
    for (std::size_t i = 0; i < 5; ++i) {
      const Index3& v = kPeerVoxels[i];
      EXPECT_NEAR(map(v[0], v[1], v[2]), peer.at[i], 1e-6 * std::abs(peer.at[i]) + 1e-7)
          << peer.filter << " " << i;
    }
    double mean = 0;
    for (const float v : map.voxels) mean += double{v} / static_cast<double>(map.voxels.size());
    EXPECT_NEAR(mean, peer.mean, 1e-6 * std::abs(peer.mean)) << peer.filter;
  }
}

// In closed form: a ramp is its own spline, and 25 of the 42 points do not lie before the voxel. Over an
// icosahedron's orbits the mean of x^2 is 1/3 and that of x^4 is 1/5, so the excess kurtosis of a ramp is 9/5
// - 3 at any radius.
TEST(Lbp3dFilterOracle, OfARamp) {
  Volume ramp(testing::unit_lattice({81, 5, 7}));
  for (std::int64_t z = 0; z < 7; ++z)
    for (std::int64_t y = 0; y < 5; ++y)
      for (std::int64_t x = 0; x < 81; ++x) ramp(x, y, z) = static_cast<float>(3 * x - 100);
  const double scale = std::sqrt(42.0) / (4 * std::numbers::pi);
  EXPECT_NEAR(map_of(ramp, "lbp_3d")(40, 2, 3), 25 * scale, 1e-5);
  EXPECT_NEAR(map_of(ramp, "lbp_3d:of=kurtosis")(40, 2, 3), -1.2, 1e-6);
  EXPECT_NEAR(map_of(ramp, "lbp_3d:of=kurtosis:radius_voxels=1.7:subdivisions=2")(40, 2, 3), -1.2, 1e-6);
}

TEST(Lbp3dFilterOracle, FlatAndPeaked) {
  const double scale = std::sqrt(42.0) / (4 * std::numbers::pi);
  for (const float value : {0.0F, 57.0F, -1018.0F, 0.1F}) {
    const Volume flat(testing::unit_lattice({9, 8, 7}), value);
    EXPECT_NEAR(map_of(flat, "lbp_3d")(4, 4, 3), 42 * scale, 1e-5)
        << "equal is not below, whatever " << value;
    EXPECT_EQ(map_of(flat, "lbp_3d:of=kurtosis")(4, 4, 3), -3);
  }
  EXPECT_EQ(map_of(testing::impulse(testing::unit_lattice({9, 9, 9})), "lbp_3d")(4, 4, 4), 0);
  EXPECT_EQ(map_of(testing::impulse(testing::unit_lattice({9, 9, 9})), "lbp_3d:of=m2")(4, 4, 4), 0);
}

TEST(Lbp3dFilterOracle, PointsOfTheSphere) {
  for (std::int64_t n = 0; n <= 3; ++n) {
    const std::vector<Vec3> points = icosphere_vertices(n);
    EXPECT_EQ(points.size(), static_cast<std::size_t>(10 * (1 << (2 * n)) + 2));
    double second = 0, fourth = 0;
    for (const Vec3& p : points) {
      EXPECT_NEAR(p[0] * p[0] + p[1] * p[1] + p[2] * p[2], 1, 1e-14);
      second += p[0] * p[0] / static_cast<double>(points.size());
      fourth += std::pow(p[2], 4) / static_cast<double>(points.size());
    }
    EXPECT_NEAR(second, 1 / 3.0, 1e-13);
    EXPECT_NEAR(fourth, 1 / 5.0, 1e-13);
  }
}

// invariant: the icosahedron looks the same from twelve of the 24 sides, those that keep the cyclic order of
// the axes.
TEST(Lbp3dFilterInvariant, TheTwelveRotationsOfTheIcosahedron) {
  const Volume image = testing::textured(testing::unit_lattice({7, 6, 5}), 100);
  int turns = 0;
  for (const RightAngleRotation& r : right_angle_rotations(Dimension::in_volume)) {
    if ((r.from[0] + 1) % 3 != r.from[1]) continue;
    ++turns;
    for (const char* filter : {"lbp_3d:of=m1", "lbp_3d:of=kurtosis"})
      ASSERT_LE(
          testing::largest_difference(map_of(turned(image, r), filter), turned(map_of(image, filter), r)),
          1e-5)
          << filter;
  }
  EXPECT_EQ(turns, 12);
}

// invariant: a part with the support around it makes the bytes of the whole; one voxel less is refused.
TEST(Lbp3dFilterInvariant, ACropChangesNothing) {
  const Volume image = testing::textured(testing::unit_lattice({70, 9, 8}), 1000);
  for (const char* filter : {"lbp_3d:of=m2", "lbp_3d:of=kurtosis:radius_voxels=1.6"}) {
    const FilterCall call = parse_filter(filter);
    const Volume whole = map_of(image, filter);
    for (const Box& wanted :
         {Box{{33, 2, 1}, {36, 9, 8}}, Box{{0, 0, 0}, {4, 4, 3}}, Box{{66, 5, 6}, {70, 9, 8}}}) {
      const Index3 margin = call.filter->support(call.values).room_voxels(image.lattice);
      const Box part = intersect(grow(wanted, margin), testing::whole_box(image));
      EXPECT_EQ(call.filter->apply(crop(image, part), box_within(wanted, part), call.values),
                crop(whole, wanted))
          << filter;
      const Box less =
          intersect(grow(wanted, {margin[0] - 1, margin[1], margin[2]}), testing::whole_box(image));
      EXPECT_THROW(call.filter->apply(crop(image, less), box_within(wanted, less), call.values), Error);
    }
  }
}

// invariant: a voxel that is not finite takes what looks at it and no more.
TEST(Lbp3dFilterInvariant, NotFiniteTakesWhatLooksAtIt) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    Volume image = testing::textured(testing::unit_lattice({13, 9, 9}), 100);
    image(3, 4, 4) = bad;
    const Volume map = map_of(image, "lbp_3d");
    for (std::int64_t x = 0; x < 13; ++x) EXPECT_EQ(std::isnan(map(x, 4, 4)), std::abs(x - 3) <= 3) << x;
    EXPECT_FALSE(std::isnan(map(3, 8, 4)));
  }
}

struct Lbp2dPeer {
  const char* filter;
  std::array<int, 56> map;  ///< x fastest
};

// scikit-image 0.26.0, local_binary_pattern(image, P, R, method="uniform"), on whole numbers.
const Lbp2dPeer kLbp2dPeers[] = {
    {"lbp_2d", {3, 0, 2, 5, 7, 3, 0, 1, 2, 1, 3, 8, 5, 1, 3, 6, 2, 7, 8, 1, 0, 9, 8, 7, 9, 0, 3, 7,
                8, 2, 0, 9, 8, 5, 1, 3, 9, 9, 4, 9, 8, 6, 1, 1, 2, 8, 6, 0, 1, 0, 5, 7, 8, 4, 0, 9}},
    {"lbp_2d:samples=9",
     {5, 0, 1, 6, 8, 3, 0, 2, 2,  0,  4, 9,  5, 1, 3, 7, 1, 8, 9, 1, 0, 10, 9, 9, 10, 0, 4, 8,
      9, 2, 0, 1, 9, 6, 1, 4, 10, 10, 5, 10, 9, 6, 1, 1, 3, 9, 7, 0, 1, 0,  5, 8, 9,  5, 0, 10}},
    {"lbp_2d:samples=12:radius_voxels=1.5",
     {4,  0,  1, 12, 12, 1, 0, 2, 1,  0,  5, 12, 13, 2, 1, 12, 1,  12, 11, 1, 0, 13, 12, 11, 13, 0, 13, 12,
      12, 13, 0, 13, 12, 9, 1, 4, 13, 11, 6, 13, 12, 9, 0, 0,  13, 12, 9,  0, 1, 0,  13, 11, 12, 6, 0,  1}},
    {"lbp_2d:samples=24:radius_voxels=3",
     {2,  0,  0,  25, 25, 25, 0,  1,  0,  0,  25, 24, 25, 0,  0,  24, 0,  22, 24,
      25, 25, 25, 24, 24, 25, 1,  25, 24, 24, 25, 1,  25, 23, 25, 3,  25, 23, 23,
      25, 0,  24, 15, 0,  25, 24, 24, 25, 0,  3,  1,  3,  21, 22, 22, 1,  2}}};

TEST(Lbp2dFilterOracle, AsScikitImage) {
  Volume image(testing::unit_lattice({8, 7, 1}));
  for (std::int64_t y = 0; y < 7; ++y)
    for (std::int64_t x = 0; x < 8; ++x)
      image(x, y, 0) = static_cast<float>(
          std::round(100 * std::sin(1.3 * static_cast<double>(x) + 0.7 * static_cast<double>(y * y)) +
                     40 * std::cos(0.31 * static_cast<double>(x * y))));
  for (const Lbp2dPeer& peer : kLbp2dPeers) {
    const Volume map = map_of(image, peer.filter);
    for (std::size_t i = 0; i < peer.map.size(); ++i)
      EXPECT_EQ(map.voxels[i], static_cast<float>(peer.map[i]))
          << peer.filter << " at " << i % 8 << " " << i / 8;
  }
}

}  // namespace

}  // namespace radgauge
