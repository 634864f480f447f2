#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/random.h"
#include "drift/patient_limits.h"
#include "drift/scores.h"
#include "statistics/roc.h"

namespace radgauge::drift {
namespace {

// How often each object was drawn; beyond 65,535 times is out of reach.
using DrawCounts = std::vector<std::uint16_t>;

// Cases of one condition by ascending score; a run of equal scores ends where `ends` says. `positive` is all
// ones or zero, a mask.
struct RankedCases {
  std::vector<std::uint32_t> object;
  std::vector<std::uint16_t> positive;
  std::vector<std::uint8_t> ends;
  bool has_ties = false;
};

RankedCases ranked(const LabelledScores& cases) {
  std::vector<std::pair<double, std::size_t>> order(cases.score.size());
  for (std::size_t k = 0; k < order.size(); ++k) order[k] = {cases.score[k], k};
  std::sort(order.begin(), order.end());
  RankedCases out;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t at = order[k].second;
    out.object.push_back(static_cast<std::uint32_t>(cases.object[at]));
    out.positive.push_back(cases.label[at] != 0 ? 0xFFFF : 0);
    out.ends.push_back(k + 1 == order.size() || order[k + 1].first != order[k].first ? 1 : 0);
    out.has_ties = out.has_ties || out.ends.back() == 0;
  }
  return out;
}

double area(std::uint64_t twice_wins, std::uint64_t positive, std::uint64_t negative) {
  return positive > 0 && negative > 0 ? static_cast<double>(twice_wins) / 2 /
                                            (static_cast<double>(positive) * static_cast<double>(negative))
                                      : kNaN;
}

// Whole numbers throughout: exact, and without a branch where no scores are equal.
double weighted_auc(const RankedCases& cases, const DrawCounts& count) {
  std::uint64_t positive = 0, negative = 0, twice_wins = 0;
  const std::size_t n = cases.object.size();
  if (!cases.has_ties) {
    for (std::size_t k = 0; k < n; ++k) {
      const std::uint64_t w = count[cases.object[k]], yes = w & cases.positive[k];
      twice_wins += yes * negative;
      positive += yes;
      negative += w - yes;
    }
    return area(2 * twice_wins, positive, negative);
  }
  std::uint64_t yes_run = 0, no_run = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint64_t w = count[cases.object[k]], yes = w & cases.positive[k];
    yes_run += yes;
    no_run += w - yes;
    if (cases.ends[k] == 0) continue;
    twice_wins += yes_run * (2 * negative + no_run);
    positive += yes_run;
    negative += no_run;
    yes_run = no_run = 0;
  }
  return area(twice_wins, positive, negative);
}

// A share of some of the objects, each counted as often as it was drawn; masks over all objects.
struct WeightedShare {
  std::vector<std::uint16_t> of, with;

  void add(std::size_t i, bool has, std::size_t n) {
    of.resize(n);
    with.resize(n);
    of[i] = 0xFFFF;
    with[i] = has ? 0xFFFF : 0;
  }
  double operator()(const DrawCounts& count) const {
    std::uint32_t all = 0, some = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
      all += static_cast<std::uint32_t>(count[i] & of[i]);
      some += static_cast<std::uint32_t>(count[i] & with[i]);
    }
    return all > 0 ? static_cast<double>(some) / static_cast<double>(all) : kNaN;
  }
};

// A mean over some of the objects: sums in four lanes, always in the same order.
struct WeightedMean {
  std::vector<double> value;      ///< of every object; 0 where it does not count
  std::vector<std::uint16_t> of;  ///< mask

