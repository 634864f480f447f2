#include <gtest/gtest.h>

#include <cmath>

#include "core/random.h"
#include "example.h"

namespace radgauge::drift {
namespace {

const char* const kThreeTerms =
    "{model: m, link: logit, intercept: 0, threshold: 0.5, outcome: y, terms: [{feature: a, coefficient: 1}, "
    "{feature: b, coefficient: 1}, {covariate: age, coefficient: 0.5}]}";

// On scanner B feature a is 2 + 3 a, and b is noise. The covariate foretells a.
struct Measured {
  Example e;
  std::vector<double> age;

  explicit Measured(std::uint64_t seed, std::size_t n = 150) {
    const Draws draws(seed, "cases", "test.cures", 0, 0);
    e = small();
    e.values = {{"a", {{}, {}}}, {"b", {{}, {}}}};
    e.outcome.clear();
    for (std::size_t i = 0; i < n; ++i) {
      age.push_back(draws.normal(i, 3));
      const double a = age.back() + 0.5 * draws.normal(i), b = draws.normal(i, 1);
      e.values["a"][0].push_back(a);
      e.values["a"][1].push_back(2 + 3 * a);
      e.values["b"][0].push_back(b);
      e.values["b"][1].push_back(draws.normal(i, 4));
      e.outcome.push_back(draws.uniform(i, 2) < 1 / (1 + std::exp(-2 * a)) ? 1 : 0);
    }
  }

