#include "analysis/finished_run.h"
#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/threads.h"
#include "core/text.h"
#include "workflow/finish_run.h"

namespace radgauge::cli {

namespace {

int run(const Arguments& arguments) {
  const ThreadLimit limit(threads_of(arguments));
  const analysis::FinishedRun finished =
      analysis::read_run(arguments.text("folder"), arguments.text("study"));
  record::write_study(finished.folder, finished.study);
  const auto& meta = finished.store->tables().meta;
  const auto seconds = meta.find("seconds.wall");
  return workflow::finish_run(finished.study, finished.plan, *finished.measurements, finished.folder,
                              seconds == meta.end() ? 0 : parse_double(seconds->second).value_or(0),
                              console());
}

}  // namespace

Command analyse_command() {
  return {
      "analyse",
      "makes tables, report and certificate of a run anew, without measuring",
      "Reads the store and the resolved study of the folder; images are not needed. With --study the "
      "questions and limits of that file count, and stand in study.resolved.yaml afterwards; everything else "
      "in it has to be what was measured. Report and certificate then list each question and limit that "
      "differs from those fixed before the first measurement, with the old and the new value. Exit codes are "
      "those of `radgauge run`.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run", true},
       {"study", "--study", OptionKind::text, "FILE", "study file with other questions or limits"},
       threads_option()},
      {"radgauge analyse results", "radgauge analyse results --study other-limits.yaml"},
      &run};
}

}  // namespace radgauge::cli
