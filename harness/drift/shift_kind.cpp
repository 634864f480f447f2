#include <algorithm>
#include <cmath>

#include "drift/scores.h"
#include "statistics/distribution_shift.h"
#include "statistics/distributions.h"

namespace radgauge::drift {
namespace {

constexpr double kShiftLevel = 0.05;
constexpr std::size_t kFewestForKs = 5;

// What differs, with the smallest p, already multiplied by the number of tests.
struct ShiftFinding {
  double p = kNaN;
  std::string where;
};

void take_finding(ShiftFinding& best, double p, const std::string& where) {
  if (!std::isnan(p) && !(p >= best.p)) best = {p, where};
}

ShiftVerdict paired_verdict(const DriftData& data, const ScoredModel& scored, std::size_t condition,
                            const std::vector<std::size_t>& objects) {
  ShiftVerdict out;
  out.is_paired = true;
  if (objects.size() < 3) {
    out.reason = "fewer than three objects have a score under both";
    return out;
  }
  ShiftFinding best;
  const auto test = [&](const std::vector<double>& there, const std::vector<double>& here,
                        const std::string& where) {
    std::vector<double> difference;
    for (const std::size_t i : objects) difference.push_back(here[i] - there[i]);
    take_finding(best, paired_mean_p(difference), where);
  };
  test(scored.score[0], scored.score[condition], "the score");
  const auto& inputs = scored.card().inputs;
  for (const models::Input& input : inputs)
    if (input.kind == models::Input::Kind::feature)
      test(data.input(input, 0, 0), data.input(input, condition, 0), input.name);
  out.inputs_p = std::min(1.0, best.p * static_cast<double>(inputs.size() + 1));
  out.most_moved = best.where;
  out.kind = out.inputs_p < kShiftLevel ? ShiftKind::covariate : ShiftKind::none;
  return out;
}

std::vector<double> of_class(const ScoredModel& scored, const std::vector<double>& values, bool positive) {
  std::vector<double> out;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i]) && !std::isnan(scored.outcome[i]) && (scored.outcome[i] != 0) == positive)
      out.push_back(values[i]);
  return out;
}

// Distributions within each class: a change of prevalence alone leaves them as they are.
ShiftFinding within_classes(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  ShiftFinding best;
  double tests = 0;
  const auto test = [&](const std::vector<double>& there, const std::vector<double>& here,
                        const std::string& where) {
    for (const bool positive : {false, true}) {
      const auto a = of_class(scored, there, positive), b = of_class(scored, here, positive);
      if (a.size() < kFewestForKs || b.size() < kFewestForKs) continue;
      tests += 1;
      take_finding(best, statistics::sample_distance(a, b).ks_p_asymptotic,
                   where + (positive ? " of those with the outcome" : " of those without the outcome"));
    }
  };
  test(scored.score[0], scored.score[condition], "the score");
  for (const models::Input& input : scored.card().inputs)
    test(data.input(input, 0, 0), data.input(input, condition, 0), input.name);
  best.p = std::min(1.0, best.p * tests);
  return best;
}

ShiftVerdict unpaired_verdict(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  ShiftVerdict out;
  double n[2] = {0, 0}, positive[2] = {0, 0};
  for (std::size_t i = 0; i < scored.outcome.size(); ++i)
    for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
      if (std::isnan(scored.score[side == 0 ? 0 : condition][i]) || std::isnan(scored.outcome[i])) continue;
      n[side] += 1;
      positive[side] += scored.outcome[i] != 0 ? 1 : 0;
    }
  if (n[0] == 0 || n[1] == 0) {
    out.reason = std::string("no object with a score has an outcome on ") +
                 (n[0] == 0 ? data.conditions[0] : data.conditions[condition]) +
                 ": prevalence and case mix cannot be told apart";
    return out;
  }
  out.prevalence_reference = positive[0] / n[0];
  out.prevalence = positive[1] / n[1];
  const double first[] = {positive[0], n[0] - positive[0]}, second[] = {positive[1], n[1] - positive[1]};
  out.prevalence_p = statistics::fisher_exact_p(first, second);
  const ShiftFinding inside = within_classes(data, scored, condition);
  if (std::isnan(inside.p)) {
    out.reason = "fewer than five objects of each class under one of the two";
    return out;
  }
  out.inputs_p = inside.p;
  out.most_moved = inside.where;
  const bool prevalence = out.prevalence_p < kShiftLevel / 2, inputs = out.inputs_p < kShiftLevel / 2;
  out.kind = prevalence ? (inputs ? ShiftKind::both : ShiftKind::prevalence)
                        : (inputs ? ShiftKind::covariate : ShiftKind::none);
  return out;
}

}  // namespace

double paired_mean_p(const std::vector<double>& difference) {
  const double n = static_cast<double>(difference.size());
  double mean = 0, squares = 0;
  for (const double d : difference) mean += d / n;
  for (const double d : difference) squares += (d - mean) * (d - mean);
  if (mean == 0) return 1;
  return squares > 0 ? 2 * statistics::t_upper_tail(std::abs(mean) / std::sqrt(squares / (n - 1) / n), n - 1)
                     : 0;
}

ShiftVerdict shift_verdict(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  if (!scored.is_classifier()) {
    ShiftVerdict out;
    out.reason = "is told of models of classes alone";
    return out;
  }
  std::vector<std::size_t> both;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i)
    if (!std::isnan(scored.score[0][i]) && !std::isnan(scored.score[condition][i])) both.push_back(i);
  return both.empty() ? unpaired_verdict(data, scored, condition)
                      : paired_verdict(data, scored, condition, both);
}

}  // namespace radgauge::drift
