#pragma once

#include <string>
#include <vector>

#include "gate/judge.h"

namespace radgauge::report {

/// What a gate came to for one feature.
struct GateFeature {
  std::uint32_t feature = 0;  ///< of GateResult::features
  std::int64_t moved = 0, missing = 0, added = 0;
  const gate::GateRow* worst = nullptr;  ///< of moved ones the largest in tolerances, else a missing one

  bool fails() const { return moved + missing > 0; }
};

/// Features with a row that is not the same: those that fail first, by their worst row.
std::vector<GateFeature> gate_features(const gate::GateResult& result);

/// "moved: 3 of 4820 values of 2 features; first step that differs: discretised; 1 decision lost"
std::string gate_sentence(const gate::GateResult& result);
/// "P01/1 under base: 3.5 -> 3.75, difference 0.25, tolerance 3.7e-09; first step that differs: discretised"
std::string gate_row_sentence(const gate::GateResult& result, const gate::GateRow& row);
/// "1 failed cell instead of 0; P01/1 under base: no voxel is left": cells that fail and did not, the first
/// few by name.
std::string gate_failed_cells(const gate::GateResult& result);
/// "time per cell: 12.5 -> 25 yardstick, 2 times the baseline's, limit 1.5"
std::string gate_cost(const gate::JudgedCost& cost);
/// A value, or its status.
std::string gate_value(double value, Status status);
/// "certified", or "" where there is none.
std::string gate_decision(const std::optional<agreement::Decision>& decision);

}  // namespace radgauge::report
