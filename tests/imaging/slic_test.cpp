#include "imaging/slic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/random.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

Volume image_of(const Index3& size, const Vec3& spacing_mm) {
  Lattice lattice;
  lattice.size = size;
  lattice.spacing_mm = spacing_mm;
  return Volume(lattice, 0.5F);
}

std::map<std::int32_t, std::int64_t> sizes(const Grid<std::int32_t>& label) {
  std::map<std::int32_t, std::int64_t> count;
  for (const std::int32_t l : label.voxels) ++count[l];
  return count;
}

// oracle: a constant image falls into equal cubes in mm, whatever the spacing.
TEST(SlicOracle, ConstantImageIsCutIntoCubes) {
  for (const Vec3& spacing : {Vec3{1, 1, 1}, Vec3{1, 1, 2}, Vec3{0.5, 1, 4}}) {
    Index3 size;
    for (std::size_t a = 0; a < 3; ++a) size[a] = static_cast<std::int64_t>(32 / spacing[a]);
    const Grid<std::int32_t> label = slic(image_of(size, spacing), 512, 0.05);
    const auto count = sizes(label);
    EXPECT_EQ(count.size(), 64u);
    for (const auto& [l, voxels] : count)
      EXPECT_EQ(static_cast<double>(voxels) * spacing[0] * spacing[1] * spacing[2], 512);
  }
}

// oracle: two materials whose border cuts through the starting grid: no supervoxel crosses it.
TEST(SlicOracle, FollowsAnEdge) {
  Volume image = image_of({40, 40, 20}, {1, 1, 2});
  const auto material = [](std::int64_t x, std::int64_t y) { return 3 * x + y > 73; };
  for (std::int64_t z = 0; z < 20; ++z)
    for (std::int64_t y = 0; y < 40; ++y)
      for (std::int64_t x = 0; x < 40; ++x) image(x, y, z) = material(x, y) ? 1.0F : 0.0F;
  const Grid<std::int32_t> label = slic(image, 500, 0.05);
  std::map<std::int32_t, std::set<bool>> found;
  for (std::int64_t z = 0; z < 20; ++z)
    for (std::int64_t y = 0; y < 40; ++y)
      for (std::int64_t x = 0; x < 40; ++x) found[label(x, y, z)].insert(material(x, y));
  EXPECT_GT(found.size(), 30u);
  for (const auto& [l, materials] : found) EXPECT_EQ(materials.size(), 1u) << l;
}

// invariant: on noise each supervoxel hangs together, none is small, numbers follow the first voxels.
TEST(SlicInvariant, ConnectedLargeAndNumberedByPlace) {
  Volume image = image_of({36, 34, 17}, {1, 1, 2});
  const Draws draws(3, "slic", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    image.voxels[i] = static_cast<float>(draws.uniform(i));
  const Grid<std::int32_t> label = slic(image, 500, 0.2);
  EXPECT_EQ(slic(image, 500, 0.2), label);
  std::int32_t next = 0;
  for (const std::int32_t l : label.voxels) {
    ASSERT_LE(l, next);
    if (l == next) ++next;
  }
  for (const auto& [l, voxels] : sizes(label)) {
    EXPECT_GE(static_cast<double>(voxels) * 2, 250);
    const auto seed = std::find(label.voxels.begin(), label.voxels.end(), l) - label.voxels.begin();
    std::vector<std::int64_t> stack{seed};
    std::set<std::int64_t> seen{seed};
    while (!stack.empty()) {
      const std::int64_t i = stack.back();
      stack.pop_back();
      const std::int64_t x = i % 36, y = i / 36 % 34, z = i / (36 * 34);
      for (const auto& [dx, dy, dz] :
           {std::array<std::int64_t, 3>{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}) {
        if (x + dx < 0 || x + dx >= 36 || y + dy < 0 || y + dy >= 34 || z + dz < 0 || z + dz >= 17) continue;
        const std::int64_t j = i + dx + 36 * (dy + 34 * dz);
        if (label.voxels[static_cast<std::size_t>(j)] == l && seen.insert(j).second) stack.push_back(j);
      }
    }
    EXPECT_EQ(static_cast<std::int64_t>(seen.size()), voxels);
  }
}

TEST(SlicMechanics, RefusesWhatItCannotDo) {
  Volume image = image_of({8, 8, 8}, {1, 1, 1});
  for (const double bad : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_THROW(slic(image, bad, 0.05), Error);
    EXPECT_THROW(slic(image, 500, bad), Error);
  }
  EXPECT_EQ(sizes(slic(image, 1e6, 0.05)).size(), 1u);
  image.voxels[7] = std::nanf("");
  EXPECT_THROW(slic(image, 500, 0.05), Error);
}

}  // namespace
}  // namespace radgauge
