#include "workflow/judged_run.h"

#include <filesystem>

#include "analysis/finished_run.h"
#include "core/error.h"
#include "gate/baseline_text.h"
#include "gate/judge.h"
#include "io/files.h"
#include "record/run_folder.h"
#include "report/gate.h"
#include "report/gate_summary.h"

namespace radgauge::workflow {

namespace {

std::string beside_study(const study::Study& study, const std::string& path) {
  return (std::filesystem::path(study.folder) / path).lexically_normal().string();
}

/// What went wrong with a file that `gate:` names, as a fault of the study.
[[noreturn]] void refuse(const std::string& what, const std::exception& error) {
  throw Error(
      ErrorKind::study,
      "gate: " + what + ": " + error.what() +
          "; the file is looked for beside the study (radgauge analyse DIR --study STUDY), or leave the key gate out");
}

gate::Baseline baseline_of(const study::Study& study) {
  try {
    return gate::read_baseline(beside_study(study, study.gate->baseline));
  } catch (const Error& error) {
    refuse("baseline", error);
  }
}

gate::GateOptions gate_request_options(const study::Study& study) {
  gate::GateOptions options;
  const study::GateRequest& asked = *study.gate;
  try {
    if (!asked.tolerance.empty())
      options.tolerances.rules = gate::named_tolerances(
          asked.tolerance.starts_with("ibsi:") ? asked.tolerance : beside_study(study, asked.tolerance));
  } catch (const Error& error) {
    refuse("tolerance", error);
  }
  if (asked.floor_factor > 0) options.tolerances.floor_factor = asked.floor_factor;
  options.costs = {asked.slower, asked.memory};
  return options;
}

}  // namespace

void check_gate(const study::Study& study) {
  if (!study.gate) return;
  gate_request_options(study);
  const gate::Baseline baseline = baseline_of(study);
  gate::check_costs(baseline.costs, {study.gate->slower, study.gate->memory});
}

int judge_run(const study::Study& study, const std::string& folder, const Console& console) {
  if (!study.gate) return 0;
  const gate::GateOptions options = gate_request_options(study);
  const gate::Baseline before = baseline_of(study);
  const analysis::FinishedRun run = analysis::read_run(folder);
  if (run.measurements->n_cells() != run.plan.cells.size()) {
    console.err << "radgauge: not held against " << study.gate->baseline << ": "
                << run.measurements->n_cells() << " of " << run.plan.cells.size() << " cells are measured\n";
    return 0;
  }
  gate::Baseline now = gate::make_baseline(run);
  now.costs = gate::costs_of(run);
  const gate::GateResult result = gate::judge(before, now, options);
  io::write_file(record::in_folder(folder, record::result_file::kGate), report::gate_json(result));
  if (result.holds())
    console.out << "gate: passed: " << report::gate_sentence(result) << "\n";
  else
    console.err << "radgauge: gate " << report::gate_table(result);
  return gate::exit_code(result);
}

}  // namespace radgauge::workflow
