#include <algorithm>

#include "analysis/finished_run.h"
#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/output.h"
#include "core/error.h"
#include "record/run_folder.h"
#include "report/measurements_csv.h"

namespace radgauge::cli {

namespace {

std::string changes_text(const Arguments& arguments) {
  const analysis::FinishedRun run = analysis::read_run(arguments.text("folder"));
  const auto since = arguments.text("changes") == "previous" ? analysis::ChangeSince::previous
                                                             : analysis::ChangeSince::first;
  const std::string days = arguments.text("days", "days_since_first");
  const std::vector<analysis::FollowUp> pairs = analysis::follow_ups(run.study, since, days);
  if (pairs.empty())
    throw Error(ErrorKind::data,
                arguments.text("folder") +
                    ": no lesion was measured in two sessions by one reader, so that nothing "
                    "changes; the column session of the cohort tells sessions apart");
  const auto dated = std::count_if(pairs.begin(), pairs.end(), [](const auto& p) { return p.days > 0; });
  if (dated < static_cast<std::ptrdiff_t>(pairs.size()))
    console().err << "radgauge: " << pairs.size() - static_cast<std::size_t>(dated) << " of " << pairs.size()
                  << " changes have no days between their sessions (column '" << days
                  << "' of the cohort), and so no growth rate and doubling time\n";
  return report::changes_csv(*run.measurements, pairs);
}

int run_export(const Arguments& arguments) {
  if (arguments.has("days") && !arguments.has("changes"))
    throw Error(ErrorKind::usage, "--days COLUMN is of changes between sessions: give --changes, too");
  if (arguments.has("changes")) {
    write_output(arguments, changes_text(arguments));
    return 0;
  }
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
      "status; in the order of the plan. A value that does not exist is NA.\n\nWith --changes "
      "the table holds how features change between sessions, as features of their own: change.TAG (the difference), "
      "change_percent.TAG, and of volumes growth_percent_month.TAG (tumour growth rate) and doubling_days.TAG, under every "
      "condition that both sessions were measured under. `radgauge import` makes a run of it, whose report says how "
      "repeatable changes are.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run", true},
       output_option(),
       {"changes",
        "--changes",
        OptionKind::text,
        "first|previous",
        "changes of each session since the first, or since the one before",
        false,
        {"first", "previous"}},
       {"days", "--days", OptionKind::text, "COLUMN",
        "column of the cohort that counts days, for growth rates (default days_since_first)"}},
      {"radgauge export results -o measurements.csv",
       "radgauge export results --changes first -o changes.csv"},
      &run_export};
}

}  // namespace radgauge::cli
