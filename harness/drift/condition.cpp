#include <algorithm>
#include <cmath>
#include <numeric>

#include "drift/scores.h"
#include "statistics/classification.h"
#include "statistics/distributions.h"
#include "statistics/roc.h"
#include "statistics/survival_concordance.h"

namespace radgauge::drift {
namespace {

using statistics::kNormal975;

Estimate with_se(double value, double se, std::string_view reason) {
  return {value, value - kNormal975 * se, value + kNormal975 * se, std::string(reason)};
}

Estimate undefined(std::string_view reason) {
  return {kNaN, kNaN, kNaN, std::string(reason)};
}

Estimate of_share(const statistics::Proportion& share, std::string_view reason) {
  return {share.value, share.lower, share.upper, std::isnan(share.value) ? std::string(reason) : ""};
}

std::string_view not_a_classifier(models::Link link) {
  return link == models::Link::cox ? "the outcome is a time: see the C-index" : "the outcome is a number";
}

void add_probabilities(ConditionDrift& out, const LabelledScores& cases) {
  const statistics::PredictionError error = statistics::prediction_error(cases.label, cases.response);
  out.brier = {error.brier, kNaN, kNaN, std::isnan(error.brier) ? "no object has an outcome" : ""};
  out.observed_over_expected = error.observed_over_expected;
  const statistics::Recalibration r = statistics::recalibration_of_logits(cases.label, cases.score);
  out.calibration_in_the_large = with_se(r.in_the_large, r.in_the_large_se, r.reason_in_the_large);
  out.calibration_intercept = with_se(r.intercept, r.intercept_se, r.reason);
  out.calibration_slope = with_se(r.slope, r.slope_se, r.reason);
  if (cases.label.empty()) return;
  out.bins = statistics::calibration_bins(cases.label, cases.response, statistics::Binning::width_right);
  out.ece = statistics::binned_error(out.bins).expected;
  out.brier_split = statistics::brier_split(out.bins, error.brier);
  out.ici = statistics::smooth_calibration(cases.label, cases.response).ici;
  for (int percent = 5; percent <= 95; percent += 5) {
    const double t = percent / 100.0;
    const auto counts = statistics::confusion_counts(cases.label, cases.response, t);
    out.decision_curve.push_back(
        {t, statistics::net_benefit(counts, t), statistics::net_benefit_all(counts, t)});
  }
}

void add_classifier(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  const LabelledScores cases = labelled_scores(scored, condition);
  for (const std::uint8_t label : cases.label) ++(label != 0 ? out.n_positive : out.n_negative);
  const statistics::Auc auc = statistics::auc_delong(cases.label, cases.score);
  out.auc = {auc.auc, auc.lower(), auc.upper(), std::string(auc.reason)};
  add_probabilities(out, cases);
  if (!scored.card().threshold) {
    out.sensitivity = out.specificity = undefined("the model has no threshold");
    return;
  }
  const auto counts = statistics::confusion_counts(cases.label, cases.response, *scored.card().threshold);
  out.sensitivity = of_share(statistics::sensitivity(counts), "no object has the outcome");
  out.specificity = of_share(statistics::specificity(counts), "every object has the outcome");
}

void add_number(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double error = std::abs(scored.score[condition][i] - scored.outcome[i]);
    if (std::isnan(error)) continue;
    sum += error;
    n += 1;
  }
  if (n > 0) out.mean_absolute_error = sum / n;
}

void add_survival(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  std::vector<double> time, risk, survival;
  std::vector<std::uint8_t> status;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double score = scored.score[condition][i];
    if (std::isnan(score) || std::isnan(scored.time[i]) || std::isnan(scored.outcome[i])) continue;
    time.push_back(scored.time[i]);
    status.push_back(scored.outcome[i] != 0 ? 1 : 0);
    risk.push_back(score);
    survival.push_back(1 - scored.response[condition][i]);
    ++(status.back() != 0 ? out.n_positive : out.n_negative);
  }
  const statistics::SurvivalConcordance c = statistics::survival_concordance({time, status}, risk);
  out.c_index = {c.c, c.lower(), c.upper(), std::string(c.reason)};
  out.c_index_uno = c.uno;
  if (scored.card().horizon && !survival.empty())
    out.ipcw_brier = statistics::ipcw_brier({time, status}, survival, *scored.card().horizon);
}

// Weighted area with weight p as a positive and 1 - p as a negative, of calibrated p: what the area is
// expected to be if the calibration still holds. A case against itself is half a win.
double expected_auc(std::vector<double> p) {
  std::sort(p.begin(), p.end());
  double below = 0, wins = 0, positive = 0, negative = 0, self = 0;
  for (std::size_t first = 0, last; first < p.size(); first = last) {
    double yes = 0, no = 0;
    for (last = first; last < p.size() && p[last] == p[first]; ++last) {
      yes += p[last];
      no += 1 - p[last];
      self += p[last] * (1 - p[last]);
    }
    wins += yes * (below + no / 2);
    below += no;
    positive += yes;
    negative += no;
  }
  const double pairs = positive * negative - self;
  return pairs > 0 ? (wins - self / 2) / pairs : kNaN;
}

