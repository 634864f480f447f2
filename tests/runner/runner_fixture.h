#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "record/feature_table.h"
#include "runner/runner.h"

namespace radgauge::testing {

inline const std::string kStudy =
    "study: s\nseed: 5\n"
    "phantoms: {kind: lesion, count: 3}\n"
    "extractions:\n"
    "  original: {preset: ct-1mm, spacing_x_mm: 3, spacing_y_mm: 3, spacing_z_mm: 3}\n"
    "  native: {preset: none, interpolation: linear}\n"
    "  bins16: {preset: none, interpolation: linear, bin_count: 16}\n"
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: [0.5, 1]}}], repeats: 2}\n"
    "  chain: {chain: [{noise.white: {k: 1}}, {geom.gridshift: {shift_x: 0.5}}, {geom.rotate: {angle_deg: "
    "[-5, 90]}}, "
    "{mask.grow_mm: {distance_mm: [-1, 1]}}], repeats: 1}\n";

/// A study of generated lesions, its plan, and a folder for stores.
class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest()
      : study_(study::decode_study(io::parse_yaml(kStudy, "study.yaml"), "")),
        plan_(study::make_plan(study_)) {
    folder_ = std::filesystem::temp_directory_path() / ("radgauge_runner_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~RunnerTest() override { std::filesystem::remove_all(folder_); }

  store::Store new_store(const std::string& name) {
    store::StoreTables tables;
    for (const study::CohortRow& row : study_.rows)
      tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
    for (const study::Condition& c : plan_.conditions)
      tables.conditions.push_back({c.name, "", c.repetition});
    tables.features = record::stored_features(study_, engine::built_in_engine());
    tables.planned_cells = static_cast<std::int64_t>(plan_.cells.size());
    return store::Store::create((folder_ / name).string(), tables);
  }
  runner::RunOutcome run(store::Store& store, runner::RunOptions options) {
    return runner::run_plan(study_, plan_, engine::built_in_engine(), acquire::look_at_all_rows(study_, 1),
                            store, options);
  }
  static std::vector<store::CellRecord> cells(const store::Store& store) {
    std::vector<store::CellRecord> all;
    store.for_each_cell([&](const store::CellRecord& cell) {
      all.push_back(cell);
      all.back().seconds = 0;
    });
    return all;
  }
  static void expect_same(const std::vector<store::CellRecord>& a, const std::vector<store::CellRecord>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].plan_index, b[i].plan_index);
      EXPECT_EQ(a[i].status, b[i].status);
      EXPECT_EQ(a[i].reason, b[i].reason);
      ASSERT_EQ(a[i].values.size(), b[i].values.size());
      EXPECT_EQ(0, std::memcmp(a[i].values.data(), b[i].values.data(), a[i].values.size() * sizeof(double)))
          << i;
      ASSERT_EQ(a[i].magnitudes.size(), b[i].magnitudes.size());
      for (std::size_t m = 0; m < a[i].magnitudes.size(); ++m) {
        EXPECT_EQ(a[i].magnitudes[m].operation, b[i].magnitudes[m].operation);
        EXPECT_EQ(std::memcmp(&a[i].magnitudes[m].achieved, &b[i].magnitudes[m].achieved, sizeof(double)), 0);
      }
      ASSERT_EQ(a[i].checksums.size(), b[i].checksums.size());
      for (std::size_t c = 0; c < a[i].checksums.size(); ++c)
        EXPECT_EQ(a[i].checksums[c].xxh3, b[i].checksums[c].xxh3);
    }
  }

  study::Study study_;
  study::Plan plan_;
  std::filesystem::path folder_;
};

}  // namespace radgauge::testing
