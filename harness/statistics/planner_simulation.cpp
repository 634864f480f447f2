#include "statistics/planner_simulation.h"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/nan.h"
#include "core/random.h"
#include "statistics/cluster.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"
#include "statistics/guarded.h"

namespace radgauge::statistics {
namespace {

constexpr double kNoisyShare = 0.1, kNoisyRatio = 5;

/// Which numbers of a study are drawn: item is the object, the column, or the cell.
enum PlannerDraw : std::uint32_t { object_draw, column_draw, noisy_draw, noise_draw };

/// Noise of variance 1 over all patients in one cell of an object.
double planned_noise(PlannedNoise noise, const Draws& draws, std::size_t object, std::size_t cell) {
  const double z = draws.normal(cell, noise_draw);
  if (noise == PlannedNoise::t5) {
    double chi_square = 0;
    for (std::uint32_t i = 1; i <= 5; ++i) {
      const double x = draws.normal(cell, noise_draw + i);
      chi_square += x * x;
    }
    return z * std::sqrt(3 / chi_square);  // t(5) has variance 5/3
  }
  if (noise != PlannedNoise::unequal) return z;
  const bool noisy = draws.uniform(object, noisy_draw) < kNoisyShare;
  return z * (noisy ? kNoisyRatio : 1) / std::sqrt(1 + kNoisyShare * (kNoisyRatio * kNoisyRatio - 1));
}

Ratings planned_table(const PlannedDesign& design, double truth, std::uint32_t study) {
  const auto n = static_cast<std::size_t>(design.patients), k = static_cast<std::size_t>(design.conditions);
  const Draws draws(1, "planner", "noise", 0, study);
  const bool of_icc = is_of_icc(design.quantity);
  const double icc = of_icc ? planned_icc(design.quantity, truth) : 0;
  const double within =
      of_icc ? std::sqrt((1 - icc) * (1 - design.condition_share)) : planned_wcv(design.quantity, truth);
  const double shift = of_icc ? std::sqrt((1 - icc) * design.condition_share) : 0;
  Ratings out(n, k);
  for (std::size_t i = 0; i < n; ++i) {
    const double object = of_icc ? std::sqrt(icc) * draws.normal(i, object_draw) : 1;
    for (std::size_t j = 0; j < k; ++j)
      out.at(i, j) = object + (shift > 0 ? shift * draws.normal(j, column_draw) : 0) +
                     within * planned_noise(design.noise, draws, i, i * k + j);
  }
  return out;
}

bool is_certified(const PlannedDesign& design, double limit, const Ratings& table,
                  const std::vector<std::size_t>& patients) {
  const Guard guard{.noise_sd_ratio = design.unseen_noise_ratio};
  if (is_of_icc(design.quantity)) {
    const JackknifeLimits jack =
        design.form == PlannedForm::one_way
            ? jackknife_one_way(table, patients)
            : jackknife_crossed(
                  table, patients,
                  design.form == PlannedForm::agreement ? CrossedForm::agreement : CrossedForm::consistency);
    return guarded_icc(jack, guard).lower >= planned_icc(design.quantity, limit);
  }
  const SubjectSums sums = subject_sums(table);
  WithinSums within(patients.size());
  std::vector<double> row(table.n_raters);
  for (std::size_t i = 0; i < table.n_subjects; ++i) {
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = table.at(i, j) / (sums.pivot + sums.mean[i]);
    within.add(patients[i], row_spread(row));
  }
  return guarded_within(jackknife_within(within), guard).upper <= planned_wcv(design.quantity, limit);
}

}  // namespace

bool is_of_icc(PlannedQuantity quantity) {
  return quantity == PlannedQuantity::icc || quantity == PlannedQuantity::ndc;
}

double planned_icc(PlannedQuantity quantity, double value) {
  return quantity == PlannedQuantity::ndc ? icc_of_categories(value) : value;
}

double planned_wcv(PlannedQuantity quantity, double value) {
  return quantity == PlannedQuantity::rc_percent ? value / 100 / kRepeatabilityFactor : value;
}

double simulated_certification(const PlannedDesign& design, double limit, double truth) {
  if (design.noise == PlannedNoise::formula || !(design.patients >= 2) || !(design.conditions >= 2) ||
      !(design.condition_share >= 0 && design.condition_share < 1) ||
      !is_planned_value(design.quantity, limit) || !is_planned_value(design.quantity, truth))
    return kNaN;
  if (static_cast<double>(design.patients) < design.patients_min) return 0;
  std::vector<std::size_t> patients(static_cast<std::size_t>(design.patients));
  std::iota(patients.begin(), patients.end(), std::size_t{0});
  std::vector<unsigned char> certified(static_cast<std::size_t>(kSimulatedStudies), 0);
  tbb::parallel_for(std::size_t{0}, certified.size(), [&](std::size_t s) {
    const Ratings table = planned_table(design, truth, static_cast<std::uint32_t>(s));
    certified[s] = is_certified(design, limit, table, patients) ? 1 : 0;
  });
  return static_cast<double>(std::count(certified.begin(), certified.end(), 1)) /
         static_cast<double>(kSimulatedStudies);
}

}  // namespace radgauge::statistics
