#include "agreement/gauge.h"

#include "agreement/gauge_example.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

TEST(GaugeMechanics, DrawsHaveRepeatabilityOnly) {
  const GaugeRow row = crossed({.draws = 5}).row(0);
  ASSERT_EQ(row.reason, "");
  EXPECT_EQ(row.components.size(), 2u);
  EXPECT_EQ(row.ev, row.grr);
  EXPECT_TRUE(std::isnan(row.av));
  near(row.rc, row.rdc, "RC");
  EXPECT_EQ(row.decision_studies.size(), 3u);
  EXPECT_LT(row.decision_studies[2].rdc, row.decision_studies[0].rdc);
}

TEST(GaugeMechanics, WithoutRepeatsTheResidualHoldsTheInteraction) {
  const GaugeRow row = crossed({.readers = 3}).row();
  EXPECT_EQ(component(row, "residual").confounded_with, "object:reader");
  EXPECT_TRUE(std::isnan(row.rc));
  EXPECT_TRUE(std::isnan(row.interaction));
  EXPECT_GT(row.ev, 0);
}

// The noise of a draw is common to all readers of the image: it is repeatability, not interaction, and more
// readers do not average it.
TEST(GaugeMechanics, SharedDrawsAreAComponentOfTheirOwn) {
  const GaugeRow quiet = crossed({.patients = 12, .readers = 3, .draws = 4}, 0.01).row();
  const GaugeRow noisy = crossed({.patients = 12, .readers = 3, .draws = 4}, 5).row();
  near(component(noisy, "residual").var_anova, component(quiet, "residual").var_anova, "residual");
  near(component(noisy, "object:reader").var_anova, component(quiet, "object:reader").var_anova,
       "interaction");
  EXPECT_GT(component(noisy, "object:draw").variance, 100 * component(quiet, "object:draw").variance);
  near(noisy.ev * noisy.ev, component(noisy, "object:draw").variance + component(noisy, "residual").variance,
       "EV");
  const auto mean_of = [&](int readers, int repeats) {
    for (const GaugeDecisionStudy& study : noisy.decision_studies)
      if (study.levels == std::vector<std::pair<std::string, int>>{{"reader", readers}, {"repeat", repeats}})
        return study.rdc;
    ADD_FAILURE() << "no decision study";
    return 0.0;
  };
  EXPECT_GT(mean_of(3, 1), 1.2 * mean_of(1, 3));
}

TEST(GaugeMechanics, DegenerateFeaturesSayWhy) {
  Made study = crossed({.readers = 2, .draws = 2});
  for (double& value : study.values) value = 3.25;
  EXPECT_NE(study.row().reason.find("constant"), std::string::npos);
  for (double& value : study.values) value = std::nan("");
  EXPECT_NE(study.row().reason.find("no cell has a value"), std::string::npos);
  study = crossed({.readers = 2});
  for (std::size_t i = 0; i < study.values.size(); ++i)
    study.values[i] = static_cast<double>(i / 2) + 1e-14 * static_cast<double>(i % 2);
  const GaugeRow unchanged = study.row();
  EXPECT_EQ(unchanged.reason, "");
  EXPECT_EQ(unchanged.grr, 0) << "a rounding error is not a measurement";
  EXPECT_EQ(unchanged.study_variation_percent, 0);
  EXPECT_TRUE(std::isnan(unchanged.ndc));
  EXPECT_EQ(crossed({.patients = 1, .readers = 3, .draws = 2}).row().reason,
            "one object: there is nothing to tell apart");
  EXPECT_NE(crossed({.readers = 1, .draws = 2}).row().reason.find("one reader only"), std::string::npos);
}