  DriftData data() const {
    DriftData out = e.data();
    out.input = [read = out.input, age = age](const models::Input& input, std::size_t c, std::size_t k) {
      return input.kind == models::Input::Kind::covariate ? age : read(input, c, k);
    };
    return out;
  }
};

Cure cure_of(const DriftResults& results, const std::string& name) {
  for (const Cure& cure : results.models.at(0).cures)
    if (cure.name == name) return cure;
  ADD_FAILURE() << "no cure " << name;
  return {};
}

DriftResults cured(const DriftData& data, const char* model = kThreeTerms) {
  return analyse_drift(data, {model_of(model)}, {1, 0, true});
}

// oracle: location and scale of a scanner are taken out by every ComBat but that of the mean, which leaves
// the spread: scores differ from the reference by twice the deviation of a, and the noise of b.
TEST(ComBatCureOracle, WaysToUseIt) {
  const DriftResults r = cured(Measured(1).data());
  for (const char* name : {"combat", "combat, frozen"}) {
    const CuredCondition c = cure_of(r, name).conditions.at(0);
    EXPECT_NEAR(c.score_shift.value, 0, 0.15) << name;
    EXPECT_NEAR(c.calibration_slope.value, cure_of(r, "z-score").conditions.at(0).calibration_slope.value,
                0.15)
        << name;
  }
  const CuredCondition mean = cure_of(r, "combat, mean only").conditions.at(0);
  EXPECT_NEAR(mean.score_shift.value, 0, 0.1);
  EXPECT_LT(mean.calibration_slope.value,
            0.75 * cure_of(r, "combat").conditions.at(0).calibration_slope.value)
      << "scores stay too far apart";
}

// oracle: priors that are integrated over the features take each to what the others show: of twelve features
// that a scanner moves alike the shift goes.
TEST(ComBatCureOracle, NonParametricPriors) {
  Example e = small();
  const Draws draws(21, "cases", "test.cures", 0, 0);
  e.values.clear();
  e.outcome.assign(60, 0);
  std::string terms;
  for (std::uint32_t f = 0; f < 12; ++f) {
    const std::string name = "f" + std::to_string(f);
    terms += (f > 0 ? ", " : "") + std::string("{feature: ") + name + ", coefficient: 1}";
    auto& columns = e.values[name] = {{}, {}};
    for (std::size_t i = 0; i < 60; ++i) {
      columns[0].push_back(draws.normal(i, f));
      columns[1].push_back(2 + columns[0].back() + 0.1 * draws.normal(i, 100 + f));
    }
  }
  for (std::size_t i = 0; i < 60; i += 2) e.outcome[i] = 1;
  const std::string model = "{model: m, link: logit, intercept: 0, outcome: y, terms: [" + terms + "]}";
  const DriftResults r = cured(e.data(), model.c_str());
  EXPECT_GT(cure_of(r, "none").conditions.at(0).score_shift.value, 20);
  EXPECT_NEAR(cure_of(r, "combat, non-parametric").conditions.at(0).score_shift.value, 0, 1);
  EXPECT_NE(cure_of(r, "combat, non-parametric").conditions.at(0).score_shift.value,
            cure_of(r, "combat").conditions.at(0).score_shift.value);
}

// oracle: of different patients, older ones on B, the covariate keeps what it explains of the difference and
// plain ComBat removes it.
TEST(ComBatCureOracle, CovariatesStay) {
  Measured m(2, 400);
  for (std::size_t i = 0; i < 400; ++i) {
    const bool on_b = i >= 200;
    const double older = on_b ? 2 : 0;
    m.age[i] += older;
    const double a = m.e.values["a"][0][i] + older;
    m.e.values["a"][0][i] = on_b ? NAN : a;
    m.e.values["a"][1][i] = on_b ? a + 5 : NAN;  // the scanner adds 5
    m.e.values["b"][on_b ? 0 : 1][i] = NAN;
  }
  DriftData data = m.data();
  const char* feature_alone =
      "{model: m, link: logit, intercept: 0, outcome: y, terms: [{feature: a, coefficient: 1}]}";
  EXPECT_EQ(cure_of(cured(data, feature_alone), "combat, covariates").obstacle,
            "drift: names no covariates, and the model reads none");
  data.covariates = {{models::Input::Kind::covariate, "age"}};
  const DriftResults r = cured(data, feature_alone);
  // Unpaired, so the intercept says where the scores went: 2 too low where the ages were taken for the
  // scanner.
  const double plain = cure_of(r, "combat").conditions.at(0).calibration_in_the_large.value;
  const double kept = cure_of(r, "combat, covariates").conditions.at(0).calibration_in_the_large.value;
  EXPECT_GT(plain - kept, 1);
}

// invariant: frozen ComBat sees nothing of those it is judged on: moved values of the others change no score
// of them, and all of them moved alike stay moved. Plain ComBat follows them.
TEST(ComBatCureInvariant, FrozenSeesNoneOfThose) {
  const Measured m(3);
  DriftData data = m.data();
  data.learning = std::make_shared<const DriftData>(Measured(4).data());
  Measured moved = m;
  for (double& v : moved.e.values["a"][1]) v += 3;
  DriftData moved_data = moved.data();
  moved_data.learning = data.learning;
  const DriftResults before = cured(data), after = cured(moved_data);
  const auto shift = [](const DriftResults& r, const char* name) {
    return cure_of(r, name).conditions.at(0).score_shift.value;
  };
  EXPECT_NEAR(shift(before, "combat, frozen"), 0, 0.5) << "as far as other patients differ from these";
  EXPECT_NEAR(shift(after, "combat, frozen") - shift(before, "combat, frozen"), 1, 0.1)
      << "3 over the scale of 3";
  EXPECT_NEAR(shift(after, "combat"), shift(before, "combat"), 0.02);
}

// oracle: a refit keeps the feature that agrees and drops the one that is noise on B; it is as it was on B.
TEST(RefitCureOracle, DropsWhatDoesNotAgree) {
  Measured m(5), others(6);
  for (Measured* some : {&m, &others}) some->e.values["a"][1] = some->e.values["a"][0];
  DriftData data = m.data();
  EXPECT_NE(cure_of(cured(data), "refit").obstacle.find("nobody to learn from"), std::string::npos);
  data.learning = std::make_shared<const DriftData>(others.data());
  const Cure refit = cure_of(cured(data), "refit");
  ASSERT_EQ(refit.obstacle, "");
  EXPECT_NE(refit.what.find("2 of 3 inputs were allowed"), std::string::npos) << refit.what;
  EXPECT_NE(refit.what.find("kept: a"), std::string::npos) << refit.what;
  EXPECT_EQ(refit.conditions.at(0).score_shift.value, 0);
  EXPECT_EQ(refit.conditions.at(0).flip_rate.value, 0);
  EXPECT_GT(refit.conditions.at(0).auc.value, cure_of(cured(data), "none").conditions.at(0).auc.value);
}

// mechanics: nobody to learn from, or none with the outcome: a reason, and no figure.
TEST(RefitCureMechanics, SaysWhyThereIsNone) {
  DriftData data = Measured(7).data();
  Measured others(8);
  for (double& y : others.e.outcome) y = 0;
  data.learning = std::make_shared<const DriftData>(others.data());
  const Cure refit = cure_of(cured(data), "refit");
  EXPECT_NE(refit.obstacle.find("0 patients with the outcome"), std::string::npos) << refit.obstacle;
  EXPECT_TRUE(refit.conditions.empty());
}

// oracle: a Cox model's score times 2 has slope 1/2; risk groups are cut at the median of the reference; and
// by the horizon the observed share over the predicted one is that of Kaplan and Meier.
TEST(SurvivalViewsOracle, SlopeRiskGroupsAndHorizon) {
  Example e = small();
  const Draws draws(31, "cases", "test.cures", 0, 0);
  e.values = {{"a", {{}, {}}}};
  std::vector<double> time;
  for (std::size_t i = 0; i < 500; ++i) {
    const double a = draws.normal(i);
    e.values["a"][0].push_back(a);
    e.values["a"][1].push_back(2 * a + 1);
    time.push_back(-std::log(draws.uniform(i, 1)) * std::exp(-a));
  }
  e.outcome.assign(500, 1);
  DriftData data = e.data();
  data.time = [time](const models::ModelCard&) { return time; };
  const DriftResults r = cured(
      data,
      "{model: c, link: cox, outcome: y, time: t, horizon: 1, baseline: [{time: 1, survival: 0.36787944117144233}], "
      "terms: [{feature: a, coefficient: 1}]}");
  const ConditionDrift &a = r.models[0].conditions[0], &b = r.models[0].conditions[1];
  EXPECT_NEAR(a.calibration_slope.value, 1, 0.15);
  EXPECT_NEAR(b.calibration_slope.value, a.calibration_slope.value / 2, 1e-9);
  EXPECT_LT(b.calibration_slope.upper, 1);
  std::int64_t down = 0, up = 0;
  for (const double v : e.values["a"][0]) {
    const double cut = a.risk_groups.cut;
    up += 2 * v + 1 > cut && v <= cut;
    down += 2 * v + 1 <= cut && v > cut;
  }
  EXPECT_EQ(b.risk_groups.up, up);
  EXPECT_EQ(b.risk_groups.down, down);
  EXPECT_EQ(b.risk_groups.cut, a.risk_groups.cut);
  EXPECT_EQ(a.risk_groups.change_rate.value, 0);
  double observed = 0, expected = 0;
  for (std::size_t i = 0; i < 500; ++i) {
    observed += time[i] <= 1 ? 1 : 0;
    expected += 1 - std::exp(-std::exp(e.values["a"][0][i]));
  }
  EXPECT_NEAR(a.observed_over_expected.value, observed / expected, 1e-9);
  EXPECT_NEAR(a.observed_over_expected.value, 1, 0.1);
}

// oracle: a Cox model is cured, too, and judged by its C-index; recalibration of log odds is not for it.
TEST(CureOracle, CoxModels) {
  Measured m(9);
  DriftData data = m.data();
  std::vector<double> time;
  for (const double a : m.e.values["a"][0]) time.push_back(std::exp(-a));
  data.time = [time](const models::ModelCard&) { return time; };
  data.outcome = [n = time.size()](const models::ModelCard&, std::size_t) {
    return std::vector<double>(n, 1.0);
  };
  const DriftResults r =
      cured(data, "{model: c, link: cox, outcome: y, time: t, terms: [{feature: a, coefficient: 1}]}");
  const CuredCondition combat = cure_of(r, "combat").conditions.at(0);
  EXPECT_EQ(combat.c_index.value, 1);
  EXPECT_NEAR(combat.score_shift.value, 0, 0.1);
  EXPECT_EQ(combat.auc.reason, "the outcome is a time: see the C-index");
  EXPECT_FALSE(cure_of(r, "recalibration").obstacle.empty());
}

}  // namespace
}  // namespace radgauge::drift
