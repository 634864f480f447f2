#include "agreement/compare.h"

#include <cmath>
#include <fstream>
#include <random>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "data.h"
#include "statistics/distributions.h"
#include "statistics/equivalence.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

/// A run with one question: values[feature][object][condition]; one object a patient unless `patients` says.
struct OneRun {
  std::vector<std::string> names;
  std::vector<std::vector<std::vector<double>>> values;
  std::vector<std::string> patients;
  QuestionTable table;

  OneRun(std::vector<std::string> feature_names, std::vector<std::vector<std::vector<double>>> all,
         const std::string& prefix = "P")
      : names(std::move(feature_names)), values(std::move(all)) {
    for (std::size_t i = 0; i < values.front().size(); ++i) {
      patients.push_back(prefix + std::to_string(i));
      table.objects.push_back(patients.back() + "/1");
    }
    table.patients = patients;
    for (std::size_t j = 0; j < values.front().front().size(); ++j)
      table.columns.push_back("c" + std::to_string(j));
    table.feature_names = names;
    for (const std::string& name : names) table.features.push_back({name, "Q4LE", name, "1", "stat", ""});
    table.read = [this](std::size_t f, std::span<double> cells, std::span<Status> statuses) {
      const std::size_t k = table.columns.size();
      for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i] = values[f][i / k][i % k];
        statuses[i] = std::isnan(cells[i]) ? Status::failed : Status::ok;
      }
    };
  }
  OneRun(const OneRun&) = delete;
  OneRun& operator=(const OneRun&) = delete;

  ComparedSide side(std::vector<agreement::Decision> decisions = {}) const {
    ComparedSide out;
    out.question.name = "q";
    out.table = &table;
    decisions.resize(names.size(), agreement::Decision::certified);
    for (std::size_t f = 0; f < names.size(); ++f) {
      FeatureRow row;
      row.feature = names[f];
      row.decision = decisions[f];
      out.rows.push_back(row);
    }
    out.base = [this](std::size_t row, std::size_t feature) { return values[feature][row][0]; };
    return out;
  }
};

/// Lines of a table without quotes, split at commas; the header first.
std::vector<std::vector<std::string>> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> out;
  for (std::string line; std::getline(file, line);) out.push_back(split(line, ','));
  return out;
}

/// Objects 10 apart, within them normal values of this SD.
std::vector<std::vector<double>> noisy_values(std::size_t n, std::size_t k, double sd, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  std::vector<std::vector<double>> out(n, std::vector<double>(k));
  for (std::size_t i = 0; i < n; ++i)
    for (double& value : out[i]) value = 10 * static_cast<double>(i) + sd * normal(random);
  return out;
}

std::vector<PairedObject> all_paired(const OneRun& run) {
  std::vector<PairedObject> out;
  for (std::size_t i = 0; i < run.patients.size(); ++i)
    out.push_back({run.patients[i], run.table.objects[i], i, i});
  return out;
}

ComparedFeature only(const OneRun& before, const OneRun& after, const std::vector<PairedObject>& paired = {},
                     CompareOptions options = {}) {
  return compare(before.side(), after.side(), paired, options).at(0);
}

