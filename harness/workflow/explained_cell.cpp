#include "workflow/explained_cell.h"

#include <filesystem>

#include "analysis/finished_run.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/text.h"
#include "gate/judge.h"
#include "gate/trace_file.h"
#include "io/files.h"
#include "record/measured_cohort.h"
#include "report/gate_summary.h"
#include "runner/engine_check.h"
#include "runner/kept_cell.h"
#include "study/scanner_systems.h"

namespace radgauge::workflow {

namespace {

/// A study that can be measured again.
struct Remeasured {
  study::Study study;
  study::Plan plan;
  std::vector<std::vector<store::StoredInput>> inputs = {};  ///< of each row, as a run measured them
};

bool is_folder(const std::string& side) {
  std::error_code ignored;
  return std::filesystem::is_directory(side, ignored);
}

Remeasured remeasured(const std::string& side) {
  if (!is_folder(side)) {
    study::Study study = study::read_study(side);
    study::Plan plan = study::make_plan(study);
    return {std::move(study), std::move(plan)};
  }
  analysis::FinishedRun run = analysis::read_run(side);
  if (study::is_imported(run.study))
    throw Error(ErrorKind::usage, side +
                                      " is an import: there is no image to measure again; `radgauge gate " +
                                      side + "` names the values that moved");
  return {std::move(run.study), std::move(run.plan), run.store->tables().inputs};
}

std::size_t find_cell(const Remeasured& in, const std::string& side, const std::string& name) {
  std::vector<std::string> known;
  for (std::size_t cell = 0; cell < in.plan.cells.size(); ++cell) {
    known.push_back(in.plan.cell_name(in.study, cell));
    if (known.back() == name || (name.empty() && in.plan.cells[cell].condition == study::kBase)) return cell;
  }
  throw Error(ErrorKind::usage, side + " has no cell '" + name + "'" + did_you_mean(name, known) +
                                    "; a cell is OBJECT::CONDITION, and the first is " + known.front());
}

/// Throws Error(data) for a row whose files are not those that the run was measured on.
void check_inputs(const Remeasured& in, std::size_t row) {
  if (row >= in.inputs.size() || in.inputs[row].empty()) return;
  std::vector<bool> wanted(in.study.rows.size(), false);
  wanted[row] = true;
  const auto now = acquire::row_inputs(acquire::Sources(in.study), in.plan, wanted)[row];
  for (const acquire::Input& input : now)
    for (const store::StoredInput& was : in.inputs[row])
      if (was.role == input.role && was.name == input.name && was.sha256 != input.sha256)
        throw Error(ErrorKind::data, "the " + input.role + " " + input.name +
                                         (input.sha256 == record::kMissingFile
                                              ? " is not there any more"
                                              : " is not what was measured then (another SHA-256)"));
}

runner::KeptCell measured_again(Remeasured& in, const engine::Engine& engine, std::size_t place) {
  check_inputs(in, in.plan.cells[place].row);
  in.study.whole_images = runner::wants_whole_images(engine, in.study);
  return runner::keep_cell(in.study, in.plan, engine, place);
}

}  // namespace

gate::CellTrace traced_cell(const std::string& side, const std::string& cell) {
  if (!is_folder(side) && gate::is_trace_file(side)) {
    gate::CellTrace trace = gate::read_trace(side);
    if (!cell.empty() && cell != trace.cell())
      throw Error(ErrorKind::usage, side + " is a trace of " + trace.cell() + ", not of " + cell);
    return trace;
  }
  Remeasured in = remeasured(side);
  study::check_scanners(in.study, in.plan);
  const std::size_t place = find_cell(in, side, cell);
  std::shared_ptr<const engine::Engine> engine;
  runner::KeptCell kept;
  try {
    engine = runner::checked_engine(in.study, in.plan);
    kept = measured_again(in, *engine, place);
  } catch (const Error& error) {
    if (!is_folder(side)) throw;
    throw Error(error.kind(),
                side + ": " + error.what() +
                    "; give a study file in place of the folder (images and engines are looked for "
                    "beside it), or a trace that was saved at its time");
  }
  const study::PlannedCell& planned = in.plan.cells[place];
  gate::CellTrace trace{in.study.name,
                        in.study.rows[planned.row].name(),
                        in.plan.conditions[planned.condition].name,
                        engine->name(),
                        "radgauge " + version_number() + " " + source_commit(),
                        kept.record.status,
                        kept.record.reason,
                        {}};
  for (runner::KeptExtraction& extraction : kept.extractions)
    trace.extractions.push_back({extraction.name, std::move(extraction.steps)});
  return trace;
}

std::string cell_to_explain(const std::string& now, const std::string& before, const std::string& cell) {
  for (const std::string* side : {&now, &before})
    if (std::error_code ignored; !std::filesystem::exists(*side, ignored))
      throw Error(
          ErrorKind::data,
          "'" + *side +
              "': there is no such file or folder; give a study file, the folder of a run, or a trace "
              "that `radgauge explain --save` kept");
  if (!cell.empty()) return cell;
  for (const std::string* side : {&before, &now})
    if (!is_folder(*side) && gate::is_trace_file(*side)) return gate::read_trace(*side).cell();
  if (!is_folder(now) || !is_folder(before))
    throw Error(ErrorKind::usage,
                "name the cell: --cell 'OBJECT::CONDITION', as `radgauge gate` says it; a trace file or the "
                "folders of two runs tell it themselves");
  const gate::GateResult result = gate::judge(gate::make_baseline(analysis::read_run(before)),
                                              gate::make_baseline(analysis::read_run(now)));
  for (const report::GateFeature& feature : report::gate_features(result))
    if (feature.worst->verdict == gate::Verdict::moved)
      return result.objects[feature.worst->object] + "::" + result.conditions[feature.worst->condition];
  throw Error(ErrorKind::usage, "no value of " + now + " moved from " + before +
                                    "; name a cell by --cell 'OBJECT::CONDITION' to see its steps");
}

}  // namespace radgauge::workflow
