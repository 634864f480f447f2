#include "reference/features/local_intensity.h"

#include <gtest/gtest.h>

#include <limits>
#include <numbers>

#include "core/random.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "reference/preprocessing/roi.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::blob;
using testing::textured;
using testing::unit_lattice;

/// By the manual: the mean of all voxels of the image within the radius of a voxel.
double mean_around(const Volume& image, const Index3& at) {
  const Index3& n = image.lattice.size;
  double sum = 0, voxels = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        double squared = 0;
        for (std::size_t a = 0; a < 3; ++a)
          squared +=
              std::pow(image.lattice.spacing_mm[a] * static_cast<double>(std::array{x, y, z}[a] - at[a]), 2);
        const auto v = static_cast<double>(image(x, y, z));
        if (std::sqrt(squared) > 10 * std::cbrt(3 / (4 * std::numbers::pi)) || !std::isfinite(v)) continue;
        sum += v;
        ++voxels;
      }
  return sum / voxels;
}

struct Peaks {
  double local = -1e300, global = -1e300;
};

Peaks by_definition(const Volume& image, const Mask& mask) {
  float highest = -std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < mask.voxels.size(); ++i)
    if (mask.voxels[i] != 0) highest = std::max(highest, image.voxels[i]);
  Peaks peaks;
  const Index3& n = image.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        if (mask(x, y, z) == 0) continue;
        const double mean = mean_around(image, {x, y, z});
        peaks.global = std::max(peaks.global, mean);
        if (image(x, y, z) == highest) peaks.local = std::max(peaks.local, mean);
      }
  return peaks;
}

std::array<FeatureValue, 2> local_intensity_measure(const Volume& image, const Mask& mask,
                                                    ExtractionSettings s = {}) {
  s.families = "loc";
  const FeatureVector values = extract(image, mask, std::span(&s, 1))[0];
  return {values[0], values[1]};
}

void expect_definition(const Volume& image, const Mask& mask, const std::string& what) {
  const Peaks expected = by_definition(image, mask);
  const auto found = local_intensity_measure(image, mask);
  ASSERT_EQ(found[0].status, Status::ok) << what;
  EXPECT_NEAR(found[0].value, expected.local, 1e-11) << what;
  EXPECT_NEAR(found[1].value, expected.global, 1e-11) << what;
}

// oracle: the manual's definition; regions at the edge of the image, with holes, of several parts,
// anisotropic voxels from 0.8 to 7 mm (alone within the sphere), and several voxels of the highest intensity.
TEST(LocalIntensityOracle, EqualsTheDefinition) {
  for (const Vec3& spacing : {Vec3{1, 1, 1}, Vec3{2, 2, 2}, Vec3{1.6, 2.3, 3}, Vec3{0.8, 4, 7}, Vec3{7, 7, 7},
                              Vec3{0.3, 0.3, 0.3}, Vec3{0.02, 1, 0.7}, Vec3{1e-3, 1e-3, 1e-3}}) {
    Lattice lattice = unit_lattice({22, 19, 17});
    lattice.spacing_mm = spacing;
    Volume image = textured(lattice, 90);
    for (float& v : image.voxels) v = std::floor(v);
    const std::string name = std::to_string(spacing[0]);
    expect_definition(image, blob(lattice, {11, 9, 8}, 2.5), name + " in the middle");
    Mask parts = blob(lattice, {1, 17, 0}, 4);
    parts(21, 0, 16) = parts(12, 7, 8) = parts(14, 7, 8) = 1;
    expect_definition(image, parts, name + " parts at the edge");
    Mask holes(lattice);
    const Draws draws(3, "holes", "test", 0, 0);
    for (std::size_t i = 0; i < holes.voxels.size(); ++i) holes.voxels[i] = draws.uniform(i) < 0.15 ? 1 : 0;
    expect_definition(image, holes, name + " with holes");
    image(11, 8, 8) = std::numeric_limits<float>::quiet_NaN();
    image(3, 3, 3) = std::numeric_limits<float>::infinity();
    Mask around = blob(lattice, {11, 9, 8}, 2.5);
    around(11, 8, 8) = 0;
    expect_definition(image, around, name + " missing voxels");
  }
}

// oracle: the mean of a linear intensity over a symmetric sphere is its middle; of a constant, the constant.
TEST(LocalIntensityOracle, GradientAndConstant) {
  const Lattice lattice = unit_lattice({31, 31, 31});
  Volume image(lattice);
  for (std::int64_t z = 0; z < 31; ++z)
    for (std::int64_t y = 0; y < 31; ++y)
      for (std::int64_t x = 0; x < 31; ++x) image(x, y, z) = static_cast<float>(2 * x - 3 * y + z);
  const Mask ball = blob(lattice, {15, 15, 15}, 5);
  const auto found = local_intensity_measure(image, ball);
  // The highest voxel of the ball is that of the highest mean.
  float highest = -1000;
  for (std::size_t i = 0; i < ball.voxels.size(); ++i)
    if (ball.voxels[i] != 0) highest = std::max(highest, image.voxels[i]);
  EXPECT_NEAR(found[0].value, static_cast<double>(highest), 1e-11);
  EXPECT_NEAR(found[1].value, static_cast<double>(highest), 1e-11);
  const auto constant = local_intensity_measure(Volume(lattice, 0.1F), ball);
  EXPECT_NEAR(constant[0].value, static_cast<double>(0.1F), 1e-14);
  EXPECT_NEAR(constant[1].value, static_cast<double>(0.1F), 1e-14);
}

