#include <algorithm>
#include <cmath>

#include "drift/scores.h"
#include "statistics/cox.h"
#include "statistics/distributions.h"
#include "statistics/proportion.h"

namespace radgauge::drift {
namespace {

// Objects with a score under the condition and a known time, in columns.
struct SurvivalCases {
  std::vector<double> time, score, risk;  // risk: predicted probability of the outcome by the horizon
  std::vector<std::uint8_t> status;

  SurvivalCases(const ScoredModel& scored, std::size_t condition) {
    for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
      if (std::isnan(scored.score[condition][i]) || !scored.has_outcome(i)) continue;
      time.push_back(scored.time[i]);
      status.push_back(scored.outcome[i] != 0 ? 1 : 0);
      score.push_back(scored.score[condition][i]);
      risk.push_back(scored.response[condition][i]);
    }
  }
};

void add_cox_calibration(ConditionDrift& out, const ScoredModel& scored, const SurvivalCases& cases) {
  const std::span<const double> columns[] = {cases.score};
  const statistics::CoxFit fit =
      statistics::fit_cox({cases.time, cases.status}, columns, statistics::CoxTies::efron);
  out.calibration_slope = {kNaN, kNaN, kNaN, std::string(fit.reason)};
  if (fit.reason.empty()) {
    const double half = statistics::kNormal975 * fit.se[0];
    out.calibration_slope = {fit.beta[0], fit.beta[0] - half, fit.beta[0] + half, ""};
  }
  if (!scored.card().horizon) {
    out.observed_over_expected = {kNaN, kNaN, kNaN, "the model has no baseline and horizon"};
    return;
  }
  const double observed = 1 - statistics::survival_at(statistics::kaplan_meier({cases.time, cases.status}),
                                                      *scored.card().horizon);
  double expected = 0;
  for (const double p : cases.risk) expected += p;
  expected /= static_cast<double>(cases.risk.size());
  const bool is_known = expected > 0;
  out.observed_over_expected = {is_known ? observed / expected : kNaN, kNaN, kNaN,
                                is_known ? "" : "every predicted probability is 0"};
}

double median_of(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return kNaN;
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

RiskGroups risk_groups(const ScoredModel& scored, std::size_t condition) {
  RiskGroups out;
  out.cut = median_of(scored.score[0]);
  std::int64_t n = 0;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double there = scored.score[0][i], here = scored.score[condition][i];
    if (std::isnan(there) || std::isnan(here)) continue;
    ++n;
    out.up += here > out.cut && !(there > out.cut) ? 1 : 0;
    out.down += there > out.cut && !(here > out.cut) ? 1 : 0;
  }
  const statistics::Proportion share = statistics::wilson(out.up + out.down, n);
  out.change_rate = {share.value, share.lower, share.upper, n > 0 ? "" : "no object has a score under both"};
  return out;
}

}  // namespace

void add_survival_views(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  const SurvivalCases cases(scored, condition);
  if (cases.time.empty())
    out.calibration_slope = out.observed_over_expected = {kNaN, kNaN, kNaN, out.c_index.reason};
  else
    add_cox_calibration(out, scored, cases);
  out.risk_groups = risk_groups(scored, condition);
}

}  // namespace radgauge::drift
