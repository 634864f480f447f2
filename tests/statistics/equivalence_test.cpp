#include "statistics/equivalence.h"

#include <cmath>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/multiplicity.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

double equivalence_value_of(const std::vector<StatRow>& rows, const std::string& feature,
                            const std::string& quantity) {
  for (const StatRow& row : rows)
    if (row.feature == feature && row.quantity == quantity) return row.value;
  ADD_FAILURE() << "no row " << feature << " " << quantity;
  return kNaN;
}

void expect_all_undefined(const std::vector<StatRow>& rows, const std::string& feature,
                          const std::vector<std::string>& quantities) {
  for (const std::string& quantity : quantities) {
    bool found = false;
    for (const StatRow& row : rows) {
      if (row.feature != feature || row.quantity != quantity) continue;
      found = true;
      EXPECT_EQ(row.status, "undefined") << quantity;
      EXPECT_TRUE(std::isnan(row.value)) << quantity;
      EXPECT_FALSE(row.reason.empty()) << quantity;
    }
    EXPECT_TRUE(found) << quantity;
  }
}

const std::vector<std::string> kTost{"t_lower", "t_upper", "p_lower", "p_upper", "p_tost", "equivalent"};

std::string error_of(const Table& table, StatOptions options, ErrorKind kind) {
  try {
    run_section("equivalence", table, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return {};
}

// Four patients with two lesions each, three repeats, values without structure.
Table lesions(std::initializer_list<const char*> features) {
  Table table{{"object", "patient", "repeat", "feature", "value"}, {}};
  int step = 0;
  for (const char* feature : features)
    for (int p = 0; p < 4; ++p)
      for (int lesion = 0; lesion < 2; ++lesion)
        for (int repeat = 0; repeat < 3; ++repeat) {
          const double between = std::fmod(0.618 * (5 * p + 2 * lesion + 1), 1.0),
                       within = std::fmod(0.7548 * ++step, 1.0);
          table.rows.push_back({"L" + std::to_string(lesion), "P" + std::to_string(p), std::to_string(repeat),
                                feature, to_text(4 * between + within)});
        }
  return table;
}

Table two_methods() {
  Table table{{"object", "method", "repeat", "feature", "value"}, {}};
  const std::vector<std::vector<double>> a{{1, 3}, {4, 5}, {2, 2.5}}, b{{1, 2}, {4, 4.5}, {2, 3.25}};
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      table.rows.push_back({std::to_string(i), "old", std::to_string(j), "f", to_text(b[i][j])});
      table.rows.push_back({std::to_string(i), "new", std::to_string(j), "f", to_text(a[i][j])});
    }
  return table;
}

TEST(EquivalenceOracle, WelchByHand) {
  // Variances 1 and 20/3: se^2 = 1/3 + 5/3, df = 4/((1/9)/2 + (25/9)/3).
  const std::vector<double> reference{1, kNaN, 2, 3}, target{2, 4, 6, 8};
  const EquivalenceTest e = tost_welch(reference, target, 4);
  EXPECT_EQ(e.n_reference, 3);
  EXPECT_NEAR(e.difference, -3, 1e-14);
  EXPECT_NEAR(e.se, std::sqrt(2.0), 1e-14);
  EXPECT_NEAR(e.df, 216.0 / 53, 1e-13);
  EXPECT_NEAR(e.t_lower, 1 / std::sqrt(2.0), 1e-14);
  EXPECT_NEAR(e.t_upper, -7 / std::sqrt(2.0), 1e-13);
  EXPECT_EQ(e.p_tost, e.p_lower);
  EXPECT_EQ(e.equivalent, 0);
}

TEST(EquivalenceOracle, SdRatioByHand) {
  // Within variances: new 2, 1/2, 1/8; old 1/2, 1/8, 25/32.
  const auto rows = run_section("equivalence", two_methods(), {2, kNaN});
  EXPECT_NEAR(equivalence_value_of(rows, "f", "wSD_A"), std::sqrt(2.625 / 3), 1e-14)
      << "A is the first in text order";
  EXPECT_NEAR(equivalence_value_of(rows, "f", "wSD_B"), std::sqrt(1.40625 / 3), 1e-14);
  EXPECT_EQ(equivalence_value_of(rows, "f", "df_A"), 3);
  const double f = equivalence_value_of(rows, "f", "F");
  EXPECT_NEAR(f, 2.625 / 1.40625, 1e-14);
  // F(3, 3) has the closed form P(F > f) = 1 - (2/pi)(atan(s) - s (1 - f)/(1 + f)^2), s = sqrt(f).
  const auto above = [](double at) {
    const double s = std::sqrt(at);
    return 1 - 2 / M_PI * (std::atan(s) - s * (1 - at) / ((1 + at) * (1 + at)));
  };
  EXPECT_NEAR(equivalence_value_of(rows, "f", "p_two_sided"), 2 * above(f), 1e-12);
  EXPECT_NEAR(equivalence_value_of(rows, "f", "p_lower"), above(4 * f), 1e-12);
  EXPECT_NEAR(equivalence_value_of(rows, "f", "p_upper"), 1 - above(f / 4), 1e-12);
}

TEST(EquivalenceOracle, BenjaminiHochbergOfTheirPaper) {
  const std::vector<double> p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
  const std::vector<double> q = benjamini_hochberg(p);
  EXPECT_EQ(std::count_if(q.begin(), q.end(), [](double v) { return v <= 0.05; }), 4);
  EXPECT_NEAR(q[3], 15.0 / 4 * 0.0095, 1e-15);
  EXPECT_NEAR(q[4], 15.0 / 7 * 0.0298 < 15.0 / 5 * 0.0201 ? 15.0 / 7 * 0.0298 : 15.0 / 5 * 0.0201, 1e-15);
  EXPECT_EQ(q[14], 1);
}

TEST(EquivalenceInvariant, MissingPValuesAreNotCounted) {
  const std::vector<double> with{0.04, kNaN, 0.01, kNaN}, without{0.04, 0.01};
  const auto a = benjamini_hochberg(with), b = benjamini_hochberg(without);
  EXPECT_EQ(a[0], b[0]);
  EXPECT_EQ(a[2], b[1]);
  EXPECT_TRUE(std::isnan(a[1]) && std::isnan(a[3]));
  EXPECT_THROW(benjamini_hochberg(std::vector<double>{1.5}), Error);
  EXPECT_THROW(benjamini_hochberg(std::vector<double>{-0.1}), Error);
  EXPECT_TRUE(benjamini_hochberg({}).empty());
}

TEST(EquivalenceInvariant, MarginAtTheLimitOfTheIntervalHasPOfFivePercent) {
  const std::vector<double> x{1.5, 2.25, 3, 4.75, 6}, y{1, 2, 3.5, 4, 5.25};
  const EquivalenceTest wide = tost_paired(x, y, 10);
  const double edge = std::max(std::abs(wide.ci90_lower), std::abs(wide.ci90_upper));
  EXPECT_NEAR(tost_paired(x, y, edge).p_tost, 0.05, 1e-12);
  EXPECT_EQ(tost_paired(x, y, 1.0001 * edge).equivalent, 1);
  EXPECT_EQ(tost_paired(x, y, 0.9999 * edge).equivalent, 0);
  const SdRatio r = sd_ratio(1.1, 20, 1, 30, 3);
  const double factor = std::max(1 / r.ci90_lower, r.ci90_upper);
  EXPECT_NEAR(sd_ratio(1.1, 20, 1, 30, factor).p_tost, 0.05, 1e-12);
  EXPECT_EQ(sd_ratio(1.1, 20, 1, 30, 1.0001 * factor).equivalent, 1);
}

TEST(EquivalenceInvariant, IccAtItsOneSidedLimitHasPOfFivePercent) {
  const Table table = lesions({"f"});
  const auto jack = run_section("icc_cluster", table);
  const double lower = equivalence_value_of(jack, "f", "jack.lower_one_sided");
  ASSERT_GT(lower, 0);
  const auto at = run_section("equivalence", table, {kNaN, lower});
  EXPECT_NEAR(equivalence_value_of(at, "f", "p"), 0.05, 1e-12);
  EXPECT_EQ(equivalence_value_of(at, "f", "q_bh"), equivalence_value_of(at, "f", "p")) << "one feature";
  EXPECT_EQ(equivalence_value_of(at, "f", "df"), 3);
  EXPECT_EQ(
      equivalence_value_of(run_section("equivalence", table, {kNaN, 0.99 * lower}), "f", "rejected_q05"), 1);
  EXPECT_EQ(equivalence_value_of(run_section("equivalence", table, {kNaN, 1 - 0.99 * (1 - lower)}), "f",
                                 "rejected_q05"),
            0);
}

TEST(EquivalenceInvariant, SwappingSamplesTurnsTheSign) {
  const std::vector<double> x{1.5, 2.25, 3, 4.75, 6}, y{1, 2, 3.5, 4, 5.25};
  for (const auto test : {tost_paired, tost_welch}) {
    const EquivalenceTest a = test(x, y, 1), b = test(y, x, 1);
    EXPECT_EQ(a.difference, -b.difference);
    EXPECT_EQ(a.p_lower, b.p_upper);
    EXPECT_EQ(a.ci90_lower, -b.ci90_upper);
    EXPECT_EQ(a.p_tost, b.p_tost);
  }
  const SdRatio a = sd_ratio(1.1, 20, 1.7, 30, 2), b = sd_ratio(1.7, 30, 1.1, 20, 2);
  EXPECT_NEAR(a.ratio, 1 / b.ratio, 1e-15);
  EXPECT_NEAR(a.lower, 1 / b.upper, 1e-14);
  EXPECT_NEAR(a.p_lower, b.p_upper, 1e-14);
  EXPECT_NEAR(a.p_two_sided, b.p_two_sided, 1e-13);
}

TEST(EquivalenceInvariant, RowOrderChangesNothing) {
  Table paired{{"subject", "feature", "x", "y"}, {}}, welch{{"feature", "sample", "value"}, {}};
  for (int i = 0; i < 9; ++i) {
    const std::string x = to_text(1e6 + std::fmod(0.618 * i, 1.0)),
                      y = to_text(1e6 + std::fmod(0.7 * i, 1.0));
    paired.rows.push_back({std::to_string(i), "f", x, y});
    welch.rows.push_back({"f", i % 2 ? "reference" : "target", x});
  }
  for (const auto& [table, options] :
       std::vector<std::pair<Table, StatOptions>>{{paired, {0.5, kNaN}},
                                                  {welch, {0.5, kNaN}},
                                                  {two_methods(), {2, kNaN}},
                                                  {lesions({"f"}), {kNaN, 0.5}}}) {
    Table shuffled = table;
    std::reverse(shuffled.rows.begin(), shuffled.rows.end());
    std::swap(shuffled.rows[1], shuffled.rows[4]);
    const auto a = run_section("equivalence", table, options),
               b = run_section("equivalence", shuffled, options);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      EXPECT_EQ(to_text(a[i].value), to_text(b[i].value)) << a[i].method << " " << a[i].quantity;
  }
}

TEST(EquivalenceMechanics, WhatDoesNotVaryIsUndefined) {
  const Table paired{{"subject", "feature", "x", "y"},
                     {{"1", "same", "1", "1.1"},
                      {"2", "same", "2", "2.1"},
                      {"3", "same", "3", "3.1"},
                      {"1", "one", "1", "2"},
                      {"2", "one", "NA", "2"}}};
  const auto rows = run_section("equivalence", paired, {0.5, kNaN});
  expect_all_undefined(rows, "same", kTost);
  expect_all_undefined(rows, "one", kTost);
  EXPECT_EQ(equivalence_value_of(rows, "one", "n"), 1);
  const Table welch{{"feature", "sample", "value"},
                    {{"f", "reference", "1"},
                     {"f", "reference", "1"},
                     {"f", "target", "2"},
                     {"f", "target", "2"},
                     {"none", "target", "2"}}};
  const auto samples = run_section("equivalence", welch, {0.5, kNaN});
  expect_all_undefined(samples, "f", kTost);
  expect_all_undefined(samples, "none", {"difference", "p_tost", "equivalent"});
  Table methods = two_methods();
  for (auto& row : methods.rows)
    if (row[1] == "old") row[4] = "7";
  expect_all_undefined(run_section("equivalence", methods, {2, kNaN}), "f",
                       {"ratio", "F", "p_tost", "equivalent"});
}

TEST(EquivalenceMechanics, IccsWithoutAnIntervalAreNotCounted) {
  Table table = lesions({"f", "flat", "unequal"});
  for (auto& row : table.rows)
    if (row[3] == "flat") row[4] = "5";
  table.rows.pop_back();
  const auto rows = run_section("equivalence", table, {kNaN, 0.2});
  for (const char* feature : {"flat", "unequal"})
    expect_all_undefined(rows, feature, {"icc", "t", "p", "q_bh", "rejected_q05"});
  EXPECT_EQ(equivalence_value_of(rows, "f", "q_bh"), equivalence_value_of(rows, "f", "p"));
}

TEST(EquivalenceMechanics, InputsAreCheckedAndMayBeColumns) {
  Table table{{"subject", "feature", "x", "y", "margin"},
              {{"1", "f", "1", "2", "3"},
               {"2", "f", "1", "4", "3"},
               {"1", "g", "1", "2", "0.5"},
               {"2", "g", "1", "3", "0.5"}}};
  const auto rows = run_section("equivalence", table);
  EXPECT_EQ(equivalence_value_of(rows, "f", "margin"), 3);
  EXPECT_EQ(equivalence_value_of(rows, "g", "margin"), 0.5);
  error_of(table, {1, kNaN}, ErrorKind::usage);
  table.rows[1][4] = "2";
  EXPECT_NE(error_of(table, {}, ErrorKind::data).find("row 2"), std::string::npos);
  table.header[4] = "note";
  EXPECT_NE(error_of(table, {}, ErrorKind::usage).find("'margin'"), std::string::npos);
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::infinity()})
    error_of(table, {bad, kNaN}, ErrorKind::usage);
  error_of(table, {1, 0.5}, ErrorKind::usage);
  error_of(two_methods(), {1, kNaN}, ErrorKind::usage);
  for (const double bad : {1.0, -0.1}) error_of(lesions({"f"}), {kNaN, bad}, ErrorKind::usage);
  error_of(lesions({"f"}), {1, 0.5}, ErrorKind::usage);
  Table third = two_methods();
  third.rows[0][1] = "third";
  error_of(third, {2, kNaN}, ErrorKind::data);
  error_of({{"feature", "sample", "value"}, {{"f", "Reference", "1"}}}, {1, kNaN}, ErrorKind::data);
  error_of({{"feature", "value"}, {{"f", "1"}}}, {1, kNaN}, ErrorKind::data);
  error_of({{"subject", "feature", "x", "y"}, {}}, {1, kNaN}, ErrorKind::data);
  error_of({{"subject", "feature", "x", "y"}, {{"1", "f", "1", "1"}, {"1", "f", "2", "1"}}}, {1, kNaN},
           ErrorKind::data);
  EXPECT_THROW(run_section("basic", {{"index", "value"}, {{"1", "2"}}}, {1, kNaN}), Error);
}

}  // namespace
}  // namespace radgauge
