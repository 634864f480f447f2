#include <algorithm>
#include <cmath>
#include <numeric>

#include "drift/scores.h"
#include "statistics/classification.h"
#include "statistics/distributions.h"
#include "statistics/log_odds.h"
#include "statistics/roc.h"
#include "statistics/survival_concordance.h"

namespace radgauge::drift {
namespace {

using statistics::kNormal975;

constexpr std::string_view kNoScoreUnderBoth = "no object has a score under both";

Estimate with_se(double value, double se, std::string_view reason) {
  return {value, value - kNormal975 * se, value + kNormal975 * se, std::string(reason)};
}

Estimate undefined(std::string_view reason) {
  return {kNaN, kNaN, kNaN, std::string(reason)};
}

// A number without limits.
Estimate plain(double value, std::string_view reason) {
  return {value, kNaN, kNaN, std::isnan(value) ? std::string(reason) : ""};
}

std::string_view why_no_cases(const ConditionDrift& out, models::Link link) {
  if (out.n == 0) return "no object has every input of the model here";
  return link == models::Link::cox ? "no object with a score has an outcome and its time"
                                   : "no object with a score has an outcome";
}

Estimate of_share(const statistics::Proportion& share, std::string_view reason) {
  return {share.value, share.lower, share.upper, std::isnan(share.value) ? std::string(reason) : ""};
}

std::string_view not_a_classifier(models::Link link) {
  return link == models::Link::cox ? "the outcome is a time: see the C-index" : "the outcome is a number";
}

void add_probabilities(ConditionDrift& out, const LabelledScores& cases) {
  const statistics::PredictionError error = statistics::prediction_error(cases.label, cases.response);
  out.brier = {error.brier, kNaN, kNaN, ""};
  out.observed_over_expected = plain(error.observed_over_expected, "every predicted probability is 0");
  const statistics::Recalibration r = statistics::recalibration_of_logits(cases.label, cases.score);
  out.calibration_in_the_large = with_se(r.in_the_large, r.in_the_large_se, r.reason_in_the_large);
  out.calibration_intercept = with_se(r.intercept, r.intercept_se, r.reason);
  out.calibration_slope = with_se(r.slope, r.slope_se, r.reason);
  out.bins = statistics::calibration_bins(cases.label, cases.response, statistics::Binning::width_right);
  out.ece = plain(statistics::binned_error(out.bins).expected, "");
  out.brier_split = statistics::brier_split(out.bins, error.brier);
  out.ici = plain(statistics::smooth_calibration(cases.label, cases.response).ici,
                  "every predicted probability is the same");
  for (int percent = 5; percent <= 95; percent += 5) {
    const double t = percent / 100.0;
    const auto counts = statistics::confusion_counts(cases.label, cases.response, t);
    out.decision_curve.push_back(
        {t, statistics::net_benefit(counts, t), statistics::net_benefit_all(counts, t)});
  }
}

void add_classifier(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  const LabelledScores cases = labelled_scores(scored, condition);
  if (cases.label.empty()) {
    out.auc = out.brier = out.calibration_in_the_large = out.calibration_intercept = out.calibration_slope =
        out.sensitivity = out.specificity = out.observed_over_expected = out.ece = out.ici =
            undefined(why_no_cases(out, scored.card().link));
    return;
  }
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
  out.mean_absolute_error = plain(sum / n, why_no_cases(out, models::Link::identity));
}

void add_survival(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  std::vector<double> time, risk, survival;
  std::vector<std::uint8_t> status;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double score = scored.score[condition][i];
    if (std::isnan(score) || !scored.has_outcome(i)) continue;
    time.push_back(scored.time[i]);
    status.push_back(scored.outcome[i] != 0 ? 1 : 0);
    risk.push_back(score);
    survival.push_back(1 - scored.response[condition][i]);
    ++(status.back() != 0 ? out.n_positive : out.n_negative);
  }
  if (time.empty()) {
    out.c_index = out.c_index_uno = out.ipcw_brier = undefined(why_no_cases(out, models::Link::cox));
    return;
  }
  const statistics::SurvivalConcordance c = statistics::survival_concordance({time, status}, risk);
  out.c_index = {c.c, c.lower(), c.upper(), std::string(c.reason)};
  out.c_index_uno = plain(c.uno, c.reason);
  out.ipcw_brier =
      scored.card().horizon
          ? plain(statistics::ipcw_brier({time, status}, survival, *scored.card().horizon),
                  "everybody who is not followed up to the horizon is censored: their weight is infinite")
          : undefined("the model has no baseline and horizon");
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

void add_expected(ConditionDrift& out, const ScoredModel& scored, std::size_t condition,
                  const statistics::Recalibration& r) {
  if (std::isnan(r.slope)) {
    out.expected_auc =
        undefined("the scores on the reference cannot be calibrated: " + std::string(r.reason));
    return;
  }
  std::vector<double> p;
  for (const double score : scored.score[condition])
    if (!std::isnan(score)) p.push_back(statistics::expit(r.intercept + r.slope * score));
  out.expected_auc =
      plain(expected_auc(std::move(p)), out.n < 2 ? "fewer than two objects have a score"
                                                  : "the calibrated scores leave no pair of two classes");
}

void add_difference(ConditionDrift& out, const ScoredModel& scored, std::size_t condition) {
  const LabelledScores here = labelled_scores(scored, condition, std::size_t{0});
  const LabelledScores there = labelled_scores(scored, 0, condition);
  if (here.label.empty()) {
    out.auc_difference =
        undefined(out.n_paired > 0 ? "no object with a score under both has an outcome" : kNoScoreUnderBoth);
    if (out.n_paired > 0) return;
    out.is_unpaired = true;
    const LabelledScores all = labelled_scores(scored, condition), reference = labelled_scores(scored, 0);
    const auto d =
        statistics::auc_difference_unpaired(statistics::auc_delong(all.label, all.score),
                                            statistics::auc_delong(reference.label, reference.score));
    out.auc_unpaired_difference = {
        d.difference, d.lower, d.upper,
        std::string(all.label.empty()         ? why_no_cases(out, scored.card().link)
                    : reference.label.empty() ? "no object with a score on the reference has an outcome"
                                              : d.reason)};
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
  out.decides = scored.card().threshold && !std::isnan(models::response(scored.card(), 0));
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double shift = scored.score[condition][i] - scored.score[0][i];
    if (std::isnan(shift)) continue;
    shifts.push_back(shift);
    if (!out.decides) continue;
    const bool before = scored.decides(0, i), now = scored.decides(condition, i);
    out.flips_up += now && !before ? 1 : 0;
    out.flips_down += before && !now ? 1 : 0;
  }
  out.n_paired = static_cast<std::int64_t>(shifts.size());
  out.flip_rate = !out.decides ? undefined("the model has no threshold")
                               : of_share(statistics::wilson(out.flips_up + out.flips_down, out.n_paired),
                                          kNoScoreUnderBoth);
  if (shifts.empty()) {
    out.score_shift = undefined(kNoScoreUnderBoth);
    return;
  }
  const double n = static_cast<double>(shifts.size());
  const double mean = std::accumulate(shifts.begin(), shifts.end(), 0.0) / n;
  double squares = 0;
  for (const double s : shifts) squares += (s - mean) * (s - mean);
  const double half = n > 1 ? statistics::t_quantile(0.975, n - 1) * std::sqrt(squares / (n - 1) / n) : kNaN;
  out.score_shift = {mean, mean - half, mean + half, n > 1 ? "" : "a single object has no spread"};
}

// SD of a score within objects that were measured more than once under the condition.
Estimate repeat_sd(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
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
  return plain(df > 0 ? std::sqrt(sum / df) : kNaN, "no object has a score twice here");
}

}  // namespace

statistics::Recalibration reference_calibration(const ScoredModel& scored) {
  statistics::Recalibration out;
  if (!scored.is_classifier()) return out;
  const LabelledScores reference = labelled_scores(scored, 0);
  if (!reference.label.empty()) return statistics::recalibration_of_logits(reference.label, reference.score);
  out.reason = out.reason_in_the_large = "none has an outcome";
  return out;
}

ConditionDrift condition_drift(const DriftData& data, const ScoredModel& scored,
                               const statistics::Recalibration& on_reference, std::size_t condition) {
  ConditionDrift out;
  out.name = data.conditions[condition];
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    if (std::isnan(scored.score[condition][i])) continue;
    ++out.n;
    if (!scored.has_outcome(i)) ++out.n_unlabelled;
  }
  add_flips(out, scored, condition);
  if (scored.is_classifier()) {
    add_classifier(out, scored, condition);
    add_difference(out, scored, condition);
    add_expected(out, scored, condition, on_reference);
  } else {
    const Estimate none = undefined(not_a_classifier(scored.card().link));
    out.auc = out.brier = out.calibration_in_the_large = out.calibration_intercept = out.calibration_slope =
        out.sensitivity = out.specificity = out.auc_difference = out.observed_over_expected = out.ece =
            out.ici = out.expected_auc = none;
    if (scored.card().link == models::Link::cox) {
      add_survival(out, scored, condition);
      add_survival_views(out, scored, condition);
    } else
      add_number(out, scored, condition);
  }
  out.attribution = attribution(data, scored, condition);
  out.attribution_is_exact = scored.model->weights().has_value();
  out.repeat_sd = repeat_sd(data, scored, condition);
  return out;
}

}  // namespace radgauge::drift