// The paired test of the section equivalence of the reference data, x as NEW and y as OLD.
TEST(CompareOracle, BiasIsThePairedEquivalenceTest) {
  RADGAUGE_REFERENCE_DATA(data, "stats/equivalence/data/ex_eq_paired_15.csv");
  RADGAUGE_REFERENCE_DATA(expected, "stats/equivalence/expected.csv");
  std::vector<std::vector<double>> is, was;
  for (const auto& line : lines_of(data)) {
    if (line[0] == "subject") continue;  // subject,feature,x,y
    const double a = *parse_double(line[2]), b = *parse_double(line[3]);
    is.push_back({a, a + 1});
    was.push_back({b, b + 1});  // two values 1 apart: wSD is sqrt(1/2)
  }
  const auto number = [&](const std::string& quantity) {
    for (const auto& line : lines_of(expected))  // case,feature,method,quantity,reference,role,value,...
      if (line[0] == "ex_eq_paired_15" && line[3] == quantity && line[5] == "primary")
        return *parse_double(line[6]);
    ADD_FAILURE() << quantity;
    return kNaN;
  };
  const OneRun before({"f"}, {was}), after({"f"}, {is});
  const double wsd = std::sqrt(0.5);
  CompareOptions options;
  options.bias_margin = number("margin") / wsd;
  const ComparedFeature row = only(before, after, all_paired(before), options);
  EXPECT_EQ(row.n_objects_paired, 15);
  EXPECT_NEAR(row.wsd_old, wsd, 1e-14);
  EXPECT_NEAR(row.bias * wsd, number("difference"), 1e-9);
  EXPECT_NEAR(row.bias_lower * wsd, number("ci90.lower"), 1e-8);
  EXPECT_NEAR(row.bias_upper * wsd, number("ci90.upper"), 1e-8);
  EXPECT_NEAR(row.p_bias_equivalent, number("p_tost"), 1e-8 * number("p_tost"));
  EXPECT_EQ(row.values == agreement::ValueChange::equivalent, number("equivalent") == 1);
}

// wSD and F limits are those of the section's sd_ratio: closed forms from sums of squares.
TEST(CompareOracle, RatioAndFLimits) {
  const OneRun before({"f"}, {{{1, 2}, {4, 4.5}, {2, 3.25}}}), after({"f"}, {{{1, 3}, {4, 5}, {2, 2.5}}});
  const ComparedFeature row = only(before, after);
  const double was = std::sqrt((0.5 + 0.125 + 0.78125) / 3), is = std::sqrt((2 + 0.5 + 0.125) / 3);
  EXPECT_NEAR(row.wsd_old, was, 1e-14);
  EXPECT_NEAR(row.wsd_new, is, 1e-14);
  EXPECT_NEAR(row.ratio, is / was, 1e-14);
  const SdRatio f = sd_ratio(is, 3, was, 3, 1.25);
  EXPECT_NEAR(row.ratio_f_lower, f.ci90_lower, 1e-12);
  EXPECT_NEAR(row.ratio_f_upper, f.ci90_upper, 1e-12);
  EXPECT_NEAR(row.ratio_f_lower, is / was / std::sqrt(f_quantile(0.95, 3, 3)), 1e-12);
}

TEST(CompareMechanics, SpreadWords) {
  const OneRun before({"f"}, {noisy_values(60, 6, 1, 1)});
  const auto word = [&](double sd, const std::string& patients) {
    const OneRun after({"f"}, {noisy_values(60, 6, sd, 2)}, patients);
    return to_text(only(before, after).spread);
  };
  for (const std::string patients : {"P", "Q"}) {
    EXPECT_EQ(word(1, patients), "equivalent");
    EXPECT_EQ(word(2, patients), "larger");
    EXPECT_EQ(word(0.5, patients), "smaller");
    EXPECT_EQ(word(0.8, patients), "not larger");
    EXPECT_EQ(word(1.25, patients), "undecided");
  }
}

TEST(CompareMechanics, DecisionsGainedLostUndecided) {
  const std::vector<std::string> names{"a", "b", "c", "d", "e", "f"};
  const OneRun run(names, std::vector(6, noisy_values(5, 2, 1, 3)));
  const auto rows = compare(run.side({agreement::Decision::certified, agreement::Decision::certified,
                                      agreement::Decision::certified, agreement::Decision::certified,
                                      agreement::Decision::inconclusive, agreement::Decision::not_certified}),
                            run.side({agreement::Decision::certified, agreement::Decision::not_certified,
                                      agreement::Decision::inconclusive, agreement::Decision::not_estimable,
                                      agreement::Decision::certified, agreement::Decision::inconclusive}),
                            {}, {});
  std::vector<std::string> changes;
  for (const ComparedFeature& row : rows) changes.emplace_back(to_text(row.change));
  EXPECT_EQ(changes, (std::vector<std::string>{"kept", "lost", "undecided", "lost", "gained", "still out"}));
  const ComparisonCounts c = count_comparison(rows);
  EXPECT_EQ(c.lost, 2);
  EXPECT_EQ(c.gained, 1);
  EXPECT_EQ(c.undecided, 1);
  EXPECT_EQ(c.compared, 6);
}

