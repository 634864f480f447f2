#include <nlohmann/json.hpp>

#include "core/text.h"
#include "example.h"
#include "report/formats.h"
#include "report/methods.h"
#include "report/words.h"

namespace radgauge::report {

using namespace radgauge::agreement;
using namespace radgauge::analysis;

namespace {

std::size_t report_occurrences(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

TEST(CsvInvariant, EveryLineHasTheColumnsOfTheHeader) {
  StudyResults r = example_results(20);
  r.questions[0].rows[0].reason = "a \"quoted\" reason, with a comma";
  const auto lines = split(features_csv(r), '\n');
  ASSERT_EQ(lines.size(), 42u);
  EXPECT_EQ(split(lines[0], ',').size(), 29u);
  EXPECT_NE(lines[1].find("\"a \"\"quoted\"\" reason, with a comma\""), std::string::npos);
  for (std::size_t i = 2; i < 41; ++i) EXPECT_EQ(split(lines[i], ',').size(), 29u) << lines[i];
  const auto constant = split(lines[17], ',');
  EXPECT_EQ(constant[9], "") << "NaN is an empty field";
  EXPECT_EQ(*parse_double(split(lines[2], ',')[10]), r.questions[0].rows[1].icc_lower) << "full precision";
}

// What does not decide must not stand there as if it did.
TEST(LimitsWordsMechanics, OfMaterialsTheIccIsNone) {
  agreement::Question q;
  EXPECT_EQ(limits_words(q).find("ICC at least 0.75; at least 20 patients"), 0u);
  q.objects = Objects::materials;
  EXPECT_EQ(limits_words(q), "of materials: none");
  q.limits.wcv_upper = 0.1;
  EXPECT_EQ(limits_words(q), "of materials: wCV at most 10 %; unseen noise up to 5 times that seen");
}

TEST(WideCsvInvariant, OneRowAFeatureWithTheQuestionsBesideEachOther) {
  const StudyResults r = example_results(20);
  const auto lines = split(features_wide_csv(r), '\n');
  ASSERT_EQ(lines.size(), 22u) << "a header, 20 features, and the end of the last line";
  const auto header = split(lines[0], ',');
  EXPECT_EQ(header[0], "feature");
  EXPECT_EQ(header[4], "readers.decision");
  EXPECT_EQ(header[14], "noise.decision");
  for (std::size_t i = 1; i <= 20; ++i) {
    const auto fields = split(lines[i], ',');
    ASSERT_EQ(fields.size(), header.size()) << lines[i];
    EXPECT_EQ(fields[0], r.questions[0].rows[i - 1].feature);
    EXPECT_EQ(fields[14], to_text(r.questions[1].rows[i - 1].decision));
  }
  EXPECT_EQ(*parse_double(split(lines[2], ',')[7]), r.questions[0].rows[1].icc_lower) << "full precision";
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

TEST(OverviewMechanics, OrderedByTheLowestLowerLimit) {
  StudyResults r = example_results(20);
  std::swap(r.questions[1].rows[0], r.questions[1].rows[15]);
  const auto list = overview(r);
  ASSERT_EQ(list.size(), 20u);
  for (std::size_t i = 1; i < 19; ++i)
    EXPECT_GE(list[i - 1].weakest->icc_lower, list[i].weakest->icc_lower) << i;
  EXPECT_EQ(list.back().weakest, nullptr) << "a constant feature has no limit";
  for (const FeatureOverview& feature : list) {
    bool certified = true;
    for (const FeatureRow* row : feature.rows) {
      ASSERT_EQ(row->feature, feature.feature);
      certified = certified && row->decision == agreement::Decision::certified;
      if (feature.weakest != nullptr) {
        EXPECT_LE(feature.weakest->icc_lower, row->icc_lower);
      }
    }
    EXPECT_EQ(feature.certified, certified);
  }
}

TEST(OverviewMechanics, WhatAQuestionDidNotMoveIsCountedApart) {
  StudyResults r = full_example(60);
  const Certified before = certified_everywhere(r);
  ASSERT_GT(before.everywhere, 2);
  ASSERT_EQ(before.unmoved, 0);
  std::string name;
  for (const FeatureOverview& feature : overview(r))
    if (feature.certified) name = feature.feature;
  for (FeatureRow& row : r.questions[1].rows)
    if (row.feature == name && row.stratum.is_all()) row.unmoved = true;
  const Certified after = certified_everywhere(r);
  EXPECT_EQ(after.everywhere, before.everywhere - 1);
  EXPECT_EQ(after.unmoved, 1);
  for (const FeatureOverview& feature : overview(r))
    if (feature.feature == name) {
      EXPECT_FALSE(feature.certified);
      EXPECT_TRUE(feature.untested);
    }
  const std::string words =
      "1 more is certified, but at least one question left it unchanged in every object";
  EXPECT_NE(report_html(r).find(words), std::string::npos);
  EXPECT_NE(report_markdown(r).find(words), std::string::npos);
  EXPECT_NE(summary_json(r).find("\"certified_but_unmoved\": 1"), std::string::npos);
}

TEST(OverviewMechanics, AFeatureThatAQuestionLacksIsNotCertified) {
  StudyResults r = example_results(3);
  ASSERT_EQ(r.questions[1].rows[0].decision, agreement::Decision::certified);
  r.questions[1].rows.erase(r.questions[1].rows.begin());
  for (const FeatureOverview& feature : overview(r))
    if (feature.rows[1] == nullptr) {
      EXPECT_FALSE(feature.certified);
    }
  EXPECT_EQ(certified_everywhere(r).everywhere,
            std::count_if(r.questions[1].rows.begin(), r.questions[1].rows.end(), [](const FeatureRow& row) {
              return row.decision == agreement::Decision::certified;
            }));
}

FeatureRow row_with(double log_f, double log_f_lower, double k) {
  const auto icc = [k](double x) { return (std::exp(x) - 1) / (std::exp(x) + k - 1); };
  FeatureRow row;
  row.decision = agreement::Decision::inconclusive;
  row.n_patients = 20;
  row.n_conditions = static_cast<std::int64_t>(k);
  row.icc = icc(log_f);
  row.icc_lower = icc(log_f_lower);
  return row;
}

TEST(OutlookOracle, TheIntervalNarrowsWithTheRootOfThePatients) {
  const double k = 5, limit = 0.5;
  const double at_limit = std::log((1 + (k - 1) * limit) / (1 - limit));
  EXPECT_NEAR(patients_for_even_chance(row_with(at_limit + 1, at_limit, k), limit), 20, 1e-9);
  EXPECT_NEAR(patients_for_even_chance(row_with(at_limit + 1, at_limit - 1, k), limit), 80, 1e-9);
  EXPECT_NEAR(patients_for_even_chance(row_with(at_limit + 1, at_limit + 0.5, k), limit), 5, 1e-9);
  EXPECT_TRUE(std::isnan(patients_for_even_chance(row_with(at_limit - 0.1, at_limit - 1, k), limit)));
  EXPECT_TRUE(std::isnan(patients_for_even_chance(FeatureRow(), limit)));
  QuestionResult question;
  question.question.limits.icc_lower = limit;
  question.rows = {row_with(at_limit + 1, at_limit - 1, k), row_with(at_limit + 2, at_limit - 4, k),
                   row_with(at_limit + 0.5, at_limit - 1, k), row_with(at_limit - 0.1, at_limit - 1, k)};
  const Outlook o = outlook(question);
  EXPECT_EQ(o.inconclusive, 4);
  EXPECT_EQ(o.above, 3);
  EXPECT_EQ(o.below, 1);
  EXPECT_EQ(o.patients_for_half, 180) << "median of 80, 180, 180";
  question.question.limits.patients_min = 300;
  EXPECT_EQ(outlook(question).patients_for_half, 300) << "fewer certify nothing";
}

TEST(MarkdownMechanics, VerdictDecisionsAndCertifiedFeatures) {
  StudyResults r = full_example(60);
  r.notes = {{"a | b <i>c</i>\nd"}};
  const std::string text = report_markdown(r);
  const Certified c = certified_everywhere(r);
  EXPECT_NE(text.find("**" + std::to_string(c.everywhere) + " of 60 features certified**"),
            std::string::npos);
  EXPECT_EQ(report_occurrences(text, "| readers |"), 1u + report_occurrences(text, " | readers | "));
  std::size_t rows = 0;
  const auto lines = split(text, '\n');
  for (const std::string& line : lines)
    if (line.starts_with("| ") && line.find("RNU0") != std::string::npos) {
      ++rows;
      EXPECT_EQ(report_occurrences(line, "|"), 6u) << line;
    }
  EXPECT_EQ(rows, static_cast<std::size_t>(c.everywhere));
  EXPECT_NE(text.find("a \\| b &lt;i\\>c&lt;/i\\> d"), std::string::npos);
  EXPECT_EQ(text.find("nan"), std::string::npos);
  EXPECT_NE(report_markdown({}).find("nothing was decided"), std::string::npos);
}

TEST(JunitMechanics, CertifiedPassesNotCertifiedFailsTheRestIsSkipped) {
  const StudyResults r = example_results(60);
  const std::string xml = report_junit(r);
  std::int64_t decided[4] = {0, 0, 0, 0};
  for (const QuestionResult& q : r.questions)
    for (std::size_t d = 0; d < 4; ++d) decided[d] += count_decisions(q.rows).of[d];
  ASSERT_GT(decided[1], 0);
  ASSERT_GT(decided[3], 0);
  EXPECT_EQ(report_occurrences(xml, "<testcase "), 120u);
  EXPECT_EQ(report_occurrences(xml, "<failure "), static_cast<std::size_t>(decided[1]));
  EXPECT_EQ(report_occurrences(xml, "<skipped "), static_cast<std::size_t>(decided[2] + decided[3]));
  EXPECT_NE(xml.find("tests=\"120\" failures=\"" + std::to_string(decided[1]) + "\" errors=\"0\" skipped=\"" +
                     std::to_string(decided[2] + decided[3]) + "\""),
            std::string::npos);
  EXPECT_NE(xml.find("not estimable: constant: every object has the same value"), std::string::npos);
}

TEST(MethodsMechanics, SayWhatTheStudyDidAndNothingElse) {
  const auto text_of = [](const StudyResults& r) { return join(methods_text(r), "\n"); };
  const std::string full = text_of(full_example(60));
  for (const char* word : {"20 objects of 18 patients", "radgauge 0.1.0", "preset ct-1mm",
                           "noise.white:k=0.5, 1", "doi:10.1038/s41598-018-36938-4", "readers: ICC(A,1)",
                           "noise: ICC(1,1)", "RC at most 30 %", "AIAG", "Benjamini", "complete linkage"})
    EXPECT_NE(full.find(word), std::string::npos) << word;
  const std::string plain = text_of(example_results(6));
  for (const char* word : {"AIAG", "Benjamini", "complete linkage"})
    EXPECT_EQ(plain.find(word), std::string::npos) << word;
  EXPECT_EQ(text_of({}).find("intraclass"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::report
