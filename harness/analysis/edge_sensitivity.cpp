#include "analysis/edge_sensitivity.h"

#include <algorithm>
#include <cmath>

#include "agreement/numerical_floor.h"

namespace radgauge::analysis {

namespace {

bool is_one_ulp(const study::Condition& condition) {
  return condition.chain.size() == 1 && condition.chain.front().operation->id == study::kUlpOperation &&
         condition.chain.front().values.front() == Value(std::int64_t{1});
}

}  // namespace

std::vector<double> one_ulp_changes(const study::Study& study, const study::Plan& plan,
                                    const Measurements& measurements) {
  const std::size_t n = measurements.features().size();
  std::vector<double> changes;
  for (std::size_t c = 0; c < plan.conditions.size(); ++c) {
    if (!is_one_ulp(plan.conditions[c])) continue;
    changes.resize(n, std::nan(""));
    for (std::size_t row = 0; row < study.rows.size(); ++row) {
      const std::uint32_t before = measurements.find(row, study::kBase), after = measurements.find(row, c);
      if (before == kNoCell || after == kNoCell || !measurements.cell(before).has_values ||
          !measurements.cell(after).has_values)
        continue;
      for (std::size_t f = 0; f < n; ++f) {
        const FeatureColumn column = measurements.column(f);
        const bool was = column.statuses[before] == Status::ok, is = column.statuses[after] == Status::ok;
        if (!was && !is) continue;
        const double change =
            was && is ? agreement::relative_change(column.values[before], column.values[after]) : 1;
        changes[f] = std::fmax(changes[f], change);
      }
    }
  }
  return changes;
}

}  // namespace radgauge::analysis
