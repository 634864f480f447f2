#pragma once

#include <string>
#include <vector>

#include "agreement/compare.h"
#include "analysis/finished_run.h"
#include "core/error.h"

namespace radgauge::analysis {

using radgauge::exit_code;

/// A patient whose files are not the same in both runs, though the rows have the same names.
struct ChangedInput {
  std::string patient;
  std::vector<std::string> what;  ///< "image", "mask", "mask_label", each once
};

/// Two runs side by side.
struct RunComparison {
  std::vector<agreement::ComparedFeature> rows;  ///< question by question, features in the order of OLD
  agreement::ComparisonCounts counts;
  std::vector<std::string> only_old;  ///< features
  std::vector<std::string> only_new;
  std::vector<ChangedInput> changed;  ///< patients in both whose files differ
  std::vector<std::string> notes;     ///< what differs between the runs, and what could not be compared
  agreement::CompareOptions options;  ///< with every default filled in
  std::int64_t n_patients_old = 0, n_patients_new = 0, n_patients_both = 0;
  std::int64_t n_objects_paired = 0;  ///< with the same names and input hashes in both
};

/// Questions of the same name that compare the same conditions (or levels of the same acquired factor), by
/// feature; behind them the features of OLD that NEW does not measure, or whose question NEW does not ask:
/// what was certified of them is lost. Throws Error(usage) for margins that are none.
RunComparison compare_runs(const FinishedRun& before, const FinishedRun& after,
                           const agreement::CompareOptions& options);

/// 1 if a feature lost its certificate (or is gone with it), a spread is larger or values are shifted beyond
/// the margins; 5 if nothing could be compared; else 0.
int exit_code(const RunComparison& comparison);

}  // namespace radgauge::analysis
