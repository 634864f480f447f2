#include <map>

#include "report/csv_fields.h"
#include "report/formats.h"

namespace radgauge::report {
namespace {

using agreement::FeatureRow;

constexpr const char* kOfQuestion[] = {"decision", "level", "icc",  "icc_lower", "icc_upper",
                                       "rc",       "wcv",   "bias", "q_value",   "reason"};

void add_answer(std::string& line, const FeatureRow* row) {
  if (row == nullptr) {
    for (std::size_t i = 0; i < std::size(kOfQuestion); ++i) csv::add(line, std::string_view());
    return;
  }
  csv::add(line, to_text(row->decision));
  csv::add(line, row->level);
  for (const double x :
       {row->icc, row->icc_lower, row->icc_upper, row->rc, row->wcv, row->bias, row->q_value})
    csv::add(line, x);
  csv::add(line, row->reason);
}

}  // namespace

std::string features_wide_csv(const analysis::StudyResults& results) {
  std::string line;
  for (const char* column : {"feature", "ibsi_code", "unit", "certified_by"})
    csv::add(line, std::string_view(column));
  std::map<std::string, std::vector<const FeatureRow*>> rows;
  std::vector<std::string> order;
  for (std::size_t q = 0; q < results.questions.size(); ++q) {
    for (const char* column : kOfQuestion) csv::add(line, results.questions[q].question.name + "." + column);
    for (const FeatureRow& row : results.questions[q].rows) {
      if (!row.stratum.is_all()) continue;
      auto& of_feature = rows[row.feature];
      if (of_feature.empty()) {
        order.push_back(row.feature);
        of_feature.resize(results.questions.size(), nullptr);
      }
      of_feature[q] = &row;
    }
  }
  std::string out = line + '\n';
  for (const std::string& feature : order) {
    line.clear();
    const auto& of_feature = rows[feature];
    const FeatureRow* any = nullptr;
    std::int64_t certified = 0;
    for (const FeatureRow* row : of_feature) {
      if (row == nullptr) continue;
      any = any == nullptr ? row : any;
      certified += row->decision == agreement::Decision::certified ? 1 : 0;
    }
    for (const std::string* text : {&feature, &any->ibsi_code, &any->unit}) csv::add(line, *text);
    csv::add(line, certified);
    for (const FeatureRow* row : of_feature) add_answer(line, row);
    out += line + '\n';
  }
  return out;
}

}  // namespace radgauge::report