void add_expected(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  const LabelledScores reference = labelled_scores(scored, 0);
  const auto r = statistics::recalibration_of_logits(reference.label, reference.score);
  if (std::isnan(r.slope)) return;
  std::vector<double> p;
  for (const double score : scored.score[condition])
    if (!std::isnan(score)) p.push_back(1 / (1 + std::exp(-(r.intercept + r.slope * score))));
  out.expected_auc = expected_auc(std::move(p));
}

void add_difference(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  const LabelledScores here = labelled_scores(scored, condition, std::size_t{0});
  const LabelledScores there = labelled_scores(scored, 0, condition);
  if (here.label.empty()) {
    out.auc_difference = undefined("no object has a score under both");
    const LabelledScores all = labelled_scores(scored, condition), reference = labelled_scores(scored, 0);
    const auto d =
        statistics::auc_difference_unpaired(statistics::auc_delong(all.label, all.score),
                                            statistics::auc_delong(reference.label, reference.score));
    out.auc_unpaired_difference = d.difference;
    out.auc_unpaired_p = d.p;
    return;
  }
  const auto d = statistics::auc_difference_paired(statistics::auc_delong(here.label, here.score),
                                                   statistics::auc_delong(there.label, there.score));
  out.auc_difference = {d.difference, d.lower, d.upper, std::string(d.reason)};
  out.auc_difference_p = d.p;
}

void add_flips(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  std::vector<double> shifts;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double shift = scored.score[condition][i] - scored.score[0][i];
    if (std::isnan(shift)) continue;
    shifts.push_back(shift);
    const bool before = scored.decides(0, i), now = scored.decides(condition, i);
    out.flips_up += now && !before ? 1 : 0;
    out.flips_down += before && !now ? 1 : 0;
  }
  out.n_paired = static_cast<std::int64_t>(shifts.size());
  const std::string none = "no object has a score under both";
  const bool decides = scored.card().threshold && !std::isnan(models::response(scored.card(), 0));
  out.flip_rate = !decides ? undefined("the model has no threshold")
                           : of_share(statistics::wilson(out.flips_up + out.flips_down, out.n_paired), none);
  if (shifts.empty()) {
    out.score_shift = undefined(none);
    return;
  }
  const double n = static_cast<double>(shifts.size());
  const double mean = std::accumulate(shifts.begin(), shifts.end(), 0.0) / n;
  double squares = 0;
  for (const double s : shifts) squares += (s - mean) * (s - mean);
  const double half = n > 1 ? statistics::t_quantile(0.975, n - 1) * std::sqrt(squares / (n - 1) / n) : kNaN;
  out.score_shift = {mean, mean - half, mean + half, ""};
}

// SD of a score within objects that were measured more than once under the condition.
double repeat_sd(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  if (data.repeats < 2) return kNaN;
  std::vector<double> n(data.n_objects()), mean(data.n_objects()), squares(data.n_objects());
  for (std::size_t r = 0; r < data.repeats; ++r) {
    const auto score =
        r == 0 ? scored.score[condition]
               : scores_of(*scored.model, scored.output, input_columns(data, scored.card(), condition, r));
    for (std::size_t i = 0; i < score.size(); ++i) {
      if (std::isnan(score[i])) continue;
      n[i] += 1;
      const double off = score[i] - mean[i];
      mean[i] += off / n[i];
      squares[i] += off * (score[i] - mean[i]);
    }
  }
  double sum = 0, df = 0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    sum += squares[i];
    df += n[i] > 1 ? n[i] - 1 : 0;
  }
  return df > 0 ? std::sqrt(sum / df) : kNaN;
}

}  // namespace

ConditionDrift condition_drift(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  ConditionDrift out;
  out.name = data.conditions[condition];
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    if (std::isnan(scored.score[condition][i])) continue;
    ++out.n;
    if (std::isnan(scored.outcome[i])) ++out.n_unlabelled;
  }
  if (scored.is_classifier()) {
    add_classifier(out, scored, condition);
    add_difference(out, scored, condition);
    add_expected(out, scored, condition);
  } else {
    const Estimate none = undefined(not_a_classifier(scored.card().link));
    out.auc = out.brier = out.calibration_in_the_large = out.calibration_intercept = out.calibration_slope =
        out.sensitivity = out.specificity = out.auc_difference = none;
    if (scored.card().link == models::Link::cox)
      add_survival(out, scored, condition);
    else
      add_number(out, scored, condition);
  }
  add_flips(out, scored, condition);
  out.attribution = attribution(data, scored, condition);
  out.attribution_is_exact = scored.model->weights().has_value();
  out.repeat_sd = repeat_sd(data, scored, condition);
  return out;
}

}  // namespace radgauge::drift
