#pragma once

#include <string>
#include <vector>

#include "analysis/finished_run.h"
#include "core/nan.h"

namespace radgauge::gate {

/// Something that a run took.
struct Cost {
  std::string name;  ///< "time per cell" or "memory"
  double value = kNaN;
  std::string unit;  ///< yardstick (core/yardstick.h), MiB
};

/// Names of costs.
inline constexpr const char* kTimeCost = "time per cell";
inline constexpr const char* kMemoryCost = "memory";

/// What the run in this folder took: busy time of all stages over measured cells, in yardsticks measured
/// beside it, and the largest memory of its process. Empty for a run that says neither (an import).
std::vector<Cost> costs_of(const analysis::FinishedRun& run);

/// How many times the baseline's a cost may be; 0: it is not judged.
struct CostLimits {
  double time = 0;
  double memory = 0;
};

/// A cost in both, with its limit.
struct JudgedCost {
  std::string name;
  std::string unit;
  double before = kNaN;
  double now = kNaN;
  double limit = 0;  ///< times the baseline's; 0: told alone

  double ratio() const { return now / before; }
  bool exceeds() const { return limit > 0 && !(ratio() <= limit); }
};

/// Throws Error(usage) where a limit is asked for of a cost that the baseline does not have.
void check_costs(const std::vector<Cost>& before, const CostLimits& limits);

/// Throws Error(usage) where a limit is asked for of a cost that baseline or run does not have.
std::vector<JudgedCost> judge_costs(const std::vector<Cost>& before, const std::vector<Cost>& now,
                                    const CostLimits& limits);

}  // namespace radgauge::gate
