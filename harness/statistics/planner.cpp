#include "statistics/planner.h"

#include <cmath>
#include <limits>
#include <vector>

#include "core/nan.h"
#include "core/random.h"
#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"
#include "statistics/guarded.h"
#include "statistics/icc.h"
#include "statistics/planner_simulation.h"

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

double within_df(const PlannedDesign& design) {
  return static_cast<double>(design.patients) * static_cast<double>(design.conditions - 1);
}

/// Largest wCV that is certified at a limit of 1.
double certified_part(const PlannedDesign& design) {
  const double df = within_df(design);
  return std::exp(-std::hypot(std::log(df / chi_square_quantile(0.025, df)), allowance(design)) / 2);
}

/// "0.951", "6.9 %".
std::string shown_value(PlannedQuantity quantity, double value) {
  switch (quantity) {
    case PlannedQuantity::icc:
      return to_rounded_text(value, 3);
    case PlannedQuantity::ndc:
      return to_rounded_text(value, 3);
    case PlannedQuantity::wcv:
      return to_rounded_text(100 * value, 3) + " %";
    case PlannedQuantity::rc_percent:
      break;
  }
  return to_rounded_text(value, 3) + " %";
}

std::string name_before(PlannedQuantity quantity) {
  if (quantity == PlannedQuantity::icc) return "must show ICC ";
  if (quantity == PlannedQuantity::ndc) return "must show a 1.41 PV/GRR of ";
  return quantity == PlannedQuantity::wcv ? "may show a wCV of " : "may show an RC of ";
}

/// The limit, as a sentence ends with it: "0.75", "5 categories", "10 %".
std::string shown_limit(PlannedQuantity quantity, double limit) {
  if (quantity == PlannedQuantity::icc) return to_text(limit);
  if (quantity == PlannedQuantity::ndc) return to_text(limit) + " distinct categories";
  return to_rounded_text(quantity == PlannedQuantity::wcv ? 100 * limit : limit, 6) + " %";
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

bool is_planned_value(PlannedQuantity quantity, double value) {
  return value > 0 && std::isfinite(value) && (quantity != PlannedQuantity::icc || value < 1);
}

double just_certified(const PlannedDesign& design, double limit) {
  if (!is_planned_value(design.quantity, limit)) return kNaN;
  if (is_of_icc(design.quantity)) {
    const double icc = smallest_certified_icc(design, planned_icc(design.quantity, limit));
    return design.quantity == PlannedQuantity::icc ? icc : categories_of_icc(icc);
  }
  if (design.patients < 2 || design.conditions < 2) return kNaN;
  return limit * certified_part(design);
}

double certification_chance(const PlannedDesign& design, double limit, double truth) {
  if (design.noise != PlannedNoise::formula) return simulated_certification(design, limit, truth);
  if (!is_planned_value(design.quantity, limit) || !is_planned_value(design.quantity, truth)) return kNaN;
  const auto n = static_cast<double>(design.patients), k = static_cast<double>(design.conditions);
  if (!is_of_icc(design.quantity)) {
    if (design.patients < 2 || design.conditions < 2) return kNaN;
    if (n < design.patients_min) return 0;
    const double ratio = just_certified(design, limit) / truth, df = within_df(design);
    return 1 - chi_square_upper_tail(df * ratio * ratio, df);
  }
  const double true_icc = planned_icc(design.quantity, truth);
  limit = planned_icc(design.quantity, limit);
  if (!usable(design, limit) || !usable(design, true_icc)) return kNaN;
  if (n < design.patients_min) return 0;
  if (design.form == PlannedForm::agreement) return simulated_chance(design, limit, true_icc);
  return f_upper_tail(needed_f(design, limit) / f_of(true_icc, k), n - 1, error_df(design));
}

std::string chance_method(const PlannedDesign& design) {
  if (design.noise != PlannedNoise::formula)
    return to_text(kSimulatedStudies) + " simulated studies, " +
           (design.noise == PlannedNoise::normal ? "normal noise"
            : design.noise == PlannedNoise::t5   ? "noise of t with 5 degrees of freedom"
                                                 : "one patient of ten with five times the noise") +
           ", by the limits that decide";
  const std::string method = !is_of_icc(design.quantity) ? "chi-square"
                             : design.form == PlannedForm::agreement
                                 ? "simulated mean squares, conditions drawn"
                                 : "exact F";
  return design.unseen_noise_ratio > 1 ? method + ", with the allowance for unseen noise" : method;
}

std::string planner_sentence(const PlannedDesign& design, double limit, std::string_view measured) {
  const double needed = just_certified(design, limit);
  if (std::isnan(needed)) return {};
  PlannedDesign next = design;
  ++next.conditions;
  const bool of_icc = is_of_icc(design.quantity);
  const std::string value = shown_value(design.quantity, needed);
  const std::string value_of_next = shown_value(design.quantity, just_certified(next, limit));
  const std::string conditions =
      measured.empty() ? to_text(design.conditions) + " conditions" : std::string(measured);
  std::string text = to_text(design.patients) + " patients, " + conditions + ": a feature " +
                     name_before(design.quantity) + value + (of_icc ? "" : " at most") +
                     " to be certified at " + shown_limit(design.quantity, limit);
  if (of_icc && design.form == PlannedForm::agreement && design.condition_share == 0)
    text += measured.empty() ? ", if no condition shifts all objects alike"
                             : ", if it does not shift all objects alike";
  if (measured.empty())
    text += "; the " + ordinal(next.conditions) + " condition would " +
            (value_of_next == value ? "not change it" : "change it to " + value_of_next);
  if (static_cast<double>(design.patients) < design.patients_min)
    text += "; but fewer than " + to_text(design.patients_min) + " patients certify nothing";
  return text;
}

std::int64_t most_planned_patients(PlannedNoise noise) {
  return noise == PlannedNoise::formula ? kMostPlannedPatients : kMostSimulatedPatients;
}

std::optional<std::int64_t> patients_needed(PlannedDesign design, double limit, double truth, double chance) {
  const auto enough = [&](std::int64_t patients) {
    design.patients = patients;
    return certification_chance(design, limit, truth) >= chance;
  };
  const std::int64_t most = most_planned_patients(design.noise);
  if (!(is_of_icc(design.quantity) ? truth > limit : truth < limit) || !enough(most)) return {};
  std::int64_t few = 1, many = 2;
  while (!enough(many)) {
    few = many;
    many = std::min(2 * many, most);
  }
  while (many - few > 1) {
    const std::int64_t middle = (few + many) / 2;
    (enough(middle) ? many : few) = middle;
  }
  return many;
}

}  // namespace radgauge::statistics
