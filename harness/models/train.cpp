#include "models/train.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include "statistics/cox.h"
#include "statistics/lasso.h"
#include "statistics/log_odds.h"
#include "statistics/roc.h"
#include "statistics/survival_concordance.h"

namespace radgauge::models {
namespace {

constexpr std::size_t kPenalties = 60;
constexpr double kToleranceOfFolds = 1e-7;  // which penalty is chosen hangs on no digit beyond

struct ScaledColumns {
  std::vector<std::vector<double>> columns;  ///< mean 0, population SD 1; 0 where constant or not allowed
  std::vector<double> mean, sd;
  std::size_t allowed = 0;
};

ScaledColumns scaled_columns(const TrainingData& data, const std::vector<std::size_t>& cases) {
  ScaledColumns out;
  const std::vector<bool> keep =
      data.filter ? data.filter(cases) : std::vector<bool>(data.columns.size(), true);
  const double n = static_cast<double>(cases.size());
  for (std::size_t j = 0; j < data.columns.size(); ++j) {
    double sum = 0, squares = 0;
    for (const std::size_t i : cases) sum += data.columns[j][i];
    const double mean = sum / n;
    for (const std::size_t i : cases) squares += (data.columns[j][i] - mean) * (data.columns[j][i] - mean);
    const double sd = std::sqrt(squares / n);
    const bool usable = keep[j] && sd > 1e-12 * std::abs(mean) && sd > 0;
    out.allowed += keep[j] ? 1 : 0;
    out.mean.push_back(mean);
    out.sd.push_back(usable ? sd : 0);
    std::vector<double>& column = out.columns.emplace_back(cases.size(), 0.0);
    if (!usable) continue;
    for (std::size_t k = 0; k < cases.size(); ++k) column[k] = (data.columns[j][cases[k]] - mean) / sd;
  }
  return out;
}

statistics::LassoOutcome outcome_of(const TrainingData& data, const std::vector<std::size_t>& cases) {
  statistics::LassoOutcome out;
  for (const std::size_t i : cases) {
    out.status.push_back(data.status[i]);
    if (!data.time.empty()) out.time.push_back(data.time[i]);
  }
  return out;
}

double predict(const TrainingData& data, const ScaledColumns& scaled, const statistics::LassoFit& fit,
               std::size_t i) {
  double sum = fit.intercept;
  for (std::size_t j = 0; j < fit.beta.size(); ++j)
    if (fit.beta[j] != 0) sum += fit.beta[j] * ((data.columns[j][i] - scaled.mean[j]) / scaled.sd[j]);
  return sum;
}

// The fold of each case: patients in a drawn order, those with the outcome first, dealt in turn.
std::vector<std::size_t> folds_of(const TrainingData& data, const TrainOptions& options) {
  const std::size_t patients = *std::max_element(data.patient.begin(), data.patient.end()) + 1;
  if (static_cast<std::size_t>(options.folds) > patients)
    throw Error(ErrorKind::data, to_text(options.folds) + " folds of " + count_text(patients) +
                                     " patients: there must be a patient for each; take fewer folds");
  std::vector<double> key(patients, 1);
  const Draws draws(options.seed, "patients", "train.folds", 0, 0);
  for (std::size_t i = 0; i < data.status.size(); ++i)
    if (data.status[i] != 0) key[data.patient[i]] = 0;
  for (std::size_t p = 0; p < patients; ++p) key[p] += draws.uniform(p);
  std::vector<std::size_t> order(patients), fold(patients);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] < key[b]; });
  for (std::size_t k = 0; k < patients; ++k) fold[order[k]] = k % static_cast<std::size_t>(options.folds);
  std::vector<std::size_t> out;
  for (const std::size_t p : data.patient) out.push_back(fold[p]);
  return out;
}

struct CrossValidation {
  std::vector<double> loss, se;            ///< of each penalty
  std::vector<std::vector<double>> score;  ///< [penalty][case], by a fit without it
};

