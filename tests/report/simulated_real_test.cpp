#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/text.h"
#include "report/base64.h"
#include "report/example.h"
#include "report/formats.h"
#include "report/html_reading.h"
#include "report/simulated_real_text.h"
#include "report/tables.h"

namespace radgauge::report {

using namespace radgauge::agreement;
using namespace radgauge::analysis;
using namespace radgauge::statistics;

namespace {

const std::string kEvil = "<script>alert('x')</script> & \"quotes\"";

/// 7 confirmed, 3 false, 2 missed, 4 refused, 1 undecided.
SimulatedReal pair_example() {
  SimulatedReal pair;
  pair.simulated = "noise";
  pair.real = "retest";
  pair.factor = "session";
  pair.simulated_patients = 20;
  pair.real_patients = 18;
  pair.counts = {7, 3, 2, 4, 1};
  for (std::size_t c = 0; c < 5; ++c)
    for (std::int64_t i = 0; i < pair.counts[c]; ++i) {
      pair.features.push_back("feature_" + to_text(static_cast<std::int64_t>(pair.features.size())));
      pair.ibsi_codes.emplace_back("Q4LE");
      pair.simulated_decisions.push_back(c < 2 ? agreement::Decision::certified
                                               : agreement::Decision::not_certified);
      pair.real_decisions.push_back(c == 4             ? agreement::Decision::inconclusive
                                    : c == 0 || c == 2 ? agreement::Decision::certified
                                                       : agreement::Decision::not_certified);
      pair.confirmations.push_back(static_cast<agreement::Confirmation>(c));
    }
  pair.false_certified = {0.3, 0.1, 0.5};
  pair.independent = wilson(3, 10);
  pair.missed = {2.0 / 9, 0, 0.4};
  pair.bootstrap_samples = 400;
  return pair;
}

TEST(SimulatedRealTextMechanics, SaysTheCountsAndTheInterval) {
  SimulatedReal pair = pair_example();
  EXPECT_EQ(
      false_certified_sentence(pair),
      "3 of 10 features that the perturbations of noise certified were not certified by the real repeat "
      "(session): 30.0 %, 95 % interval over patients 10.0 to 50.0 %.");
  EXPECT_NE(missed_sentence(pair).find("2 of 9 features that the real repeat certified"), std::string::npos);
  pair.simulated_decisions.back() = agreement::Decision::certified;  // of the undecided one
  EXPECT_TRUE(false_certified_sentence(pair).ends_with(
      "The repeat does not decide about 1 more that they certified."));
  pair.false_certified.lower = std::nan("");
  EXPECT_NE(false_certified_sentence(pair).find("no interval"), std::string::npos);
  pair.counts = {10, 0, 0, 0, 0};
  pair.independent = wilson(0, 10);
  EXPECT_NE(false_certified_sentence(pair).find("None among 10 is no proof of none"), std::string::npos);
  pair.counts = {0, 0, 0, 4, 3};
  EXPECT_NE(false_certified_sentence(pair).find("certified no feature that the real repeat decides"),
            std::string::npos);
  EXPECT_NE(missed_sentence(pair).find("certified no feature"), std::string::npos);
}

TEST(SimulatedRealReportMechanics, PageTableAndSummaryHoldEveryCell) {
  StudyResults r = full_example(20);
  r.simulated_real = {pair_example(), {}};
  r.simulated_real[1].simulated = "contour";
  r.simulated_real[1].real = "retest";
  r.simulated_real[1].obstacle = "contour was decided by " + kEvil;
  const std::string html = report_html(r), part = section(html, "simulated");
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_EQ(part.find("alert('x')"), std::string::npos);
  EXPECT_EQ(row_of(part, "certified by noise"), (std::vector<std::string>{"certified by noise", "7", "3"}));
  EXPECT_EQ(row_of(part, "not certified by noise"),
            (std::vector<std::string>{"not certified by noise", "2", "4"}));
  EXPECT_NE(part.find("Not compared"), std::string::npos);
  for (const std::string& feature : r.simulated_real[0].features)
    EXPECT_NE(part.find(feature), std::string::npos) << feature;

  const auto lines = split(simulated_real_csv(r), '\n');
  ASSERT_EQ(lines.size(), 20u) << "a header, 17 features, a pair that is not compared, the end";
  EXPECT_EQ(lines[0], "simulated,real,feature,ibsi_code,simulated_decision,real_decision,cell,reason");
  EXPECT_EQ(lines[8], "noise,retest,feature_7,Q4LE,certified,not certified,false certified,");
  EXPECT_TRUE(lines[18].starts_with("contour,retest,,,,,,"));

  const auto json = nlohmann::json::parse(summary_json(r))["simulated_against_real"];
  EXPECT_EQ(json[0]["counts"]["false certified"], 3);
  EXPECT_EQ(json[0]["features"]["undecided"].size(), 1u);
  EXPECT_EQ(json[0]["false_certified"]["rate"], 0.3);
  EXPECT_EQ(json[0]["limits"]["icc_lower"], 0.75);
  EXPECT_FALSE(json[1].contains("counts"));
  EXPECT_NE(report_markdown(r).find("3 of 10 features"), std::string::npos);
  EXPECT_EQ(section(report_html(full_example(20)), "simulated"), "");
}

// oracle: RFC 4648, section 10.
TEST(Base64Oracle, TestVectorsOfTheStandard) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : vectors) EXPECT_EQ(base64(plain), coded);
  EXPECT_EQ(base64(std::string("\xff\xfe\x00", 3)), "//4A");
}

TEST(ContactSheetReportMechanics, PicturesStandInThePage) {
  StudyResults r = full_example(5);
  r.contact_sheets = {{kEvil, "P01/1", {"noise.white:k=1#1", kEvil}, "foobar"}};
  const std::string html = report_html(r);
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_NE(section(html, "sheets").find("src=\"data:image/png;base64,Zm9vYmFy\""), std::string::npos);
  EXPECT_EQ(html.find("alert('x')"), std::string::npos);
  EXPECT_EQ(section(report_html(full_example(5)), "sheets"), "");
}

TEST(EdgeReportMechanics, JumpsAreBoldAndCounted) {
  StudyResults r = example_results(4);
  const double changes[] = {0, 2e-7, 0.031, 1e-12};
  for (QuestionResult& q : r.questions)
    for (std::size_t f = 0; f < 4; ++f) q.rows[f].edge_sensitive = changes[f];
  const std::string part = section(report_html(r), "features");
  EXPECT_NE(part.find("1 of 4 features moves when"), std::string::npos);
  EXPECT_EQ(row_of(part, r.questions[0].rows[0].feature).back(), "stays");
  EXPECT_EQ(row_of(part, r.questions[0].rows[1].feature).back(), "2.0\u00d710\u22125 %");
  EXPECT_EQ(row_of(part, r.questions[0].rows[2].feature).back(), "3.1 %");
  EXPECT_NE(part.find("<b>3.1 %</b>"), std::string::npos);
  const auto json = nlohmann::json::parse(summary_json(r))["edge_sensitive"];
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["largest_change"], 0.031);
}

}  // namespace
}  // namespace radgauge::report
