#include "cli/commands/commands.h"
#include "cli/output.h"
#include "record/run_folder.h"
#include "report/measurements_csv.h"

namespace radgauge::cli {

namespace {

int run_export(const Arguments& arguments) {
  const store::Store store =
      store::Store::open(record::in_folder(arguments.text("folder"), record::result_file::kStore), true);
  const std::string text = report::tidy_csv(analysis::Measurements(store));
  write_output(arguments, text);
  return 0;
}

}  // namespace

Command export_command() {
  return {
      "export",
      "writes the measurements of a run as a tidy table",
      "Columns: patient, lesion, channel, session, reader, scanner, site, condition, feature, value, unit, "
      "status; in the order of the plan. A value that does not exist is NA.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run", true}, output_option()},
      {"radgauge export results -o measurements.csv"},
      &run_export};
}

}  // namespace radgauge::cli
