#include "runner/kept_cell.h"

#include "core/hash.h"
#include "runner_fixture.h"

namespace radgauge {

namespace {

using testing::RunnerTest;
using KeptCellInvariant = RunnerTest;
using KeptCellMechanics = RunnerTest;

const KeptStep* step_in(const runner::KeptExtraction& extraction, const std::string& step,
                        const std::string& part) {
  for (const KeptStep& one : extraction.steps)
    if (one.step == step && one.part == part) return &one;
  return nullptr;
}

// invariant: a cell that is measured alone has the bytes that the run of the whole study gave it, and what is
// kept of it has the checksums that the run recorded.
TEST_F(KeptCellInvariant, IsTheCellOfTheRun) {
  store::Store store = new_store("store");
  run(store, {});
  const auto all = cells(store);
  for (std::size_t cell = 0; cell < all.size(); cell += 4) {
    runner::KeptCell kept = runner::keep_cell(study_, plan_, engine::built_in_engine(), cell);
    kept.record.seconds = 0;
    expect_same({kept.record}, {all[cell]});
    ASSERT_EQ(kept.extractions.size(), study_.extractions.size());
    std::size_t f = 0;
    for (const runner::KeptExtraction& extraction : kept.extractions) {
      for (const store::StoredChecksum& sum : all[cell].checksums) {
        if (sum.extraction != extraction.name || sum.step != "image") continue;
        const KeptStep* image = step_in(extraction, "image", "");
        ASSERT_NE(image, nullptr) << extraction.name;
        EXPECT_EQ(xxh3(std::as_bytes(std::span(image->voxels.voxels))), sum.xxh3)
            << plan_.cell_name(study_, cell) << " " << extraction.name;
      }
      EXPECT_NE(step_in(extraction, "mask", kAsAcquired), nullptr);
      for (const KeptStep& step : extraction.steps)
        if (step.step == "value")
          for (const NamedNumber& number : step.numbers) {
            ASSERT_LT(f, all[cell].values.size());
            if (all[cell].statuses[f] == Status::ok) {
              EXPECT_EQ(number.value, all[cell].values[f]) << number.name;
            }
            ++f;
          }
    }
    EXPECT_EQ(f, all[cell].values.size());
  }
}

TEST_F(KeptCellMechanics, ACellThatFailsHasItsReasonAndNoSteps) {
  study_ = study::decode_study(
      io::parse_yaml("study: s\nphantoms: {kind: sphere, count: 1, radius_mm: 4}\n"
                     "conditions: {gone: {chain: [{mask.grow_mm: {distance_mm: -20}}]}}\n",
                     "study.yaml"),
      "");
  plan_ = study::make_plan(study_);
  ASSERT_EQ(plan_.cells.size(), 2u);
  const runner::KeptCell kept = runner::keep_cell(study_, plan_, engine::built_in_engine(), 1);
  EXPECT_EQ(kept.record.status, Status::failed);
  EXPECT_NE(kept.record.reason, "");
  EXPECT_TRUE(kept.extractions.empty());
}

}  // namespace
}  // namespace radgauge
