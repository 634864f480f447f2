#pragma once

#include <cstdint>
#include <limits>

namespace radgauge::statistics {

/// A share of 1 with its 95 % interval; NaN where there is none.
struct Proportion {
  double value = std::numeric_limits<double>::quiet_NaN();
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

/// `successes` of `n` independent trials with the score interval of Wilson 1927 (doi:10.2307/2276774),
/// without continuity correction. NaN for n < 1 or successes outside [0, n].
Proportion wilson(std::int64_t successes, std::int64_t n);

/// The same share with the exact interval of Clopper & Pearson 1934 (doi:10.1093/biomet/26.4.404).
Proportion clopper_pearson(std::int64_t successes, std::int64_t n);

}  // namespace radgauge::statistics
