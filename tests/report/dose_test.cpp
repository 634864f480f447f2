#include <cmath>
#include <nlohmann/json.hpp>

#include "core/random.h"
#include "example.h"
#include "html_reading.h"
#include "report/dose_summary.h"
#include "report/formats.h"
#include "report/tables.h"

namespace radgauge::report {

using namespace radgauge::agreement;
using namespace radgauge::analysis;

namespace {

/// A study with one oat question: `n` features of five families that bear less and less noise, and a contour
/// that is varied on both sides.
StudyResults dosed(std::size_t n) {
  StudyResults r = example_results(n);
  const char* families[] = {"morph", "stat", "ih", "cm", "szm"};
  constexpr std::size_t kObjects = 20, kColumns = 1 + 4 + 2 + 3;
  QuestionTable table;
  table.base_column = 0;
  for (std::size_t i = 0; i < kObjects; ++i) {
    table.patients.push_back("p" + std::to_string(i));
    table.objects.push_back(table.patients.back() + "/1");
  }
  for (std::size_t c = 0; c < kColumns; ++c) table.columns.push_back("c" + std::to_string(c));
  for (std::size_t f = 0; f < n; ++f) {
    table.features.push_back({"x", "Q4LE", "x", "1", families[f % 5], ""});
    table.feature_names.push_back(std::string(families[f % 5]) + "_feature_" + std::to_string(f));
  }
  const Draws draws(3, "report", "dose", 0, 0);
  const double dose[kColumns] = {0, 1, 2, 4, 8, 1, 2, 1, 2, 4};
  const auto value = [draws, dose, n](std::size_t i, std::size_t c, std::size_t f) {
    if (f == 1) return 4.0;  // constant
    const double part = static_cast<double>(f % 5) + static_cast<double>(f) / static_cast<double>(n);
    return 100 + 10 * draws.normal(i, static_cast<std::uint32_t>(f)) +
           part * dose[c] * draws.normal(i, static_cast<std::uint32_t>(1000 + f * kColumns + c));
  };
  table.read = [value](std::size_t f, std::span<double> values, std::span<Status> statuses) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = value(i / kColumns, i % kColumns, f);
      statuses[i] = Status::ok;
    }
  };
  QuestionResult q;
  q.question.name = q.question.over = "doses";
  q.question.form = IccForm::agreement;
  const auto curve = [&](const char* factor, agreement::DoseSide side, const char* unit, std::size_t first,
                         std::vector<double> achieved) {
    DoseCurve out{factor, side, "distance_mm", unit, "distance_mm", 0, {}};
    for (std::size_t m = 0; m < achieved.size(); ++m)
      out.levels.push_back({achieved[m],
                            achieved[m] * 0.9,
                            achieved[m] * 0.8,
                            achieved[m],
                            20,
                            2,
                            1,
                            {first + m},
                            {{"dice", 0.9}}});
    return out;
  };
  q.curves = {curve("noise.white:k", agreement::DoseSide::above, "HU", 1, {1, 2, 4, 8}),
              curve("mask.grow_mm:distance_mm", agreement::DoseSide::below, "mm", 5, {-1, -2}),
              curve("mask.grow_mm:distance_mm", agreement::DoseSide::above, "mm", 7, {1, 2, 4})};
  q.critical = critical_magnitudes(q.question, table, q.curves, {1, 50});
  q.rows = r.questions[0].rows;
  r.questions.push_back(std::move(q));
  return r;
}

TEST(DoseReportInvariant, EveryFeatureIsCountedOnce) {
  const StudyResults r = dosed(40);
  const auto summaries = dose_summaries(r.questions.back());
  ASSERT_EQ(summaries.size(), 3u);
  for (const DoseSummary& s : summaries) {
    EXPECT_EQ(s.features + s.not_estimable, 40);
    EXPECT_EQ(s.not_estimable, 1);
    EXPECT_EQ(s.lost_at_mildest + s.lost_between + s.held, s.features);
    std::int64_t in_families = 0;
    for (const FamilyDoses& family : s.families) {
      in_families += family.features;
      for (std::size_t m = 1; m < family.holding.size(); ++m)
        EXPECT_LE(family.holding[m], family.holding[m - 1]);
    }
    EXPECT_EQ(in_families, s.features);
  }
  EXPECT_EQ(summaries[0].label, "noise.white:k");
  EXPECT_EQ(summaries[1].label, "mask.grow_mm:distance_mm below 0 mm");
  // morph carries the least noise, szm the most.
  EXPECT_EQ(summaries[0].families.front().family, "szm");
  EXPECT_EQ(summaries[0].families.back().family, "morph");
  EXPECT_NE(dose_sentence(summaries[0]).find("Of 39 features"), std::string::npos);
}

TEST(DoseReportMechanics, PageHoldsPictureAndTables) {
  for (const std::size_t n : {std::size_t{7}, std::size_t{20}, std::size_t{200}}) {
    const std::string html = report_html(dosed(n));
    EXPECT_EQ(unbalanced(html), "") << n;
    const std::string doses = section(html, "doses");
    ASSERT_FALSE(doses.empty());
    for (const char* words :
         {"What breaks first", "Critical magnitudes of all", "Dose response of noise.white:k",
          "Dose response of mask.grow_mm:distance_mm", "could not do it", "class=\"w\"", "limit 0.75"})
      EXPECT_NE(doses.find(words), std::string::npos) << words;
    for (const char* word : {"NaN", "nan", "inf "}) EXPECT_EQ(doses.find(word), std::string::npos) << word;
    EXPECT_EQ(doses.find("class=\"q1\"") != std::string::npos, n > 40) << "bands for large families only";
    EXPECT_LT(html.size(), 1000000u) << n;
  }
}

TEST(DoseReportMechanics, TablesAndSummaryAgree) {
  const StudyResults r = dosed(20);
  const std::string critical = critical_csv(r);
  EXPECT_EQ(std::count(critical.begin(), critical.end(), '\n'), 1 + 3 * 20);
  const std::string points = dose_response_csv(r);
  EXPECT_EQ(std::count(points.begin(), points.end(), '\n'), 1 + (4 + 2 + 3) * 20);
  const auto json = nlohmann::json::parse(summary_json(r));
  EXPECT_FALSE(json["questions"][0].contains("critical"));
  const auto& factors = json["questions"].back()["critical"];
  ASSERT_EQ(factors.size(), 3u);
  EXPECT_EQ(factors[1]["side"], "below");
  EXPECT_EQ(factors[0]["levels"].size(), 4u);
  EXPECT_EQ(factors[0]["held"].get<int>(), factors[0]["levels"].back()["features_holding"].get<int>());
  EXPECT_NE(report_markdown(r).find("### What breaks first"), std::string::npos);
}

TEST(DoseReportMechanics, NamesAreEscaped) {
  StudyResults r = dosed(7);
  const std::string evil = "<b>&\"'";
  for (DoseCurve& curve : r.questions.back().curves)
    curve.factor = curve.magnitude = curve.parameter = curve.unit = evil + curve.factor;
  for (CriticalRow& row : r.questions.back().critical.rows) row.feature = row.family = row.family + evil;
  const std::string html = report_html(r);
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_EQ(html.find(evil), std::string::npos);
}

}  // namespace
}  // namespace radgauge::report
