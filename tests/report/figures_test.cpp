#include "report/figures.h"

#include <gtest/gtest.h>

#include <set>

#include "example.h"
#include "html_reading.h"
#include "report/formats.h"
#include "report/html_parts.h"

namespace radgauge::report {
namespace {

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

/// Three readers of four lesions; the second reader is 2 above the first, the third has read three only.
analysis::StudyResults figures_example() {
  analysis::StudyResults r = example_results(6);
  analysis::QuestionResult& q = r.questions[0];
  q.details.resize(q.rows.size());
  q.question.over = "reader";
  q.shown.objects = {"P1/1", "P2/1", "P3/1", "P4/1"};
  q.shown.columns = {"R1", "R2", "R<3>"};
  q.shown.acquired = true;
  for (std::size_t f = 0; f < q.rows.size(); ++f) {
    analysis::ShownFeature shown;
    shown.row = f;
    for (std::size_t i = 0; i < 4; ++i) {
      const double value = 10.0 * static_cast<double>(i + 1);
      shown.reference.push_back(value);
      for (const double one : {value, value + 2, i == 3 ? std::nan("") : value - 1})
        shown.values.push_back(one);
    }
    shown.compared = {1, 2};
    q.shown.features.push_back(shown);
    q.rows[f].bias = 0.5;
    q.details[f].ba_lower = -2;
    q.details[f].ba_upper = 3;
  }
  return r;
}

TEST(FiguresOracle, BlandAltmanHasAPointForEachDifference) {
  const analysis::StudyResults r = figures_example();
  const std::string svg = html::bland_altman_svg(r.questions[0], r.questions[0].shown.features[0]).html();
  EXPECT_EQ(count_of(svg, "h0"), 7u);  // 4 lesions, 2 other readers, one value missing
  // Means 9.5 to 41 and differences -2 to 3 with 4 % free: the pair (10, 12) lies where they say.
  const double left = 9.5 - 0.04 * 31.5, width = 31.5 * 1.08, low = -2 - 0.04 * 5, height = 5 * 1.08;
  const double x = 56 + (11 - left) / width * (337 - 56), y = 194 + (2 - low) / height * (30 - 194);
  EXPECT_NE(svg.find("M" + html::coordinate(x).html() + " " + html::coordinate(y).html() + "h0"),
            std::string::npos)
      << svg;
}

TEST(FiguresMechanics, WhatDoesNotExistHasNoPicture) {
  analysis::StudyResults r = figures_example();
  analysis::QuestionResult& q = r.questions[0];
  q.rows[0].bias = std::nan("");
  EXPECT_TRUE(html::bland_altman_svg(q, q.shown.features[0]).empty());
  EXPECT_FALSE(html::gauge_chart_svg(q, q.shown.features[0]).empty());
  for (double& value : q.shown.features[0].values) value = std::nan("");
  EXPECT_TRUE(html::gauge_chart_svg(q, q.shown.features[0]).empty());
  q.shown.acquired = false;
  EXPECT_TRUE(html::gauge_chart_svg(q, q.shown.features[1]).empty());
}

// In the chart each mark of a level stands twice, by part and by level.
TEST(FiguresMechanics, TheGaugeChartMarksEveryValueTwice) {
  const analysis::StudyResults r = figures_example();
  const std::string svg = html::gauge_chart_svg(r.questions[0], r.questions[0].shown.features[2]).html();
  EXPECT_EQ(count_of(svg, "m-3 0a3 3"), 8u);      // R1: four lesions
  EXPECT_EQ(count_of(svg, "m-3-3h6v6h-6z"), 6u);  // R3: three
  EXPECT_NE(svg.find("R&lt;3&gt;"), std::string::npos);
}

TEST(FiguresInvariant, FilesAreWholeAndNamedApart) {
  const analysis::StudyResults r = figures_example();
  const std::vector<FigureFile> list = figures(r);
  std::set<std::string> names;
  for (const FigureFile& figure : list) {
    EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
    EXPECT_EQ(figure.name.find_first_of("/\\ <>:"), std::string::npos) << figure.name;
    EXPECT_TRUE(figure.svg.starts_with("<?xml version")) << figure.name;
    EXPECT_NE(figure.svg.find("xmlns=\"http://www.w3.org/2000/svg\""), std::string::npos);
    std::string body = figure.svg.substr(figure.svg.find("<svg"));
    const auto style = body.find("<![CDATA["), end = body.find("]]>");
    ASSERT_NE(end, std::string::npos);
    body.erase(style, end + 3 - style);
    EXPECT_EQ(unbalanced(body), "") << figure.name;
    for (const char* not_svg : {"<i>", "<sup>", "<b>", "<wbr>", "&nbsp;"})
      EXPECT_EQ(body.find(not_svg), std::string::npos) << figure.name << not_svg;
  }
  EXPECT_TRUE(names.contains("q1-forest.svg"));
  EXPECT_TRUE(names.contains("q2-forest.svg"));
  EXPECT_EQ(std::count_if(names.begin(), names.end(),
                          [](const std::string& name) { return name.starts_with("q1-gauge-"); }),
            3);  // one of a family
}

TEST(FiguresMechanics, TheReportFoldsThemAndTheValuesAway) {
  const analysis::StudyResults r = figures_example();
  const std::string page = section(report_html(r), "q1");
  EXPECT_NE(page.find("<details class=\"screen\"><summary>Bland-Altman plots and gauge charts"),
            std::string::npos);
  EXPECT_NE(page.find("Values of 6 features, object by reader"), std::string::npos);
  EXPECT_EQ(unbalanced(report_html(r)), "");
  EXPECT_EQ(section(report_html(r), "q2").find("Bland-Altman"), std::string::npos);
}

// Materials are no patients: what the numbers are of, and which limits decide.
TEST(MaterialsMechanics, TheReportSpeaksOfMaterials) {
  analysis::StudyResults r = figures_example();
  r.questions.resize(1);
  analysis::QuestionResult& q = r.questions[0];
  q.question.objects = Objects::materials;
  q.question.limits.wcv_upper = 0.1;
  for (std::size_t i = 0; i < q.rows.size(); ++i) {
    q.rows[i].n_patients = 1;
    q.rows[i].n_objects = 6;
    q.rows[i].wcv = 0.05;
    q.details[i].wcv_lower = 0.04;
    q.details[i].wcv_upper = 0.08;
    q.rows[i].decision = agreement::Decision::certified;
  }
  const std::string page = without_script(report_html(r)), of_question = section(page, "q1");
  EXPECT_NE(of_question.find("<dt>measured</dt><dd>6 materials, "), std::string::npos) << of_question;
  EXPECT_NE(of_question.find("RC and wCV, which are of one material each, decide."), std::string::npos);
  EXPECT_NE(page.find("It rests on <b>6 materials</b>."), std::string::npos);
  EXPECT_NE(page.find("wCV 5.0 %; it may be up to 8.0 %, of 10.0 % allowed"), std::string::npos)
      << section(page, "verdict");
  EXPECT_EQ(section(page, "verdict").find("patient"), std::string::npos) << section(page, "verdict");
  q.rows[1].decision = agreement::Decision::not_certified;
  EXPECT_NE(report_junit(r).find("; 6 materials, "), std::string::npos);
  q.question.limits.wcv_upper = std::nan("");
  EXPECT_NE(report_html(r).find("the question sets no limit on them"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::report
