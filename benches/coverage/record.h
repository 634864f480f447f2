#pragma once

#include <string>
#include <vector>

#include "coverage/simulate.h"

namespace radgauge::coverage {

/// One-sided coverage that a certifying lower limit has to reach: 5 % of what lies at a limit may be
/// certified.
inline constexpr double kRequiredCoverage = 0.95;

/// One line per design and interval.
std::string record_csv(const std::vector<DesignResult>& results);

/// The same for people: what falls short, and the worst cell of every interval and population.
std::string record_markdown(const std::vector<DesignResult>& results, std::int64_t replications,
                            std::uint64_t seed);

}  // namespace radgauge::coverage
