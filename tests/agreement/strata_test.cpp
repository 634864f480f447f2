#include "agreement/strata.h"

#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agreement/columns.h"
#include "agreement/confounding.h"
#include "cells_example.h"

namespace radgauge {

using namespace radgauge::agreement;

namespace {

TEST(StrataOracle, TertilesAndTheirNames) {
  const std::vector<double> volumes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const VolumeTertiles t = volume_tertiles(volumes);
  EXPECT_NEAR(t.lower, 4, 1e-12);
  EXPECT_NEAR(t.upper, 7, 1e-12);
  const auto strata = volume_strata(volumes, t);
  ASSERT_EQ(strata.size(), 3u);
  EXPECT_EQ(to_text(strata[0].key), "volume: low (< 4 cm^3)");
  EXPECT_EQ(to_text(strata[1].key), "volume: middle (4 to 7 cm^3)");
  EXPECT_EQ(to_text(strata[2].key), "volume: high (>= 7 cm^3)");
  std::size_t rows = 0;
  for (const Stratum& s : strata) rows += s.rows.size();
  EXPECT_EQ(rows, 10u);
  EXPECT_TRUE(volume_strata(std::vector<double>{kNaN, kNaN}, volume_tertiles({})).empty());
}

TEST(StrataMechanics, LabelsInOrderOfAppearance) {
  const std::vector<std::string> sites{"B", "A", "", "B"};
  const auto strata = label_strata(StratumBy::site, sites);
  ASSERT_EQ(strata.size(), 2u);
  EXPECT_EQ(to_text(strata[0].key), "site: B");
  EXPECT_EQ(strata[0].rows, (std::vector<std::size_t>{0, 3}));
  EXPECT_EQ(to_text(strata[1].key), "site: A");
}

// A stratum is answered as if the other objects had not been measured.
TEST(StrataInvariant, AStratumIsAStudyOfItsObjects) {
  Cells cells = noisy(20, 4, 3);
  cells.features.push_back(noisy(20, 4, 1).features[0]);
  cells.features[0][4 * 3 + 1] = kNaN;
  QuestionTable table = table_of(cells);
  table.strata = {{{StratumBy::site, "odd"}, {1, 3, 5, 7, 9, 11}}, {{StratumBy::site, "lonely"}, {2}}};
  const Question q = question(IccForm::one_way);
  const Answer a = answer_in_detail(q, table);
  ASSERT_EQ(a.rows.size(), 6u);
  ASSERT_EQ(a.details.size(), 6u);
  EXPECT_EQ(a.rows[1].stratum, agreement::StratumKey{});
  EXPECT_EQ(a.rows[2].stratum, (agreement::StratumKey{StratumBy::site, "odd"}));
  EXPECT_EQ(a.details[2].stratum, (agreement::StratumKey{StratumBy::site, "odd"}));
  EXPECT_EQ(a.rows[2].n_patients, 6);
  EXPECT_EQ(a.rows[4].decision, agreement::Decision::not_estimable);
  EXPECT_NE(a.rows[4].reason.find("fewer than two objects"), std::string::npos);
  Cells part{{}, 4, {{}, {}}};
  for (const std::size_t row : table.strata[0].rows) {
    part.patients.push_back(cells.patients[row]);
    for (std::size_t f = 0; f < 2; ++f)
      for (std::size_t j = 0; j < 4; ++j) part.features[f].push_back(cells.features[f][4 * row + j]);
  }
  const Answer alone = answer_in_detail(q, table_of(part));
  for (std::size_t f = 0; f < 2; ++f) {
    EXPECT_EQ(a.rows[2 + f].icc, alone.rows[f].icc);
    EXPECT_EQ(a.rows[2 + f].icc_lower, alone.rows[f].icc_lower);
    EXPECT_EQ(a.rows[2 + f].failure_rate, alone.rows[f].failure_rate);
    EXPECT_EQ(a.rows[2 + f].q_value, alone.rows[f].q_value);
  }
  for (const WorstCase& w : a.worst_cases) EXPECT_FALSE(w.object.empty());
}

TEST(StrataMechanics, OnePatientGivesNoInterval) {
  Cells cells = noisy(6, 3, 1);
  cells.patients = {"a", "a", "b", "b", "c", "c"};
  QuestionTable table = table_of(cells);
  table.strata = {{{StratumBy::site, "one patient"}, {0, 1}}};
  const auto rows = answer(question(IccForm::agreement), table);
  EXPECT_EQ(rows[1].decision, agreement::Decision::not_estimable);
  EXPECT_NE(rows[1].reason.find("one patient"), std::string::npos);
}

// Every number of an answer as text.
std::string dump(const Answer& a) {
  std::string text;
  for (const AgreementDetail& d : a.details)
    for (const auto& column : agreement_columns())
      text += std::visit(
                  [&](auto member) {
                    if constexpr (std::is_same_v<decltype(member), std::string AgreementDetail::*>)
                      return d.*member;
                    else if constexpr (std::is_member_pointer_v<decltype(member)>)
                      return to_text(d.*member);
                    else
                      return member(d);
                  },
                  column.member) +
              ",";
  for (const FeatureRow& r : a.rows)
    text += std::string(to_text(r.decision)) + to_text(r.icc) + to_text(r.icc_lower) + to_text(r.bias) +
            to_text(r.q_value) + r.reason;
  for (const WorstCase& w : a.worst_cases) text += w.object + w.column + to_text(w.share);
  return text;
}

TEST(AnswerInvariant, ThreadsAndTheWayOfReadingDoNotCount) {
  Cells cells = noisy(20, 4, 3);
  for (int f = 1; f < 40; ++f) {
    cells.features.push_back(noisy(20, 4, 0.2 * f, 0.05 * f).features[0]);
    if (f % 7 == 0) cells.features.back()[static_cast<std::size_t>(f)] = kNaN;
  }
  QuestionTable table = table_of(cells);
  table.strata = {{{StratumBy::site, "first"}, {0, 1, 2, 3, 4, 5, 6, 7}}};
  table.base_column = 0;
  const Question q = question(IccForm::agreement);
  std::string one;
  {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    one = dump(answer_in_detail(q, table));
  }
  {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, 7);
    EXPECT_EQ(dump(answer_in_detail(q, table)), one);
  }
  // What stands where there is no value does not count.
  table.read = [&](std::size_t f, std::span<double> values, std::span<Status> statuses) {
    for (std::size_t c = 0; c < 80; ++c) {
      const double value = cells.features[f][c];
      values[c] = std::isnan(value) ? 1e9 : value;
      statuses[c] = std::isnan(value) ? Status::failed : Status::ok;
    }
  };
  EXPECT_EQ(dump(answer_in_detail(q, table)), one);
}

// Objects, columns and the unit of a feature have no order or size of their own.
TEST(AnswerInvariant, OrderAndUnitDoNotCount) {
  const Cells cells = noisy(15, 5, 3, 0.3);
  const auto changed = [&](auto row, auto column, double factor) {
    Cells out{{}, 5, {{}}};
    for (std::size_t i = 0; i < 15; ++i) {
      out.patients.push_back(cells.patients[row(i)]);
      for (std::size_t j = 0; j < 5; ++j)
        out.features[0].push_back(factor * cells.features[0][5 * row(i) + column(j)]);
    }
    return out;
  };
  const auto same = [](std::size_t i) { return i; };
  const Cells others[] = {changed([](std::size_t i) { return 14 - i; }, same, 1),
                          changed(
                              same, [](std::size_t j) { return (j + 3) % 5; }, 1),
                          changed(same, same, -1000)};
  for (const IccForm form : {IccForm::one_way, IccForm::agreement, IccForm::consistency}) {
    const Answer want = answer_in_detail(question(form), table_of(cells));
    for (const Cells& other : others) {
      const Answer got = answer_in_detail(question(form), table_of(other));
      EXPECT_NEAR(got.rows[0].icc, want.rows[0].icc, 1e-12);
      EXPECT_NEAR(got.rows[0].icc_lower, want.rows[0].icc_lower, 1e-11);
      EXPECT_NEAR(got.rows[0].icc_upper, want.rows[0].icc_upper, 1e-11);
      EXPECT_NEAR(got.details[0].p_value, want.details[0].p_value, 1e-11);
      EXPECT_NEAR(got.rows[0].wcv, want.rows[0].wcv, 1e-12);
      EXPECT_NEAR(got.details[0].kendall_w, want.details[0].kendall_w, 1e-12);
      EXPECT_NEAR(got.details[0].wsd_log, want.details[0].wsd_log, 1e-12);
      EXPECT_EQ(got.rows[0].decision, want.rows[0].decision);
    }
  }
}

// A copy of every lesion in its own patient brings no new patient: F changes by its degrees of freedom alone.
TEST(AnswerInvariant, CopiesOfLesionsDoNotNarrowTheInterval) {
  const Cells cells = noisy(15, 4, 3);
  Cells doubled = cells;
  doubled.patients.insert(doubled.patients.end(), cells.patients.begin(), cells.patients.end());
  doubled.features[0].insert(doubled.features[0].end(), cells.features[0].begin(), cells.features[0].end());
  const Answer once = answer_in_detail(question(IccForm::one_way), table_of(cells));
  const Answer twice = answer_in_detail(question(IccForm::one_way), table_of(doubled));
  EXPECT_EQ(twice.rows[0].n_patients, 15);
  EXPECT_EQ(twice.rows[0].n_objects, 30);
  EXPECT_NEAR(twice.rows[0].icc_upper - twice.rows[0].icc_lower,
              once.rows[0].icc_upper - once.rows[0].icc_lower, 0.03);
  EXPECT_GT(twice.details[0].icc_classical_lower - once.details[0].icc_classical_lower, 0.03)
      << "the F limits believe in 30 independent lesions";
}

BaseValues example(std::size_t n) {
  BaseValues base;
  for (std::size_t i = 0; i < n; ++i) {
    base.volume.push_back(static_cast<double>(i + 1));
    base.voxels.push_back(static_cast<double>((i * 7) % n));
    base.noise.push_back(i == 0 ? kNaN : -static_cast<double>(i));
  }
  const auto add = [&](const std::string& name, auto value) {
    base.feature_names.push_back(name);
    base.features.emplace_back();
    for (std::size_t i = 0; i < n; ++i) base.features.back().push_back(value(i));
  };
  add("cube", [](std::size_t i) { return std::pow(static_cast<double>(i), 3); });
  add("other", [&](std::size_t i) { return static_cast<double>((i * 7) % n); });
  add("falling", [](std::size_t i) { return -static_cast<double>(i); });
  add("constant", [](std::size_t) { return 3.0; });
  add("holed", [](std::size_t i) { return i == 4 ? kNaN : static_cast<double>(i); });
  return base;
}

TEST(ConfoundingOracle, RanksCorrelateAndRedundantFeaturesCluster) {
  BaseValues base = example(20);
  auto c = confounding_of(base);
  EXPECT_EQ(c[0].rho_volume, 1);
  EXPECT_EQ(c[0].rho_noise, -1);
  EXPECT_EQ(c[2].rho_volume, -1);
  EXPECT_EQ(c[1].rho_voxels, 1);
  EXPECT_LT(std::abs(c[1].rho_volume), 0.9);
  EXPECT_TRUE(std::isnan(c[3].rho_volume));
  EXPECT_EQ(c[4].rho_volume, 1);
  EXPECT_EQ(c[0].cluster, 1);
  EXPECT_EQ(c[2].cluster, 1);
  EXPECT_EQ(c[0].cluster_size, 2);
  EXPECT_EQ(c[0].cluster_representative, "cube");
  for (const std::size_t alone : {1u, 3u, 4u}) {
    EXPECT_EQ(c[alone].cluster, 0);
    EXPECT_EQ(c[alone].cluster_size, 1);
    EXPECT_EQ(c[alone].cluster_representative, base.feature_names[alone]);
  }
  base.certainty = {0.5, 0.9, 0.8, kNaN, kNaN};
  c = confounding_of(base);
  EXPECT_EQ(c[0].cluster_representative, "falling") << "the surer one stands for the cluster";
}

// A chain a-b-c in which a and c are not alike: single linkage would join all three.
TEST(ConfoundingInvariant, EveryPairOfAClusterIsRedundant) {
  BaseValues base;
  for (std::size_t f = 0; f < 30; ++f) {
    base.feature_names.push_back("f" + std::to_string(f));
    base.features.emplace_back();
    for (std::size_t i = 0; i < 25; ++i)
      base.features.back().push_back(std::sin(0.3 * static_cast<double>(i) + 0.08 * static_cast<double>(f)));
  }
  const auto c = confounding_of(base);
  std::int64_t clustered = 0;
  for (std::size_t a = 0; a < 30; ++a) {
    clustered += c[a].cluster > 0 ? 1 : 0;
    for (std::size_t b = 0; b < a; ++b) {
      if (c[a].cluster == 0 || c[a].cluster != c[b].cluster) continue;
      BaseValues pair;
      pair.feature_names = {"a"};
      pair.features = {base.features[a]};
      pair.volume = base.features[b];
      EXPECT_GT(std::abs(confounding_of(pair)[0].rho_volume), kRedundant);
    }
  }
  EXPECT_GT(clustered, 20);
  EXPECT_GT(
      std::max_element(c.begin(), c.end(), [](const auto& x, const auto& y) { return x.cluster < y.cluster; })
          ->cluster,
      1);
}

}  // namespace
}  // namespace radgauge
