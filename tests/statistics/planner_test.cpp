#include "statistics/planner.h"

#include "core/nan.h"
#include "core/random.h"
#include "statistics/cluster.h"
#include "statistics/guarded.h"
#include "statistics/icc.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// Smallest observed ICC(1,1) for a limit of 0.90, from an independent computation (three decimals).
TEST(PlannerOracle, SmallestIccForALimitOf90) {
  const std::map<std::int64_t, std::array<double, 3>> table{{10, {.973, .953, .951}},
                                                            {20, {.958, .942, .940}},
                                                            {30, {.951, .936, .935}},
                                                            {50, {.942, .930, .929}},
                                                            {100, {.932, .923, .922}}};
  constexpr std::int64_t kConditions[] = {2, 10, 30};
  for (const auto& [patients, expected] : table)
    for (std::size_t c = 0; c < expected.size(); ++c)
      EXPECT_NEAR(smallest_certified_icc({PlannedForm::one_way, patients, kConditions[c], 0}, 0.90),
                  expected[c], 0.00051)
          << patients << " x " << kConditions[c];
}

TEST(PlannerOracle, ChanceOf30PatientsMeasuredTwice) {
  const PlannedDesign design{PlannedForm::one_way, 30, 2, 0};
  EXPECT_NEAR(certification_chance(design, 0.75, 0.85), 0.33, 0.005);
  EXPECT_NEAR(certification_chance(design, 0.75, 0.90), 0.76, 0.005);
  EXPECT_NEAR(certification_chance(design, 0.75, 0.75), 0.025, 1e-12);
}

// The classical limit of a table that shows the smallest ICC is the limit.
TEST(PlannerInvariant, SmallestIccIsWhereTheLimitIsReached) {
  MeanSquares ms;
  ms.n_subjects = 20;
  ms.n_raters = 5;
  ms.mse = ms.msj = 1;
  const double consistency = smallest_certified_icc({PlannedForm::consistency, 20, 5, 0}, 0.8);
  ms.msb = (1 + 4 * consistency) / (1 - consistency);
  EXPECT_NEAR(icc_consistency(ms).lower, 0.8, 1e-12);
  const double agreement = smallest_certified_icc({PlannedForm::agreement, 20, 5, 0.4}, 0.8);
  ms.mse = 0.6 * (1 - agreement);
  ms.msj = ms.mse + 20 * 0.4 * (1 - agreement);
  ms.msb = ms.mse + 5 * agreement;
  EXPECT_NEAR(icc_agreement(ms).value, agreement, 1e-12);
  EXPECT_NEAR(icc_agreement(ms).lower, 0.8, 1e-9);
}

Ratings normal_table(std::size_t n, std::size_t k, double object_sd, double column_sd, double noise_sd,
                     std::uint32_t replication) {
  const Draws draws(7, "table", "planner-test", 0, replication);
  Ratings r(n, k);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j)
      r.at(i, j) = object_sd * draws.normal(i, 1) + column_sd * draws.normal(j, 2) +
                   noise_sd * draws.normal(i * k + j, 3);
  return r;
}

constexpr std::uint32_t kTables = 4000;
// Four standard errors of a simulated share.
double four_errors(double share) {
  return 4 * std::sqrt(share * (1 - share) / kTables);
}

TEST(PlannerOracle, OneWayChanceIsThatOfSimulatedTables) {
  const double chance = certification_chance({PlannedForm::one_way, 30, 2, 0}, 0.75, 0.9);
  std::vector<std::size_t> patients(30);
  for (std::size_t i = 0; i < patients.size(); ++i) patients[i] = i;
  double exact = 0, jackknife = 0;
  for (std::uint32_t t = 0; t < kTables; ++t) {
    const Ratings r = normal_table(30, 2, std::sqrt(0.9), 0, std::sqrt(0.1), t);
    exact += icc_anova(r).one_way.lower > 0.75 ? 1 : 0;
    jackknife += jackknife_one_way(r, patients).lower > 0.75 ? 1 : 0;
  }
  EXPECT_NEAR(exact / kTables, chance, four_errors(chance));
  // The interval that certifies asks for about as much.
  EXPECT_NEAR(jackknife / kTables, chance, 0.05);
}

