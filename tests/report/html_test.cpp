#include "core/text.h"
#include "example.h"
#include "html_reading.h"
#include "report/formats.h"
#include "report/html_drift.h"
#include "report/html_parts.h"

namespace radgauge::report {

using namespace radgauge::agreement;
using namespace radgauge::analysis;

namespace {

std::size_t occurrences(const std::string& text, const std::string& word) {
  std::size_t n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

TEST(HtmlInvariant, ElementsAreBalancedAndTextIsEscaped) {
  StudyResults r = full_example(60);
  const std::string evil = "<script>alert('x')</script> & \"quotes\"";
  r.study = r.sentence = r.command = r.version = evil;
  r.facts = r.provenance = r.families = r.processing = r.operations = {{evil, evil}};
  r.notes = {{evil}};
  r.crossing_factors[0].name = r.crossing_factors[0].levels[0].first = evil;
  r.crossing_groups[1].name = r.crossing_groups[1].chain = evil;
  r.failures.push_back({evil, evil, evil, evil});
  r.magnitudes.push_back({evil, evil, evil, evil});
  r.timings.push_back({evil, 1, 1});
  r.confounding[0].feature = r.confounding[0].cluster_representative = evil;
  r.questions[0].question.name = r.questions[0].question.over = r.questions[0].power = evil;
  r.questions[0].gauge[0].design = r.questions[0].gauge[0].feature = evil;
  r.questions[0].gauge[0].components[0].term = r.questions[0].gauge[0].components[0].confounded_with = evil;
  r.questions[0].gauge[0].decision_studies[0].levels[0].first = evil;
  r.questions[0].gauge[16].reason = evil;
  r.questions[0].worst_cases[0] = {evil, evil, evil, evil, 1, 1, 1, 1, 1};
  r.questions[1].obstacle = evil;
  for (std::string FeatureRow::*text :
       {&FeatureRow::feature, &FeatureRow::ibsi_code, &FeatureRow::unit, &FeatureRow::family,
        &FeatureRow::reason, &FeatureRow::note, &FeatureRow::question})
    r.questions[0].rows[3].*text = evil;
  const std::string html = report_html(r);
  EXPECT_EQ(unbalanced(html), "");
  EXPECT_EQ(occurrences(html, "<script"), 1u);
  EXPECT_EQ(html.find("alert('x')"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos);
}

// Text has one way onto a page, through the escape; the others do not compile.
template <class Text>
concept GrowsTags = requires(Text text, html::Markup page) {
  text + page;
};

TEST(HtmlInvariant, TextBecomesMarkupThroughTheEscapeOnly) {
  using html::Markup;
  static_assert(!std::is_constructible_v<Markup, std::string>);
  static_assert(!std::is_constructible_v<Markup, std::string_view>);
  static_assert(!std::is_constructible_v<Markup, const char*>);
  static_assert(!std::is_assignable_v<Markup&, std::string>);
  static_assert(!GrowsTags<std::string> && !GrowsTags<std::string_view>);
  const std::string evil = "<b title=\"x\">'&";
  const std::string shown = "&lt;b title=&quot;x&quot;&gt;&#39;&amp;";
  Markup page = "<p>";
  page += evil;
  EXPECT_EQ((page + evil + "</p>").html(), "<p>" + shown + shown + "</p>");
  EXPECT_EQ(html::element("td", evil).html(), "<td>" + shown + "</td>");
  EXPECT_EQ(html::start_tag("a", {{"href", evil}}).html(), "<a href=\"" + shown + "\">");
}

TEST(HtmlInvariant, NothingIsFetchedAndNothingIsNaN) {
  const std::string html = without_script(report_html(full_example(60)));
  for (const char* word :
       {"NaN", "nan<", ">nan", "inf<", "922337203685477580", "http:", "src=", "@import", "url("})
    EXPECT_EQ(html.find(word), std::string::npos) << word;
  const std::size_t links = occurrences(html, "href=");
  EXPECT_GT(links, 10u);
  EXPECT_EQ(links, occurrences(html, "href=\"#") + occurrences(html, "href=\"https://doi.org/10."));
  EXPECT_EQ(occurrences(html, "https:"), occurrences(html, "href=\"https://doi.org/10."));
  for (const agreement::Decision d : kDecisions)
    EXPECT_NE(html.find(to_text(d)), std::string::npos) << to_text(d);
}

TEST(HtmlInvariant, EveryLinkOfThePageHasItsTarget) {
  const std::string html = report_html(full_example(60, 3));
  for (std::size_t at = html.find("href=\"#"); at != std::string::npos; at = html.find("href=\"#", at + 1)) {
    const std::string id = html.substr(at + 7, html.find('"', at + 7) - at - 7);
    EXPECT_EQ(occurrences(html, "id=\"" + id + "\""), 1u) << id;
  }
}

TEST(HtmlInvariant, FiveHundredFeaturesUnderSixQuestionsFitInAMegabyte) {
  StudyResults r = full_example(500, 6);
  for (QuestionResult& q : r.questions)
    for (FeatureRow& row : q.rows) row.feature = "log_3mm." + row.feature;
  const std::string html = report_html(r);
  EXPECT_LT(html.size(), 1'000'000u);
  const std::string last = section(html, "q6");
  for (std::size_t i = 0; i < 500; ++i)
    EXPECT_NE(last.find(html::breakable(r.questions[5].rows[i].feature).html()), std::string::npos) << i;
}

TEST(HtmlInvariant, NumbersAreThoseOfFeaturesCsv) {
  const StudyResults r = full_example(40);
  const std::string html = report_html(r);
  const auto lines = split(features_csv(r), '\n');
  const auto value = [](const std::string& field) {
    return field.empty() ? std::nan("") : parse_double(field).value();
  };
  std::size_t checked = 0;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const auto field = split(lines[i], ',');
    const std::string part = section(html, field[0] == "readers" ? "q1" : "q2");
    const auto row = row_of(part, field[2]);
    ASSERT_GE(row.size(), 6u) << lines[i];
    EXPECT_EQ(row[1], field[24]) << lines[i];
    EXPECT_EQ(row[2], html::icc_number(value(field[9])).html()) << lines[i];
    EXPECT_EQ(row[3], html::icc_interval(value(field[10]), value(field[11])).html()) << lines[i];
    EXPECT_EQ(row[5], html::probability(value(field[23])).html()) << lines[i];
    EXPECT_EQ(row[6], field[12]) << lines[i];
    ++checked;
  }
  EXPECT_EQ(checked, 80u);
}

TEST(HtmlMechanics, EverySectionIsThereWhenThereIsSomethingToSay) {
  const std::string html = report_html(full_example(60));
  for (const char* id : {"study", "features", "forest", "heat", "q1", "q2", "worst", "failures",
                         "confounding", "magnitudes", "methods", "provenance"})
    EXPECT_FALSE(section(html, id).empty()) << id;
  std::size_t last = 0;
  for (const char* id : {"verdict", "study", "features", "forest", "heat", "q1", "q2", "worst", "failures",
                         "confounding", "magnitudes", "methods", "provenance"}) {
    const std::size_t at = html.find("id=\"" + std::string(id) + "\"");
    EXPECT_GT(at, last) << id;
    last = at;
  }
  EXPECT_NE(section(html, "q1").find("Gauge R&amp;R"), std::string::npos);
  EXPECT_NE(section(html, "q1").find("Averaged, 2 readers would give"), std::string::npos);
  EXPECT_NE(section(html, "q1").find("without a gauge table: constant"), std::string::npos);
}

TEST(HtmlMechanics, SectionsWithNothingToSayAreLeftOut) {
  const std::string empty = report_html({});
  EXPECT_EQ(unbalanced(empty), "");
  for (const char* id : {"features", "forest", "heat", "q1", "worst", "confounding", "magnitudes"})
    EXPECT_EQ(section(empty, id), "") << id;
  EXPECT_NE(empty.find("nothing was decided"), std::string::npos);
  const std::string plain = report_html(example_results(1));
  EXPECT_EQ(unbalanced(plain), "");
  EXPECT_EQ(section(plain, "q1").find("Gauge R&amp;R"), std::string::npos);
  EXPECT_EQ(section(plain, "worst"), "");
  EXPECT_EQ(section(plain, "confounding"), "");
}

TEST(HtmlMechanics, TheVerdictNamesEveryCertifiedFeature) {
  const StudyResults r = full_example(60);
  const std::string html = report_html(r);
  const std::size_t from = html.find("Which features may I use?");
  const std::string answer = html.substr(from, html.find("How sure is that?") - from);
  std::size_t certified = 0;
  for (const FeatureOverview& feature : overview(r)) {
    bool named = false;
    for (const char* before : {", ", ", <b>", "<dd>", "<dd><b>"})
      for (const char* after : {",", "</"})
        named = named || answer.find(before + feature.feature + after) != std::string::npos;
    EXPECT_EQ(named, feature.certified) << feature.feature;
    certified += feature.certified ? 1 : 0;
  }
  EXPECT_EQ(certified, static_cast<std::size_t>(certified_everywhere(r).everywhere));
  EXPECT_GT(certified, 5u);
}

TEST(HtmlRegression, EveryCellOfTheStoreCountsAsMeasuredWhenNoneFailed) {
  StudyResults r = full_example(10);
  r.n_cells = 236;
  r.n_failed_cells = 0;
  r.n_absent_cells = 12;  // levels that an object lacks; no cell stands for them
  EXPECT_NE(report_html(r).find("All 236 cells measured; none failed."), std::string::npos);
}

TEST(HtmlMechanics, OneOfEachClusterIsBold) {
  StudyResults r = example_results(7);
  const auto& rows = r.questions[0].rows;
  for (std::size_t i = 0; i < 7; ++i)
    r.confounding.push_back(
        {rows[i].feature, 0, 0, 0, i < 3 ? 1 : 0, i < 3 ? 3 : 1, rows[i < 3 ? 1 : i].feature});
  const std::string html = html::certified_features(r).html();
  EXPECT_EQ(html.find("<b>" + rows[0].feature), std::string::npos);
  EXPECT_NE(html.find("<b>" + rows[1].feature), std::string::npos) << "the representative";
  EXPECT_EQ(html.find("<b>" + rows[2].feature), std::string::npos);
  EXPECT_NE(html.find("<b>" + rows[3].feature), std::string::npos) << "alone";
  for (QuestionResult& q : r.questions) q.rows[1].decision = agreement::Decision::inconclusive;
  EXPECT_NE(html::certified_features(r).html().find("<b>" + rows[0].feature), std::string::npos)
      << "the next best";
}

TEST(HtmlMechanics, StrataHaveATableOfTheirOwnAndCountNowhereElse) {
  StudyResults r = example_results(12);
  const DecisionCounts before = count_decisions(r.questions[0].rows);
  for (std::size_t i = 0; i < 12; ++i) {
    r.questions[0].rows.push_back(r.questions[0].rows[i]);
    r.questions[0].rows.back().stratum = {StratumBy::site, "small"};
    r.questions[0].rows.back().decision = agreement::Decision::not_certified;
  }
  EXPECT_EQ(count_decisions(r.questions[0].rows).of[0], before.of[0]);
  EXPECT_EQ(count_decisions(r.questions[0].rows, {StratumBy::site, "small"}).of[1], 12);
  EXPECT_EQ(overview(r).size(), 12u);
  const std::string part = section(report_html(r), "q1");
  EXPECT_EQ(row_of(part, "site: small")[4], "12");
  EXPECT_NE(part.find("Certified over all, but not certified in a stratum"), std::string::npos);
}

TEST(HtmlMechanics, TheScriptIsTheOneThatThePolicyAdmits) {
  const std::string html = report_html(example_results(3));
  const std::size_t from = html.find("<script>") + 8;
  EXPECT_EQ(html.substr(from, html.find("</script>") - from), html::script());
  const std::size_t hash = html.find("script-src 'sha256-") + 19;
  EXPECT_EQ(html.find('\'', hash) - hash, 44u) << "32 bytes in base64";
}

TEST(HtmlMechanics, HeadingsAndPicturesSayWhatTheyAre) {
  const std::string html = without_script(report_html(full_example(60)));
  EXPECT_EQ(occurrences(html, "<th"), occurrences(html, "<th scope=") + occurrences(html, "<thead"));
  EXPECT_EQ(occurrences(html, "<svg"), occurrences(html, "role=\"img\"><title>"));
  EXPECT_EQ(occurrences(html, "<svg"), occurrences(html, "<desc>"));
}

TEST(HtmlMechanics, NumbersForPeople) {
  EXPECT_EQ(html::icc_number(0.99996).html(), "&gt;\u202f0.999");
  EXPECT_EQ(html::icc_number(1).html(), "1.000");
  EXPECT_EQ(html::icc_number(-0.25).html(), "\u22120.250");
  EXPECT_EQ(html::number(12345.6).html(), "12346");
  EXPECT_EQ(html::number(2).html(), "2.00");
  EXPECT_EQ(html::number(9.999).html(), "10.0");
  EXPECT_EQ(html::number(-0.01234).html(), "\u22120.0123");
  EXPECT_EQ(html::number(1.5e-9).html(), "1.50\u00d710<sup>\u22129</sup>");
  EXPECT_EQ(html::number(std::nan("")).html(), "\u2013");
  EXPECT_EQ(html::unit_suffix("mm^3").html(), " <i>mm\u00b3</i>");
  EXPECT_EQ(html::unit_suffix("mm^-1").html(), " <i>mm\u207b\u00b9</i>");
  EXPECT_EQ(html::unit_suffix("arbitrary*mm^3").html(), " <i>a.u.\u00b7mm\u00b3</i>");
  EXPECT_EQ(html::unit_suffix("1").html(), "");
  EXPECT_EQ(html::percent_number(12.34).html(), "12.3");
  EXPECT_EQ(html::probability(0.00049).html(), "&lt;\u202f0.001");
  EXPECT_EQ(html::share_text(0.004).html(), "0.40\u202f%");
  EXPECT_EQ(html::counted(1, "cell").html(), "1 cell");
  EXPECT_EQ(html::with_dois("A & B, doi:10.1/x.y.").html(),
            "A &amp; B, <a href=\"https://doi.org/10.1/x.y\">doi:10.1/x.y</a>.");
}

TEST(HtmlMechanics, RoundingBesideAnIntervalIsNought) {
  EXPECT_EQ(html::drift_estimate({-1.25e-13, -0.347, 0.347, ""}).html(), "0<br><i>\u22120.347 to 0.347</i>");
  EXPECT_EQ(html::drift_estimate({-1.25e-13, -3e-13, 1e-13, ""}).html().find("0<br>"), std::string::npos);
}

}  // namespace
}  // namespace radgauge::report
