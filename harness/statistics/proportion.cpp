#include "statistics/proportion.h"

#include <algorithm>
#include <cmath>

#include "statistics/distributions.h"

namespace radgauge::statistics {

Proportion wilson(std::int64_t successes, std::int64_t n) {
  if (n < 1 || successes < 0 || successes > n) return {};
  const auto trials = static_cast<double>(n);
  return wilson_of_share(static_cast<double>(successes) / trials, trials, kNormal975);
}

Proportion wilson_of_share(double share, double n, double quantile) {
  if (!(share >= 0 && share <= 1 && n > 0)) return {};
  const double z2 = quantile * quantile / n;
  const double centre = (share + 0.5 * z2) / (1 + z2);
  const double half = std::sqrt(z2 * share * (1 - share) + 0.25 * z2 * z2) / (1 + z2);
  // At 0 and 1 the score is 0 on that side; subtraction would leave a rounding error.
  return {share, share == 0 ? 0 : std::max(0.0, centre - half),
          share == 1 ? 1 : std::min(1.0, centre + half)};
}

Proportion clopper_pearson(std::int64_t successes, std::int64_t n) {
  if (n < 1 || successes < 0 || successes > n) return {};
  const auto yes = static_cast<double>(successes), no = static_cast<double>(n - successes);
  Proportion out{yes / (yes + no), 0, 1};
  // Quantiles of the beta distribution by those of F.
  if (successes > 0) out.lower = yes / (yes + (no + 1) * f_quantile(0.975, 2 * (no + 1), 2 * yes));
  if (successes < n) {
    const double f = f_quantile(0.975, 2 * (yes + 1), 2 * no);
    out.upper = (yes + 1) * f / (no + (yes + 1) * f);
  }
  return out;
}

}  // namespace radgauge::statistics