// Loss of the cases left out: of Cox's likelihood what they add to it (Simon et al. 2011).
double left_out_loss(const TrainingData& data, const std::vector<std::size_t>& learn,
                     const std::vector<std::size_t>& left, const std::vector<double>& score) {
  const auto total = [&](const std::vector<std::size_t>& cases) {
    std::vector<double> eta;
    for (const std::size_t i : cases) eta.push_back(score[i]);
    return statistics::lasso_loss(outcome_of(data, cases), eta) * static_cast<double>(cases.size());
  };
  const double n = static_cast<double>(left.size());
  if (data.time.empty()) return total(left) / n;
  std::vector<std::size_t> all(score.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return (total(all) - total(learn)) / n;
}

CrossValidation cross_validate(const TrainingData& data, const TrainOptions& options,
                               const std::vector<double>& penalties) {
  const std::vector<std::size_t> fold = folds_of(data, options);
  CrossValidation out{std::vector<double>(penalties.size()), std::vector<double>(penalties.size()),
                      std::vector(penalties.size(), std::vector<double>(data.status.size()))};
  std::vector<std::vector<double>> losses(penalties.size());
  std::vector<double> sizes;
  for (std::size_t f = 0; f < static_cast<std::size_t>(options.folds); ++f) {
    std::vector<std::size_t> learn, left;
    for (std::size_t i = 0; i < fold.size(); ++i) (fold[i] == f ? left : learn).push_back(i);
    const ScaledColumns scaled = scaled_columns(data, learn);
    const auto path =
        statistics::lasso_path(scaled.columns, outcome_of(data, learn), penalties, kToleranceOfFolds);
    for (std::size_t k = 0; k < path.size(); ++k) {
      std::vector<double> score(fold.size());
      for (std::size_t i = 0; i < fold.size(); ++i) score[i] = predict(data, scaled, path[k], i);
      for (const std::size_t i : left) out.score[k][i] = score[i];
      losses[k].push_back(left_out_loss(data, learn, left, score));
    }
    sizes.push_back(static_cast<double>(left.size()));
  }
  const double n = std::accumulate(sizes.begin(), sizes.end(), 0.0);
  for (std::size_t k = 0; k < penalties.size(); ++k) {
    double squares = 0;
    for (std::size_t f = 0; f < sizes.size(); ++f) out.loss[k] += sizes[f] / n * losses[k][f];
    for (std::size_t f = 0; f < sizes.size(); ++f)
      squares += sizes[f] / n * (losses[k][f] - out.loss[k]) * (losses[k][f] - out.loss[k]);
    out.se[k] = std::sqrt(squares / (static_cast<double>(sizes.size()) - 1));
  }
  return out;
}

std::size_t chosen(const CrossValidation& cv, PenaltyChoice choice) {
  const auto best =
      static_cast<std::size_t>(std::min_element(cv.loss.begin(), cv.loss.end()) - cv.loss.begin());
  if (choice == PenaltyChoice::smallest_loss) return best;
  std::size_t k = 0;  // penalties fall
  while (cv.loss[k] > cv.loss[best] + cv.se[best]) ++k;
  return k;
}

std::size_t patients_with(const TrainingData& data, bool outcome) {
  std::set<std::size_t> patients;
  for (std::size_t i = 0; i < data.status.size(); ++i)
    if ((data.status[i] != 0) == outcome) patients.insert(data.patient[i]);
  return patients.size();
}

// Patients are counted, not cases: the cases of one patient share a fold and are no second witness.
void check_training(const TrainingData& data) {
  const std::size_t with = patients_with(data, true), without = patients_with(data, false);
  if (with < 2 || (data.time.empty() && without < 2))
    throw Error(ErrorKind::data, "there are " + count_text(with) + " patients with the outcome and " +
                                     count_text(without) + " without; a signature needs at least two " +
                                     (data.time.empty() ? "of each" : "with it") + " to learn from");
  if (data.columns.empty()) throw Error(ErrorKind::data, "there is no feature to learn from");
}

void add_cox_baseline(Signature& signature, const TrainingData& data, const std::vector<double>& score) {
  for (const statistics::HazardStep& step :
       statistics::baseline_hazard({data.time, data.status}, score, statistics::CoxTies::breslow))
    if (signature.card.baseline.empty() ||
        std::exp(-step.cumulative) < signature.card.baseline.back().survival)
      signature.card.baseline.push_back({step.time, std::exp(-step.cumulative)});
}

}  // namespace

void check_train_options(const TrainOptions& options, bool is_cox) {
  if (options.folds < 2)
    throw Error(ErrorKind::usage,
                to_text(options.folds) + " folds: one is left out and the others learn; take 2 or more");
  if (options.threshold && is_cox)
    throw Error(ErrorKind::usage, "a Cox signature predicts no probability that a threshold could be of");
}

TrainedSignature train_signature(const TrainingData& data, const TrainOptions& options) {
  check_train_options(options, !data.time.empty());
  check_training(data);
  std::vector<std::size_t> all(data.status.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const ScaledColumns scaled = scaled_columns(data, all);
  const statistics::LassoOutcome outcome = outcome_of(data, all);
  const double largest = statistics::lasso_largest_penalty(scaled.columns, outcome);
  if (!(largest > 0)) throw Error(ErrorKind::data, "no feature that may be chosen varies with the outcome");
  const double ratio = data.status.size() > data.columns.size() ? 1e-3 : 1e-2;
  const auto penalties = statistics::lasso_penalties(largest, kPenalties, ratio);
  const CrossValidation cv = cross_validate(data, options, penalties);
  const std::size_t at = chosen(cv, options.choice);
  const auto path = statistics::lasso_path(scaled.columns, outcome, {penalties.data(), at + 1});
  const statistics::LassoFit& fit = path.back();

  TrainedSignature out;
  out.lambda = fit.lambda;
  out.cross_validated_loss = cv.loss[at];
  out.loss_se = cv.se[at];
  out.n_allowed = scaled.allowed;
  Signature& signature = out.signature;
  signature.card.name = options.name;
  signature.card.link = data.time.empty() ? Link::logit : Link::cox;
  signature.card.outcome = options.outcome;
  signature.card.time = options.time;
  LinearScore score{fit.intercept, {}};
  for (std::size_t j = 0; j < fit.beta.size(); ++j)
    if (fit.beta[j] != 0) {
      score.terms.push_back({data.inputs[j], scaled.mean[j], scaled.sd[j], fit.beta[j]});
      signature.card.inputs.push_back(data.inputs[j]);
    }
  if (score.terms.empty())
    throw Error(ErrorKind::nothing,
                "no feature was chosen: none predicts the outcome of patients left out; the cross-validated "
                "loss is smallest without any");
  signature.scores.push_back(std::move(score));
  if (!fit.settled) out.notes.push_back("the fit did not settle to full accuracy");
  if (data.time.empty()) {
    out.cross_validated_auc = statistics::auc_delong(data.status, cv.score[at]).auc;
    const auto best = statistics::youden(statistics::roc_curve(data.status, cv.score[at]));
    signature.card.threshold = options.threshold.value_or(statistics::expit(best.lowest_threshold));
  } else {
    out.cross_validated_auc = statistics::survival_concordance({data.time, data.status}, cv.score[at]).c;
    std::vector<double> fitted;
    for (const std::size_t i : all) fitted.push_back(predict(data, scaled, fit, i));
    add_cox_baseline(signature, data, fitted);
  }
  return out;
}

}  // namespace radgauge::models