TEST(CompareMechanics, FeaturesAreMatchedByName) {
  const OneRun before({"a", "b"}, {noisy_values(5, 2, 1, 3), noisy_values(5, 2, 4, 4)});
  const OneRun after({"c", "b"}, {noisy_values(5, 2, 1, 3), noisy_values(5, 2, 4, 4)});
  const auto rows = compare(before.side(), after.side(), {}, {});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].feature, "b");
  EXPECT_EQ(rows[0].ratio, 1);
}

TEST(CompareMechanics, ValuesIdenticalEquivalentShifted) {
  const auto values = noisy_values(12, 4, 1, 5);
  const auto shifted = [&](double by, double every_other) {
    auto out = values;
    for (std::size_t i = 0; i < out.size(); ++i)
      for (double& value : out[i]) value += by + (i == 4 ? 2 : i % 2 == 0 ? 1 : -1) * every_other;
    return out;
  };
  const OneRun before({"f"}, {values});
  const auto paired = all_paired(before);
  const auto result = [&](double by, double every_other) {
    const OneRun after({"f"}, {shifted(by, every_other)});
    return only(before, after, paired);
  };
  EXPECT_EQ(result(0, 0).values, agreement::ValueChange::identical);
  EXPECT_EQ(result(0, 0).largest_change, 0);
  EXPECT_EQ(result(0.2, 0.05).values, agreement::ValueChange::equivalent);
  EXPECT_EQ(result(3, 0.05).values, agreement::ValueChange::shifted);
  EXPECT_EQ(result(-3, 0.05).values, agreement::ValueChange::shifted);
  EXPECT_EQ(result(3, 0).values, agreement::ValueChange::shifted);  // by the same amount everywhere
  EXPECT_EQ(result(0.7, 1).values, agreement::ValueChange::undecided);
  EXPECT_NEAR(result(3, 0.05).bias * result(3, 0.05).wsd_old, 3 + 0.05 / 12, 1e-12);
  EXPECT_NEAR(result(3, 0.05).largest_change, 3.1, 1e-12);
  EXPECT_EQ(result(3, 0.05).largest_change_object, "P4/1");
}

TEST(CompareMechanics, NoSpreadBeforeOrAfter) {
  const std::vector<std::vector<double>> still{{1, 1}, {2, 2}, {5, 5}}, moving{{1, 2}, {2, 2.5}, {5, 6}};
  const OneRun a({"f"}, {still}), b({"f"}, {moving});
  EXPECT_EQ(only(a, a).spread, agreement::SpreadChange::equivalent);
  EXPECT_EQ(only(a, b).spread, agreement::SpreadChange::undecided);
  EXPECT_EQ(only(b, a).spread, agreement::SpreadChange::not_larger);
  EXPECT_TRUE(std::isnan(only(a, b).ratio));
  EXPECT_FALSE(only(a, b).reason.empty());
  // One patient alone moves, and in both runs alike: nothing changed, though there is no interval.
  const OneRun lone({"f"}, {{{1, 2}, {2, 2}, {5, 5}}});
  EXPECT_EQ(only(lone, lone).spread, agreement::SpreadChange::equivalent);
  EXPECT_EQ(only(lone, b).spread, agreement::SpreadChange::undecided);
}

// A certificate that NEW has no answer for is gone; what was none before has nothing to lose.
TEST(CompareMechanics, AnObstacleLosesWhatWasCertified) {
  const OneRun before({"f", "g"}, {noisy_values(5, 2, 1, 3), noisy_values(5, 2, 1, 5)}),
      after({"f", "g"}, {noisy_values(1, 2, 1, 4), noisy_values(1, 2, 1, 6)});
  auto rows =
      compare(before.side({agreement::Decision::certified, agreement::Decision::inconclusive}),
              after.side({agreement::Decision::not_estimable, agreement::Decision::not_estimable}), {}, {});
  EXPECT_EQ(rows[0].change, agreement::DecisionChange::lost);
  EXPECT_FALSE(rows[1].change.has_value());
  EXPECT_FALSE(rows[0].reason.empty());
  EXPECT_TRUE(std::isnan(rows[0].ratio_lower));
}

