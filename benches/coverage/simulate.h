#pragma once

#include <cstdint>
#include <vector>

#include "coverage/intervals.h"

namespace radgauge::coverage {

/// What became of one interval over the replications of one design.
struct Tally {
  std::string interval;
  double truth = 0;
  std::int64_t replications = 0;
  std::int64_t without = 0;  ///< no interval: the feature is not estimable
  std::int64_t above = 0;    ///< the lower limit lies above the truth
  std::int64_t below = 0;    ///< the upper limit lies below it
  double widths = 0;

  double exist() const { return static_cast<double>(replications - without); }
  double two_sided() const { return 1 - static_cast<double>(above + below) / exist(); }
  double lower_limit() const { return 1 - static_cast<double>(above) / exist(); }
  double upper_limit() const { return 1 - static_cast<double>(below) / exist(); }
  double mean_width() const { return widths / exist(); }
  /// Monte-Carlo standard error of a coverage.
  double standard_error(double coverage) const;
};

struct DesignResult {
  Design design;
  std::vector<Tally> tallies;
};

/// Runs every design; the same numbers for any number of threads.
std::vector<DesignResult> simulate(const std::vector<Design>& designs, std::int64_t replications,
                                   std::uint64_t seed);

}  // namespace radgauge::coverage