  void add(std::size_t i, double v, std::size_t n) {
    value.resize(n);
    of.resize(n);
    value[i] = v;
    of[i] = 0xFFFF;
  }
  double operator()(const DrawCounts& count) const {
    std::uint32_t all = 0;
    for (std::size_t i = 0; i < of.size(); ++i) all += static_cast<std::uint32_t>(count[i] & of[i]);
    double a = 0, b = 0, c = 0, d = 0;
    std::size_t i = 0;
    for (; i + 4 <= value.size(); i += 4) {
      a += count[i] * value[i];
      b += count[i + 1] * value[i + 1];
      c += count[i + 2] * value[i + 2];
      d += count[i + 3] * value[i + 3];
    }
    for (; i < value.size(); ++i) a += count[i] * value[i];
    return all > 0 ? (a + b + (c + d)) / static_cast<double>(all) : kNaN;
  }
};

// Objects that a mask holds, and their patients.
CountedPatients counted(const std::vector<std::uint16_t>& of, const DriftData& data) {
  std::vector<std::size_t> patients;
  for (std::size_t i = 0; i < of.size(); ++i)
    if (of[i] != 0) patients.push_back(data.patient[i]);
  CountedPatients out;
  out.objects = patients.size();
  std::sort(patients.begin(), patients.end());
  out.patients = static_cast<std::size_t>(std::unique(patients.begin(), patients.end()) - patients.begin());
  return out;
}

// Positive or negative cases.
CountedPatients counted(const LabelledScores& cases, bool positive, const DriftData& data) {
  std::vector<std::uint16_t> of(data.n_objects(), 0);
  for (std::size_t k = 0; k < cases.object.size(); ++k)
    if ((cases.label[k] != 0) == positive) of[cases.object[k]] = 0xFFFF;
  return counted(of, data);
}

struct PreparedCondition {
  RankedCases all, paired_here, paired_there;
  AreaSample area;
  bool all_paired = false;  ///< every case of this condition and of the reference is a pair
  WeightedMean brier, shift;
  WeightedShare sensitivity, specificity, flips;
};

PreparedCondition prepare(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  PreparedCondition out;
  const std::size_t n = scored.outcome.size();
  if (scored.is_classifier()) {
    const LabelledScores cases = labelled_scores(scored, condition);
    const LabelledScores here = labelled_scores(scored, condition, std::size_t{0});
    out.all = ranked(cases);
    out.area = {counted(cases, true, data), counted(cases, false, data),
                statistics::auc_delong(cases.label, cases.score).variance};
    out.all_paired = here.object.size() == cases.object.size() &&
                     here.object.size() == labelled_scores(scored, 0).object.size();
    if (!out.all_paired) {
      out.paired_here = ranked(here);
      out.paired_there = ranked(labelled_scores(scored, 0, condition));
    }
    for (std::size_t k = 0; k < cases.object.size(); ++k) {
      const double error = cases.response[k] - cases.label[k];
      const bool positive = scored.decides(condition, cases.object[k]);
      out.brier.add(cases.object[k], error * error, n);
      if (scored.card().threshold)
        (cases.label[k] != 0 ? out.sensitivity : out.specificity)
            .add(cases.object[k], positive == (cases.label[k] != 0), n);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double shift = scored.score[condition][i] - scored.score[0][i];
    if (std::isnan(shift)) continue;
    out.shift.add(i, shift, n);
    if (scored.card().threshold && !std::isnan(scored.response[condition][i]))
      out.flips.add(i, scored.decides(condition, i) != scored.decides(0, i), n);
  }
  return out;
}

enum Drawn { kAuc, kAucDifference, kBrier, kSensitivity, kSpecificity, kFlipRate, kShift, kDrawn };

void draw_weights(const DriftData& data, std::size_t patients, const Draws& draws, DrawCounts& of_patient,
                  DrawCounts& of_object) {
  std::fill(of_patient.begin(), of_patient.end(), std::uint16_t{0});
  const double n = static_cast<double>(patients);
  for (std::size_t k = 0; k < patients; ++k)
    ++of_patient[std::min(patients - 1, static_cast<std::size_t>(draws.uniform(k) * n))];
  for (std::size_t i = 0; i < of_object.size(); ++i) of_object[i] = of_patient[data.patient[i]];
}

Estimate without_draws(const Estimate& of) {
  return {of.value, kNaN, kNaN, std::isnan(of.value) ? of.reason : "no patients were drawn"};
}

void add_no_draws(ConditionDrift& d) {
  d.auc_by_patient = without_draws(d.auc);
  d.auc_difference_by_patient = without_draws(d.auc_difference);
  d.brier_by_patient = without_draws(d.brier);
  d.sensitivity_by_patient = without_draws(d.sensitivity);
  d.specificity_by_patient = without_draws(d.specificity);
  d.flip_rate_by_patient = without_draws(d.flip_rate);
  d.score_shift_by_patient = without_draws(d.score_shift);
}

}  // namespace

