#include "cli/command_pages.h"
#include "followed.h"
#include "perturbations/registry.h"
#include "record/feature_table.h"
#include "runner/runner.h"

namespace radgauge {

using namespace radgauge::cli;
using namespace radgauge::engine;
using namespace radgauge::io;
using namespace radgauge::perturbations;
using namespace radgauge::record;
using namespace radgauge::runner;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

namespace fs = std::filesystem;
const std::string kHowtoPage = RADGAUGE_HOWTO_PAGE;
const std::string kStudyFile = std::string(RADGAUGE_HOWTO_FOLDER) + "/ragged.yaml";

class HowToMechanics : public InOwnFolder {
 protected:
  HowToMechanics() { std::filesystem::copy_file(kStudyFile, folder_ / "ragged.yaml"); }
};

TEST_F(HowToMechanics, DescribeSaysWhatTheHowToShows) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge describe mask.ragged", output), 0);
  expect_each_line(shown_below(kHowtoPage, "radgauge describe mask.ragged"), output);
  ASSERT_EQ(radgauge_program("radgauge list perturbations", output), 0);
  EXPECT_NE(output.find("mask.ragged"), std::string::npos);
}

// mechanics: the reference page and the schema of the study file know the operation.
TEST_F(HowToMechanics, DocsAndSchemaKnowTheOperation) {
  std::size_t known = 0;
  for (const pages::GeneratedFile& file : pages::generated_files(command_pages()))
    known += file.content.find("mask.ragged") != std::string::npos;
  EXPECT_GE(known, 2u);
}

TEST_F(HowToMechanics, StudyShowsWhatTheHowToShows) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge validate ragged.yaml", output), 0);
  expect_each_line(shown_below(kHowtoPage, "radgauge validate ragged.yaml"), output);
  ASSERT_EQ(radgauge_program("radgauge run ragged.yaml -o ragged -j 2", output), 0);
  expect_table(kHowtoPage, "condition", read_csv("ragged/cells.csv"));
  expect_table(kHowtoPage, "feature", read_csv("ragged/features.csv"));
  const std::string report = read_file("ragged/report.html");
  EXPECT_NE(report.find("What the perturbations did"), std::string::npos);
  EXPECT_NE(report.find("<code>mask.ragged</code>"), std::string::npos);
}

// invariant: the runner applies the operation as a direct call does, whatever the number of threads.
TEST(HowToInvariant, RunPlanGivesTheSameForAnyThreads) {
  const Study study = read_study(kStudyFile);
  const Plan plan = make_plan(study);
  ASSERT_NE(find_perturbation("mask.ragged"), nullptr);
  const fs::path folder = fs::temp_directory_path() / ("radgauge_howto_plan_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::vector<std::vector<CellRecord>> runs;
  for (const int threads : {1, 3}) {
    StoreTables tables;
    for (const CohortRow& row : study.rows)
      tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
    for (const Condition& c : plan.conditions) tables.conditions.push_back({c.name, "", c.repetition});
    tables.features = stored_features(study, built_in_engine());
    tables.planned_cells = static_cast<std::int64_t>(plan.cells.size());
    Store store = Store::create((folder / std::to_string(threads)).string(), tables);
    RunOptions options;
    options.threads = threads;
    run_plan(study, plan, built_in_engine(), acquire::look_at_all_rows(study, 1), store, options);
    runs.emplace_back();
    store.for_each_cell([&](const CellRecord& cell) { runs.back().push_back(cell); });
  }
  fs::remove_all(folder);
  ASSERT_EQ(runs[0].size(), plan.cells.size());
  ASSERT_EQ(runs[1].size(), plan.cells.size());
  for (std::size_t i = 0; i < runs[0].size(); ++i) {
    EXPECT_EQ(runs[0][i].status, Status::ok) << runs[0][i].reason;
    ASSERT_EQ(runs[0][i].checksums.size(), runs[1][i].checksums.size());
    for (std::size_t c = 0; c < runs[0][i].checksums.size(); ++c)
      EXPECT_EQ(runs[0][i].checksums[c].xxh3, runs[1][i].checksums[c].xxh3);
    for (const StoredMagnitude& m : runs[0][i].magnitudes) {
      if (m.parameter != "probability") continue;
      EXPECT_EQ(m.status, "ok");
      EXPECT_NEAR(m.achieved, m.requested, 0.1);
    }
  }
}

}  // namespace
}  // namespace radgauge
