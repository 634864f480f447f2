#include <algorithm>
#include <set>

#include "core/text.h"
#include "study/acquired.h"
#include "study/label_warnings.h"
#include "study/plan.h"

namespace radgauge::study {

namespace {

Crossing::Factor count_factor(const Study& study, const std::string& name, std::string CohortRow::*member) {
  Crossing::Factor factor;
  factor.name = name;
  std::set<std::string> known;
  std::map<std::string, std::set<std::string>> levels_of;
  for (const CohortRow& row : study.rows) {
    const std::string& level = row.*member;
    if (level.empty()) continue;
    if (known.insert(level).second) factor.levels.push_back(level);
    levels_of[row.object()].insert(level);
  }
  for (const auto& [object, levels] : levels_of) {
    if (levels.size() > 1) ++factor.objects_with_two;
    factor.absent += factor.levels.size() - levels.size();
  }
  return factor;
}

struct Pair {
  std::size_t first = 0, second = 0, both = 0;  // levels, and combinations of them that occur
};

Pair count_pair(const Study& study, const AcquiredFactor& a, const AcquiredFactor& b) {
  std::set<std::string> first, second;
  std::set<std::pair<std::string, std::string>> both;
  for (const CohortRow& row : study.rows) {
    const std::string &x = row.*a.level, &y = row.*b.level;
    if (x.empty() || y.empty()) continue;
    first.insert(x);
    second.insert(y);
    both.emplace(x, y);
  }
  return {first.size(), second.size(), both.size()};
}

// Scanners stand at a site and sessions happen at a scanner: labels may repeat elsewhere.
bool nested_by_definition(const std::string& inner, const std::string& outer) {
  return (outer == "site" && inner != "reader" && inner != "engine") ||
         (outer == "scanner" && inner == "session");
}

std::string confounded_text(const std::string& factor, const std::string& with) {
  return factor + " is confounded with " + with + ": each " + with + " has one " + factor +
         " only; their effects cannot be told apart";
}

// Factors that change only together, and readers who worked at one place only.
std::vector<std::string> pair_warnings(const Study& study) {
  std::vector<std::string> warnings;
  const auto& table = acquired_factor_table();
  for (std::size_t i = 0; i < table.size(); ++i)
    for (std::size_t j = i + 1; j < table.size(); ++j) {
      // In this order `outer` is the one that can hold the other.
      const AcquiredFactor &inner = table[i], &outer = table[j];
      const Pair n = count_pair(study, inner, outer);
      if (n.first < 2 || n.second < 2) continue;
      if (n.both == n.second)
        warnings.push_back(confounded_text(inner.name, outer.name));
      else if (n.both == n.first && !nested_by_definition(inner.name, outer.name))
        warnings.push_back(inner.name + " is nested in " + outer.name + ": each " + inner.name + " has one " +
                           outer.name + " only; " + inner.name + "s are compared within " + outer.name +
                           "s, not across them");
    }
  return warnings;
}

}  // namespace

Crossing crossing(const Study& study, const Plan& plan) {
  Crossing result;
  std::set<std::string> patients, objects;
  for (const CohortRow& row : study.rows) {
    patients.insert(row.patient);
    objects.insert(row.whole_lesion());
  }
  result.n_patients = patients.size();
  result.n_objects = objects.size();
  result.n_rows = study.rows.size();
  const auto& factors = acquired_factor_table();
  for (const AcquiredFactor& acquired : factors) {
    const auto factor = count_factor(study, acquired.name, acquired.level);
    if (factor.levels.size() > 1 && factor.objects_with_two == 0)
      result.warnings.push_back(
          factor.name +
          " is confounded with patient: " + to_text(static_cast<std::int64_t>(factor.levels.size())) +
          " levels, but no object was measured at two of them; its effect cannot be estimated");
    if (!factor.levels.empty()) result.factors.push_back(factor);
  }
  for (std::string& text : pair_warnings(study)) result.warnings.push_back(std::move(text));
  for (std::string& text : label_warnings(study)) result.warnings.push_back(std::move(text));
  for (std::string& text : completeness_warnings(study)) result.warnings.push_back(std::move(text));
  for (const StudyQuestion& question : study.questions)
    for (const AcquiredFactor& factor : factors) {
      if (question.over != factor.name) continue;
      std::set<std::string> levels;
      for (const CohortRow& row : study.rows) levels.insert(row.*factor.level);
      if (levels.size() < 2)
        result.warnings.push_back(
            "question " + question.name + " cannot be answered: it compares the levels of " + factor.name +
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
    result.warnings.push_back("only " + count_of(result.n_objects, "object") +
                              ": the intervals will be wide; 30 or more are advised (Koo & Li 2016)");
  return result;
}

}  // namespace radgauge::study
