#include "imaging/random_field.h"

#include <cmath>

#include "core/error.h"
#include "imaging/gaussian_filter.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

Lattice field_lattice() {
  Lattice lattice;
  lattice.size = {48, 40, 24};
  lattice.spacing_mm = {1, 1, 2};
  return lattice;
}

double lag_product(const Grid<float>& field, const Index3& lag) {
  const Index3& n = field.lattice.size;
  double sum = 0;
  std::int64_t pairs = 0;
  for (std::int64_t z = 0; z + lag[2] < n[2]; ++z)
    for (std::int64_t y = 0; y + lag[1] < n[1]; ++y)
      for (std::int64_t x = 0; x + lag[0] < n[0]; ++x, ++pairs)
        sum += static_cast<double>(field(x, y, z)) *
               static_cast<double>(field(x + lag[0], y + lag[1], z + lag[2]));
  return sum / static_cast<double>(pairs);
}

// oracle: E[g(x) g(x + d)] = exp(-d^2 / (4 w^2)) with a known mean of 0; z-test over independent seeds.
TEST(RandomFieldOracle, Autocorrelation) {
  const int seeds = 30;
  for (const double w : {1.5, 3.0, 9.0})
    for (const Index3& lag : {Index3{0, 0, 0}, Index3{1, 0, 0}, Index3{3, 0, 0}, Index3{0, 4, 0},
                              Index3{0, 0, 1}, Index3{2, 1, 1}}) {
      double square_mm = 0;
      for (std::size_t a = 0; a < 3; ++a)
        square_mm += std::pow(static_cast<double>(lag[a]) * field_lattice().spacing_mm[a], 2);
      double sum = 0, squares = 0;
      for (int seed = 0; seed < seeds; ++seed) {
        const Draws draws(static_cast<std::uint64_t>(seed), "field", "test", 0, 0);
        const double value =
            lag_product(random_field(field_lattice(), {{0, 0, 0}, {48, 40, 24}}, w, draws), lag);
        sum += value;
        squares += value * value;
      }
      const double mean = sum / seeds;
      const double se = std::sqrt((squares / seeds - mean * mean) / (seeds - 1));
      EXPECT_LT(std::abs(mean - std::exp(-square_mm / (4 * w * w))) / se, 4)
          << "w " << w << " lag " << square_mm;
      EXPECT_LT(se, w < 5 ? 0.06 : 0.2);
    }
}

// oracle: the weighted sum of shifted voxels by its definition, to the last bit, on every axis, for rows of
// one voxel to several runs of sixteen and kernels of one to many weights.
TEST(ConvolutionOracle, IsTheSumOfItsDefinition) {
  for (const std::int64_t width : {1, 15, 16, 17, 37})
    for (const std::size_t taps : {1u, 3u, 4u, 9u})
      for (int axis = 0; axis < 3; ++axis) {
        const auto a = static_cast<std::size_t>(axis);
        Index3 size{width, 4, 3};
        const Index3 smaller = size;
        size[a] += static_cast<std::int64_t>(taps) - 1;
        std::vector<double> block(static_cast<std::size_t>(size[0] * size[1] * size[2])), kernel(taps);
        for (std::size_t i = 0; i < block.size(); ++i)
          block[i] = std::sin(1.7 * static_cast<double>(i * i % 101));
        for (std::size_t k = 0; k < taps; ++k) kernel[k] = 1 / (3.0 + static_cast<double>(k));
        const std::vector<double> made = convolve_axis(block, size, axis, kernel);
        ASSERT_EQ(made.size(), static_cast<std::size_t>(smaller[0] * smaller[1] * smaller[2]));
        std::size_t n = 0;
        for (std::int64_t z = 0; z < smaller[2]; ++z)
          for (std::int64_t y = 0; y < smaller[1]; ++y)
            for (std::int64_t x = 0; x < smaller[0]; ++x, ++n) {
              double sum = 0;
              for (std::size_t k = 0; k < taps; ++k) {
                Index3 at{x, y, z};
                at[a] += static_cast<std::int64_t>(k);
                sum +=
                    kernel[k] * block[static_cast<std::size_t>(at[0] + size[0] * (at[1] + size[1] * at[2]))];
              }
              ASSERT_EQ(made[n], sum)
                  << width << " " << taps << " axis " << axis << ": " << x << " " << y << " " << z;
            }
      }
}

// invariant: the field of a crop is the crop of the field.
TEST(RandomFieldInvariant, CropChangesNoByte) {
  const Draws draws(9, "field", "test", 0, 2);
  const Volume whole = random_field(field_lattice(), {{0, 0, 0}, {48, 40, 24}}, 2.5, draws, 3);
  const Volume part = crop(whole, Box{{5, 7, 3}, {30, 40, 20}});
  EXPECT_EQ(random_field(part.lattice, part.window, 2.5, draws, 3).voxels, part.voxels);
  EXPECT_NE(random_field(part.lattice, part.window, 2.5, draws, 4).voxels, part.voxels);
}

