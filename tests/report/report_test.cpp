#include <nlohmann/json.hpp>

#include "core/text.h"
#include "example.h"
#include "report/html_parts.h"

namespace radgauge::report {
namespace {

// Are elements closed in the order in which they were opened? Names the first that is not.
std::string unbalanced(const std::string& html) {
  std::vector<std::string> open;
  const std::string style_end = "</style>";
  for (std::size_t i = html.find('<'); i != std::string::npos; i = html.find('<', i + 1)) {
    const std::size_t end = html.find('>', i);
    const std::string tag = html.substr(i + 1, end - i - 1);
    const std::string name =
        tag.substr(tag[0] == '/' ? 1 : 0, tag.find_first_of(" \n", 1) - (tag[0] == '/' ? 1 : 0));
    if (tag[0] == '!' || name == "meta" || name == "br" || name == "wbr" || tag.back() == '/') continue;
    if (tag[0] != '/') {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return tag;
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? "" : open.back();
}

TEST(HtmlInvariant, ElementsAreBalancedAndTextIsEscaped) {
  StudyResults r = example_results(60);
  const std::string evil = "<script>alert('x')</script> & \"quotes\"";
  r.study = r.sentence = r.command = r.version = evil;
  r.facts = r.provenance = {{evil, evil}};
  r.notes = {evil};
  r.failures.push_back({evil, evil, evil, evil});
  r.magnitudes.push_back({evil, evil, evil, evil});
  r.timings.push_back({evil, 1, 1});
  r.questions[0].question.name = r.questions[0].question.over = evil;
  r.questions[1].obstacle = evil;
  for (std::string FeatureRow::*text : {&FeatureRow::feature, &FeatureRow::ibsi_code, &FeatureRow::unit,
                                        &FeatureRow::icc_class, &FeatureRow::decision, &FeatureRow::reason})
    r.questions[0].rows[3].*text = evil;
  const std::string html = report_html(r);
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos);
}

TEST(HtmlInvariant, NothingIsFetchedAndNothingIsNaN) {
  const std::string html = report_html(example_results(60));
  for (const char* word : {"NaN", "nan<", ">nan", "inf<", "http:", "https:", "src=", "@import", "url("})
    EXPECT_EQ(html.find(word), std::string::npos) << word;
  for (const std::string_view word : kDecisions) EXPECT_NE(html.find(word), std::string::npos) << word;
}

TEST(HtmlInvariant, FiveHundredFeaturesFitInAMegabyte) {
  EXPECT_LT(report_html(example_results(500)).size(), 1'000'000u);
}

TEST(HtmlMechanics, EmptyStudyAndOneFeature) {
  EXPECT_EQ(unbalanced(report_html({})), "");
  EXPECT_EQ(unbalanced(report_html(example_results(1))), "");
}

TEST(HtmlMechanics, NumbersForPeople) {
  EXPECT_EQ(html::icc_number(0.99996), "&gt;\u202f0.999");
  EXPECT_EQ(html::icc_number(1), "1.000");
  EXPECT_EQ(html::icc_number(-0.25), "\u22120.250");
  EXPECT_EQ(html::number(12345.6), "12346");
  EXPECT_EQ(html::number(2), "2.00");
  EXPECT_EQ(html::number(9.999), "10.0");
  EXPECT_EQ(html::number(-0.01234), "\u22120.0123");
  EXPECT_EQ(html::number(1.5e-9), "1.50\u00d710<sup>\u22129</sup>");
  EXPECT_EQ(html::unit_suffix("mm^3"), " <i>mm\u00b3</i>");
  EXPECT_EQ(html::number(std::nan("")), "\u2013");
}

TEST(CsvInvariant, EveryLineHasTheColumnsOfTheHeader) {
  StudyResults r = example_results(20);
  r.questions[0].rows[0].reason = "a \"quoted\" reason, with a comma";
  const auto lines = split(features_csv(r), '\n');
  ASSERT_EQ(lines.size(), 42u);
  EXPECT_EQ(split(lines[0], ',').size(), 27u);
  EXPECT_NE(lines[1].find("\"a \"\"quoted\"\" reason, with a comma\""), std::string::npos);
  for (std::size_t i = 2; i < 41; ++i) EXPECT_EQ(split(lines[i], ',').size(), 27u) << lines[i];
  const auto constant = split(lines[17], ',');
  EXPECT_EQ(constant[9], "") << "NaN is an empty field";
  EXPECT_EQ(*parse_double(split(lines[2], ',')[10]), r.questions[0].rows[1].icc_lower) << "full precision";
}

TEST(JsonInvariant, CountsAndNoNaN) {
  const StudyResults r = example_results(34);
  const std::string text = summary_json(r);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["schema"], "radgauge-summary-1");
  EXPECT_EQ(json["questions"][0]["decisions"]["not estimable"], 2);
  std::int64_t total = 0;
  for (const auto& count : json["questions"][0]["decisions"]) total += count.get<std::int64_t>();
  EXPECT_EQ(total, 34);
  EXPECT_TRUE(json["magnitudes"][2]["requested_min"].is_null());
  EXPECT_EQ(json["failures"].size(), 2u);
  EXPECT_EQ(text.find("NaN"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::report
