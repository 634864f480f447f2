#include "report/csv_fields.h"
#include "report/formats.h"

namespace radgauge::report {
namespace {

constexpr const char* kHeader =
    "question,stratum,feature,ibsi_code,unit,n_patients,n_objects,n_conditions,icc_form,icc,icc_lower,icc_"
    "upper,class,"
    "wsd,wcv,rc,rc_lower,rc_upper,bias,occc,study_variation_percent,ndc,failure_rate,q_value,decision,status,"
    "reason,edge_sensitive,level\n";

using csv::add;

std::string csv_row(const agreement::FeatureRow& row) {
  std::string line;
  add(line, row.question.empty() ? std::string_view("-") : std::string_view(row.question));
  add(line, to_text(row.stratum));
  for (const std::string* text : {&row.feature, &row.ibsi_code, &row.unit}) add(line, *text);
  for (const std::int64_t n : {row.n_patients, row.n_objects, row.n_conditions}) add(line, n);
  add(line, to_text(row.icc_form));
  for (const double x : {row.icc, row.icc_lower, row.icc_upper}) add(line, x);
  add(line, row.icc_class ? to_text(*row.icc_class) : std::string());
  for (const double x : {row.wsd, row.wcv, row.rc, row.rc_lower, row.rc_upper, row.bias, row.occc,
                         row.study_variation_percent, row.ndc, row.failure_rate, row.q_value})
    add(line, x);
  for (const std::string_view text :
       {to_text(row.decision), to_text(row.status), std::string_view(row.reason)})
    add(line, text);
  add(line, row.edge_sensitive);
  add(line, row.level);
  return line + '\n';
}

}  // namespace

std::string features_csv(const analysis::StudyResults& results) {
  std::string out = kHeader;
  for (const analysis::QuestionResult& question : results.questions)
    for (const agreement::FeatureRow& row : question.rows) out += csv_row(row);
  return out;
}

}  // namespace radgauge::report