// Limits stand where the design is objects by one factor, or repeats alone; elsewhere there are none.
TEST(GaugeMechanics, LimitsOfOneFactor) {
  for (const Sizes& n : {Sizes{.readers = 3}, Sizes{.draws = 5}, Sizes{.patients = 12, .readers = 2}}) {
    const GaugeRow row = crossed(n).row(n.readers > 0 ? kReader : 0);
    ASSERT_EQ(row.reason, "");
    EXPECT_LT(row.grr_lower, row.grr);
    EXPECT_GT(row.grr_upper, row.grr);
    EXPECT_LE(row.ndc_lower, row.ndc);
    EXPECT_GE(row.ndc_upper, row.ndc);
    EXPECT_LT(row.study_variation_percent_lower, row.study_variation_percent);
    EXPECT_GT(row.study_variation_percent_upper, row.study_variation_percent);
  }
  for (const Sizes& n : {Sizes{.patients = 1, .readers = 3, .draws = 2}, Sizes{.patients = 1, .draws = 3},
                         Sizes{.lesions = 2, .readers = 2}, Sizes{.scanners = 2, .readers = 2, .draws = 2}}) {
    const GaugeRow row = crossed(n).row(n.readers > 0 ? kReader : 0);
    EXPECT_TRUE(std::isnan(row.grr_lower));
    EXPECT_TRUE(std::isnan(row.ndc_upper));
  }
}

TEST(GaugeInvariant, SharesAddUp) {
  for (const Sizes& n : {Sizes{.readers = 3, .draws = 3}, Sizes{.lesions = 2, .readers = 2},
                         Sizes{.scanners = 2, .sessions = 2, .readers = 2, .draws = 2}}) {
    const GaugeRow row = crossed(n).row();
    ASSERT_EQ(row.reason, "");
    double total = 0;
    for (const GaugeComponent& c : row.components) total += c.contribution_percent;
    EXPECT_NEAR(total, 100, 1e-9) << row.design;
    EXPECT_NEAR(row.tv * row.tv, row.grr * row.grr + row.pv * row.pv, 1e-9);
    EXPECT_NEAR(row.grr * row.grr, row.ev * row.ev + row.av * row.av, 1e-9);
    EXPECT_EQ(row.ndc, std::floor(1.41 * row.pv / row.grr));
  }
}

TEST(GaugeInvariant, OrderOfPlacesChangesNoByteAndLabelsNothing) {
  const Made study = crossed({.patients = 6, .lesions = 2, .readers = 3, .draws = 2});
  Made reversed = study, renamed = study;
  std::reverse(reversed.values.begin(), reversed.values.end());
  std::reverse(reversed.places.rows.begin(), reversed.places.rows.end());
  for (auto& list : reversed.places.labels) std::reverse(list.begin(), list.end());
  for (std::string& label : renamed.places.labels[factor_index(kReader)])
    label = label == "R0" ? "z" : label + "x";
  for (std::string& label : renamed.places.labels[factor_index(kPatient)])
    label = label == "P0" ? "z" : label + "x";
  const GaugeRow a = Made(study).row(), b = reversed.row(), c = renamed.row();
  EXPECT_EQ(a.design, b.design);
  EXPECT_EQ(to_text(a.grr), to_text(b.grr));
  ASSERT_EQ(a.components.size(), b.components.size());
  for (std::size_t i = 0; i < a.components.size(); ++i) {
    EXPECT_EQ(to_text(a.components[i].var_anova), to_text(b.components[i].var_anova));
    EXPECT_EQ(to_text(a.components[i].var_reml), to_text(b.components[i].var_reml));
    EXPECT_NEAR(a.components[i].variance, c.components[i].variance, 1e-9 * a.tv * a.tv);
  }
}

TEST(GaugeInvariant, AStratumIsTheStudyOfItsObjects) {
  Made all = crossed({.patients = 9, .readers = 3, .draws = 2});
  all.row();
  std::vector<std::string> rows;
  for (int p = 0; p < 5; ++p) rows.push_back("P" + to_text(std::int64_t{p}) + "/0");
  const GaugeRow stratum = gauge_rows("q", restricted(all.places, rows), {StratumBy::site, "small"}).at(0);
  EXPECT_EQ(to_text(stratum.stratum), "site: small");
  EXPECT_EQ(to_text(stratum.grr), to_text(crossed({.patients = 5, .readers = 3, .draws = 2}).row().grr));
}

}  // namespace
}  // namespace radgauge
