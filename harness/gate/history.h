#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gate/judge.h"

namespace radgauge::gate {

/// A run of a history, held against the first.
struct HistoryRun {
  std::string name;  ///< its folder
  std::string engine;
  std::int64_t same = 0, moved = 0, missing = 0, added = 0;
  std::int64_t failed_cells = 0;
  std::int64_t lost_decisions = 0;
  std::vector<JudgedCost> costs;
  bool holds = true;
};

/// A feature of a history: its largest difference from the first run in every run, in tolerances; infinite
/// where a value is missing or only one of both has one.
struct HistoryFeature {
  std::string name;
  std::vector<double> size;
  bool left = false;  ///< beyond one tolerance in some run
};

/// Runs of one study, in the order in which they were given: a control chart whose centre is the first run
/// and whose limit is one tolerance of each feature.
struct History {
  std::string study;
  std::vector<HistoryRun> runs;
  std::vector<HistoryFeature> features;  ///< those that left their limit first, then by their largest size

  bool holds() const;
};

/// Each run against the first. Throws Error(usage) for fewer than two.
History history_of(const std::vector<std::pair<std::string, Baseline>>& runs, const GateOptions& options);

/// The same of the runs in these folders, each with what it took, by the names of the folders. Throws as
/// analysis::read_run() does, too.
History history_of_folders(const std::vector<std::string>& folders, const GateOptions& options);

}  // namespace radgauge::gate
