#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "study/plan.h"

namespace radgauge::study {

/// The perturbation of a filter, "map.log" of log: its parameters are `map`, the name of the map that is
/// meant, and those of the filter's own field table, each with a value that leaves the map as it is and is
/// the default (infinity, -1, "unchanged" or an empty text). What else they may be is up to the filter, asked
/// for every map that a condition changes (check_map_changes).
Operation map_operation(const ImageFilter& filter);

/// The filter whose maps an operation changes: of one that map_operation() made, which has no function of any
/// stage. nullptr for every other.
const ImageFilter* changed_filter(const Operation& operation);

/// Does this step change this map? One of its filter, and of the name that it gives, if it gives one.
bool changes_map(const AppliedOperation& step, const MapUse& map);

/// The map with what the step gives in place of what the study says; itself where the step does not change
/// it.
MapUse changed_map(const AppliedOperation& step, MapUse map);

/// The maps of an extraction under a condition, in the order of the study and by the names it gives them.
std::vector<MapUse> maps_under(const Extraction& extraction, const std::vector<AppliedOperation>& chain);

/// What the step asked of the map and what the map is made with: a row for each number that it gives.
std::vector<Magnitude> map_magnitudes(const AppliedOperation& step, const MapUse& map);

/// The value of a parameter of the map that these steps would change: where a factor of an `oat` group
/// changes nothing. Nothing without such a map, or if the parameter is no number.
std::optional<double> map_level(const Study& study, const AppliedOperation& step, std::size_t parameter);

/// "", or why the chain cannot be applied to the maps of the study: it changes a map that none of them is, or
/// one of several without saying which, or to values that the filter does not take.
std::string map_change_problem(const Study& study, std::span<const AppliedOperation> chain);

}  // namespace radgauge::study
