#include "statistics/planner_simulation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "statistics/cluster.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"
#include "statistics/guarded.h"

namespace radgauge::statistics {
namespace {

PlannedDesign design_of(PlannedQuantity quantity, PlannedNoise noise, std::int64_t patients = 30,
                        std::int64_t conditions = 2) {
  return {PlannedForm::one_way, patients, conditions, 0, 1, 2, quantity, noise};
}

// Normal noise: wSD^2/sigma^2 is chi-square over its degrees of freedom, n (k - 1).
TEST(PlannerQuantityOracle, WcvByChiSquare) {
  const PlannedDesign design = design_of(PlannedQuantity::wcv, PlannedNoise::formula, 20, 3);
  const double part = std::sqrt(chi_square_quantile(0.025, 40) / 40);  // 0.7818
  EXPECT_NEAR(just_certified(design, 0.1), 0.1 * part, 1e-14);
  EXPECT_NEAR(part, 0.7816, 5e-4);  // chi-square 0.025, 40 df is 24.433
  EXPECT_NEAR(certification_chance(design, 0.1, 0.1 * part), 1 - chi_square_upper_tail(40, 40), 1e-12);
  // At the limit one study in forty certifies.
  EXPECT_NEAR(certification_chance(design, 0.1, 0.1), 0.025, 1e-12);
}

TEST(PlannerQuantityInvariant, RcIsWcvAndNdcIsIcc) {
  const auto of = [](PlannedQuantity quantity) { return design_of(quantity, PlannedNoise::formula); };
  const double percent = 100 * kRepeatabilityFactor;
  EXPECT_NEAR(just_certified(of(PlannedQuantity::rc_percent), 0.1 * percent),
              percent * just_certified(of(PlannedQuantity::wcv), 0.1), 1e-12);
  EXPECT_NEAR(just_certified(of(PlannedQuantity::ndc), categories_of_icc(0.8)),
              categories_of_icc(just_certified(of(PlannedQuantity::icc), 0.8)), 1e-12);
  EXPECT_NEAR(certification_chance(of(PlannedQuantity::ndc), categories_of_icc(0.8), categories_of_icc(0.9)),
              certification_chance(of(PlannedQuantity::icc), 0.8, 0.9), 1e-12);
  EXPECT_NEAR(icc_of_categories(categories_of_icc(0.37)), 0.37, 1e-15);
  EXPECT_NEAR(categories_of_icc(0.5), 1.41, 1e-15);
  const auto needed = patients_needed(of(PlannedQuantity::wcv), 0.1, 0.07, 0.8);
  ASSERT_TRUE(needed);
  EXPECT_GE(certification_chance(design_of(PlannedQuantity::wcv, PlannedNoise::formula, *needed), 0.1, 0.07),
            0.8);
  EXPECT_LT(
      certification_chance(design_of(PlannedQuantity::wcv, PlannedNoise::formula, *needed - 1), 0.1, 0.07),
      0.8);
  EXPECT_FALSE(patients_needed(of(PlannedQuantity::wcv), 0.1, 0.11, 0.8));
}

/// The share of `tables` tables of other draws that the limits which decide certify: 40 objects, two values.
double counted_chance(PlannedQuantity quantity, double limit, double truth, double noise_ratio) {
  constexpr std::uint32_t kTables = 2000;
  std::vector<std::size_t> patients(40);
  for (std::size_t i = 0; i < patients.size(); ++i) patients[i] = i;
  const bool icc = quantity == PlannedQuantity::icc;
  const double noise_sd = icc ? std::sqrt(1 - truth) : truth;
  int certified = 0;
  for (std::uint32_t t = 0; t < kTables; ++t) {
    const Draws draws(99, "other", "tables", 0, t);
    Ratings table(40, 2);
    for (std::size_t i = 0; i < 40; ++i) {
      // Objects 0 to 39 stand in any order: the tenth that is noisier may be drawn by place.
      const bool noisy = draws.uniform(i, 7) < 0.1;
      const double ratio = (noisy ? noise_ratio : 1) / std::sqrt(0.9 + 0.1 * noise_ratio * noise_ratio);
      const double object = icc ? std::sqrt(truth) * draws.normal(i, 5) : 1;
      for (std::size_t j = 0; j < 2; ++j)
        table.at(i, j) = object + noise_sd * ratio * draws.normal(2 * i + j, 6);
    }
    if (icc) {
      certified += guarded_icc(jackknife_one_way(table, patients), {.noise_sd_ratio = 1}).lower > limit;
      continue;
    }
    for (std::size_t i = 0; i < 40; ++i) {
      const double mean = (table.at(i, 0) + table.at(i, 1)) / 2;
      for (std::size_t j = 0; j < 2; ++j) table.at(i, j) /= mean;
    }
    certified += guarded_within(jackknife_within(table, patients), {.noise_sd_ratio = 1}).upper < limit;
  }
  return certified / static_cast<double>(kTables);
}

// The same rule on tables of other draws, made and counted here.
TEST(PlannerNoiseOracle, ChancesAreThoseOfTablesCountedElsewhere) {
  for (const auto& [quantity, limit, truth] :
       {std::tuple{PlannedQuantity::icc, 0.75, 0.9}, {PlannedQuantity::wcv, 0.1, 0.07}})
    for (const auto& [noise, ratio] : {std::pair{PlannedNoise::normal, 1.0}, {PlannedNoise::unequal, 5.0}}) {
      const double chance = certification_chance(design_of(quantity, noise, 40), limit, truth);
      EXPECT_GT(chance, 0.1);
      EXPECT_LT(chance, 0.95);
      // Four standard errors of the difference of two shares of 2000.
      EXPECT_NEAR(counted_chance(quantity, limit, truth, ratio), chance,
                  4 * std::sqrt(2 * chance * (1 - chance) / 2000))
          << to_text(quantity) << " " << to_text(noise);
    }
}

// The price of limits that do not take the noise of all patients as equal.
TEST(PlannerNoiseInvariant, TheLimitsThatDecideAskForMoreThanExactOnes) {
  for (const auto& [quantity, limit, truth] :
       {std::tuple{PlannedQuantity::icc, 0.75, 0.9}, {PlannedQuantity::wcv, 0.1, 0.07}})
    EXPECT_LT(certification_chance(design_of(quantity, PlannedNoise::normal, 40), limit, truth),
              certification_chance(design_of(quantity, PlannedNoise::formula, 40), limit, truth));
}

// Of the same variance, noise that few patients have makes wider intervals.
TEST(PlannerNoiseInvariant, UnequalNoiseCostsPower) {
  for (const PlannedQuantity quantity : {PlannedQuantity::icc, PlannedQuantity::wcv}) {
    const bool icc = quantity == PlannedQuantity::icc;
    const auto chance = [&](PlannedNoise noise) {
      return certification_chance(design_of(quantity, noise, 25), icc ? 0.75 : 0.1, icc ? 0.9 : 0.06);
    };
    const double normal = chance(PlannedNoise::normal);
    EXPECT_LT(chance(PlannedNoise::t5), normal);
    EXPECT_LT(chance(PlannedNoise::unequal), chance(PlannedNoise::t5));
    EXPECT_EQ(chance(PlannedNoise::normal), normal);  // the same studies in every call
  }
}

TEST(PlannerNoiseMechanics, OutOfRangeThereIsNoChance) {
  const PlannedDesign design = design_of(PlannedQuantity::wcv, PlannedNoise::normal);
  for (const double bad : {0.0, -1.0, std::nan("")}) {
    EXPECT_TRUE(std::isnan(certification_chance(design, bad, 0.1)));
    EXPECT_TRUE(std::isnan(certification_chance(design, 0.1, bad)));
    EXPECT_TRUE(std::isnan(just_certified(design, bad)));
  }
  PlannedDesign few = design;
  few.patients_min = 31;
  EXPECT_EQ(certification_chance(few, 0.1, 0.01), 0);
  EXPECT_NE(chance_method(design).find("simulated studies"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::statistics
