#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreement/numerical_floor.h"
#include "gate/baseline.h"

namespace radgauge::gate {

/// A line of a table of tolerances: features whose full name matches the pattern may differ by `absolute` or
/// by `relative` of the larger value, whichever is more.
struct ToleranceRule {
  std::string feature;  ///< a name, or a pattern (*, ?)
  double absolute = 0;
  double relative = 0;
};

/// How far a value may be from that of the baseline.
struct Tolerances {
  std::vector<ToleranceRule> rules;               ///< the first that matches counts
  double floor_factor = agreement::kFloorFactor;  ///< of the numerical floor, where no rule matches
  double least = agreement::kLeastTolerance;      ///< relative, where no rule matches
};

/// CSV with the columns feature, absolute, relative (empty is 0). Throws Error(usage) that names file and
/// line.
std::vector<ToleranceRule> read_tolerances(const std::string& path);

/// IBSI's own tolerances of a set (configurations a to e) as shares of its reference values, by tag, whatever
/// the extraction or map; where the value is 0, absolute. A feature without one, or with the tolerance 0, has
/// no rule. Throws Error(usage) for a set that there is none of.
std::vector<ToleranceRule> ibsi_tolerances(const std::string& set);

/// What --tolerance and the key of a study name: "ibsi:c", or the path of a table.
std::vector<ToleranceRule> named_tolerances(const std::string& word);

/// The tolerance of one feature: its rule, or the larger of factor x floor and the least (design 9).
ToleranceRule tolerance_of(const BaselineFeature& feature, const Tolerances& tolerances);

/// In the unit of the feature, between these two values.
double largest_difference(const ToleranceRule& rule, double before, double now);

}  // namespace radgauge::gate
