#include "report/compliance.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reference/values/consensus.h"

namespace radgauge::report {

using namespace radgauge::reference;

namespace {

ComplianceReport example() {
  ComplianceReport report{"tool 1.0", {{"read as", "tidy"}}, {}, {"a note"}};
  const auto features = reference_features("digital");
  for (const ReferenceValue& value : features) {
    if (value.family != "intensity_statistics" && value.family != "ngtdm" &&
        value.tag != "morph_vol_dens_ombb")
      continue;
    if (value.tag == "stat_mean") {
      report.rows.push_back(judge(value, 2.5));
      report.rows.back().note = "t | csv:2";
      report.rows.back().finding = "wrong mean";
    } else if (!value.value) {
      report.rows.push_back(judge(value, 0.5));
    } else if (value.aggregation == "2D" || value.tag == "ngt_contrast_3D") {
      report.rows.push_back(judge_missing(value));
    } else {
      report.rows.push_back(judge(value, *value.value));
    }
  }
  return report;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// mechanics: 18 statistics, one wrong; 15 NGTDM values, 6 missing.
TEST(ComplianceMechanics, VerdictSaysWhatWasClaimed) {
  EXPECT_EQ(compliance_verdict(example()),
            "26 of 27 standardised values match, 1 does not; 6 of 33 are missing, no claim is made on them");
  EXPECT_EQ(compliance_verdict({}), "nothing was compared");
}

TEST(ComplianceMechanics, CsvHasTheColumnsOfTheDesign) {
  const std::string csv = compliance_csv(example());
  EXPECT_TRUE(csv.starts_with(
      "set,object,modality,filter,tag,ibsi_code,aggregation,value,reference,tolerance,verdict,consensus\n"));
  EXPECT_TRUE(holds(csv, "\ndigital,digital_phantom,,,stat_mean,Q4LE,,2.5,2.15,0,mismatch,very strong\n"));
  EXPECT_TRUE(
      holds(csv, "\ndigital,digital_phantom,,,ngt_contrast_3D,65HE,3D,,0.584,0,missing,very strong\n"));
  EXPECT_TRUE(holds(csv, "\ndigital,digital_phantom,,,morph_vol_dens_ombb,ZH1A,,0.5,,,not-standardised,\n"));
}

TEST(ComplianceMechanics, TableAndMarkdownShowCountsThenWhatIsNotAMatch) {
  const std::string table = compliance_table(example());
  EXPECT_TRUE(holds(table, "intensity_statistics    17/1/0\n")) << table;
  EXPECT_TRUE(holds(table, "ngtdm                   9/0/6\n")) << table;
  EXPECT_TRUE(holds(table, "all 5 of 2D, ngt_contrast_3D")) << table;
  EXPECT_TRUE(holds(table, "morph_vol_dens_ombb 0.5")) << table;
  EXPECT_FALSE(holds(table, "stat_var")) << "matches are not listed";
  EXPECT_TRUE(table.ends_with("tool 1.0: " + compliance_verdict(example()) + "\n"));
  const std::string page = compliance_markdown(example());
  EXPECT_TRUE(page.starts_with("**tool 1.0: 26 of 27"));
  EXPECT_TRUE(holds(page, "| 2.5 | 2.15 +- 0 | very strong | finding 1; t \\| csv:2 |")) << page;
  EXPECT_TRUE(holds(page, "### Findings\n\n- 1: wrong mean\n")) << page;
}

TEST(ComplianceMechanics, JsonAndJunitCarryTheSame) {
  const auto json = nlohmann::json::parse(compliance_json(example()));
  EXPECT_EQ(json.at("schema"), 1);
  EXPECT_EQ(json.at("match"), 26);
  EXPECT_EQ(json.at("mismatch"), 1);
  EXPECT_EQ(json.at("missing"), 6);
  EXPECT_EQ(json.at("rows").size(), 34u);
  EXPECT_TRUE(json.at("rows").at(0).at("reference").is_null()) << "OMBB comes first and has none";
  const std::string xml = compliance_junit(example());
  EXPECT_TRUE(
      holds(xml, "<testsuite name=\"ibsi.digital\" tests=\"34\" failures=\"1\" errors=\"0\" skipped=\"7\""));
  EXPECT_TRUE(holds(xml, "<testcase name=\"stat_mean\" classname=\"digital.intensity_statistics\""));
  EXPECT_TRUE(holds(xml, "message=\"stat_mean is 2.5, reference 2.15 +- 0 (very strong)\""));
}

// mechanics: what happens at the image edge is shown and decides nothing.
TEST(ComplianceMechanics, ScansAtTheEdgeDoNotDecide) {
  ConsensusValue c;
  c.modality = "PET";
  c.patient = "STS_009";
  c.family = "intensity_statistics";
  c.tag = "stat_mean";
  c.value = 1;
  c.tolerance = 0.1;
  c.consensus = "moderate";
  ComplianceReport report;
  report.rows.push_back(judge(c, 1.05));
  c.at_edge = true;
  report.rows.push_back(judge(c, 7));
  EXPECT_EQ(deciding_counts(report).mismatch, 0);
  EXPECT_EQ(deciding_counts(report).match, 1);
  const std::string table = compliance_table(report);
  EXPECT_TRUE(holds(table, "validation PET")) << table;
  EXPECT_TRUE(holds(table, "validation-edge PET")) << table;
  EXPECT_TRUE(holds(table, "0/1/0")) << table;
  EXPECT_TRUE(holds(compliance_junit(report), "classname=\"validation.PET.STS_009.intensity_statistics\""));
}

}  // namespace
}  // namespace radgauge::report
