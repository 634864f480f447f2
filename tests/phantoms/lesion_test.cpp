#include "core/error.h"
#include "fixtures.h"

namespace radgauge {
namespace {

struct Moments {
  double mean = 0;
  double sd = 0;
};

Moments moments(const Scan& scan, std::uint8_t wanted) {
  double sum = 0, squares = 0, n = 0;
  for (std::size_t i = 0; i < scan.image.voxels.size(); ++i) {
    if (scan.mask.voxels[i] != wanted) continue;
    const double v = static_cast<double>(scan.image.voxels[i]);
    sum += v;
    squares += v * v;
    n += 1;
  }
  return {sum / n, std::sqrt(squares / n - sum / n * sum / n)};
}

/// Lesion without noise, bumps and soft edge, with fixed latent values.
std::vector<std::pair<std::string, Value>> plain() {
  return {{"roughness", 0.0},      {"edge_mm", 0.0},         {"noise_sd", 0.0},
          {"background_sd", 0.0},  {"radius_low_mm", 15.0},  {"radius_high_mm", 15.0},
          {"texture_sd_low", 0.0}, {"texture_sd_high", 0.0}, {"contrast_low", 60.0},
          {"contrast_high", 60.0}};
}

// oracle: without randomness it is a ball of the radius, with the two intensities asked for.
TEST(LesionOracle, PlainBall) {
  const Scan scan = Made("lesion", plain()).scan();
  const double volume = 4 * M_PI / 3 * std::pow(15.0, 3);
  EXPECT_NEAR(static_cast<double>(count(scan.mask)) * 2, volume, 0.02 * volume);
  for (std::size_t i = 0; i < scan.image.voxels.size(); ++i)
    ASSERT_EQ(scan.image.voxels[i], scan.mask.voxels[i] != 0 ? 90.0F : 30.0F);
  const Vec3 centre = centroid_mm(scan.mask);
  for (const double c : centre) EXPECT_NEAR(c, 0, 1e-9);
}

// oracle: SD within lesion and background is what was asked for; z-test over objects (fine texture, so that
// one lesion holds many independent patches). Rounding to whole HU adds 1/12.
TEST(LesionOracle, MomentsOverObjects) {
  auto given = plain();
  given.insert(given.end(), {{"correlation_low_mm", 1.0}, {"correlation_high_mm", 1.0}});
  for (auto& [name, value] : given) {
    if (name == "texture_sd_low" || name == "texture_sd_high") value = 30.0;
    if (name == "background_sd") value = 12.0;
    if (name == "noise_sd") value = 8.0;
  }
  const Made made("lesion", given);
  const int objects = 20;
  const double expected[] = {30, 12 * 12 + 64 + 1.0 / 12, 90, 30 * 30 + 64 + 1.0 / 12};
  double sums[4] = {0, 0, 0, 0}, squares[4] = {0, 0, 0, 0};
  for (int object = 0; object < objects; ++object) {
    const Scan scan = made.scan(17, static_cast<std::uint64_t>(object));
    for (const std::uint8_t inside : {std::uint8_t{0}, std::uint8_t{1}}) {
      const Moments m = moments(scan, inside);
      const double values[] = {m.mean, m.sd * m.sd};
      for (std::size_t k = 0; k < 2; ++k) {
        sums[2 * inside + k] += values[k];
        squares[2 * inside + k] += values[k] * values[k];
      }
    }
  }
  for (std::size_t k = 0; k < 4; ++k) {
    const double mean = sums[k] / objects;
    const double se = std::sqrt((squares[k] / objects - mean * mean) / (objects - 1));
    EXPECT_LT(std::abs(mean - expected[k]) / se, 4) << k << ": " << mean << " +- " << se;
    EXPECT_LT(se / expected[k], 0.05) << k;
  }
}

// invariant: objects and seeds differ; the mask stays off the image edge and in one size range.
TEST(LesionInvariant, ObjectsDiffer) {
  const Made made("lesion");
  std::vector<double> volumes;
  for (std::uint64_t object = 0; object < 20; ++object) {
    const Scan scan = made.scan(20261121, object);
    const Box box = bounding_box(scan.mask);
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_GT(box.begin[a], 0);
      EXPECT_LT(box.end[a], scan.mask.lattice.size[a]);
    }
    volumes.push_back(static_cast<double>(count(scan.mask)) * 2);
    for (std::size_t i = 0; i < scan.image.voxels.size(); i += 101)
      ASSERT_EQ(scan.image.voxels[i], std::round(scan.image.voxels[i]));
  }
  std::sort(volumes.begin(), volumes.end());
  EXPECT_EQ(std::unique(volumes.begin(), volumes.end()), volumes.end());
  EXPECT_GT(volumes.back(), 3 * volumes.front());
  EXPECT_NE(made.scan(1, 0).image, made.scan(2, 0).image);
}

// regression: the shape and noise of the first object of a seed.
TEST(LesionRegression, FirstObject) {
  const Scan scan = Made("lesion").scan(20261121, 0);
  EXPECT_EQ(scan.image.lattice.size, (Index3{64, 64, 40}));
  EXPECT_EQ(count(scan.mask), 923);
  EXPECT_EQ(scan.image(32, 32, 20), 145);
}

TEST(LesionMechanics, RefusesWhatCannotBeMade) {
  const auto refused = [](const std::vector<std::pair<std::string, Value>>& given, const std::string& word) {
    try {
      Made("lesion", given).scan();
    } catch (const Error& error) {
      return error.kind() == ErrorKind::study && std::string(error.what()).find(word) != std::string::npos;
    }
    return false;
  };
  EXPECT_TRUE(refused({{"radius_low_mm", 21.0}}, "radius_low"));
  EXPECT_TRUE(refused({{"correlation_low_mm", 20.0}}, "correlation_low"));
  EXPECT_TRUE(refused({{"contrast_low", 200.0}}, "contrast_low"));
  EXPECT_TRUE(refused({{"texture_sd_low", 200.0}}, "texture_sd_low"));
  EXPECT_TRUE(refused({{"radius_high_mm", 90.0}}, "wide"));
}

}  // namespace
}  // namespace radgauge
