// oracle: filters beside IBSI, as pyradiomics defines them.
#include "filter_example.h"

namespace radgauge {

namespace {

using testing::map_of;

/// Intensities in a row along x.
Volume row_of(const std::vector<float>& voxels) {
  Volume image(testing::unit_lattice({static_cast<std::int64_t>(voxels.size()), 1, 1}));
  image.voxels = voxels;
  return image;
}

// The largest intensity is -16: sqrt(16 * 4) = 8, 4^2 / 16 = 1, and so on.
TEST(PointFilterOracle, FormulasOfPyradiomics) {
  const Volume image = row_of({-16, -4, 0, 1, 4});
  const std::vector<float> square{16, 1, 0, 1.0F / 16, 1}, root{-16, -8, 0, 4, 8};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_FLOAT_EQ(map_of(image, "square").voxels[i], square[i]);
    EXPECT_FLOAT_EQ(map_of(image, "square_root").voxels[i], root[i]);
    const double v = image.voxels[i], scale = 16 / std::log(17.0);
    EXPECT_NEAR(map_of(image, "logarithm").voxels[i], (v < 0 ? -1 : 1) * scale * std::log(std::abs(v) + 1),
                1e-6);
    EXPECT_NEAR(map_of(image, "exponential").voxels[i], std::exp(std::log(16.0) / 16 * v), 1e-6);
  }
  const Volume zeros(testing::unit_lattice({3, 2, 2}));
  for (const char* filter : {"square", "square_root", "logarithm"})
    EXPECT_EQ(map_of(zeros, filter).voxels, zeros.voxels) << filter;
  EXPECT_EQ(map_of(zeros, "exponential").voxels, std::vector<float>(12, 1.0F));
}

// f = 2 x - 3 y + 6 z mm has a gradient of length 7 everywhere inside.
TEST(GradientFilterOracle, OfAPlane) {
  Lattice lattice = testing::unit_lattice({6, 5, 4});
  lattice.spacing_mm = {0.5, 1, 2};
  Volume image(lattice);
  for (std::int64_t z = 0; z < 4; ++z)
    for (std::int64_t y = 0; y < 5; ++y)
      for (std::int64_t x = 0; x < 6; ++x)
        image(x, y, z) = static_cast<float>(2 * 0.5 * static_cast<double>(x) - 3 * static_cast<double>(y) +
                                            6 * 2 * static_cast<double>(z));
  EXPECT_FLOAT_EQ(map_of(image, "gradient")(2, 2, 1), 7.0F);
  EXPECT_FLOAT_EQ(map_of(image, "gradient:dimension=2D")(2, 2, 1), std::sqrt(13.0F));
  // At the end of the image half of the difference along x is left.
  EXPECT_FLOAT_EQ(map_of(image, "gradient")(0, 2, 1), std::sqrt(1.0F + 9 + 36));
}

/// The pattern of the voxel in the middle of 3 x 3.
float middle_pattern(const std::vector<float>& voxels, const std::string& filter) {
  Volume image(testing::unit_lattice({3, 3, 1}));
  image.voxels = voxels;
  return map_of(image, filter)(1, 1, 0);
}

TEST(Lbp2dFilterOracle, PatternsByHand) {
  // Four points are the neighbours on the axes: right, up, left, down.
  const std::string four = "lbp_2d:samples=4";
  EXPECT_EQ(middle_pattern({0, 0, 0, 0, 5, 0, 0, 0, 0}, four), 0);
  EXPECT_EQ(middle_pattern({9, 9, 9, 9, 5, 9, 9, 9, 9}, four), 4);
  EXPECT_EQ(middle_pattern({5, 5, 5, 5, 5, 5, 5, 5, 5}, four), 4) << "equal is not below";
  EXPECT_EQ(middle_pattern({0, 9, 0, 0, 5, 9, 0, 0, 0}, four), 2) << "two neighbours side by side";
  EXPECT_EQ(middle_pattern({0, 0, 0, 9, 5, 9, 0, 0, 0}, four), 5) << "opposite ones are not uniform";
  // Eight points: those between the axes are interpolated, at (cos, sin) of 45 degrees. Of a corner of 9 and
  // its neighbours of 0, the point is 0.70711^2 9 + 0.20711... 5: 0.5 * 9 + 2 * 0.2071 * 0 + 0.0858 * 5.
  EXPECT_EQ(middle_pattern({0, 0, 9, 0, 5, 0, 0, 0, 0}, "lbp_2d"), 0) << "4.93 is below 5";
  EXPECT_EQ(middle_pattern({0, 0, 9.2F, 0, 5, 0, 0, 0, 0}, "lbp_2d"), 1) << "5.03 is not";
}

// Of an image of one value every point equals the centre, wherever it lies between voxels.
TEST(Lbp2dFilterOracle, FlatImagesAreFlat) {
  for (const int samples : {8, 9, 24})
    for (int value = -1024; value <= 1024; value += 3)
      ASSERT_EQ(middle_pattern(std::vector<float>(9, static_cast<float>(value) * 1.1F),
                               "lbp_2d:boundary=nearest:samples=" + std::to_string(samples)),
                static_cast<float>(samples))
          << value;
  EXPECT_EQ(middle_pattern(std::vector<float>(9, -1018), "lbp_2d:samples=9"), 9);
}

// invariant: a quarter turn of the image turns the map of a rotation-invariant pattern.
TEST(Lbp2dFilterInvariant, QuarterTurns) {
  const Volume image = testing::textured(testing::unit_lattice({9, 9, 1}), 100);
  Volume turned = image;
  for (std::int64_t y = 0; y < 9; ++y)
    for (std::int64_t x = 0; x < 9; ++x) turned(x, y, 0) = image(8 - y, x, 0);
  const Volume map = map_of(image, "lbp_2d"), of_turned = map_of(turned, "lbp_2d");
  for (std::int64_t y = 0; y < 9; ++y)
    for (std::int64_t x = 0; x < 9; ++x) EXPECT_EQ(of_turned(x, y, 0), map(8 - y, x, 0));
}

}  // namespace

}  // namespace radgauge
