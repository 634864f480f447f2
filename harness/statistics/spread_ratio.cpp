#include "statistics/spread_ratio.h"

#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

/// ln wSD with its jackknife: `scaled[p]` is (pseudo-value - mean)/sqrt(n (n - 1)).
struct Jackknifed {
  double wsd = std::numeric_limits<double>::quiet_NaN();
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance = 0;
  std::vector<double> scaled;
  std::string_view reason;
};

Jackknifed jackknife(const PatientSpread& spread) {
  Jackknifed out;
  double squares = 0, df = 0;
  for (std::size_t p = 0; p < spread.patient.size(); ++p) {
    squares += spread.sum_squares[p];
    df += spread.df[p];
  }
  if (!(df > 0)) {
    out.reason = "no object with two values";
    return out;
  }
  out.wsd = std::sqrt(squares / df);
  const double n = static_cast<double>(spread.patient.size());
  if (!(squares > 0))
    out.reason = "no variation within objects";
  else if (n < 2)
    out.reason = "one patient: the interval needs two or more";
  if (!out.reason.empty()) return out;
  // Sums before and behind each patient: a difference of sums would lose what a dominating patient leaves.
  std::vector<double> behind(spread.patient.size() + 1, 0);
  for (std::size_t p = spread.patient.size(); p-- > 0;) behind[p] = behind[p + 1] + spread.sum_squares[p];
  double total = 0, before = 0;
  for (std::size_t p = 0; p < spread.patient.size(); ++p) {
    const double left = before + behind[p + 1];
    before += spread.sum_squares[p];
    if (!(left > 0)) {
      out.reason = "without one of the patients nothing varies: the interval rests on that patient";
      return out;
    }
    out.scaled.push_back(n * std::log(out.wsd) - (n - 1) * std::log(std::sqrt(left / (df - spread.df[p]))));
    total += out.scaled.back();
  }
  out.mean = total / n;
  for (double& value : out.scaled) {
    value = (value - out.mean) / std::sqrt(n * (n - 1));
    out.variance += value * value;
  }
  return out;
}

/// Squared standard error of the difference, and how many patients are in both.
std::pair<double, double> joined_variance(const PatientSpread& target, const Jackknifed& t,
                                          const PatientSpread& reference, const Jackknifed& r) {
  std::map<std::size_t, double> difference;
  double both = 0, variance = 0;
  for (std::size_t p = 0; p < target.patient.size(); ++p) difference[target.patient[p]] = t.scaled[p];
  for (std::size_t p = 0; p < reference.patient.size(); ++p) {
    const auto [it, is_new] = difference.emplace(reference.patient[p], 0);
    both += is_new ? 0 : 1;
    it->second -= r.scaled[p];
  }
  for (const auto& entry : difference) variance += entry.second * entry.second;
  return {variance, both};
}

double degrees_of_freedom(const SpreadRatio& out, const Jackknifed& t, const Jackknifed& r) {
  const double df_t = out.n_target - 1, df_r = out.n_reference - 1;
  if (out.n_both > 0) return std::min(df_t, df_r);
  const double share = t.variance / (t.variance + r.variance);
  return 1 / (share * share / df_t + (1 - share) * (1 - share) / df_r);
}

/// A standard error below this is the rounding of logarithms.
constexpr double kSpreadRatioRounding = 1e-12;

/// Every patient's spread changed by the same factor. Of the same patients that is what an exact change of
/// scale does, and certain; of others it is chance.
SpreadRatio without_error(SpreadRatio out, double limit) {
  if (out.n_both < out.n_target || out.n_both < out.n_reference) {
    out.reason = "leaving out a patient changes nothing: the jackknife has no standard error";
    return out;
  }
  const double theta = std::abs(out.theta) > kSpreadRatioRounding ? out.theta : 0;
  out.lower = out.upper = std::exp(theta);
  out.p_lower = theta > -limit ? 0 : 1;
  out.p_upper = theta < limit ? 0 : 1;
  out.p_above = theta > limit ? 0 : 1;
  out.p_below = theta < -limit ? 0 : 1;
  out.p_tost = std::max(out.p_lower, out.p_upper);
  return out;
}

}  // namespace

PatientSpread patient_spread(const Ratings& ratings, std::span<const std::size_t> patient) {
  const SubjectSums sums = subject_sums(ratings);
  std::map<std::size_t, std::pair<double, double>> of;
  for (std::size_t i = 0; i < sums.subject.size(); ++i) {
    if (sums.count[i] < 2) continue;
    auto& [squares, df] = of[patient[sums.subject[i]]];
    squares += sums.sum_squares[i];
    df += sums.count[i] - 1;
  }
  PatientSpread out;
  for (const auto& [number, part] : of) {
    out.patient.push_back(number);
    out.sum_squares.push_back(part.first);
    out.df.push_back(part.second);
  }
  return out;
}

LogSpread log_spread(const PatientSpread& spread) {
  const Jackknifed jack = jackknife(spread);
  LogSpread out{jack.wsd, jack.mean, {}, {}, jack.reason};
  if (!jack.reason.empty()) return out;
  out.df = static_cast<double>(spread.patient.size()) - 1;
  out.se = std::sqrt(jack.variance);
  if (!(out.se > kSpreadRatioRounding)) out.se = 0;
  return out;
}

SpreadRatio spread_ratio(const PatientSpread& target, const PatientSpread& reference, double margin) {
  if (!(margin > 1) || std::isinf(margin))
    throw Error(ErrorKind::usage,
                "the margin of a ratio is " + to_text(margin) +
                    "; it must be a factor above 1: the ratio is tested between 1/margin and margin");
  SpreadRatio out;
  out.margin = margin;
  out.n_target = static_cast<double>(target.patient.size());
  out.n_reference = static_cast<double>(reference.patient.size());
  const Jackknifed t = jackknife(target), r = jackknife(reference);
  if (t.wsd > 0 && r.wsd > 0) out.ratio = t.wsd / r.wsd;
  out.reason = t.reason.empty() ? r.reason : t.reason;
  if (!out.reason.empty()) return out;
  const auto [variance, both] = joined_variance(target, t, reference, r);
  out.n_both = both;
  out.theta = t.mean - r.mean;
  out.se = std::sqrt(variance);
  out.df = degrees_of_freedom(out, t, r);
  const double limit = std::log(margin);
  if (!(out.se > kSpreadRatioRounding)) return without_error(out, limit);
  const double half = t_quantile(0.95, out.df) * out.se;
  out.lower = std::exp(out.theta - half);
  out.upper = std::exp(out.theta + half);
  out.p_lower = t_upper_tail((out.theta + limit) / out.se, out.df);
  out.p_upper = t_upper_tail((limit - out.theta) / out.se, out.df);
  out.p_above = t_upper_tail((out.theta - limit) / out.se, out.df);
  out.p_below = t_upper_tail((-limit - out.theta) / out.se, out.df);
  out.p_tost = std::max(out.p_lower, out.p_upper);
  return out;
}

}  // namespace radgauge::statistics
