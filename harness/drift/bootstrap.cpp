#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "drift/scores.h"
#include "statistics/basic.h"

namespace radgauge::drift {
namespace {

// Cases of one condition by ascending score; a run of equal scores ends where `ends` says.
struct RankedCases {
  std::vector<std::uint32_t> object;
  std::vector<std::uint8_t> label;
  std::vector<std::uint8_t> ends;
};

RankedCases ranked(const LabelledScores& cases) {
  std::vector<std::size_t> order(cases.score.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return cases.score[a] < cases.score[b]; });
  RankedCases out;
  for (std::size_t k = 0; k < order.size(); ++k) {
    out.object.push_back(static_cast<std::uint32_t>(cases.object[order[k]]));
    out.label.push_back(cases.label[order[k]]);
    out.ends.push_back(k + 1 == order.size() || cases.score[order[k + 1]] != cases.score[order[k]] ? 1 : 0);
  }
  return out;
}

double weighted_auc(const RankedCases& cases, const std::vector<double>& weight) {
  double positive = 0, negative = 0, wins = 0;
  double run[2] = {0, 0};
  for (std::size_t k = 0; k < cases.object.size(); ++k) {
    run[cases.label[k]] += weight[cases.object[k]];
    if (cases.ends[k] == 0) continue;
    wins += run[1] * (negative + run[0] / 2);
    positive += run[1];
    negative += run[0];
    run[0] = run[1] = 0;
  }
  return positive > 0 && negative > 0 ? wins / (positive * negative) : kNaN;
}

// A mean over some of the objects, each counted as often as it was drawn.
struct WeightedMean {
  std::vector<std::uint32_t> object;
  std::vector<double> value;

  void add(std::size_t i, double v) {
    object.push_back(static_cast<std::uint32_t>(i));
    value.push_back(v);
  }
  double operator()(const std::vector<double>& weight) const {
    double sum = 0, n = 0;
    for (std::size_t k = 0; k < object.size(); ++k) {
      sum += weight[object[k]] * value[k];
      n += weight[object[k]];
    }
    return n > 0 ? sum / n : kNaN;
  }
};

struct PreparedCondition {
  RankedCases all, paired_here, paired_there;
  bool all_paired = false;  ///< every case of this condition and of the reference is a pair
  WeightedMean brier, sensitivity, specificity, flips, shift;
};

PreparedCondition prepare(const ScoredModel& scored, std::size_t condition) {
  PreparedCondition out;
  if (scored.is_classifier()) {
    const LabelledScores cases = labelled_scores(scored, condition);
    const LabelledScores here = labelled_scores(scored, condition, std::size_t{0});
    out.all = ranked(cases);
    out.all_paired = here.object.size() == cases.object.size() &&
                     here.object.size() == labelled_scores(scored, 0).object.size();
    if (!out.all_paired) {
      out.paired_here = ranked(here);
      out.paired_there = ranked(labelled_scores(scored, 0, condition));
    }
    for (std::size_t k = 0; k < cases.object.size(); ++k) {
      const double error = cases.response[k] - cases.label[k];
      const bool positive = scored.decides(condition, cases.object[k]);
      out.brier.add(cases.object[k], error * error);
      if (scored.card().threshold)
        (cases.label[k] != 0 ? out.sensitivity : out.specificity)
            .add(cases.object[k], positive == (cases.label[k] != 0) ? 1 : 0);
    }
  }
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double shift = scored.score[condition][i] - scored.score[0][i];
    if (std::isnan(shift)) continue;
    out.shift.add(i, shift);
    if (scored.card().threshold && !std::isnan(scored.response[condition][i]))
      out.flips.add(i, scored.decides(condition, i) != scored.decides(0, i) ? 1 : 0);
  }
  return out;
}

enum Drawn { kAuc, kAucDifference, kBrier, kSensitivity, kSpecificity, kFlipRate, kShift, kDrawn };

