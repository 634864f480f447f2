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

/// The score interval of a share of `n` effective trials: those of a sample in clusters, divided by its
/// design effect (Dean & Pagano 2015, doi:10.1093/jssam/smv024; Franco et al. 2019,
/// doi:10.1093/jssam/smy019). `n` need not be whole; `quantile` is the two-sided one of the level, 1.96 for
/// 95 %. NaN for a share outside [0, 1] or an n that is not above 0.
Proportion wilson_of_share(double share, double n, double quantile);

/// The same share with the exact interval of Clopper & Pearson 1934 (doi:10.1093/biomet/26.4.404).
Proportion clopper_pearson(std::int64_t successes, std::int64_t n);

}  // namespace radgauge::statistics
