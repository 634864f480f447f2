#pragma once

#include <array>
#include <vector>

#include "engine/engine.h"
#include "runner/acquire.h"
#include "store/store.h"

namespace radgauge {

/// Seconds of work per stage, summed over threads.
using StageSeconds = std::array<double, 5>;

/// What computing a unit needs; nothing in it changes.
struct UnitInput {
  const Study& study;
  const Plan& plan;
  const Engine& engine;
  const AcquiredScan& scan;
};

/// The feature table of a store: every extraction's features, with full names.
std::vector<StoredFeature> stored_features(const Study& study, const Engine& engine);

/// Computes `cells` (of one unit): the image variant once, each grid once per row, each mask once per grid,
/// and one extraction of all settings per mask. A cell that cannot be made is a record with status failed and
/// its reason. Records come in the order of `cells`.
std::vector<CellRecord> compute_unit(const UnitInput& input, const PlannedUnit& unit,
                                     const std::vector<std::size_t>& cells, StageSeconds& seconds);

}  // namespace radgauge
