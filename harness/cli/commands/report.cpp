#include <filesystem>

#include "cli/analysis.h"
#include "cli/commands/commands.h"
#include "cli/run_folder.h"
#include "core/error.h"
#include "core/text.h"

namespace radgauge {

namespace {

int run(const Arguments& arguments) {
  const std::string folder = arguments.text("folder");
  const Store store = Store::open(in_folder(folder, result_file::kStore), true);
  // The cohort of the resolved study is relative to where the study stood; only names and questions matter
  // here.
  const Study study = read_study(arguments.text("study"));
  const Plan plan = make_plan(study);
  const StoreTables wanted = store_tables(study, plan, built_in_engine());
  if (wanted.objects != store.tables().objects || wanted.conditions != store.tables().conditions ||
      wanted.features != store.tables().features)
    throw Error(ErrorKind::study, folder +
                                      " was measured with other objects, conditions or extractions than " +
                                      arguments.text("study") + " has now");
  return finish_run(
      study, plan, store, folder,
      parse_double(store.tables().meta.count("seconds.wall") > 0 ? store.tables().meta.at("seconds.wall")
                                                                 : "0")
          .value_or(0));
}

}  // namespace

Command report_command() {
  return {
      "report",
      "writes tables and report of a run again, without measuring",
      "For changed questions or limits: the report then says that they were changed after the measurement.",
      {{"study", "", OptionKind::text, "STUDY", "study file (YAML)", true, {}},
       {"folder", "", OptionKind::text, "DIR", "folder of its results", true, {}}},
      {"radgauge report study.yaml results"},
      &run};
}

}  // namespace radgauge
