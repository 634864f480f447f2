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
void add_rows(std::string& text, const std::vector<agreement::Column<T>>& columns,
              const std::vector<T>& rows) {
  std::vector<std::string> fields(columns.size());
  for (const T& row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c)
      fields[c] = std::visit([&](auto member) { return field(std::invoke(member, row)); }, columns[c].member);
    text += io::csv_line(fields);
  }
}

template <class T>
std::string header(const std::vector<agreement::Column<T>>& columns) {
  std::vector<std::string> names;
  for (const agreement::Column<T>& column : columns) names.push_back(column.name);
  return io::csv_line(names);
}

}  // namespace

std::string agreement_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::agreement_columns());
  for (const analysis::QuestionResult& question : results.questions)
    add_rows(text, agreement::agreement_columns(), question.details);
  return text;
}

std::string materials_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::material_columns());
  add_rows(text, agreement::material_columns(), results.phantoms.materials);
  return text;
}

std::string truth_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::truth_columns());
  add_rows(text, agreement::truth_columns(), results.phantoms.truth);
  return text;
}

std::string confounding_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::confounding_columns());
  add_rows(text, agreement::confounding_columns(), results.confounding);
  return text;
}

std::string worst_cases_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::worst_case_columns());
  for (const analysis::QuestionResult& question : results.questions)
    add_rows(text, agreement::worst_case_columns(), question.worst_cases);
  return text;
}

std::string critical_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::critical_columns());
  for (const analysis::QuestionResult& question : results.questions)
    add_rows(text, agreement::critical_columns(), question.critical.rows);
  return text;
}

std::string dose_response_csv(const analysis::StudyResults& results) {
  std::string text = header(agreement::dose_point_columns());
  for (const analysis::QuestionResult& question : results.questions)
    add_rows(text, agreement::dose_point_columns(), question.critical.points);
  return text;
}

}  // namespace radgauge::report
