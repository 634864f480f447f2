#include "statistics/survival.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/distributions.h"

namespace radgauge::statistics {
namespace {

std::vector<std::size_t> by_time(std::span<const double> time) {
  std::vector<std::size_t> order(time.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return time[a] < time[b]; });
  return order;
}

void add_log_log_limits(SurvivalStep& step) {
  if (!(step.survival > 0 && step.survival < 1)) return;
  const double spread = kNormal975 * step.se_cumulative / std::log(step.survival);  // negative
  step.lower_log_log = std::pow(step.survival, std::exp(-spread));
  step.upper_log_log = std::pow(step.survival, std::exp(spread));
}

// Where a falling curve passes 0.5. Products of fractions may miss 0.5 by rounding.
template <class Level>
double crossing(std::span<const SurvivalStep> curve, Level level) {
  constexpr double kHalf = 0.5, kRounding = 1e-10;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double s = level(curve[i]);
    if (std::isnan(s) || !(s <= kHalf + kRounding)) continue;
    if (s < kHalf - kRounding) return curve[i].time;
    for (std::size_t k = i + 1; k < curve.size(); ++k)
      if (level(curve[k]) < kHalf - kRounding) return (curve[i].time + curve[k].time) / 2;
    return curve[i].time;
  }
  return kNaN;
}

}  // namespace

std::vector<SurvivalStep> censoring_curve(std::span<const SurvivalStep> curve) {
  std::vector<SurvivalStep> out;
  double survival = 1;
  for (const SurvivalStep& step : curve) {
    const double at_risk = step.at_risk - step.events;
    if (at_risk > 0) survival *= (at_risk - step.censored) / at_risk;
    out.push_back(step);
    out.back().survival = survival;
  }
  return out;
}

std::vector<SurvivalStep> kaplan_meier(const SurvivalTimes& times) {
  const auto order = by_time(times.time);
  std::vector<SurvivalStep> curve;
  double at_risk = static_cast<double>(order.size()), survival = 1, variance = 0;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    SurvivalStep step;
    step.time = times.time[order[first]];
    step.at_risk = at_risk;
    for (last = first; last < order.size() && times.time[order[last]] == step.time; ++last)
      (times.status[order[last]] != 0 ? step.events : step.censored) += 1;
    survival *= (at_risk - step.events) / at_risk;
    variance += step.events / (at_risk * (at_risk - step.events));
    step.survival = survival;
    step.se_cumulative = std::sqrt(variance);
    add_log_log_limits(step);
    curve.push_back(step);
    at_risk -= step.events + step.censored;
  }
  return curve;
}

double survival_at(std::span<const SurvivalStep> curve, double time, bool before) {
  const auto passed = [&](const SurvivalStep& step) { return before ? step.time < time : step.time <= time; };
  const auto after = std::partition_point(curve.begin(), curve.end(), passed);
  return after == curve.begin() ? 1 : std::prev(after)->survival;
}

MedianSurvival median_survival(std::span<const SurvivalStep> curve) {
  return {crossing(curve, [](const SurvivalStep& s) { return s.survival; }),
          crossing(curve, [](const SurvivalStep& s) { return s.lower_log_log; }),
          crossing(curve, [](const SurvivalStep& s) { return s.upper_log_log; })};
}

RestrictedMean restricted_mean(std::span<const SurvivalStep> curve, double horizon) {
  if (curve.empty()) return {};
  // Area from each step to the horizon, from the right.
  std::vector<double> area(curve.size());
  double right = horizon, sum = 0;
  for (std::size_t i = curve.size(); i-- > 0;) {
    if (curve[i].time < horizon) {
      sum += (right - curve[i].time) * curve[i].survival;
      right = curve[i].time;
    }
    area[i] = sum;
  }
  RestrictedMean out{sum + std::min(right, horizon), 0};
  double variance = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const SurvivalStep& s = curve[i];
    if (!(s.time < horizon) || s.events == 0 || s.at_risk == s.events) continue;
    variance += area[i] * area[i] * s.events / (s.at_risk * (s.at_risk - s.events));
  }
  out.se = std::sqrt(variance);
  return out;
}

