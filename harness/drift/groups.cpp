#include <algorithm>
#include <cmath>
#include <map>

#include "drift/scores.h"
#include "statistics/classification.h"
#include "statistics/roc.h"

namespace radgauge::drift {
namespace {

Estimate share_estimate(const statistics::Proportion& share, std::string_view reason) {
  return {share.value, share.lower, share.upper, std::isnan(share.value) ? std::string(reason) : ""};
}

GroupRates rates_of(const ScoredModel& scored, std::size_t condition, const std::vector<std::size_t>& objects,
                    const std::string& level) {
  GroupRates out;
  out.level = level;
  std::vector<std::uint8_t> label;
  std::vector<double> score, response;
  std::int64_t decided = 0;
  for (const std::size_t i : objects) {
    if (std::isnan(scored.score[condition][i])) continue;
    ++out.n;
    decided += scored.decides(condition, i) ? 1 : 0;
    if (std::isnan(scored.outcome[i])) continue;
    label.push_back(scored.outcome[i] != 0 ? 1 : 0);
    score.push_back(scored.score[condition][i]);
    response.push_back(scored.response[condition][i]);
    out.n_positive += label.back();
  }
  out.n_labelled = static_cast<std::int64_t>(label.size());
  out.positive_rate =
      share_estimate(statistics::wilson(decided, out.n), "no object of this group has a score here");
  const statistics::Auc auc = statistics::auc_delong(label, score);
  out.auc = {auc.auc, auc.lower(), auc.upper(), std::string(auc.reason)};
  const auto counts = statistics::confusion_counts(label, response, *scored.card().threshold);
  out.sensitivity =
      share_estimate(statistics::sensitivity(counts), "no object of this group has the outcome");
  const statistics::Proportion specificity = statistics::specificity(counts);
  out.false_positive_rate =
      share_estimate({1 - specificity.value, 1 - specificity.upper, 1 - specificity.lower},
                     "every object of this group with an outcome has it");
  return out;
}

// Largest - smallest of what the groups have.
Estimate spread_over_groups(const std::vector<GroupRates>& levels, Estimate GroupRates::*rate) {
  double low = INFINITY, high = -INFINITY;
  std::string reason;
  for (const GroupRates& level : levels) {
    const Estimate& e = level.*rate;
    if (std::isnan(e.value)) reason = level.level + ": " + e.reason;
    low = std::fmin(low, e.value);
    high = std::fmax(high, e.value);
  }
  if (levels.size() < 2) reason = "there is one group alone";
  if (!reason.empty()) return {kNaN, kNaN, kNaN, reason};
  return {high - low, kNaN, kNaN, ""};
}

Estimate larger_of(const Estimate& a, const Estimate& b) {
  if (std::isnan(a.value)) return a;
  return std::isnan(b.value) || b.value > a.value ? b : a;
}

}  // namespace

std::vector<GroupFairness> group_fairness(const DriftData& data, const ScoredModel& scored) {
  std::vector<GroupFairness> out;
  if (!scored.is_classifier() || !scored.card().threshold) return out;
  for (const DriftGroups& groups : data.groups) {
    std::map<std::string, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < groups.level.size(); ++i)
      if (!groups.level[i].empty()) members[groups.level[i]].push_back(i);
    for (std::size_t c = 0; c < data.conditions.size(); ++c) {
      GroupFairness& here = out.emplace_back();
      here.column = groups.column;
      here.condition = data.conditions[c];
      for (const auto& [level, objects] : members) here.levels.push_back(rates_of(scored, c, objects, level));
      here.parity_difference = spread_over_groups(here.levels, &GroupRates::positive_rate);
      here.equalised_odds_difference =
          larger_of(spread_over_groups(here.levels, &GroupRates::sensitivity),
                    spread_over_groups(here.levels, &GroupRates::false_positive_rate));
    }
  }
  return out;
}

}  // namespace radgauge::drift
