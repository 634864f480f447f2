#include <fstream>

#include "agreement/gauge_example.h"
#include "data.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::statistics;

namespace {

using Table = std::vector<std::vector<std::string>>;

Table read_lines(const std::string& path) {
  std::ifstream in(path);
  Table out;
  for (std::string line; std::getline(in, line);) out.push_back(split(line, ','));
  return out;
}

unsigned bit_of(const std::string& name) {
  for (std::size_t f = 0; f < kFactorNames.size(); ++f)
    if (name == kFactorNames[f]) return 1u << f;
  return 0;
}

Made from_table(const Table& table) {
  Made out;
  for (std::size_t c = 0; c < table.front().size(); ++c)
    for (std::size_t r = 1; r < table.size(); ++r) {
      const std::string& name = table.front()[c];
      if (const unsigned factor = bit_of(name))
        out.places.labels[factor_index(factor)].push_back(table[r][c]);
      if (name == "value") out.values.push_back(*parse_double(table[r][c]));
      if (name == "object") out.places.rows.push_back(table[r][c]);
    }
  return out;
}

/// The primary rows of a case by "method quantity".
struct Case {
  std::map<std::string, Expected> expected;
  Expected value(const std::string& key) const {
    const auto it = expected.find(key);
    EXPECT_NE(it, expected.end()) << key;
    return it == expected.end() ? Expected{} : it->second;
  }
};

Case expected_of(const std::string& folder, const std::string& name) {
  Case out;
  for (const auto& row : read_lines(folder + "/expected.csv"))
    if (row[0] == name && row[5] == "primary")
      out.expected[row[2] + " " + row[3]] = {parse_double(row[6]).value_or(std::nan("")),
                                             *parse_double(row[7]), *parse_double(row[8])};
  return out;
}

// Variances of the terms, and the G coefficients of the means that the oracle has.
void check_components(const GaugeRow& row, const Case& want) {
  for (const GaugeComponent& c : row.components) {
    if (row.method == agreement::GaugeMethod::anova)
      near(c.var_anova, want.value("anova var." + c.term), c.term);
    near(c.var_reml, want.value("reml var." + c.term), c.term);
  }
  const std::string method = row.method == agreement::GaugeMethod::anova ? "anova" : "reml";
  near(row.rc, want.value(method + " RC"), "RC");
  near(row.rdc, want.value(method + " RDC"), "RDC");
  int checked = 0;
  for (const GaugeDecisionStudy& study : row.decision_studies) {
    std::string suffix;
    bool single_repeat = true;
    for (const auto& [factor, n] : study.levels) {
      if (factor == "repeat") single_repeat = n == 1;
      if (factor == "scanner" || factor == "reader") suffix += "." + factor + to_text(std::int64_t{n});
    }
    if (!single_repeat) continue;
    const std::string gtheory = row.method == agreement::GaugeMethod::anova ? "gtheory " : "gtheory_reml ";
    near(study.erho2, want.value(gtheory + "Erho2" + suffix), suffix);
    near(study.phi, want.value(gtheory + "Phi" + suffix), suffix);
    ++checked;
  }
  EXPECT_GE(checked, 3);
}

// "AIAG-style": objects x readers x repeats by the ANOVA method, interaction pooled if p > 0.25.
TEST(GaugeOracle, AiagStudyOfObjectsByReaders) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  for (const std::string name : {"ex_or_8x3x2", "ex_zero_reader_8x3x2"}) {
    const GaugeRow row = from_table(read_lines(folder + "/data/" + name + ".csv")).row();
    ASSERT_EQ(row.reason, "");
    EXPECT_EQ(row.method, agreement::GaugeMethod::anova);
    EXPECT_EQ(row.design, "object x reader x repeat, balanced: 8 objects, 3 readers, 2 repeats");
    const Case want = expected_of(folder, name);
    check_components(row, want);
    const std::string final = "gauge_rr final.";
    near(row.ev, want.value(final + "EV"), "EV");
    near(row.av, want.value(final + "AV"), "AV");
    near(row.interaction, want.value(final + "INT"), "INT");
    near(row.grr, want.value(final + "GRR"), "GRR");
    near(row.pv, want.value(final + "PV"), "PV");
    near(row.tv, want.value(final + "TV"), "TV");
    near(row.study_variation_percent, want.value(final + "pct_study.GRR"), "%GRR");
    near(row.ndc, want.value(final + "ndc"), "ndc");
    near(row.interaction_p, want.value("gauge_rr p.interaction"), "p");
    EXPECT_EQ(row.interaction_pooled, want.value("gauge_rr pooled_selected").value == 1);
    near(component(row, "object").contribution_percent, want.value(final + "pct_contribution.PV"), "PV %");
    near(component(row, "residual").study_variation_percent, want.value(final + "pct_study.EV"), "EV %");
    near(component(row, "reader").study_variation_percent, want.value(final + "pct_study.AV_reader"), "AV %");
  }
}

TEST(GaugeOracle, CrossedFactorsAndUnbalancedScanners) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  const GaugeRow crossed = from_table(read_lines(folder + "/data/ex_osr_6x2x2x2.csv")).row();
  EXPECT_EQ(crossed.method, agreement::GaugeMethod::anova);
  EXPECT_EQ(crossed.design,
            "object x scanner x reader x repeat, balanced: 6 objects, 2 scanners, 2 readers, 2 repeats");
  check_components(crossed, expected_of(folder, "ex_osr_6x2x2x2"));
  const GaugeRow unbalanced = from_table(read_lines(folder + "/data/ex_os_unbalanced_9x3.csv")).row(kScanner);
  EXPECT_EQ(unbalanced.method, agreement::GaugeMethod::reml);
  EXPECT_NE(unbalanced.design.find("unbalanced: 9 objects, 3 scanners, 1 to 3 repeats"), std::string::npos)
      << unbalanced.design;
  check_components(unbalanced, expected_of(folder, "ex_os_unbalanced_9x3"));
}

TEST(GaugeOracle, ConfoundedScannerLeavesRepeatabilityOnly) {
  RADGAUGE_REFERENCE_DATA(folder, "stats/components");
  const std::string name = "ex_confounded_object_scanner_8";
  const GaugeRow row = from_table(read_lines(folder + "/data/" + name + ".csv")).row(kScanner);
  EXPECT_NE(row.reason.find("scanner is confounded with object"), std::string::npos) << row.reason;
  EXPECT_EQ(component(row, "scanner").confounded_with, "object");
  EXPECT_EQ(component(row, "object").confounded_with, "scanner");
  const Case want = expected_of(folder, name);
  near(component(row, "residual").var_anova, want.value("anova var.residual"), "residual");
  near(row.rc, want.value("anova RC"), "RC");
  for (const double number : {row.grr, row.av, row.pv, row.tv, row.ndc, row.study_variation_percent, row.phi})
    EXPECT_TRUE(std::isnan(number));
  EXPECT_TRUE(row.decision_studies.empty());
}

}  // namespace
}  // namespace radgauge
