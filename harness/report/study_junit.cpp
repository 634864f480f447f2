#include "core/text.h"
#include "report/formats.h"
#include "report/junit.h"
#include "report/words.h"

namespace radgauge::report {
namespace {

JunitOutcome outcome(agreement::Decision decision) {
  if (decision == agreement::Decision::certified) return JunitOutcome::passed;
  return decision == agreement::Decision::not_certified ? JunitOutcome::failed : JunitOutcome::skipped;
}

std::string limit_text(double value) {
  return value != value ? "none" : to_rounded_text(value);
}

JunitCase junit_case(const agreement::Question& question, const agreement::FeatureRow& row) {
  JunitCase out;
  out.name = row.feature + (row.stratum.is_all() ? "" : " [" + to_text(row.stratum) + "]");
  out.classname = row.question + (row.family.empty() ? "" : "." + row.family);
  out.outcome = outcome(row.decision);
  out.message = std::string(to_text(row.decision)) + (row.reason.empty() ? "" : ": " + row.reason);
  out.details =
      "ICC " + limit_text(row.icc) + ", 95 % interval " + limit_text(row.icc_lower) + " to " +
      limit_text(row.icc_upper) + "; " +
      (question.objects == Objects::materials ? counted_words(row.n_objects, subject_noun(question)) + ", "
                                              : counted_words(row.n_patients, subject_noun(question)) + ", " +
                                                    counted_words(row.n_objects, "object") + ", ") +
      counted_words(row.n_conditions, "condition");
  return out;
}

}  // namespace

std::string report_junit(const analysis::StudyResults& results) {
  std::vector<JunitSuite> suites;
  for (const analysis::QuestionResult& q : results.questions) {
    JunitSuite suite;
    suite.name = q.question.name;
    suite.properties = {{"over", q.question.over},
                        {"form", asked_words(q.question)},
                        {"limits", limits_words(q.question)},
                        {"radgauge", results.version}};
    for (const agreement::FeatureRow& row : q.rows) suite.cases.push_back(junit_case(q.question, row));
    suites.push_back(std::move(suite));
  }
  return junit_xml(results.study, suites);
}

}  // namespace radgauge::report
