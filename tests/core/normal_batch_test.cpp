// invariant: batches of normal numbers have the bytes of single draws with every instruction set of the
// machine.
#include "core/normal_batch.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "core/random.h"

namespace radgauge {
namespace {

class NormalBatchInvariant : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override {
    hwy::SetSupportedTargetsForTest(GetParam());
    ASSERT_EQ(hwy::SupportedTargets() & GetParam(), GetParam());
  }
  void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

TEST_P(NormalBatchInvariant, EqualsSingleDraws) {
  const Draws draws(20261127, "P03/L1", "noise.white", 1, 4);
  for (const std::uint64_t pair : {std::uint64_t{0}, std::uint64_t{12345}, (std::uint64_t{1} << 32) - 16}) {
    double largest = 0;
    for (std::uint64_t b = 0; b < 500; ++b) {
      NormalBatch batch;
      draw_normals(draws.key(), pair + 32 * b, 4, 7, batch);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        ASSERT_EQ(batch[i], draws.normal(2 * (pair + 32 * b) + i, 7));
        largest = std::max(largest, std::abs(batch[i]));
      }
    }
    EXPECT_GT(largest, 3.3) << "the tails were drawn, too";
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, NormalBatchInvariant,
                         ::testing::ValuesIn(hwy::SupportedAndGeneratedTargets()),
                         [](const auto& target) { return std::string(hwy::TargetName(target.param)); });

}  // namespace
}  // namespace radgauge
