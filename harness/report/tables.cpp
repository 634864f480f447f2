#include "report/tables.h"

#include <cmath>

#include "agreement/columns.h"
#include "core/text.h"
#include "io/csv.h"

namespace radgauge::report {
namespace {

std::string field(const std::string& text) {
  return text;
}

std::string field(double value) {
  return std::isnan(value) ? std::string() : to_text(value);
}

std::string field(std::int64_t value) {
  return to_text(value);
}

template <class T>
void add_rows(std::string& text, const std::vector<Column<T>>& columns, const std::vector<T>& rows) {
  std::vector<std::string> fields(columns.size());
  for (const T& row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      fields[c] = std::visit([&](auto member) { return field(row.*member); }, columns[c].member);
    text += csv_line(fields);
  }
}

template <class T>
std::string header(const std::vector<Column<T>>& columns) {
  std::vector<std::string> names;
  for (const Column<T>& column : columns) names.push_back(column.name);
  return csv_line(names);
}

}  // namespace

std::string agreement_csv(const StudyResults& results) {
  std::string text = header(agreement_columns());
  for (const QuestionResult& question : results.questions)
    add_rows(text, agreement_columns(), question.details);
  return text;
}

std::string confounding_csv(const StudyResults& results) {
  std::string text = header(confounding_columns());
  add_rows(text, confounding_columns(), results.confounding);
  return text;
}

std::string worst_cases_csv(const StudyResults& results) {
  std::string text = header(worst_case_columns());
  for (const QuestionResult& question : results.questions)
    add_rows(text, worst_case_columns(), question.worst_cases);
  return text;
}

std::string critical_csv(const StudyResults& results) {
  std::string text = header(critical_columns());
  for (const QuestionResult& question : results.questions)
    add_rows(text, critical_columns(), question.critical.rows);
  return text;
}

std::string dose_response_csv(const StudyResults& results) {
  std::string text = header(dose_point_columns());
  for (const QuestionResult& question : results.questions)
    add_rows(text, dose_point_columns(), question.critical.points);
  return text;
}

}  // namespace radgauge::report