LogRank log_rank(const SurvivalTimes& times, std::span<const std::size_t> group, double rho) {
  LogRank out;
  const std::size_t groups = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
  out.observed.assign(groups, 0);
  out.expected.assign(groups, 0);
  std::vector<double> at_risk(groups);
  for (const std::size_t g : group) at_risk[g] += 1;
  const auto k = static_cast<Eigen::Index>(groups);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(k, k);
  const auto order = by_time(times.time);
  double survival = 1;
  for (std::size_t first = 0, last; first < order.size(); first = last) {
    std::vector<double> leaving(groups), events(groups);
    for (last = first; last < order.size() && times.time[order[last]] == times.time[order[first]]; ++last) {
      leaving[group[order[last]]] += 1;
      events[group[order[last]]] += times.status[order[last]] != 0 ? 1 : 0;
    }
    const double n = std::accumulate(at_risk.begin(), at_risk.end(), 0.0);
    const double d = std::accumulate(events.begin(), events.end(), 0.0);
    const double weight = std::pow(survival, rho);
    const double spread = n > 1 ? weight * weight * d * (n - d) / (n * (n - 1)) : 0;
    for (std::size_t g = 0; g < groups; ++g) {
      const auto row = static_cast<Eigen::Index>(g);
      out.observed[g] += weight * events[g];
      out.expected[g] += weight * d * at_risk[g] / n;
      covariance(row, row) += spread * at_risk[g];
      for (std::size_t h = 0; h < groups; ++h)
        covariance(row, static_cast<Eigen::Index>(h)) -= spread * at_risk[g] * at_risk[h] / n;
    }
    survival *= (n - d) / n;
    for (std::size_t g = 0; g < groups; ++g) at_risk[g] -= leaving[g];
  }
  for (Eigen::Index g = 0; g < k; ++g) out.variance.push_back(covariance(g, g));
  // A group that is never at risk beside another at an event says nothing, and would make the system
  // singular: observed is expected there, without variance but for rounding.
  std::vector<Eigen::Index> compared;
  for (Eigen::Index g = 0; g < k; ++g)
    if (covariance(g, g) > 1e-12 * out.expected[static_cast<std::size_t>(g)]) compared.push_back(g);
  if (compared.size() < 2) {
    out.reason = groups < 2 ? "fewer than two groups" : "no event while two groups are at risk";
    return out;
  }
  compared.pop_back();  // follows from the rest
  const Eigen::MatrixXd among = covariance(compared, compared);
  Eigen::VectorXd difference(among.rows());
  for (Eigen::Index i = 0; i < difference.size(); ++i) {
    const auto g = static_cast<std::size_t>(compared[static_cast<std::size_t>(i)]);
    difference[i] = out.observed[g] - out.expected[g];
  }
  out.chi_square = difference.dot(among.ldlt().solve(difference));
  out.df = static_cast<double>(compared.size());
  out.p = chi_square_upper_tail(out.chi_square, out.df);
  return out;
}

double ipcw_brier(const SurvivalTimes& times, std::span<const double> survival_probability, double horizon) {
  const auto censoring = censoring_curve(kaplan_meier(times));
  const double at_horizon = survival_at(censoring, horizon);
  double sum = 0;
  for (std::size_t i = 0; i < times.time.size(); ++i) {
    const double s = survival_probability[i];
    if (times.time[i] > horizon) {
      if (!(at_horizon > 0)) return kNaN;
      sum += (1 - s) * (1 - s) / at_horizon;
    } else if (times.status[i] != 0) {
      sum += s * s / survival_at(censoring, times.time[i], true);
    }
  }
  return times.time.empty() ? kNaN : sum / static_cast<double>(times.time.size());
}

}  // namespace radgauge::statistics
