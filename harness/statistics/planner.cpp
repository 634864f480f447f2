#include "statistics/planner.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/nan.h"
#include "core/random.h"
#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/guarded.h"
#include "statistics/icc.h"

namespace radgauge::statistics {
namespace {

bool usable(const PlannedDesign& design, double icc) {
  return design.patients >= 2 && design.conditions >= 2 && design.condition_share >= 0 &&
         design.condition_share < 1 && icc > 0 && icc < 1;
}

double error_df(const PlannedDesign& design) {
  const auto n = static_cast<double>(design.patients), k = static_cast<double>(design.conditions);
  return design.form == PlannedForm::one_way ? n * (k - 1) : (n - 1) * (k - 1);
}

/// F that belongs to an ICC, and back.
double f_of(double icc, double k) {
  return (1 + (k - 1) * icc) / (1 - icc);
}
double planner_icc_of(double f, double k) {
  return (f - 1) / (f + k - 1);
}

double allowance(const PlannedDesign& design) {
  return unseen_allowance(static_cast<double>(design.patients),
                          {.noise_sd_ratio = design.unseen_noise_ratio});
}

/// Is the limit of an agreement with these classical limits, lowered by the allowance, above `limit`?
bool certifies(const IccEstimate& icc, const PlannedDesign& design, double limit) {
  if (!(icc.lower > limit)) return false;
  const auto k = static_cast<double>(design.conditions);
  const double log_f = std::log(f_of(icc.value, k));
  return log_f - std::hypot(log_f - std::log(f_of(icc.lower, k)), allowance(design)) >
         std::log(f_of(limit, k));
}

/// F that an estimate must have by exact limits and the allowance.
double needed_f(const PlannedDesign& design, double limit) {
  const double sampling =
      std::log(f_quantile(0.975, static_cast<double>(design.patients) - 1, error_df(design)));
  return f_of(limit, static_cast<double>(design.conditions)) *
         std::exp(std::hypot(sampling, allowance(design)));
}

/// Mean squares of a design: expected ones, for a variance of one value of 1.
MeanSquares expected(const PlannedDesign& design, double icc) {
  MeanSquares ms;
  ms.n_subjects = static_cast<std::size_t>(design.patients);
  ms.n_raters = static_cast<std::size_t>(design.conditions);
  ms.mse = (1 - icc) * (1 - design.condition_share);
  ms.msj = ms.mse + static_cast<double>(design.patients) * (1 - icc) * design.condition_share;
  ms.msb = ms.mse + static_cast<double>(design.conditions) * icc;
  return ms;
}

/// Chi-square over its degrees of freedom at fixed places of [0, 1].
std::vector<double> scaled_chi_squares(const Draws& draws, double df, std::uint32_t draw) {
  std::vector<double> out(static_cast<std::size_t>(kPlannerDraws));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = chi_square_quantile(draws.uniform(i, draw), df) / df;
  return out;
}

double simulated_chance(const PlannedDesign& design, double limit, double true_icc) {
  const MeanSquares mean = expected(design, true_icc);
  const Draws draws(1, "planner", "chance", 0, 0);
  const auto k = static_cast<double>(design.conditions);
  const auto b = scaled_chi_squares(draws, static_cast<double>(design.patients) - 1, 0);
  const auto j = scaled_chi_squares(draws, k - 1, 1);
  const auto e = scaled_chi_squares(draws, error_df(design), 2);
  std::int64_t certified = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    MeanSquares ms = mean;
    ms.msb *= b[i];
    ms.msj *= j[i];
    ms.mse *= e[i];
    certified += certifies(icc_agreement(ms), design, limit) ? 1 : 0;
  }
  return static_cast<double>(certified) / static_cast<double>(kPlannerDraws);
}

std::string ordinal(std::int64_t number) {
  const std::int64_t last = number % 10;
  const bool teen = number % 100 / 10 == 1;
  if (last == 1 && !teen) return to_text(number) + "st";
  if (last == 2 && !teen) return to_text(number) + "nd";
  return to_text(number) + (last == 3 && !teen ? "rd" : "th");
}

}  // namespace

double smallest_certified_icc(const PlannedDesign& design, double limit) {
  if (!usable(design, limit)) return kNaN;
  if (design.form != PlannedForm::agreement)
    return planner_icc_of(needed_f(design, limit), static_cast<double>(design.conditions));
  double low = limit, high = 1;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (certifies(icc_agreement(expected(design, middle)), design, limit) ? high : low) = middle;
  }
  return high;
}

double certification_chance(const PlannedDesign& design, double limit, double true_icc) {
  if (!usable(design, limit) || !usable(design, true_icc)) return kNaN;
  const auto n = static_cast<double>(design.patients), k = static_cast<double>(design.conditions);
  if (n < design.patients_min) return 0;
  if (design.form == PlannedForm::agreement) return simulated_chance(design, limit, true_icc);
  return f_upper_tail(needed_f(design, limit) / f_of(true_icc, k), n - 1, error_df(design));
}

std::string chance_method(const PlannedDesign& design) {
  const std::string method =
      design.form == PlannedForm::agreement ? "simulated mean squares, conditions drawn" : "exact F";
  return design.unseen_noise_ratio > 1 ? method + ", with the allowance for unseen noise" : method;
}

std::string planner_sentence(const PlannedDesign& design, double limit, std::string_view measured) {
  const double needed = smallest_certified_icc(design, limit);
  if (std::isnan(needed)) return {};
  PlannedDesign next = design;
  ++next.conditions;
  const std::string icc = to_rounded_text(needed, 3);
  const std::string icc_of_next = to_rounded_text(smallest_certified_icc(next, limit), 3);
  const std::string conditions =
      measured.empty() ? to_text(design.conditions) + " conditions" : std::string(measured);
  std::string text = to_text(design.patients) + " patients, " + conditions + ": a feature must show ICC " +
                     icc + " to be certified at " + to_text(limit);
  if (design.form == PlannedForm::agreement && design.condition_share == 0)
    text += measured.empty() ? ", if no condition shifts all objects alike"
                             : ", if it does not shift all objects alike";
  if (measured.empty())
    text += "; the " + ordinal(next.conditions) + " condition would " +
            (icc_of_next == icc ? "not change it" : "change it to " + icc_of_next);
  if (static_cast<double>(design.patients) < design.patients_min)
    text += "; but fewer than " + to_text(design.patients_min) + " patients certify nothing";
  return text;
}

std::optional<std::int64_t> patients_needed(PlannedDesign design, double limit, double true_icc,
                                            double chance) {
  const auto enough = [&](std::int64_t patients) {
    design.patients = patients;
    return certification_chance(design, limit, true_icc) >= chance;
  };
  if (!(true_icc > limit) || !enough(kMostPlannedPatients)) return {};
  std::int64_t few = 1, many = 2;
  while (!enough(many)) {
    few = many;
    many = std::min(2 * many, kMostPlannedPatients);
  }
  while (many - few > 1) {
    const std::int64_t middle = (few + many) / 2;
    (enough(middle) ? many : few) = middle;
  }
  return many;
}

}  // namespace radgauge::statistics
