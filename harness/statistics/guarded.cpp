#include "statistics/guarded.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/distributions.h"

namespace radgauge::statistics {

namespace {

double more_variance(double share, const Guard& guard) {
  return std::log1p(share * (guard.noise_sd_ratio * guard.noise_sd_ratio - 1));
}

GuardedLimits begin(const PseudoValues& pseudo, double n_patients, const Guard& guard,
                    std::string_view reason) {
  GuardedLimits out;
  if (std::isnan(pseudo.mean)) {
    out.reason = reason;
    return out;
  }
  out.df = pseudo.df;
  out.rests_on_one = pseudo.rests_on_one;
  out.allowance = unseen_allowance(n_patients, guard);
  return out;
}

double icc_of(double log_f, double k) {
  const double f = std::exp(log_f);
  return std::isinf(f) ? 1 : (f - 1) / (f + k - 1);
}

}  // namespace

double unseen_share(double n_patients, double confidence) {
  return n_patients > 0 ? -std::expm1(std::log1p(-confidence) / n_patients) : 1;
}

double unseen_allowance(double n_patients, const Guard& guard) {
  return more_variance(unseen_share(n_patients, guard.confidence), guard);
}

GuardedLimits guarded_icc(const JackknifeLimits& jack, const Guard& guard) {
  GuardedLimits out = begin(jack.pseudo, jack.n_patients, guard, jack.reason);
  if (std::isnan(out.df)) return out;
  const double half = t_quantile(0.975, out.df) * jack.pseudo.se;
  out.lower = icc_of(jack.pseudo.mean - std::hypot(half, jack.widening_lower, out.allowance) -
                         more_variance(guard.missing_share, guard),
                     jack.k);
  out.upper = icc_of(jack.pseudo.mean + std::hypot(half, jack.widening_upper), jack.k);
  return out;
}

GuardedLimits guarded_within(const WithinLimits& jack, const Guard& guard) {
  GuardedLimits out = begin(jack.pseudo, jack.n_patients, guard, jack.reason);
  if (std::isnan(out.df)) return out;
  const double half = t_quantile(0.975, out.df) * jack.pseudo.se;
  out.lower = std::exp((jack.pseudo.mean - half) / 2);
  out.upper = std::exp(
      (jack.pseudo.mean + std::hypot(half, out.allowance) + more_variance(guard.missing_share, guard)) / 2);
  return out;
}

double guarded_p(const JackknifeLimits& jack, double icc_null, const Guard& guard) {
  const GuardedLimits limits = begin(jack.pseudo, jack.n_patients, guard, jack.reason);
  if (std::isnan(limits.df) || !(icc_null >= 0 && icc_null < 1))
    return std::numeric_limits<double>::quiet_NaN();
  const double log_null = std::log((1 + (jack.k - 1) * icc_null) / (1 - icc_null));
  const double above = jack.pseudo.mean - more_variance(guard.missing_share, guard) - log_null;
  const double fixed = std::hypot(jack.widening_lower, limits.allowance);
  if (above <= 0) return t_upper_tail(above / jack.pseudo.se, limits.df);
  if (above <= fixed) return 0.5;
  return t_upper_tail(std::sqrt((above - fixed) * (above + fixed)) / jack.pseudo.se, limits.df);
}

NoiseInequality noise_inequality(const Ratings& ratings, std::span<const std::size_t> patient) {
  return noise_inequality(subject_sums(ratings), patient);
}

NoiseInequality noise_inequality(const SubjectSums& sums, std::span<const std::size_t> patient) {
  std::vector<double> squares(patient.empty() ? 0 : *std::max_element(patient.begin(), patient.end()) + 1, 0);
  for (std::size_t i = 0; i < sums.count.size(); ++i)
    squares[patient[sums.subject[i]]] += sums.sum_squares[i];
  double total = 0, squared = 0, largest = 0;
  for (const double s : squares) {
    total += s;
    squared += s * s;
    largest = std::max(largest, s);
  }
  if (!(total > 0)) return {};
  return {largest / total, total * total / squared};
}

}  // namespace radgauge::statistics
