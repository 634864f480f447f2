#include "cli/planned_design.h"

#include <set>

namespace radgauge {

namespace {

PlannedForm planned_form(IccForm form) {
  if (form == IccForm::one_way) return PlannedForm::one_way;
  return form == IccForm::agreement ? PlannedForm::agreement : PlannedForm::consistency;
}

std::int64_t usable_patients(const QuestionTable& table) {
  std::set<std::string> patients;
  for (std::size_t row = 0; row < table.objects.size(); ++row) {
    std::size_t present = 0;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      present += table.status(row, column, 0) == Status::absent ? 0 : 1;
    if (present >= 2) patients.insert(table.patients[row]);
  }
  return static_cast<std::int64_t>(patients.size());
}

}  // namespace

PlannedDesign planned_design(const AskedQuestion& asked) {
  return {planned_form(asked.question.form), usable_patients(asked.table),
          static_cast<std::int64_t>(asked.table.columns.size()), 0};
}

}  // namespace radgauge
