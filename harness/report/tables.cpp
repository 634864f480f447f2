#include "report/tables.h"

#include <cmath>

#include "agreement/columns.h"
#include "core/text.h"

namespace radgauge::report {
namespace {

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string field(double value) {
  return std::isnan(value) ? std::string() : to_text(value);
}

std::string field(std::int64_t value) {
  return to_text(value);
}

template <class T>
std::string header(const std::vector<Column<T>>& columns) {
  std::string line;
  for (const Column<T>& column : columns) line += (line.empty() ? "" : ",") + column.name;
  return line + '\n';
}

template <class T>
void add_rows(std::string& text, const std::vector<Column<T>>& columns, const std::vector<T>& rows) {
  for (const T& row : rows) {
    for (const Column<T>& column : columns) {
      text += std::visit([&](auto member) { return field(row.*member); }, column.member);
      text += &column == &columns.back() ? '\n' : ',';
    }
  }
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

}  // namespace radgauge::report
