#include <gtest/gtest.h>

#include <sstream>

#include "io/csv.h"
#include "io/temporary_folder.h"
#include "workflow/cohort_folder.h"
#include "workflow/phantom_folder.h"
#include "workflow/progress.h"

namespace radgauge::workflow {

namespace {

// mechanics: what a workflow says goes to the console that it is given, and nowhere else.
TEST(ConsoleMechanics, OnlyTheGivenConsoleIsWrittenTo) {
  const TemporaryFolder folder;
  std::ostringstream out, err;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  PhantomRequest phantoms;
  phantoms.kind = "sphere";
  phantoms.count = 2;
  phantoms.folder = folder.file("spheres");
  const std::string table = write_phantoms(phantoms);
  CohortRequest cohort;
  cohort.where = folder.file("spheres") + "/{patient}_mask.nii.gz";
  cohort.image_pattern = folder.file("spheres") + "/{patient}_image.nii.gz";
  cohort.table = folder.file("cohort.csv");
  cohort.threads = 1;
  write_cohort(cohort, {out, err});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(io::read_csv(table).rows.size(), 2u);
  EXPECT_EQ(io::read_csv(cohort.table).rows.size(), 2u);
  EXPECT_NE(out.str().find("2 rows in " + cohort.table), std::string::npos) << out.str() << err.str();
}

// mechanics: a log gets a line each tenth, 5 s apart, and the last one; a terminal one line that is written
// over.
TEST(ProgressMechanics, LogsGetLinesAndTerminalsABar) {
  std::ostringstream unused, log, bar;
  const Console of_log{unused, log}, of_bar{unused, bar, true};
  ProgressDisplay lines(of_log), line(of_bar, "scans");
  for (const runner::RunProgress& progress :
       {runner::RunProgress{1, 0, 10, 6}, runner::RunProgress{2, 0, 10, 7}, runner::RunProgress{5, 1, 10, 30},
        runner::RunProgress{10, 1, 10, 60}}) {
    lines.show(progress);
    line.show(progress);
  }
  lines.end();
  line.end();
  EXPECT_EQ(log.str(),
            "1 of 10 cells, 6 s, about 54 s left\n5 of 10 cells, 1 failed, 30 s, about 30 s left\n"
            "10 of 10 cells, 1 failed, 1 min 0 s\n");
  EXPECT_EQ(bar.str().find("[###...........................] 1 of 10 scans, about 54 s left"), 1u)
      << bar.str();
  EXPECT_TRUE(
      bar.str().ends_with("[##############################] 10 of 10 scans, 1 failed, 1 min 0 s\x1b[K\n"))
      << bar.str();
  EXPECT_EQ(unused.str(), "");
}

}  // namespace

}  // namespace radgauge::workflow
