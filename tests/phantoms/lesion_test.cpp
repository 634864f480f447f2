#include "core/error.h"
#include "fixtures.h"
#include "phantoms/object_moments.h"
#include "reference/z_test.h"

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

// oracle: in a scanner, without randomness, it is a ball of the radius with the two intensities asked for.
TEST(LesionOracle, PlainBallInAScanner) {
  using namespace testing;
  const phantoms::Object object = Made("lesion", plain()).object();
  const ObjectMoments m = moments_of(object, {0.6, 0.6, 0.6});
  const double volume = 4 * M_PI / 3 * std::pow(15.0, 3);
  EXPECT_NEAR(m.volume_mm3, volume, 0.005 * volume);
  EXPECT_NEAR(truth_of(object)["volume_mm3"], volume, 1e-6 * volume);
  for (const Vec3 at : {Vec3{0, 0, 0}, Vec3{3, 10, -8}, Vec3{0, 0, 14}})
    EXPECT_NEAR(hu_at(object, at), 90, 1e-3);
  for (const Vec3 at : {Vec3{0, 16, 0}, Vec3{60, 0, 90}}) EXPECT_NEAR(hu_at(object, at), 30, 1e-3);
  EXPECT_EQ(hu_at(object, {101, 0, 0}), -1000);
}

// invariant: the same lesions stand in a scanner: shape, radius and volume of each.
TEST(LesionInvariant, SameShapesInAScanner) {
  using namespace testing;
  const Made made("lesion");
  for (std::uint64_t index = 0; index < 3; ++index) {
    const phantoms::Object object = made.object(20261121, index);
    const Scan scan = made.scan(20261121, index);
    EXPECT_EQ(mask_of(object.regions.front(), scan.mask.lattice), scan.mask);
    const double volume = truth_of(object)["volume_mm3"];
    EXPECT_NEAR(static_cast<double>(count(scan.mask)) * 2, volume, 0.04 * volume);
  }
}

// oracle: the textures of the object have the SD asked for, between their nodes; z-test over objects.
TEST(LesionOracle, TextureInAScanner) {
  using namespace testing;
  auto given = plain();
  given.insert(given.end(), {{"correlation_low_mm", 1.0}, {"correlation_high_mm", 1.0}});
  for (auto& [name, value] : given) {
    if (name == "texture_sd_low" || name == "texture_sd_high") value = 30.0;
    if (name == "radius_low_mm" || name == "radius_high_mm") value = 10.0;
    if (name == "background_sd") value = 12.0;
  }
  const Made made("lesion", given);
  ZTest z;
  for (std::uint64_t index = 0; index < 20; ++index) {
    const phantoms::Object object = made.object(17, index);
    double inside = 0, outside = 0, n = 0;
    // Clear of the surface by the diagonal of a cell.
    for (double x = -6.5; x < 6.5; x += 0.91)
      for (double y = -4.5; y < 4.5; y += 0.83)
        for (double c = -3.7; c < 3.7; c += 1.07, ++n) {
          inside += std::pow(hu_at(object, {x, y, c}) - 90, 2);
          outside += std::pow(hu_at(object, {3 * x, 28 + 3 * y, 5 * c}) - 30, 2);
        }
    z.add("lesion", inside / n);
    z.add("background", outside / n);
  }
  z.expect("lesion", 900, 45);
  z.expect("background", 144, 7);
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
