// invariant: the inner loops of the texture matrices give the same whole numbers with every instruction set
// of the machine as voxel by voxel.
#include "reference/features/texture_kernels.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "reference/features/directions.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::Scatter;

/// Makes an instruction set the only one, until the end of its life.
class OnlyTarget {
 public:
  explicit OnlyTarget(std::int64_t target) { hwy::SetSupportedTargetsForTest(target); }
  ~OnlyTarget() { hwy::SetSupportedTargetsForTest(0); }
  OnlyTarget(const OnlyTarget&) = delete;
  OnlyTarget& operator=(const OnlyTarget&) = delete;
};

/// A row in a box that is padded by 2, of levels lowest to lowest + levels - 1 and some voxels outside.
struct Row {
  Row(std::int64_t length, int lowest, int levels, Scatter& scatter) : n(length), size{length + 4, 5, 5} {
    voxels.resize(static_cast<std::size_t>(size[0] * 25));
    for (auto& v : voxels)
      v = scatter.next() < 0.2 ? std::uint8_t{0} : static_cast<std::uint8_t>(lowest + scatter.below(levels));
  }
  const std::uint8_t* first() const { return voxels.data() + memory_offset({2, 2, 2}, size); }

  std::int64_t n;
  Index3 size;
  std::vector<std::uint8_t> voxels;
};

/// f(row, scatter) for rows of all lengths up to a few of the longest vectors, one level to the highest.
template <class F>
void for_rows(F f) {
  Scatter scatter(11);
  for (std::int64_t n = 1; n <= 200; ++n)
    for (const auto& [lowest, levels] :
         {std::pair{1, 1}, std::pair{1, 2}, std::pair{1, 32}, std::pair{1, 255}, std::pair{250, 6}})
      f(Row(n, lowest, levels, scatter), scatter);
}

class TextureKernelsInvariant : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override { ASSERT_EQ(texture::running_target(), GetParam()); }

 private:
  OnlyTarget only_{GetParam()};
};

using Bytes = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;

std::vector<std::int64_t> box_offsets(const Index3& size, std::int64_t distance, std::int64_t along) {
  std::vector<std::int64_t> offsets;
  for (std::int64_t z = -distance; z <= distance; ++z)
    for (std::int64_t y = -distance; y <= distance; ++y)
      for (std::int64_t x = -along; x <= along; ++x) offsets.push_back(memory_offset({x, y, z}, size));
  return offsets;
}

TEST_P(TextureKernelsInvariant, NeighboursMatch) {
  for_rows([](const Row& row, Scatter&) {
    std::vector<std::int64_t> offsets;
    for (const Index3& d : kDirections) offsets.push_back(memory_offset(d, row.size));
    for (const std::size_t neighbours : {kPlaneDirections, kDirections.size()}) {
      const std::span used(offsets.data(), neighbours);
      const auto n = static_cast<std::size_t>(row.n);
      Bytes low(n, 7), high(n, 7), plain_low(n), plain_high(n);
      texture::match_neighbours(row.first(), used, row.n, low.data(), high.data());
      texture::plain::match_neighbours(row.first(), used, row.n, plain_low.data(), plain_high.data());
      ASSERT_EQ(low, plain_low) << row.n;
      ASSERT_EQ(high, plain_high) << row.n;
    }
  });
}

TEST_P(TextureKernelsInvariant, DependencesAgree) {
  for_rows([](const Row& row, Scatter&) {
    for (const std::int64_t distance : {1, 2}) {
      const auto offsets = box_offsets(row.size, distance, distance);
      for (const std::uint8_t coarseness : Bytes{0, 1, 3, 255}) {
        Bytes found(static_cast<std::size_t>(row.n), 7), expected(found);
        texture::count_dependent(row.first(), offsets, coarseness, row.n, found.data());
        texture::plain::count_dependent(row.first(), offsets, coarseness, row.n, expected.data());
        ASSERT_EQ(found, expected) << row.n << ", " << int{coarseness};
      }
    }
  });
}

TEST_P(TextureKernelsInvariant, RunsAgree) {
  for_rows([](const Row& row, Scatter& scatter) {
    const auto n = static_cast<std::size_t>(row.n);
    Bytes carried(n);
    for (auto& c : carried) c = static_cast<std::uint8_t>(scatter.below(256));
    const std::uint8_t* before = row.first() - row.size[0];
    Bytes run(n, 7), expected(n);
    texture::carry_runs(row.first(), before, carried.data(), row.n, run.data());
    texture::plain::carry_runs(row.first(), before, carried.data(), row.n, expected.data());
    ASSERT_EQ(run, expected) << row.n;
  });
}

TEST_P(TextureKernelsInvariant, BoxSumsAgree) {
  for_rows([](const Row& row, Scatter&) {
    for (const std::int64_t distance : {1, 2}) {
      // 11 bits are enough for 75 levels; what is lost above is lost by both.
      const auto rows = box_offsets(row.size, distance, 0);
      Words columns(static_cast<std::size_t>(row.n + 2 * distance)), plain_columns(columns);
      Words boxes(static_cast<std::size_t>(row.n), 7), expected(boxes);
      texture::sum_boxes(row.first(), rows, distance, 11, row.n, columns.data(), boxes.data());
      texture::plain::sum_boxes(row.first(), rows, distance, 11, row.n, plain_columns.data(),
                                expected.data());
      ASSERT_EQ(boxes, expected) << row.n;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Targets, TextureKernelsInvariant,
                         ::testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& target) { return std::string(hwy::TargetName(target.param)); });

}  // namespace
}  // namespace radgauge