void add_bootstrap(const DriftData& data, const ScoredModel& scored, std::uint64_t seed, std::int64_t draws,
                   std::vector<ConditionDrift>& drift) {
  if (draws < 1 || data.patient.empty()) {
    for (ConditionDrift& d : drift) add_no_draws(d);
    return;
  }
  const std::size_t patients = *std::max_element(data.patient.begin(), data.patient.end()) + 1;
  std::vector<PreparedCondition> prepared(drift.size());
  oneapi::tbb::parallel_for(std::size_t{0}, drift.size(),
                            [&](std::size_t c) { prepared[c] = prepare(data, scored, c); });
  const auto n_draws = static_cast<std::size_t>(draws);
  // [condition][what][draw]
  std::vector<double> out(drift.size() * kDrawn * n_draws);
  const auto at = [&](std::size_t c, Drawn what, std::size_t b) -> double& {
    return out[(c * kDrawn + what) * n_draws + b];
  };
  constexpr std::size_t kBlock = 16;
  oneapi::tbb::parallel_for(std::size_t{0}, (n_draws + kBlock - 1) / kBlock, [&](std::size_t block) {
    DrawCounts of_patient(patients), weight(data.n_objects());
    for (std::size_t b = block * kBlock; b < std::min(n_draws, (block + 1) * kBlock); ++b) {
      draw_weights(data, patients,
                   Draws(seed, "patients", "drift.bootstrap", 0, static_cast<std::uint32_t>(b)), of_patient,
                   weight);
      for (std::size_t c = 0; c < prepared.size(); ++c) {
        const PreparedCondition& p = prepared[c];
        const double auc = at(c, kAuc, b) = weighted_auc(p.all, weight);
        at(c, kAucDifference, b) =
            p.all_paired ? auc - at(0, kAuc, b)
                         : weighted_auc(p.paired_here, weight) - weighted_auc(p.paired_there, weight);
        at(c, kBrier, b) = p.brier(weight);
        at(c, kSensitivity, b) = p.sensitivity(weight);
        at(c, kSpecificity, b) = p.specificity(weight);
        at(c, kFlipRate, b) = p.flips(weight);
        at(c, kShift, b) = p.shift(weight);
      }
    }
  });
  for (std::size_t c = 0; c < drift.size(); ++c) {
    const auto drawn = [&](Drawn what) {
      const double* first = &at(c, what, 0);
      return std::vector<double>(first, first + n_draws);
    };
    const PreparedCondition& p = prepared[c];
    ConditionDrift& d = drift[c];
    d.auc_by_patient = area_limits(d.auc, drawn(kAuc), p.area);
    d.auc_difference_by_patient = difference_limits(d.auc_difference, drawn(kAucDifference));
    d.brier_by_patient = bounded_mean_limits(d.brier, drawn(kBrier), counted(p.brier.of, data));
    d.sensitivity_by_patient =
        share_limits(d.sensitivity, drawn(kSensitivity), counted(p.sensitivity.of, data));
    d.specificity_by_patient =
        share_limits(d.specificity, drawn(kSpecificity), counted(p.specificity.of, data));
    d.flip_rate_by_patient = share_limits(d.flip_rate, drawn(kFlipRate), counted(p.flips.of, data));
    d.score_shift_by_patient = mean_limits(d.score_shift, drawn(kShift), counted(p.shift.of, data));
  }
}

}  // namespace radgauge::drift
