#include <algorithm>
#include <set>

#include "core/text.h"
#include "study/plan.h"

namespace radgauge {

namespace {

Crossing::Factor count_factor(const Study& study, const std::string& name, std::string CohortRow::*member) {
  Crossing::Factor factor;
  factor.name = name;
  std::map<std::string, std::set<std::string>> levels_of;
  for (const CohortRow& row : study.rows) {
    const std::string& level = row.*member;
    if (level.empty()) continue;
    if (std::find(factor.levels.begin(), factor.levels.end(), level) == factor.levels.end())
      factor.levels.push_back(level);
    levels_of[row.object()].insert(level);
  }
  for (const auto& [object, levels] : levels_of) {
    if (levels.size() > 1) ++factor.objects_with_two;
    factor.absent += factor.levels.size() - levels.size();
  }
  return factor;
}

}  // namespace

Crossing crossing(const Study& study, const Plan& plan) {
  Crossing result;
  std::set<std::string> patients, objects;
  for (const CohortRow& row : study.rows) {
    patients.insert(row.patient);
    objects.insert(row.object());
  }
  result.n_patients = patients.size();
  result.n_objects = objects.size();
  result.n_rows = study.rows.size();
  const std::pair<const char*, std::string CohortRow::*> factors[] = {{"session", &CohortRow::session},
                                                                      {"reader", &CohortRow::reader},
                                                                      {"scanner", &CohortRow::scanner},
                                                                      {"site", &CohortRow::site}};
  for (const auto& [name, member] : factors) {
    const auto factor = count_factor(study, name, member);
    if (factor.levels.size() > 1 && factor.objects_with_two == 0)
      result.warnings.push_back(
          factor.name +
          " is confounded with patient: " + to_text(static_cast<std::int64_t>(factor.levels.size())) +
          " levels, but no object was measured at two of them; its effect cannot be estimated");
    if (!factor.levels.empty()) result.factors.push_back(factor);
  }
  for (const StudyQuestion& question : study.questions)
    for (const auto& [name, member] : factors) {
      if (question.over != name) continue;
      std::set<std::string> levels;
      for (const CohortRow& row : study.rows) levels.insert(row.*member);
      if (levels.size() < 2)
        result.warnings.push_back(
            "question " + question.name + " cannot be answered: it compares the levels of " + name +
            ", and the cohort has " + (levels.empty() || levels.begin()->empty() ? "none" : "one only"));
    }
  std::vector<Crossing::GroupCount> groups(study.groups.size() + 1);
  groups[0].name = "base";
  for (std::size_t g = 0; g < study.groups.size(); ++g) groups[g + 1].name = study.groups[g].name;
  groups[0].conditions = 1;
  for (std::size_t c = kBase + 1; c < plan.conditions.size(); ++c)
    for (const std::size_t g : plan.conditions[c].groups) ++groups[g + 1].conditions;
  for (const PlannedCell& cell : plan.cells) {
    if (cell.condition == kBase)
      ++groups[0].cells;
    else
      for (const std::size_t g : plan.conditions[cell.condition].groups) ++groups[g + 1].cells;
  }
  result.groups = std::move(groups);
  if (result.n_objects < 10)
    result.warnings.push_back("only " + to_text(static_cast<std::int64_t>(result.n_objects)) +
                              " objects: the intervals will be wide; 30 or more are advised (Koo & Li 2016)");
  return result;
}

}  // namespace radgauge
