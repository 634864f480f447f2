#pragma once

#include <array>
#include <functional>
#include <vector>

#include "acquire/acquire.h"
#include "engine/engine.h"
#include "store/store.h"

namespace radgauge::runner {

/// Seconds of work per stage, summed over threads.
using StageSeconds = std::array<double, 5>;

/// What computing a unit needs; nothing in it changes.
struct UnitInput {
  const study::Study& study;
  const study::Plan& plan;
  const engine::Engine& engine;
  const acquire::AcquiredScan& scan;
  /// Room around every mask beyond what the plan needs, for pictures; it changes no result. In mm.
  double context_mm = 0;
  /// Called, from any thread, with the image and mask that a cell is measured on (the grid of the first
  /// extraction). Cells that fail are not seen.
  std::function<void(std::size_t cell, const Volume& image, const Mask& mask)> see = {};
  /// Called, from any thread, with what a cell is measured on and what is asked of it, extraction by
  /// extraction (of the study), after it was measured. Cells that fail are not seen.
  std::function<void(std::size_t cell, std::size_t extraction, const engine::Subject& subject,
                     const FeatureRequest& request)>
      measured = {};
};

/// Computes `cells` (of one unit): the image variant once, each grid once per row, each mask once per grid,
/// and one extraction of all settings per mask. A cell that cannot be made is a record with status failed and
/// its reason. Records come in the order of `cells`.
std::vector<store::CellRecord> compute_unit(const UnitInput& input, const study::PlannedUnit& unit,
                                            const std::vector<std::size_t>& cells, StageSeconds& seconds);

}  // namespace radgauge::runner
