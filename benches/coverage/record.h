#pragma once

#include <string>
#include <vector>

#include "coverage/simulate.h"

namespace radgauge::coverage {

/// One line per design and interval.
std::string record_csv(const std::vector<DesignResult>& results);

/// The same for people: what falls short, and the worst cell of every interval and population.
std::string record_markdown(const std::vector<DesignResult>& results, std::int64_t replications,
                            std::uint64_t seed);

/// The lines of harness/statistics/coverage_shortfalls.inc: every size at which a certifying lower limit
/// covers less than kRequiredCoverage, with the lowest coverage over the true ICCs.
std::string record_shortfalls(const std::vector<DesignResult>& results);

}  // namespace radgauge::coverage