// invariant: so does one whose white noise lies on nodes, wherever it begins among them.
TEST(RandomFieldInvariant, CropOfALongCorrelationChangesNoByte) {
  const Draws draws(5, "field", "test", 0, 0);
  for (const double w : {8.0, 21.0, 200.0}) {
    const Volume whole = random_field(field_lattice(), {{0, 0, 0}, {48, 40, 24}}, w, draws, 3);
    for (const Index3& begin : {Index3{5, 6, 7}, Index3{10, 3, 1}}) {
      const Volume part = crop(whole, Box{begin, {40, 31, 20}});
      EXPECT_EQ(random_field(part.lattice, part.window, w, draws, 3).voxels, part.voxels) << w;
    }
  }
}

// oracle: every voxel has a variance of 1, between the nodes as on them: z-test over independent seeds.
TEST(RandomFieldOracle, VarianceBetweenNodes) {
  Lattice lattice;
  lattice.size = {20, 1, 1};
  lattice.spacing_mm = {1, 1, 1};
  const int seeds = 3000;
  std::vector<double> squares(20, 0);
  for (int seed = 0; seed < seeds; ++seed) {
    const Draws draws(static_cast<std::uint64_t>(seed), "field", "test", 0, 0);
    const Volume field = random_field(lattice, {{0, 0, 0}, {20, 1, 1}}, 22, draws);
    for (std::size_t i = 0; i < 20; ++i)
      squares[i] += static_cast<double>(field.voxels[i]) * static_cast<double>(field.voxels[i]);
  }
  for (const double square : squares) EXPECT_NEAR(square / seeds, 1, 4 * std::sqrt(2.0 / seeds));
}

// invariant: without correlation the field is the white noise of the voxels themselves.
TEST(RandomFieldInvariant, ZeroLengthIsWhite) {
  const Draws draws(9, "field", "test", 0, 0);
  const Volume field = random_field(field_lattice(), {{0, 0, 0}, {48, 40, 24}}, 0, draws);
  for (std::size_t i = 0; i < field.voxels.size(); i += 97)
    EXPECT_EQ(field.voxels[i], static_cast<float>(draws.normal(i)));
}

TEST(RandomFieldMechanics, RefusesBadLength) {
  const Draws draws(9, "field", "test", 0, 0);
  for (const double w : {-1.0, std::nan(""), HUGE_VAL})
    EXPECT_THROW(random_field(field_lattice(), {{0, 0, 0}, {48, 40, 24}}, w, draws), Error);
}

// oracle: a Gaussian stays Gaussian and its variances add: blurring exp(-d^2/(2 s^2)) by t gives amplitude
// (s^2 / (s^2 + t^2))^(1/2) per axis. Sampling and cutting at 4 t cost less than 1e-3.
TEST(GaussianFilterOracle, GaussianOfGaussian) {
  Lattice lattice;
  lattice.size = {41, 33, 25};
  lattice.spacing_mm = {1, 1.5, 2};
  Volume image(lattice), expected(lattice);
  const Vec3 s{4, 5, 5}, t{2, 0, 3};
  for (std::int64_t z = 0; z < 25; ++z)
    for (std::int64_t y = 0; y < 33; ++y)
      for (std::int64_t x = 0; x < 41; ++x) {
        const Vec3 d{static_cast<double>(x - 20), 1.5 * static_cast<double>(y - 16),
                     2 * static_cast<double>(z - 12)};
        double before = 100, after = 100;
        for (std::size_t a = 0; a < 3; ++a) {
          const double v = s[a] * s[a] + t[a] * t[a];
          before *= std::exp(-d[a] * d[a] / (2 * s[a] * s[a]));
          after *= s[a] / std::sqrt(v) * std::exp(-d[a] * d[a] / (2 * v));
        }
        image(x, y, z) = static_cast<float>(before);
        expected(x, y, z) = static_cast<float>(after);
      }
  const Volume blurred = gaussian_filter(image, t);
  for (std::int64_t z = 7; z < 18; ++z)
    for (std::int64_t y = 0; y < 33; ++y)
      for (std::int64_t x = 8; x < 33; ++x) EXPECT_NEAR(blurred(x, y, z), expected(x, y, z), 0.1);
}

// invariant: a constant stays, and a crop with 4 sigma around it gives the same bytes within.
TEST(GaussianFilterInvariant, ConstantAndCrop) {
  Lattice lattice = field_lattice();
  for (const float v : gaussian_filter(Volume(lattice, 37.0F), {2, 3, 1}).voxels) EXPECT_FLOAT_EQ(v, 37.0F);
  const Draws draws(2, "field", "test", 0, 0);
  const Volume image = random_field(lattice, {{0, 0, 0}, lattice.size}, 0, draws);
  const Volume whole = gaussian_filter(image, {1, 1, 2});
  const Volume part = gaussian_filter(crop(image, Box{{8, 8, 6}, {40, 36, 20}}), {1, 1, 2});
  for (std::int64_t z = 10; z < 16; ++z)
    for (std::int64_t y = 12; y < 32; ++y)
      for (std::int64_t x = 12; x < 36; ++x) ASSERT_EQ(whole(x, y, z), part(x - 8, y - 8, z - 6));
}

TEST(GaussianFilterMechanics, RefusesBadSigma) {
  for (const double s : {-1.0, std::nan(""), HUGE_VAL})
    EXPECT_THROW(gaussian_filter(Volume(field_lattice()), {s, 0, 0}), Error);
}

}  // namespace
}  // namespace radgauge