// oracle: the rule that decides, counted on simulated tables.
TEST(PlannerOracle, GuardedChanceIsThatOfTheLimitsThatDecide) {
  struct Case {
    PlannedForm form;
    std::int64_t patients, conditions;
    double limit, icc;
  };
  for (const Case& c :
       {Case{PlannedForm::one_way, 30, 2, 0.75, 0.95}, Case{PlannedForm::one_way, 20, 5, 0.75, 0.94},
        Case{PlannedForm::consistency, 50, 3, 0.8, 0.93}, Case{PlannedForm::one_way, 35, 8, 0.9, 0.97}}) {
    const PlannedDesign design{c.form, c.patients, c.conditions, 0, 5, 20};
    const auto n = static_cast<std::size_t>(c.patients);
    std::vector<std::size_t> patients(n);
    for (std::size_t i = 0; i < n; ++i) patients[i] = i;
    double certified = 0;
    for (std::uint32_t t = 0; t < kTables; ++t) {
      const Ratings r = normal_table(n, static_cast<std::size_t>(c.conditions), std::sqrt(c.icc), 0,
                                     std::sqrt(1 - c.icc), t);
      const JackknifeLimits jack = c.form == PlannedForm::one_way
                                       ? jackknife_one_way(r, patients)
                                       : jackknife_crossed(r, patients, CrossedForm::consistency);
      certified += guarded_icc(jack).lower > c.limit ? 1 : 0;
    }
    const double chance = certification_chance(design, c.limit, c.icc);
    EXPECT_GT(chance, 0.2);
    EXPECT_LT(chance, 0.95);
    EXPECT_NEAR(certified / kTables, chance, 0.07) << c.patients << " x " << c.conditions;
  }
  EXPECT_EQ(certification_chance({PlannedForm::one_way, 19, 2, 0, 5, 20}, 0.75, 0.99), 0);
}

TEST(PlannerOracle, AgreementChanceIsThatOfSimulatedTables) {
  const double chance = certification_chance({PlannedForm::agreement, 20, 5, 0.25}, 0.75, 0.9);
  double certified = 0;
  for (std::uint32_t t = 0; t < kTables; ++t)
    certified += icc_anova(normal_table(20, 5, std::sqrt(0.9), std::sqrt(0.025), std::sqrt(0.075), t))
                             .agreement.lower > 0.75
                     ? 1
                     : 0;
  EXPECT_NEAR(certified / kTables, chance,
              four_errors(chance) * std::sqrt(1.2));  // 20,000 draws beside 4,000
}

TEST(PlannerInvariant, PatientsNeededAreTheFewest) {
  for (const PlannedForm form : {PlannedForm::one_way, PlannedForm::consistency}) {
    const auto n = patients_needed({form, 2, 3, 0}, 0.75, 0.9, 0.8);
    ASSERT_TRUE(n);
    EXPECT_GE(certification_chance({form, *n, 3, 0}, 0.75, 0.9), 0.8);
    EXPECT_LT(certification_chance({form, *n - 1, 3, 0}, 0.75, 0.9), 0.8);
  }
  EXPECT_FALSE(patients_needed({PlannedForm::one_way, 2, 3, 0}, 0.75, 0.75, 0.8));
  EXPECT_FALSE(patients_needed({PlannedForm::one_way, 2, 3, 0}, 0.75, 0.7501, 0.8));
}

TEST(PlannerMechanics, OutOfRangeIsUndefined) {
  for (const PlannedDesign& design : std::vector<PlannedDesign>{{PlannedForm::one_way, 1, 2, 0},
                                                                {PlannedForm::one_way, 30, 1, 0},
                                                                {PlannedForm::agreement, 30, 2, 1},
                                                                {PlannedForm::agreement, 30, 2, kNaN}}) {
    EXPECT_TRUE(std::isnan(smallest_certified_icc(design, 0.75)));
    EXPECT_TRUE(std::isnan(certification_chance(design, 0.75, 0.9)));
    EXPECT_EQ(planner_sentence(design, 0.75), "");
  }
  for (const double limit : {0.0, 1.0, -0.5, kNaN})
    EXPECT_TRUE(std::isnan(smallest_certified_icc({PlannedForm::one_way, 30, 2, 0}, limit)));
}

TEST(PlannerMechanics, SentenceNamesTheNextCondition) {
  EXPECT_EQ(
      planner_sentence({PlannedForm::one_way, 30, 11, 0}, 0.9),
      "30 patients, 11 conditions: a feature must show ICC 0.936 to be certified at 0.9; the 12th condition "
      "would not change it");
  EXPECT_EQ(planner_sentence({PlannedForm::one_way, 10, 2, 0}, 0.9).substr(0, 84),
            "10 patients, 2 conditions: a feature must show ICC 0.973 to be certified at 0.9; the");
  EXPECT_NE(planner_sentence({PlannedForm::one_way, 30, 2, 0}, 0.75).find("the 3rd condition"),
            std::string::npos);
  EXPECT_NE(planner_sentence({PlannedForm::one_way, 30, 20, 0}, 0.75).find("the 21st condition"),
            std::string::npos);
}

}  // namespace
}  // namespace radgauge
