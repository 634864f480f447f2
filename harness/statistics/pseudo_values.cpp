#include "statistics/pseudo_values.h"

#include <algorithm>
#include <cmath>

#include "core/nan.h"
#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

constexpr double kFewestDf = 1.5;
// A share of the variation this far from everything is rounding.
constexpr double kShareRounding = 1e-14;

// The pseudo-values as if `more` patients, those who matter least, varied as much as the one who varies most.
PseudoValues with_more(const Deletions& all, std::size_t more) {
  const auto most =
      static_cast<std::size_t>(std::max_element(all.share.begin(), all.share.end()) - all.share.begin());
  const double step = all.share[most], added = static_cast<double>(more) * step;
  std::vector<std::size_t> quiet;
  for (std::size_t i = 0; i < all.without.size(); ++i)
    if (i != most) quiet.push_back(i);
  std::stable_sort(quiet.begin(), quiet.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(all.without[a] - all.theta) < std::abs(all.without[b] - all.theta);
  });
  Deletions out = all;
  out.theta += all.sign * std::log1p(added);
  for (std::size_t i = 0; i < out.without.size(); ++i) {
    const bool as_much = std::find(quiet.begin(), quiet.begin() + static_cast<std::ptrdiff_t>(more), i) !=
                         quiet.begin() + static_cast<std::ptrdiff_t>(more);
    const double left = 1 - all.share[i];
    out.without[i] = std::isinf(all.without[i])
                         ? all.without[quiet.front()] + all.sign * std::log(added)
                         : all.without[i] + all.sign * std::log1p((added - (as_much ? step : 0)) / left);
  }
  PseudoValues values = pseudo_values(out.theta, out.without);
  values.rests_on_one = std::isinf(all.without[most]);
  return values;
}

constexpr double kLargeShare = 0.2;
constexpr std::size_t kMostMore = 4;

}  // namespace

PseudoValues pseudo_values(double theta, std::span<const double> log_without) {
  const double patients = static_cast<double>(log_without.size());
  PseudoValues out{0, 0, kNaN, false};
  for (const double without : log_without) out.mean += patients * theta - (patients - 1) * without;
  out.mean /= patients;
  double fourth = 0;
  for (const double without : log_without) {
    const double d = patients * theta - (patients - 1) * without - out.mean;
    out.se += d * d;
    fourth += d * d * d * d;
  }
  const double variance = out.se / (patients - 1);
  out.se = std::sqrt(out.se / (patients - 1) / patients);
  const double excess = variance > 0 ? fourth / patients / (variance * variance) - 3 : 0;
  out.df = std::clamp(2 / (2 / (patients - 1) + std::max(0.0, excess) / patients),
                      std::min(kFewestDf, patients - 1), patients - 1);
  return out;
}

PseudoValues deciding_values(const Deletions& all) {
  std::size_t infinite = 0;
  for (const double x : all.without) {
    if (std::isnan(x) || (std::isinf(x) && x * all.sign > 0)) return {};
    infinite += std::isinf(x) ? 1 : 0;
  }
  const double largest = all.share.empty() ? 0 : *std::max_element(all.share.begin(), all.share.end());
  if (infinite > 1 || (infinite == 1 && (largest < 1 - kShareRounding || all.without.size() < 3))) return {};
  PseudoValues best;
  if (infinite == 0) best = pseudo_values(all.theta, all.without);
  if (largest < kLargeShare) return best;
  const auto cautious = [&](const PseudoValues& v) {
    return -all.sign * v.mean - t_quantile(0.975, v.df) * v.se;
  };
  for (std::size_t more = 1; more <= std::min(kMostMore, all.without.size() - 2); ++more) {
    const PseudoValues other = with_more(all, more);
    if (!std::isnan(other.mean) && (std::isnan(best.mean) || cautious(other) > cautious(best))) best = other;
  }
  return best;
}

}  // namespace radgauge::statistics
