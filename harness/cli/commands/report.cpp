#include <iostream>

#include "analysis/finished_run.h"
#include "cli/commands/commands.h"
#include "cli/console.h"
#include "cli/threads.h"
#include "io/files.h"
#include "report/formats.h"
#include "workflow/analysis_display.h"
#include "workflow/contact_sheets.h"

namespace radgauge::cli {

namespace {

int run_report(const Arguments& arguments) {
  const ThreadLimit limit(threads_of(arguments));
  const analysis::FinishedRun finished = analysis::read_run(arguments.text("folder"));
  analysis::StudyResults results =
      workflow::analyse_visibly(finished.study, finished.plan, *finished.measurements, console());
  results.contact_sheets = workflow::read_contact_sheets(finished.folder);
  const std::string html = report::report_html(results);
  const std::string output =
      arguments.text("output", record::in_folder(finished.folder, record::result_file::kReport));
  if (output == "-") {
    std::cout << html;
    return 0;
  }
  io::write_file(output, html);
  std::cerr << "report: " << output << "\n";
  return 0;
}

}  // namespace

Command report_command() {
  return {
      "report",
      "writes the report of a run, without measuring",
      "One HTML file for the browser and for printing, from the store and the resolved study of the folder. "
      "`radgauge analyse` also makes the tables anew, and takes other questions and limits.",
      {{"folder", "", OptionKind::text, "DIR", "folder of a run", true},
       {"output", "-o,--output", OptionKind::text, "FILE",
        "file to write, - for standard output (default: DIR/report.html)"},
       threads_option()},
      {"radgauge report results", "radgauge report results -o report-for-the-board.html"},
      &run_report};
}

}  // namespace radgauge::cli
