#pragma once

#include <atomic>
#include <functional>

#include "runner/unit.h"

namespace radgauge::runner {

struct RunProgress {
  std::int64_t cells_done = 0;
  std::int64_t cells_failed = 0;
  std::int64_t cells_total = 0;
  double seconds = 0;
};

struct RunOptions {
  int threads = 0;                                   ///< 0: every processor
  double memory_budget_bytes = 0;                    ///< 0: half of the machine's memory
  std::vector<bool> selected;                        ///< per planned cell; empty: all
  const std::atomic<bool>* stop = nullptr;           ///< set to end after the units under way
  std::function<void(const RunProgress&)> progress;  ///< called from one thread at a time
};

struct RunOutcome {
  std::int64_t cells_run = 0;
  std::int64_t cells_kept = 0;  ///< were in the store already
  bool interrupted = false;
  StageSeconds seconds{};
  double wall_seconds = 0;
};

/// Runs the cells of the plan that are selected and not stored yet, over units in the order of the plan, and
/// stores each unit in one transaction. Values do not depend on threads, on what was stored before, or on
/// what is selected.
RunOutcome run_plan(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
                    const std::vector<acquire::RowGeometry>& geometry, store::Store& store,
                    const RunOptions& options);

double machine_memory_bytes();
/// Largest resident memory of this program so far; what called it does not count.
double peak_memory_bytes();

}  // namespace radgauge::runner
