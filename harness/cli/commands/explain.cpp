#include <iostream>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/threads.h"
#include "core/error.h"
#include "gate/trace_file.h"
#include "report/gate_explanation.h"
#include "workflow/explained_cell.h"

namespace radgauge::cli {

namespace {

int run_explain(const Arguments& arguments) {
  const ThreadLimit limit(threads_of(arguments));
  const std::string side = arguments.text("side"), before = arguments.text("before");
  std::string cell = arguments.text("cell");
  if (before.empty() && !arguments.has("save"))
    throw Error(ErrorKind::usage,
                "give --before SIDE, to compare with it, or --save FILE, to keep the trace of a cell");
  if (before.empty() && (arguments.has("format") || arguments.has("output")))
    throw Error(ErrorKind::usage, "--format and -o are of a comparison: give --before SIDE, too");
  if (!before.empty()) cell = workflow::cell_to_explain(side, before, cell);
  const gate::CellTrace now = workflow::traced_cell(side, cell);
  if (const std::string file = arguments.text("save"); !file.empty()) {
    gate::save_trace(now, file);
    std::cerr << file << ": every step of " << now.cell() << "\n";
  }
  if (before.empty()) return 0;
  const gate::Explanation explanation = gate::explain(workflow::traced_cell(before, cell), now);
  const std::string format = arguments.text("format", "table");
  write_output(arguments, format == "csv"    ? report::explanation_csv(explanation)
                          : format == "json" ? report::explanation_json(explanation)
                                             : report::explanation_table(explanation));
  return explanation.same() ? 0 : exit_code(ErrorKind::wanting);
}

}  // namespace

Command explain_command() {
  return {
      "explain",
      "measures one cell again on two sides and prints the first step that differs, with its worst voxel",
      "When `radgauge gate` says that a value moved, this says where. A side is a study file (what it measures "
      "now), the folder of a run (as far as its images are where they were), or a trace that --save kept at "
      "the time of the baseline, so that the program of that time is not needed. The steps are image and mask "
      "as acquired, image (as resampled, with its maps), mask, resegmented, discretised, matrix, value. Each "
      "is told as same or differs; with how many voxels or numbers differ, and the worst of them: the voxel "
      "by its index in the whole image and its position in mm, or the entry by its name, and both values. "
      "Voxels have to be equal, matrices and values within 1e-9 of their size. Of an engine that is a program of yours image, mask and values are known. "
      "Without --cell the cell is that of the trace, or, of two folders, the one that moved most. "
      "Exit codes: 0 no step differs; 1 one does; 2 usage; 3 the study is not valid; 4 an image cannot be read.",
      {{"side", "", OptionKind::text, "STUDY|DIR", "what is measured now", true},
       {"before", "--before", OptionKind::text, "STUDY|DIR|TRACE", "what it is compared with"},
       {"cell", "--cell", OptionKind::text, "OBJECT::CONDITION", "the cell, as `radgauge gate` names it"},
       {"save", "--save", OptionKind::text, "TRACE",
        "keep the trace (without --cell of the first object, under base)"},
       {"format",
        "--format",
        OptionKind::text,
        "FORMAT",
        "table (default), csv, json",
        false,
        {"table", "csv", "json"}},
       output_option(),
       threads_option()},
      {"radgauge explain study.yaml --save baseline.trace",
       "radgauge explain study.yaml --before baseline.trace",
       "radgauge explain study.yaml --before old.yaml --cell 'P01/1::noise.white:k=1'"},
      &run_explain};
}

}  // namespace radgauge::cli
