#include "reference/values/reference_values.h"

#include <set>

#include "core/text.h"
#include "data.h"
#include "io/csv.h"
#include "reference/values/judgement.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::reference;

namespace {

// oracle: the numbers of values that IBSI 1 published (Zwanenburg et al. 2020): 482 on the digital phantom,
// 346 in configurations A and B, 210 in C, D and E.
TEST(ReferenceValuesOracle, EverySetHasItsPublishedNumberOfValues) {
  const std::map<std::string, std::array<std::size_t, 2>> published{{"digital", {482, 0}}, {"a", {346, 60}},
                                                                    {"b", {346, 60}},      {"c", {210, 60}},
                                                                    {"d", {210, 60}},      {"e", {210, 60}}};
  EXPECT_EQ(reference_sets(), (std::vector<std::string>{"digital", "a", "b", "c", "d", "e", "filters"}));
  std::size_t rows = reference_features(kFilters).size();
  for (const std::string& set : reference_sets()) {
    if (set == kFilters) continue;
    std::size_t standardised = 0;
    std::set<std::string> tags;
    for (const ReferenceValue& value : reference_features(set)) {
      standardised += value.value.has_value() ? 1u : 0u;
      EXPECT_EQ(value.ibsi_code.size(), 4u) << value.tag;
      EXPECT_TRUE(tags.insert(value.tag).second) << value.tag << " stands twice in " << set;
      EXPECT_EQ(value.value.has_value(), !value.consensus.empty()) << value.tag;
      EXPECT_FALSE(value.source.empty() || value.licence.empty()) << value.tag;
      EXPECT_TRUE(value.aggregation.empty() || value.tag.ends_with("_" + value.aggregation)) << value.tag;
    }
    EXPECT_EQ(standardised, published.at(set)[0]) << set;
    EXPECT_EQ(tags.size(), standardised + 5)
        << set << ": OMBB, MVEE and area under the IVH curve are not standardised";
    EXPECT_EQ(reference_diagnostics(set).size(), published.at(set)[1]) << set;
    rows += tags.size() + published.at(set)[1];
  }
  EXPECT_EQ(reference_values().size(), rows);
}

// oracle: IBSI 2 published 323 values of phase 2: 18 statistics of 18 filters but one (Whybra et al. 2024).
// Each row is that of the data pack.
TEST(ReferenceValuesOracle, FiltersHaveTheirPublishedValues) {
  RADGAUGE_REFERENCE_DATA(path, "ibsi/ibsi2/reference_values.csv");
  const CsvTable csv = read_csv(path);
  const auto rows = reference_features(kFilters);
  ASSERT_EQ(rows.size(), 324u);
  ASSERT_EQ(csv.rows.size(), rows.size());
  std::size_t standardised = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = csv.rows[i];
    EXPECT_EQ(rows[i].filter, row[0]);
    EXPECT_EQ(rows[i].ibsi_code, row[2]);
    EXPECT_EQ(rows[i].tag, row[3]);
    EXPECT_EQ(rows[i].value, parse_double(row[4]));
    EXPECT_EQ(rows[i].tolerance, parse_double(row[5]).value_or(0));
    EXPECT_EQ(rows[i].consensus, rows[i].value ? row[8] : "");
    EXPECT_FALSE(rows[i].licence.empty() || rows[i].source.empty());
    standardised += rows[i].value ? 1u : 0u;
  }
  EXPECT_EQ(standardised, 323u);
}

// oracle: the tables of the data pack, which were checked against the manual row by row.
TEST(ReferenceValuesOracle, EveryRowIsThatOfThePublishedTables) {
  for (const std::string& set : reference_sets()) {
    if (set == kFilters) continue;
    const std::string table = set == "digital" ? "digital_phantom" : "config_" + set;
    RADGAUGE_REFERENCE_DATA(path, "ibsi/ibsi1/reference_values/" + table + ".csv");
    const CsvTable csv = read_csv(path);
    ASSERT_EQ(csv.rows.size(), reference_features(set).size() + reference_diagnostics(set).size());
    for (const auto& row : csv.rows) {
      const auto diagnostics = reference_diagnostics(set);
      const ReferenceValue* value = find_reference(set, row[4]);
      for (const ReferenceValue& one : diagnostics)
        if (one.tag == row[4]) value = &one;
      ASSERT_NE(value, nullptr) << row[4];
      EXPECT_EQ(value->family, row[0]);
      EXPECT_EQ(value->name, row[1]);
      EXPECT_EQ(value->ibsi_code, row[2]);
      EXPECT_EQ(value->value ? to_text(*value->value) : "",
                row[5].empty() ? "" : to_text(*parse_double(row[5])))
          << row[4];
      EXPECT_EQ(value->tolerance, row[5].empty() ? 0 : *parse_double(row[6])) << row[4];
      EXPECT_EQ(value->consensus, row[8]) << row[4];
    }
  }
}

// mechanics: three significant digits first, then the tolerance; no value, no match.
TEST(JudgementMechanics, TheRuleOfIbsi) {
  EXPECT_TRUE(meets(2.1486, 2.15, 0));
  EXPECT_FALSE(meets(2.1449, 2.15, 0));
  EXPECT_TRUE(meets(9.2549, 9.31, 0.06)) << "9.25 is the lowest that fits";
  EXPECT_FALSE(meets(9.2449, 9.31, 0.06));
  EXPECT_TRUE(meets(0.8435, 0.84, 0.004)) << "0.844 - 0.84 is above 0.004 in binary";
  EXPECT_TRUE(meets(-0.156848, -0.157, 0));
  EXPECT_TRUE(meets(124600, 125000, 0));
  EXPECT_FALSE(meets(std::nan(""), 1, 1e9));
  EXPECT_FALSE(meets(std::numeric_limits<double>::infinity(), 1, 1e9));
}

TEST(JudgementMechanics, VerdictsOfAValue) {
  const ReferenceValue* mean = find_reference("digital", "stat_mean");
  ASSERT_NE(mean, nullptr);
  EXPECT_EQ(judge(*mean, 2.1486486).verdict, Verdict::match);
  EXPECT_EQ(judge(*mean, 2.2).verdict, Verdict::mismatch);
  EXPECT_EQ(judge(*mean, std::nan("")).verdict, Verdict::mismatch);
  EXPECT_EQ(judge_missing(*mean).verdict, Verdict::missing);
  EXPECT_EQ(judge(*mean, 2.2).object, "digital_phantom");
  const ReferenceValue* ombb = find_reference("c", "morph_vol_dens_ombb");
  ASSERT_NE(ombb, nullptr);
  EXPECT_EQ(judge(*ombb, 0.5).verdict, Verdict::not_standardised);
  EXPECT_EQ(judge_missing(*ombb).verdict, Verdict::not_standardised);
  EXPECT_EQ(judge(*ombb, 0.5).object, "ct_phantom");
  EXPECT_EQ(find_reference("digital", "no_such_tag"), nullptr);
  EXPECT_EQ(find_reference("f", "stat_mean"), nullptr);
}

}  // namespace
}  // namespace radgauge
