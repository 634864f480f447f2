#pragma once

#include <array>
#include <functional>
#include <vector>

#include "engine/engine.h"
#include "runner/acquire.h"
#include "store/store.h"

namespace radgauge {

/// Seconds of work per stage, summed over threads.
using StageSeconds = std::array<double, 5>;

/// Names of the magnitudes of an object itself, recorded with its base cell: volume (mm^3) and voxel count of
/// the mask as drawn, and the noise of the image around it (imaging/noise_estimate.h; none where it cannot be
/// told). Nothing is requested of them.
namespace object_magnitude {
inline constexpr const char* kOperation = "object";
inline constexpr const char* kVolume = "volume";
inline constexpr const char* kVoxels = "voxels";
inline constexpr const char* kNoise = "noise_sd";
}  // namespace object_magnitude

/// What computing a unit needs; nothing in it changes.
struct UnitInput {
  const Study& study;
  const Plan& plan;
  const Engine& engine;
  const AcquiredScan& scan;
  /// Room around every mask beyond what the plan needs, for pictures; it changes no result. In mm.
  double context_mm = 0;
  /// Called, from any thread, with the image and mask that a cell is measured on (the grid of the first
  /// extraction). Cells that fail are not seen.
  std::function<void(std::size_t cell, const Volume& image, const Mask& mask)> see = {};
};

/// The feature table of a store: every extraction's features, with full names.
std::vector<StoredFeature> stored_features(const Study& study, const Engine& engine);

/// Computes `cells` (of one unit): the image variant once, each grid once per row, each mask once per grid,
/// and one extraction of all settings per mask. A cell that cannot be made is a record with status failed and
/// its reason. Records come in the order of `cells`.
std::vector<CellRecord> compute_unit(const UnitInput& input, const PlannedUnit& unit,
                                     const std::vector<std::size_t>& cells, StageSeconds& seconds);

}  // namespace radgauge