void draw_weights(const DriftData& data, std::size_t patients, const Draws& draws,
                  std::vector<double>& of_patient, std::vector<double>& of_object) {
  std::fill(of_patient.begin(), of_patient.end(), 0);
  const double n = static_cast<double>(patients);
  for (std::size_t k = 0; k < patients; ++k)
    of_patient[std::min(patients - 1, static_cast<std::size_t>(draws.uniform(k) * n))] += 1;
  for (std::size_t i = 0; i < of_object.size(); ++i) of_object[i] = of_patient[data.patient[i]];
}

Estimate percentile_limits(double value, std::vector<double> drawn) {
  const std::size_t all = drawn.size();
  std::erase_if(drawn, [](double v) { return std::isnan(v); });
  if (std::isnan(value) || drawn.size() * 10 < all * 9)
    return {value, kNaN, kNaN, std::isnan(value) ? "not defined" : "not defined in a tenth of the draws"};
  std::sort(drawn.begin(), drawn.end());
  return {value, statistics::percentile(drawn, 2.5), statistics::percentile(drawn, 97.5), ""};
}

}  // namespace

void add_bootstrap(const DriftData& data, const ScoredModel& scored, std::uint64_t seed, std::int64_t draws,
                   std::vector<ConditionDrift>& drift) {
  if (draws < 1 || data.patient.empty()) return;
  const std::size_t patients = *std::max_element(data.patient.begin(), data.patient.end()) + 1;
  std::vector<PreparedCondition> prepared;
  for (std::size_t c = 0; c < drift.size(); ++c) prepared.push_back(prepare(scored, c));
  const auto n_draws = static_cast<std::size_t>(draws);
  // [condition][what][draw]
  std::vector<double> out(drift.size() * kDrawn * n_draws);
  const auto at = [&](std::size_t c, Drawn what, std::size_t b) -> double& {
    return out[(c * kDrawn + what) * n_draws + b];
  };
  constexpr std::size_t kBlock = 16;
  oneapi::tbb::parallel_for(std::size_t{0}, (n_draws + kBlock - 1) / kBlock, [&](std::size_t block) {
    std::vector<double> of_patient(patients), weight(data.n_objects());
    for (std::size_t b = block * kBlock; b < std::min(n_draws, (block + 1) * kBlock); ++b) {
      draw_weights(data, patients, Draws(seed, "patients", "drift.bootstrap", 0, static_cast<std::uint32_t>(b)),
                   of_patient, weight);
      for (std::size_t c = 0; c < prepared.size(); ++c) {
        const PreparedCondition& p = prepared[c];
        const double auc = at(c, kAuc, b) = weighted_auc(p.all, weight);
        at(c, kAucDifference, b) = p.all_paired ? auc - at(0, kAuc, b)
                                                : weighted_auc(p.paired_here, weight) -
                                                      weighted_auc(p.paired_there, weight);
        at(c, kBrier, b) = p.brier(weight);
        at(c, kSensitivity, b) = p.sensitivity(weight);
        at(c, kSpecificity, b) = p.specificity(weight);
        at(c, kFlipRate, b) = p.flips(weight);
        at(c, kShift, b) = p.shift(weight);
      }
    }
  });
  for (std::size_t c = 0; c < drift.size(); ++c) {
    const auto limits = [&](Drawn what, const Estimate& of) {
      const double* first = &at(c, what, 0);
      return percentile_limits(of.value, {first, first + n_draws});
    };
    ConditionDrift& d = drift[c];
    d.auc_by_patient = limits(kAuc, d.auc);
    d.auc_difference_by_patient = limits(kAucDifference, d.auc_difference);
    d.brier_by_patient = limits(kBrier, d.brier);
    d.sensitivity_by_patient = limits(kSensitivity, d.sensitivity);
    d.specificity_by_patient = limits(kSpecificity, d.specificity);
    d.flip_rate_by_patient = limits(kFlipRate, d.flip_rate);
    d.score_shift_by_patient = limits(kShift, d.score_shift);
  }
}

}  // namespace radgauge::drift
