#include "analysis/question_power.h"

#include <cmath>
#include <set>

#include "statistics/planner.h"

namespace radgauge::analysis {

namespace {

statistics::PlannedForm planned_form(IccForm form) {
  if (form == IccForm::one_way) return statistics::PlannedForm::one_way;
  return form == IccForm::agreement ? statistics::PlannedForm::agreement
                                    : statistics::PlannedForm::consistency;
}

/// Patients with an object that is measured under two or more of the columns.
std::int64_t usable_patients(const agreement::QuestionTable& table) {
  std::set<std::string> patients;
  const std::vector<std::size_t> present = agreement::cells_of_rows(table);
  for (std::size_t row = 0; row < present.size(); ++row)
    if (present[row] >= 2) patients.insert(table.patients[row]);
  return static_cast<std::int64_t>(patients.size());
}

statistics::PlannedDesign design_of(const AskedQuestion& asked) {
  const bool pairs = !asked.table.levels.empty();  // of a level with base
  return {pairs ? statistics::PlannedForm::agreement : planned_form(asked.question.form),
          usable_patients(asked.table),
          pairs ? 2 : static_cast<std::int64_t>(asked.table.columns.size()),
          0,
          asked.question.limits.unseen_noise_ratio,
          std::isnan(asked.question.limits.patients_min) ? 0 : asked.question.limits.patients_min};
}

}  // namespace

std::string power_sentence(const AskedQuestion& asked) {
  const bool base = !asked.table.levels.empty();
  return asked.question.objects == Objects::materials
             ? std::string()
             : statistics::planner_sentence(design_of(asked), asked.question.limits.icc_lower,
                                            base ? "each level against base" : "");
}

}  // namespace radgauge::analysis
