#include "report/certificate.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/hash.h"
#include "example.h"

namespace radgauge::report {

using namespace radgauge::analysis;

namespace {

Certificate example_certificate() {
  Certificate c;
  c.number = certificate_number({"store", "study"});
  c.measured_on = "2026-11-21";
  c.valid_until = date_after(c.measured_on, 365);
  c.scope = {{"Modality, ROI", "CT in HU"}, {"Engine", "built-in"}};
  c.remarks = {"4 of 60 cells stayed short"};
  c.not_covered = {"other scanners"};
  c.hashes = {{"measurements.sqlite", sha256("a")}, {"study.resolved.yaml", sha256("b")}};
  return c;
}

TEST(CertificateMechanics, NumberFollowsEveryPartOfTheIdentity) {
  // SHA-256 of "store\nstudy" begins with these digits.
  std::string digits = sha256("store\nstudy").substr(0, 12);
  for (char& c : digits) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(certificate_number({"store", "study"}),
            "RG-" + digits.substr(0, 4) + "-" + digits.substr(4, 4) + "-" + digits.substr(8));
  EXPECT_NE(certificate_number({"store", "study"}), certificate_number({"store", "study", "noise"}));
  EXPECT_NE(certificate_number({"store", "study"}), certificate_number({"study", "store"}));
}

TEST(CertificateOracle, DatesOfTheCalendar) {
  EXPECT_EQ(date_after("2026-11-21", 365), "2027-11-21");
  EXPECT_EQ(date_after("2027-11-21", 365), "2028-11-20");  // over 29 February 2028
  EXPECT_EQ(date_after("2028-02-28", 1), "2028-02-29");
  EXPECT_EQ(date_after("2100-02-28", 1), "2100-03-01");  // no leap year
  EXPECT_EQ(date_after("2000-12-31", 1), "2001-01-01");
  EXPECT_EQ(date_after("", 1), "");
  EXPECT_THROW(date_after("2026-11-21", 4'000'000), Error);
  EXPECT_THROW(date_after("2026-11-21", std::numeric_limits<std::int64_t>::max()), Error);
  for (const char* text :
       {"2026-02-29", "2026-13-01", "26-11-21", "2026/11/21", "2026-11-2x", "", "2026-11-211"})
    EXPECT_FALSE(is_date(text)) << text;
  EXPECT_TRUE(is_date("2028-02-29"));
}

TEST(CertificateInvariant, TextIsEscapedAndNothingIsFetched) {
  StudyResults r = example_results(60);
  Certificate c = example_certificate();
  const std::string evil = "<script>alert('x')</script> & \"}</style>\"";
  r.study = c.number = c.name = c.role = c.software = evil;
  c.scope = c.hashes = {{evil, evil}};
  c.deviations = c.remarks = c.not_covered = {evil};
  r.questions[0].question.name = r.questions[0].question.over = r.questions[0].obstacle = evil;
  r.questions[0].rows[3].feature = evil;
  const std::string html = certificate_html(r, c);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("</style>"), html.rfind("</style>"));
  for (const char* word : {"NaN", "nan<", "inf<", "http:", "https:", "src=", "@import", "url("})
    EXPECT_EQ(html.find(word), std::string::npos) << word;
  EXPECT_EQ(html, certificate_html(r, c));
}

TEST(CertificateMechanics, SaysWhatIsSigned) {
  const StudyResults r = example_results(60);
  Certificate c = example_certificate();
  std::string html = certificate_html(r, c);
  for (const std::string& part :
       {c.number, std::string("2027-11-21"), sha256("a"), std::string("Signature"),
        std::string("other scanners"), std::string("fixed before the first measurement"),
        std::string("counter(page)")})
    EXPECT_NE(html.find(part), std::string::npos) << part;
  c.deviations = {"question noise: limit icc_lower changed from 0.9 to 0.8"};
  c.name = "A. Physicist";
  html = certificate_html(r, c);
  EXPECT_NE(html.find(c.deviations[0]), std::string::npos);
  EXPECT_NE(html.find("A. Physicist"), std::string::npos);
  EXPECT_EQ(html.find("Questions and limits are those"), std::string::npos);
}

// A feature of the page per feature of the study, under the heading that its decisions give it.
TEST(CertificateMechanics, EveryFeatureIsListedOnce) {
  StudyResults r = example_results(40);
  r.questions[1].rows.push_back(r.questions[1].rows[0]);
  r.questions[1].rows.back().stratum = {StratumBy::site, "small"};
  r.questions[1].rows.back().decision = agreement::Decision::not_certified;
  const std::string html = certificate_html(r, example_certificate());
  std::size_t rows = 0;
  for (auto at = html.find("class=\"f\""); at != std::string::npos; at = html.find("class=\"f\"", at + 1))
    ++rows;
  EXPECT_EQ(rows, 40u);
  EXPECT_NE(html.find("Certified by every question: " + std::to_string(certified_everywhere(r).everywhere)),
            std::string::npos);
}

TEST(CertificateMechanics, JsonHasTheSameDecisions) {
  const StudyResults r = example_results(40);
  const auto json = nlohmann::json::parse(certificate_json(r, example_certificate()));
  EXPECT_EQ(json.at("schema"), "radgauge-certificate-1");
  EXPECT_EQ(json.at("questions").size(), 2u);
  EXPECT_EQ(json.at("questions")[0].at("features").size(), 40u);
  EXPECT_EQ(json.at("certified_by_every_question"), certified_everywhere(r).everywhere);
  EXPECT_TRUE(json.at("questions")[0].at("features")[16].at("icc").is_null());
  EXPECT_EQ(json.at("sha256").at("measurements.sqlite"), sha256("a"));
}

TEST(CertificateMechanics, EmptyStudy) {
  EXPECT_NE(certificate_html({}, {}).find("nothing is certified"), std::string::npos);
}

// On the signed page: how many entered, what failed, q, strata, and what another cohort would make of it.
TEST(CertificateInvariant, SaysHowMuchItRestsOnAndForWhom) {
  StudyResults r = full_example(24);
  for (QuestionResult& q : r.questions)
    for (std::size_t i = 0; i < q.rows.size(); ++i)
      if (q.rows[i].stratum.is_all()) q.details[i].between_sd = 123;
  r.questions[0].rows[0].n_objects = 17;
  agreement::FeatureRow lost = r.questions[0].rows[1];
  lost.stratum = {StratumBy::volume, "small"};
  lost.decision = agreement::Decision::not_certified;
  r.questions[0].rows.push_back(lost);
  const std::string page = certificate_html(r, example_certificate());
  const std::size_t signed_at = page.find("Released for use"), rests = page.find("How much it rests on");
  ASSERT_LT(rests, signed_at);
  EXPECT_NE(page.find("17 to 20", rests), std::string::npos);
  EXPECT_LT(page.find(to_text(lost.stratum) + " 1 (" + lost.feature + ")", rests), signed_at);
  EXPECT_LT(page.find("not asked", rests), signed_at) << "the second question has no strata";
  const std::size_t annex = page.find("Whom the certified features speak for");
  ASSERT_NE(annex, std::string::npos);
  EXPECT_GT(annex, signed_at);
  EXPECT_NE(page.find("123", annex), std::string::npos);
  // ICC 1 - 0.85 (4/24)^3 = 0.99606: at half the spread 0.9844.
  EXPECT_NE(page.find("0.984", annex), std::string::npos);
}

}  // namespace
}  // namespace radgauge::report