// What was inconclusive more patients might have certified; not without the feature.
TEST(CompareMechanics, WhatIsGoneIsLostUnlessItWasRefused) {
  const OneRun run({"a", "b", "c", "d"}, std::vector(4, noisy_values(5, 2, 1, 3)));
  const ComparedSide side = run.side({agreement::Decision::certified, agreement::Decision::not_certified,
                                      agreement::Decision::certified, agreement::Decision::inconclusive});
  const auto rows = gone(side, {"c", "e"}, "NEW does not measure it");
  ASSERT_EQ(rows.size(), 3u);
  std::vector<std::string> changes;
  for (const ComparedFeature& row : rows) {
    changes.push_back(row.feature + " " + std::string(to_text(row.change)));
    EXPECT_TRUE(row.gone);
    EXPECT_NE(row.reason.find("NEW does not measure it"), std::string::npos);
    EXPECT_EQ(row.question, "q");
  }
  EXPECT_EQ(changes, (std::vector<std::string>{"a lost", "b still out", "d lost"}));
  const ComparisonCounts c = count_comparison(rows);
  EXPECT_EQ(c.lost, 2);
  EXPECT_EQ(c.gone, 2);
  EXPECT_EQ(c.compared, 0);
  EXPECT_EQ(gone(side, {}, "x").size(), 4u);
  EXPECT_TRUE(gone(side, {"a", "b", "c", "d"}, "x").empty());
}

// A margin in wSD is as uncertain as that wSD: the same bias in wSD is no equivalence where few values tell
// it.
TEST(CompareMechanics, TheMarginOfTheBiasCountsItsError) {
  const auto bias_of = [](std::size_t n) {
    const auto values = noisy_values(n, 2, 1, 8);
    const OneRun before({"f"}, {values});
    const double wsd = only(before, before).wsd_old;
    auto moved = values;
    std::vector<double> changes;
    for (std::size_t i = 0; i < n; ++i) {
      changes.push_back(0.65 * wsd + (i % 2 == 0 ? 0.01 : -0.01));
      for (double& value : moved[i]) value += changes.back();
    }
    // With the margin taken as known it would be equivalent at any size.
    EXPECT_LT(tost_paired(changes, std::vector<double>(n, 0.0), 0.75 * wsd).p_tost, 0.01);
    const OneRun after({"f"}, {moved});
    return only(before, after, all_paired(before));
  };
  EXPECT_EQ(bias_of(6).values, agreement::ValueChange::undecided);
  EXPECT_EQ(bias_of(400).values, agreement::ValueChange::equivalent);
}

TEST(CompareMechanics, ALoneLargeRatioAmongManyIsTakenBack) {
  std::vector<ComparedFeature> rows(100);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].p_worse = 0.5, rows[i].spread = agreement::SpreadChange::undecided;
  rows[3].p_worse = 0.01;
  rows[3].spread = agreement::SpreadChange::larger;
  judge_together(rows);
  EXPECT_EQ(rows[3].spread, agreement::SpreadChange::undecided);
  EXPECT_NEAR(rows[3].q_worse, 0.5, 1e-12);
  EXPECT_FALSE(rows[3].reason.empty());
  rows[3].p_worse = 1e-5;
  rows[3].spread = agreement::SpreadChange::larger;
  judge_together(rows);
  EXPECT_EQ(rows[3].spread, agreement::SpreadChange::larger);
}

TEST(CompareMechanics, MarginsAreChecked) {
  const OneRun run({"f"}, {noisy_values(5, 2, 1, 3)});
  for (const double margin : {1.0, 0.5, kNaN, HUGE_VAL})
    EXPECT_THROW(compare(run.side(), run.side(), {}, {margin, kNaN}), Error) << margin;
  for (const double margin : {0.0, -1.0, HUGE_VAL})
    EXPECT_THROW(compare(run.side(), run.side(), {}, {1.25, margin}), Error) << margin;
  EXPECT_NEAR(check_margins({1.25, kNaN}).bias_margin, 0.75, 1e-15);
}

}  // namespace
}  // namespace radgauge
