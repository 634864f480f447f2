#include "io/bias_field.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/random.h"

namespace radgauge {
namespace {

/// A ball of three tissues in air, times a field that runs from 1 / 1.3 to 1.3 along the axes.
struct Shaded {
  Volume clean, shaded;
  Mask tissue;
};

Shaded shaded_ball(const Index3& size) {
  const Lattice lattice{size, {2, 2, 3}, {0, 0, 0}, kIdentity3};
  Shaded out{Volume(lattice), Volume(lattice), Mask(lattice)};
  const Draws draws(9, "tissue", "test", 0, 0);
  std::size_t i = 0;
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x, ++i) {
        const auto part = [&](std::size_t a, std::int64_t at) {
          return 2 * static_cast<double>(at) / static_cast<double>(size[a] - 1) - 1;
        };
        const double u = part(0, x), v = part(1, y), w = part(2, z);
        const double r = std::sqrt(u * u + v * v + w * w);
        out.tissue.voxels[i] = r < 0.9 ? 1 : 0;
        const double value = r < 0.4 ? 600 : r < 0.7 ? 400 : r < 0.9 ? 250 : 0;
        const double noisy = value == 0 ? 0 : value + 5 * draws.normal(i);
        const double gain = std::exp(std::log(1.3) * (0.6 * u + 0.3 * v * v - 0.3 * w));
        out.clean.voxels[i] = static_cast<float>(noisy);
        out.shaded.voxels[i] = static_cast<float>(noisy * gain);
      }
  return out;
}

/// Coefficient of variation of image / clean over the tissue: 0 when only a constant is left of the field.
double what_is_left(const Volume& image, const Shaded& of) {
  double sum = 0, squares = 0, n = 0;
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    if (of.tissue.voxels[i] == 0) continue;
    const double ratio = static_cast<double>(image.voxels[i]) / static_cast<double>(of.clean.voxels[i]);
    sum += ratio;
    squares += ratio * ratio;
    n += 1;
  }
  return std::sqrt(squares / n - sum / n * (sum / n)) / (sum / n);
}

// oracle: of a known field less than a fifth is left, with every shrink factor. An image without a field
// keeps its contrast: its tissues change against each other by less than 1 %.
TEST(BiasFieldOracle, N4RemovesAKnownField) {
  const Shaded of = shaded_ball({48, 44, 24});
  const double before = what_is_left(of.shaded, of);
  EXPECT_GT(before, 0.07);
  for (const std::int64_t shrink : {1, 2, 4}) {
    N4Settings settings;
    settings.n4_shrink_factor = shrink;
    settings.n4_levels = 2;
    const io::N4Host n4;
    EXPECT_LT(what_is_left(n4.corrected(of.shaded, of.tissue, settings), of), before / 5) << shrink;
    EXPECT_LT(what_is_left(n4.corrected(of.clean, of.tissue, settings), of), 0.01) << shrink;
  }
}

// invariant: twice the image, twice the result; the lattice's place and direction play no part.
TEST(BiasFieldInvariant, UnitsAndPlaceDoNotMatter) {
  const Shaded of = shaded_ball({24, 22, 12});
  N4Settings settings;
  settings.n4_levels = 1;
  settings.n4_iterations = 10;
  const io::N4Host n4;
  const Volume once = n4.corrected(of.shaded, of.tissue, settings);
  EXPECT_EQ(once, n4.corrected(of.shaded, of.tissue, settings));
  Volume moved = of.shaded;
  moved.lattice.origin_mm = {-70, 3, 1e4};
  moved.lattice.direction = {0, 1, 0, -1, 0, 0, 0, 0, 1};
  EXPECT_EQ(n4.corrected(moved, of.tissue, settings).voxels, once.voxels);
  Volume doubled = of.shaded;
  for (float& v : doubled.voxels) v *= 2;
  const Volume twice = n4.corrected(doubled, of.tissue, settings);
  for (std::size_t i = 0; i < once.voxels.size(); ++i)
    ASSERT_NEAR(twice.voxels[i], 2 * once.voxels[i], 2e-3 * (1 + std::abs(once.voxels[i])));
}

TEST(BiasFieldMechanics, SaysWhatCannotBeCorrected) {
  const io::N4Host n4;
  const Shaded of = shaded_ball({24, 22, 12});
  EXPECT_THROW(n4.corrected(of.shaded, Mask(of.shaded.lattice), {}), Error);
  Volume negative = of.shaded;
  for (float& v : negative.voxels) v = -v;
  EXPECT_THROW(n4.corrected(negative, of.tissue, {}), Error);
  const Lattice thin{{64, 64, 1}, {1, 1, 1}, {0, 0, 0}, kIdentity3};
  EXPECT_THROW(n4.corrected(Volume(thin, 5), Mask(thin, 1), {}), Error);
  Volume hole = of.shaded;
  hole(12, 11, 6) = NAN;
  const Volume out = n4.corrected(hole, of.tissue, {});
  EXPECT_TRUE(std::isnan(out(12, 11, 6)));
  EXPECT_TRUE(std::isfinite(out(12, 11, 7)));
}

}  // namespace
}  // namespace radgauge
