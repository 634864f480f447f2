#include <cmath>

#include "cells_example.h"
#include "core/random.h"

namespace radgauge {

using namespace radgauge::agreement;

namespace {

Limits default_limits() {
  return {};
}

/// Objects 10 apart; `moved` of them, from the middle on, differ by `step`, up or down, between the columns.
Cells with_movers(std::size_t patients, std::size_t moved, double step) {
  Cells cells{one_each(patients), 2, {{}}};
  const std::size_t first = (patients - moved) / 2;
  for (std::size_t i = 0; i < patients; ++i)
    for (std::size_t j = 0; j < 2; ++j)
      cells.features[0].push_back(10.0 * static_cast<double>(i) + (j == 1 && i >= first && i < first + moved
                                                                       ? (i % 2 == 0 ? step : -step)
                                                                       : 0.0));
  return cells;
}

int rank_of(Decision decision) {
  return decision == Decision::certified ? 2 : decision == Decision::inconclusive ? 1 : 0;
}

// invariant: a feature that moves in more lesions is never decided better, whatever the form and the step.
TEST(GuardInvariant, DecisionsAreMonotoneInTheNumberOfLesionsThatMoved) {
  for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency})
    for (const double step : {1e-6, 0.01, 1.0, 20.0}) {
      double before = 1;
      int rank = 2;
      for (std::size_t moved = 0; moved <= 4; ++moved) {
        const FeatureRow row = only(with_movers(20, moved, step), question(form, default_limits()));
        // 2 %: an object that moves changes the variance between objects, too. Consistency leaves common
        // shifts out.
        if (form != IccForm::consistency) {
          EXPECT_GE(1 - row.icc_lower, 0.98 * (1 - before)) << to_text(form) << " " << step << " " << moved;
        }
        before = row.icc_lower;
        EXPECT_LE(rank_of(row.decision), rank) << to_text(form) << " " << step << " " << moved;
        rank = rank_of(row.decision);
      }
    }
}

// invariant: one lesion that is unstable leaves every form undecided or worse, and none is certified.
TEST(GuardInvariant, OneUnstableLesionCertifiesUnderNoForm) {
  for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency})
    EXPECT_NE(only(with_movers(20, 1, 100), question(form, default_limits())).decision, Decision::certified);
}

TEST(GuardMechanics, FewPatientsCertifyNothingAndSayIt) {
  for (const std::size_t patients : {std::size_t{3}, std::size_t{19}}) {
    const FeatureRow row = only(with_movers(patients, 0, 0), question(IccForm::agreement, default_limits()));
    EXPECT_EQ(row.decision, Decision::inconclusive);
    EXPECT_NE(row.reason.find(std::to_string(patients) + " patients, fewer than 20"), std::string::npos)
        << row.reason;
  }
  EXPECT_EQ(only(with_movers(20, 0, 0), question(IccForm::agreement, default_limits())).decision,
            Decision::certified);
}

// oracle: Clopper & Pearson's upper bound for none of n, 1 - 0.05^(1/n).
TEST(GuardOracle, AFeatureThatDidNotMoveTellsHowManyMayMove) {
  const Answer a =
      answer_in_detail(question(IccForm::one_way, default_limits()), table_of(with_movers(20, 0, 0)));
  EXPECT_NEAR(a.details[0].moved_share_upper, 1 - std::pow(0.05, 1.0 / 20), 1e-15);
  EXPECT_NE(a.rows[0].reason.find("14 %"), std::string::npos) << a.rows[0].reason;
}

// invariant: what is missing may be as bad as it can be, so that it never helps.
TEST(GuardInvariant, MissingCellsLowerTheLimit) {
  Cells cells{one_each(40), 2, {{}}};
  const Draws draws(7, "p", "missing", 0, 0);
  for (std::size_t i = 0; i < 40; ++i)
    for (std::size_t j = 0; j < 2; ++j)
      cells.features[0].push_back(10 * draws.normal(i) + draws.normal(100 + 2 * i + j));
  for (const IccForm form : {IccForm::one_way, IccForm::agreement}) {
    const double whole = only(cells, question(form, default_limits())).icc_lower;
    Cells some = cells;
    for (std::size_t i = 0; i < 4; ++i) some.features[0][2 * i] = kNaN;
    const double left = only(some, question(form, default_limits())).icc_lower;
    EXPECT_LT(left, whole);
    // closed form: a tenth of the lesions, each with 25 times the variance, on top of what sampling does.
    const auto f = [](double icc) { return (1 + icc) / (1 - icc); };
    Limits plain = default_limits();
    plain.unseen_noise_ratio = 1;
    const double sampling = f(only(some, question(form, plain)).icc_lower);
    EXPECT_LT(f(left), sampling / (1 + 0.1 * 24) * (1 + 1e-12));
  }
}

TEST(GuardMechanics, OnePatientWithMostOfTheNoiseIsSaid) {
  Cells cells{one_each(30), 3, {{}}};
  const Draws draws(8, "p", "one", 0, 0);
  for (std::size_t i = 0; i < 30; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      cells.features[0].push_back(100 * draws.normal(i) +
                                  (i == 4 ? 30.0 : 1.0) * draws.normal(100 + 3 * i + j));
  const Answer a = answer_in_detail(question(IccForm::one_way, default_limits()), table_of(cells));
  EXPECT_GT(a.details[0].noise_largest_share, 0.8);
  EXPECT_LT(a.details[0].noise_effective_patients, 2);
  EXPECT_NE(a.rows[0].reason.find("one patient has"), std::string::npos) << a.rows[0].reason;
}

}  // namespace
}  // namespace radgauge
