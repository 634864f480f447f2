#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "statistics/planner.h"

namespace radgauge::statistics {

/// One-sided coverage that a certifying lower limit has to reach in simulations; 97.5 % is nominal.
inline constexpr double kRequiredCoverage = 0.95;

/// A simulated size at which it does not (results/compliance/coverage.md).
struct CoverageShortfall {
  PlannedForm form;
  std::string_view columns;     ///< anew, drawn, fixed: what the columns stand for
  std::string_view population;  ///< how objects and noise vary
  std::int64_t patients;
  std::int64_t columns_count;
  double coverage;  ///< lowest over the true ICCs
};
std::span<const CoverageShortfall> coverage_shortfalls();

/// What a reader of a decision must know of the interval behind it: a sentence with the simulated size
/// nearest to this one (by ratios) and the worst population there. `kind` is what the columns stand for:
/// anew, fixed or drawn. Empty where every simulated population is covered.
std::string coverage_caveat(PlannedForm form, std::string_view kind, std::int64_t patients,
                            std::int64_t columns);

}  // namespace radgauge::statistics
