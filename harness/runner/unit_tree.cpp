#include "runner/unit_tree.h"

#include <algorithm>

#include "core/text.h"
#include "study/map_changes.h"

namespace radgauge::runner {

namespace {

std::string stage_key(const study::Condition& condition, Stage stage) {
  std::vector<study::AppliedOperation> part;
  bool random = false;
  for (const study::AppliedOperation& step : condition.chain)
    if (step.operation->stage == stage) {
      part.push_back(step);
      random = random || step.operation->random;
    }
  return study::chain_name(part) + (random ? "#" + to_text(condition.repetition) : "");
}

/// What a condition changes of maps.
std::string map_key(const study::Condition& condition) {
  std::vector<study::AppliedOperation> part;
  for (const study::AppliedOperation& step : condition.chain)
    if (study::changed_filter(*step.operation) != nullptr) part.push_back(step);
  return study::chain_name(part);
}

template <class Node>
Node& node_of(std::vector<Node>& nodes, const std::string& key) {
  for (Node& node : nodes)
    if (node.key == key) return node;
  nodes.emplace_back();
  nodes.back().key = key;
  return nodes.back();
}

}  // namespace

std::vector<GridGroup> grid_groups(const study::Study& study, const engine::Engine& engine) {
  std::vector<GridGroup> groups;
  std::size_t offset = 0;
  for (std::size_t e = 0; e < study.extractions.size(); ++e) {
    const GridSettings& grid = study.extractions[e].settings;
    auto group = std::find_if(groups.begin(), groups.end(), [&](const GridGroup& g) {
      return same_grid(study.extractions[g.extractions.front()].settings, grid);
    });
    if (group == groups.end()) group = groups.insert(groups.end(), GridGroup{});
    const std::size_t n = engine.features(study.extractions[e].request()).size();
    group->extractions.push_back(e);
    group->offsets.push_back(offset);
    group->counts.push_back(n);
    offset += n;
  }
  return groups;
}

std::vector<GridNode> grid_nodes(const study::Plan& plan, const std::vector<std::size_t>& cells,
                                 std::size_t n_groups) {
  std::vector<GridNode> nodes;
  for (std::size_t group = 0; group < n_groups; ++group)
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const study::PlannedCell& cell = plan.cells[cells[i]];
      const study::Condition& condition = plan.conditions[cell.condition];
      GridNode& node = node_of(nodes, to_text(static_cast<std::int64_t>(group)) + "|" +
                                          to_text(static_cast<std::int64_t>(cell.row)) + "|" +
                                          stage_key(condition, Stage::grid));
      node.row = cell.row;
      node.group = group;
      MapNode& maps = node_of(node.maps, map_key(condition));
      node_of(maps.masks, stage_key(condition, Stage::mask)).records.push_back(i);
    }
  return nodes;
}

double mask_room_mm(const study::Plan& plan, const study::Condition& condition) {
  const std::string image = stage_key(condition, Stage::image);
  const std::string grid = stage_key(condition, Stage::grid);
  double room_mm = 0;
  for (const study::Condition& other : plan.conditions) {
    double chain_mm = 0;
    for (const study::AppliedOperation& step : other.chain)
      if (step.operation->stage == Stage::mask) chain_mm += step.operation->support(step.values).margin_mm;
    if (chain_mm > room_mm && stage_key(other, Stage::image) == image &&
        stage_key(other, Stage::grid) == grid)
      room_mm = chain_mm;
  }
  return room_mm;
}

}  // namespace radgauge::runner