// oracle: centres are of the intensity mask, their neighbours of the whole image.
TEST(LocalIntensityOracle, OnlyTheIntensityMaskHasCentres) {
  const Lattice lattice = unit_lattice({31, 15, 15});
  Volume image(lattice, 10);
  image(8, 7, 7) = 1000;
  const Mask all = blob(lattice, {15, 7, 7}, 30);
  ExtractionSettings s;
  s.resegmentation_upper = 500;
  const auto found = local_intensity_measure(image, all, s);
  // All voxels left are of the highest intensity; 925 whole voxels of 1 mm lie within the radius, fewer at
  // edges.
  EXPECT_EQ(found[0].value, found[1].value);
  EXPECT_GT(found[0].value, 10 + 990 / 1021.0);
  const auto kept = local_intensity_measure(image, blob(lattice, {22, 7, 7}, 3), s);
  EXPECT_NEAR(kept[1].value, 10, 1e-12) << "the bright voxel is out of reach";
}

// invariant: any crop that leaves the sphere its room gives the same bytes; one that does not says so.
TEST(LocalIntensityInvariant, CropsChangeNothing) {
  Lattice lattice = unit_lattice({40, 38, 36});
  lattice.spacing_mm = {1, 1.5, 2};
  const Volume image = textured(lattice, 90);
  const Mask mask = blob(lattice, {17, 18, 14}, 4);
  const auto whole = local_intensity_measure(image, mask);
  for (const std::int64_t margin : {7, 9, 12}) {
    const Box box = intersect(grow(bounding_box(mask), {margin, margin, margin}), {{0, 0, 0}, lattice.size});
    const auto cropped = local_intensity_measure(crop(image, box), crop(mask, box));
    for (std::size_t k = 0; k < 2; ++k) EXPECT_EQ(cropped[k].value, whole[k].value) << margin;
  }
  const Box box = grow(bounding_box(mask), {5, 5, 5});
  const auto cut = local_intensity_measure(crop(image, box), crop(mask, box));
  for (const FeatureValue& value : cut) {
    EXPECT_EQ(value.status, Status::undefined);
    EXPECT_NE(value.reason.find("cut"), std::string_view::npos);
  }
}

// invariant: the grid stage leaves the room that surroundings_mm asks for.
TEST(LocalIntensityInvariant, PreparedImagesReachFarEnough) {
  ExtractionSettings s = find_preset("ct-1mm")->settings;
  s.families = "loc";
  EXPECT_GT(surroundings_mm(s), 6.2);
  Lattice lattice = unit_lattice({40, 38, 20});
  lattice.spacing_mm = {0.9, 0.9, 3};
  const Volume image = textured(lattice, 90);
  const Mask mask = blob(lattice, {20, 18, 10}, 5);
  std::array<std::array<FeatureValue, 2>, 2> found;
  for (std::size_t i = 0; i < 2; ++i) {
    const Prepared p = resample(sampling_source(image, s), image, mask, grid_plan(lattice, s), s,
                                surroundings_mm(s) + static_cast<double>(5 * i));
    found[i] = local_intensity_measure(p.image, p.mask, s);
    EXPECT_EQ(found[i][0].status, Status::ok);
  }
  for (std::size_t k = 0; k < 2; ++k) EXPECT_EQ(found[0][k].value, found[1][k].value);
  s.families = "morph+stat";
  EXPECT_EQ(surroundings_mm(s), 0);
}

// invariant: a mask that was moved beyond what was scanned keeps its own voxels; found by mutated images
// under AddressSanitizer.
TEST(LocalIntensityInvariant, AMaskBeyondTheScanIsWithinItsSurroundings) {
  Volume image = textured(unit_lattice({12, 3, 3}), 7);
  image.window.offset = {-4, 0, 0};  // the scan starts at the fifth voxel and has five
  image.window.whole_size = {5, 3, 3};
  Mask mask(image.lattice, 1);
  for (const auto& [first, end] : {std::pair{0, 12}, std::pair{2, 6}, std::pair{10, 12}}) {
    for (std::int64_t z = 0; z < 3; ++z)
      for (std::int64_t y = 0; y < 3; ++y)
        for (std::int64_t x = 0; x < 12; ++x) mask(x, y, z) = x >= first && x < end ? 1 : 0;
    const Roi roi = cut_roi(image, mask);
    const Surroundings around = cut_surroundings(image, mask, 6.2);
    EXPECT_GE(around.offset[0], 0);
    EXPECT_LE(around.offset[0] + roi.size[0], around.size[0]);
    EXPECT_EQ(around.intensity.size(),
              static_cast<std::size_t>(around.size[0] * around.size[1] * around.size[2]));
  }
}

}  // namespace
}  // namespace radgauge
