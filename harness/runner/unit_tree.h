#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "study/plan.h"

namespace radgauge::runner {

/// Extractions that share a grid; `offsets` and `counts` say where each one's values stand in the cell.
struct GridGroup {
  std::vector<std::size_t> extractions;
  std::vector<std::size_t> offsets;
  std::vector<std::size_t> counts;
};
std::vector<GridGroup> grid_groups(const study::Study& study, const engine::Engine& engine);

/// One mask of one grid; `records` are the places, among the cells of the unit, of those measured on it.
struct MaskNode {
  std::string key;
  std::vector<std::size_t> records;
};

/// One making of the maps of a grid, with the masks that they are measured on.
struct MapNode {
  std::string key;
  std::vector<MaskNode> masks;
};

/// One resampled image and mask of one row of the cohort, with the maps and masks made from it.
struct GridNode {
  std::size_t row = 0;    ///< of Study::rows
  std::size_t group = 0;  ///< of grid_groups()
  std::string key;
  std::vector<MapNode> maps;
};

/// The tree below one image variant: equal grid stages are one node, equal makings of its maps one node below
/// it, equal mask stages one below that.
std::vector<GridNode> grid_nodes(const study::Plan& plan, const std::vector<std::size_t>& cells,
                                 std::size_t n_groups);

/// Room around the mask for the mask operations of every condition of the plan that shares this one's image
/// and grid; never of the cells left to run only. In mm.
double mask_room_mm(const study::Plan& plan, const study::Condition& condition);

}  // namespace radgauge::runner
