#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analysis/measurements.h"
#include "record/run_folder.h"

namespace radgauge::analysis {

/// A folder of results, read back: nothing else is needed, neither the study file nor the images.
struct FinishedRun {
  std::string folder;
  study::Study study;
  study::Plan plan;
  std::unique_ptr<store::Store> store;         ///< open for reading
  std::unique_ptr<Measurements> measurements;  ///< of the store

  /// Are all cells of the plan in the store (measured, or failed with a reason)?
  bool complete() const { return measurements->n_cells() == plan.cells.size(); }
};

/// Reads the run in `folder`, asked by study.resolved.yaml there, or by `study_file` where that is not empty:
/// then questions and limits may differ from those of the run. Throws Error(data) if there is no run,
/// Error(study) if the study asks for other objects, conditions or settings than were measured.
FinishedRun read_run(const std::string& folder, const std::string& study_file = {});

/// Throws Error(nothing), with the command that goes on, unless `run` is complete.
void require_complete(const FinishedRun& run);

}  // namespace radgauge::analysis
