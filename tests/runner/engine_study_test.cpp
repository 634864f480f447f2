#include <chrono>

#include "acquire/acquire.h"
#include "core/error.h"
#include "io/temporary_folder.h"
#include "runner/engine_check.h"
#include "runner_fixture.h"

namespace radgauge {

namespace {

/// A study of one lesion whose engine file stands beside it.
class EngineStudyMechanics : public ::testing::Test {
 protected:
  study::Study study_with(const std::string& engine, const std::string& conditions) {
    write_bytes(folder_.file("engine.yaml"), engine);
    return study::decode_study(
        io::parse_yaml(
            "study: s\nphantoms: {kind: lesion, count: 1}\nengine: engine.yaml\nconditions:\n" + conditions,
            "study.yaml"),
        folder_.path());
  }
  std::vector<store::CellRecord> run(const study::Study& study) {
    const study::Plan plan = study::make_plan(study);
    const auto engine = runner::checked_engine(study, plan);
    store::StoreTables tables;
    for (const study::CohortRow& row : study.rows)
      tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
    for (const study::Condition& c : plan.conditions) tables.conditions.push_back({c.name, "", c.repetition});
    tables.features = record::stored_features(study, *engine);
    tables.planned_cells = static_cast<std::int64_t>(plan.cells.size());
    store::Store store = store::Store::create(folder_.file("store"), tables);
    runner::run_plan(study, plan, *engine, acquire::look_at_all_rows(study, 1), store, {});
    std::vector<store::CellRecord> all;
    store.for_each_cell([&](const store::CellRecord& cell) { all.push_back(cell); });
    return all;
  }
  const TemporaryFolder folder_;
};

// mechanics: each cell runs the program; one that fails, takes too long, or delivers not what its file
// promises fails its own cell only.
TEST_F(EngineStudyMechanics, AProgramMeasuresAStudy) {
  write_bytes(folder_.file("tool.sh"),
              "case $4 in 7) echo no licence; exit 3;; 8) sleep 60;; esac\n"
              "[ -s \"$1\" ] && [ -s \"$2\" ] || exit 4\n"
              "printf 'feature,value\\nstat_mean,%s\\n' \"$4\" > \"$3\"\n"
              "[ $4 = 9 ] || echo stat_var,1 >> \"$3\"\n");
  const study::Study study = study_with(
      "command: [sh, tool.sh, '{image}', '{mask}', '{output}', '{bin_width}', '{discretisation}']\n"
      "features: [stat_mean, stat_var]\ntimeout_s: 4\n",
      "  width: {chain: [{disc.fbs: {width: [6, 7, 8, 9]}}]}\n");
  const std::vector<store::CellRecord> cells = run(study);
  ASSERT_EQ(cells.size(), 5u);
  EXPECT_EQ(cells[0].status, Status::ok) << cells[0].reason;
  ASSERT_EQ(cells[0].values.size(), 2u);
  EXPECT_EQ(cells[0].values[0], 25);
  EXPECT_EQ(cells[1].values[0], 6);
  EXPECT_EQ(cells[2].status, Status::failed);
  EXPECT_NE(cells[2].reason.find("no licence"), std::string::npos) << cells[2].reason;
  EXPECT_EQ(cells[3].status, Status::failed);
  EXPECT_NE(cells[3].reason.find("did not end within 4 s"), std::string::npos) << cells[3].reason;
  EXPECT_EQ(cells[4].status, Status::failed);
  EXPECT_NE(cells[4].reason.find("it wrote no stat_var"), std::string::npos) << cells[4].reason;
}

TEST_F(EngineStudyMechanics, WhatItCannotDoIsRefusedBeforeTheRun) {
  const study::Study study =
      study_with("command: [sh, tool.sh, '{image}', '{mask}', '{output}']\nfeatures: [stat_mean]\n",
                 "  width: {chain: [{disc.fbs: {width: 6}}]}\n");
  try {
    runner::checked_engine(study, study::make_plan(study));
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    const std::string text = error.what();
    for (const char* part : {"study.yaml:3:9", "disc.fbs:width=6", "discretisation", "engine"})
      EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  }
}

TEST_F(EngineStudyMechanics, ATableMeasuresAStudy) {
  write_bytes(
      folder_.file("values.csv"),
      "patient,condition,feature,value\nlesion-1,base,stat_mean,2.5\nlesion-1,noise.white:k=1,stat_mean,3\n");
  const auto cells = run(study_with("table: values.csv\n", "  noise: {chain: [{noise.white: {k: 1}}]}\n"));
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].values.at(0), 2.5);
  EXPECT_EQ(cells[1].values.at(0), 3);
}

}  // namespace
}  // namespace radgauge
