#include "study/problems.h"

#include <algorithm>

#include "study/designs.h"
#include "study/map_changes.h"

namespace radgauge::study {

namespace {

/// May a condition of the step have these values?
bool can_have(const ChainStep& step, const std::vector<Value>& values) {
  for (std::size_t p = 0; p < values.size(); ++p) {
    const auto& levels = step.levels[p];
    const bool is_default = values[p] == step.operation->fields[p].fallback;
    if (!step.is_range[p] && !is_default &&
        std::find(levels.begin(), levels.end(), values[p]) == levels.end())
      return false;
  }
  return true;
}

/// The place of the step that was applied: the first that may have been.
const io::Yaml& place_of(const Group& group, const AppliedOperation& applied, const io::Yaml& chain) {
  for (std::size_t s = 0; s < group.chain.size(); ++s)
    if (group.chain[s].operation == applied.operation && can_have(group.chain[s], applied.values))
      return chain.items[s].entries.front().value;
  return chain;
}

}  // namespace

void check_parameters(const Group& group, std::uint64_t seed, const io::Yaml& chain) {
  for (const DesignPoint& point : design_points(group, seed))
    for (const AppliedOperation& step : point.chain)
      if (const std::string why = step.operation->problem(step.values); !why.empty())
        throw place_of(group, step, chain).error(step.operation->id + ": " + why);
}

void check_map_changes(const Study& study, const Group& group, const io::Yaml& chain) {
  for (const DesignPoint& point : design_points(group, study.seed))
    for (std::size_t s = 0; s < point.chain.size(); ++s)
      if (const std::string why = map_change_problem(study, std::span(point.chain).first(s + 1));
          !why.empty())
        throw place_of(group, point.chain[s], chain).error(why);
}

}  // namespace radgauge::study
