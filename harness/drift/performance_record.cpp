#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "drift/scores.h"
#include "statistics/calibration.h"
#include "statistics/log_odds.h"
#include "statistics/roc.h"

namespace radgauge::drift {
namespace {

// The SE of an area of `auc` with so many cases of each class (Hanley & McNeil 1982,
// doi:10.1148/radiology.143.1.7063747), which needs no scores: limits may not follow what they judge.
double expected_auc_se(double auc, double positive, double negative) {
  const double q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  return std::sqrt((auc * (1 - auc) + (positive - 1) * (q1 - auc * auc) + (negative - 1) * (q2 - auc * auc)) /
                   (positive * negative));
}

// The SE of observed - expected in the large under predictions that are right.
double expected_citl_se(const std::vector<double>& p) {
  double information = 0;
  for (const double each : p) information += each * (1 - each);
  return information > 0 ? 1 / std::sqrt(information) : kNaN;
}

ControlledValue controlled(double value, double centre, double se, const std::string& reason) {
  ControlledValue out;
  out.value = value;
  out.centre = centre;
  out.se = se;
  out.reason = reason;
  if (!std::isnan(value) && !std::isnan(centre) && se > 0) out.distance = (value - centre) / se;
  return out;
}

// Western Electric's first two rules: beyond 3 SE, or two of three in a row beyond 2 SE on one side.
void apply_rules(std::vector<PeriodRecord>& record, ControlledValue PeriodRecord::*of) {
  for (std::size_t k = 0; k < record.size(); ++k) {
    ControlledValue& here = record[k].*of;
    if (std::isnan(here.distance)) continue;
    here.is_signal = std::abs(here.distance) > 3;
    if (here.is_signal || std::abs(here.distance) <= 2) continue;
    for (std::size_t back = 1; back <= 2 && back <= k; ++back) {
      const double before = (record[k - back].*of).distance;
      here.is_signal = here.is_signal || (std::abs(before) > 2 && (before > 0) == (here.distance > 0));
    }
  }
}

// Numbers first, 2 before 10, then texts.
struct PeriodOrder {
  bool operator()(const std::string& a, const std::string& b) const {
    const auto x = parse_double(a), y = parse_double(b);
    if (x && y && *x != *y) return *x < *y;
    return x.has_value() != y.has_value() ? x.has_value() : a < b;
  }
};

}  // namespace

std::vector<PeriodRecord> performance_record(const DriftData& data, const ScoredModel& scored) {
  std::vector<PeriodRecord> out;
  if (!scored.is_classifier() || data.period.empty()) return out;
  std::map<std::string, std::vector<std::size_t>, PeriodOrder> members;
  for (std::size_t i = 0; i < data.period.size(); ++i)
    if (!data.period[i].empty()) members[data.period[i]].push_back(i);
  double first_auc = kNaN;
  for (const auto& [period, objects] : members) {
    std::vector<std::uint8_t> label;
    std::vector<double> score, p;
    for (const std::size_t i : objects) {
      if (std::isnan(scored.outcome[i])) continue;
      // Where an object was measured first: in use there is one measurement.
      const auto c = std::find_if(scored.score.begin(), scored.score.end(),
                                  [&](const auto& s) { return !std::isnan(s[i]); });
      if (c == scored.score.end()) continue;
      label.push_back(scored.outcome[i] != 0 ? 1 : 0);
      score.push_back((*c)[i]);
      p.push_back(statistics::expit((*c)[i]));
    }
    PeriodRecord& here = out.emplace_back();
    here.period = period;
    here.n = static_cast<std::int64_t>(label.size());
    for (const std::uint8_t each : label) here.n_positive += each;
    const auto auc = statistics::auc_delong(label, score);
    if (std::isnan(first_auc)) first_auc = auc.auc;
    const auto positive = static_cast<double>(here.n_positive), all = static_cast<double>(here.n);
    here.auc = controlled(auc.auc, first_auc, expected_auc_se(first_auc, positive, all - positive),
                          std::string(auc.reason));
    const auto r = statistics::recalibration_of_logits(label, score);
    here.calibration_in_the_large =
        controlled(r.in_the_large, 0, expected_citl_se(p), std::string(r.reason_in_the_large));
  }
  apply_rules(out, &PeriodRecord::auc);
  apply_rules(out, &PeriodRecord::calibration_in_the_large);
  return out;
}

}  // namespace radgauge::drift
