#include "analysis/study_context.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/build_info.h"
#include "core/text.h"
#include "reference/extractor.h"
#include "study/acquired.h"

namespace radgauge::analysis {

namespace {

/// "noise.white k=0.5, 1": the levels of each parameter that is not at its default.
std::string step_words(const study::ChainStep& step) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < step.levels.size(); ++i) {
    const Field& field = step.operation->fields[i];
    if (step.levels[i].size() == 1 && step.levels[i].front() == field.fallback) continue;
    std::vector<std::string> levels;
    for (const Value& value : step.levels[i]) levels.push_back(to_text(value));
    words.push_back(field.name + "=" + join(levels, step.is_range[i] ? " to " : ", "));
  }
  return step.operation->id + (words.empty() ? "" : " ") + join(words, ", ");
}

std::string chain_words(const study::Group& group) {
  std::vector<std::string> words;
  for (const study::ChainStep& step : group.chain) words.push_back(step_words(step));
  if (!group.measured.empty())
    return count_text(group.measured.size()) +
           " conditions that were measured elsewhere: " + listed(group.measured);
  std::string text = join(words, group.design == study::Design::oat ? " | " : " + ");
  if (group.design == study::Design::oat) text = "one factor at a time: " + text;
  if (group.design == study::Design::latin_hypercube)
    text += "; Latin hypercube of " + to_text(group.samples) + " samples";
  if (group.repeats > 1) text += "; " + to_text(group.repeats) + " repeats";
  if (group.readers == study::Scope::all) text += text.empty() ? "all readers" : "; all readers";
  if (group.sessions == study::Scope::all) text += text.empty() ? "all sessions" : "; all sessions";
  return text;
}

/// Settings that differ from doing nothing, as a study file writes them.
std::string processing_words(const study::Extraction& extraction) {
  const std::vector<Field> fields = field_table<ExtractionSettings>();
  const std::vector<Value> values = to_values(extraction.settings);
  std::vector<std::string> words;
  if (!extraction.preset.empty()) words.push_back("preset " + extraction.preset);
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (values[i] != fields[i].fallback) words.push_back(fields[i].name + " " + to_text(values[i]));
  return join(words, ", ");
}

std::vector<std::pair<std::string, std::int64_t>> objects_of_levels(const study::Study& study,
                                                                    const study::Crossing::Factor& factor) {
  std::map<std::string, std::set<std::string>> objects;
  for (const study::CohortRow& row : study.rows)
    objects[study::level_of(row, factor.name)].insert(row.object());
  std::vector<std::pair<std::string, std::int64_t>> list;
  for (const std::string& level : factor.levels)
    list.emplace_back(level, static_cast<std::int64_t>(objects[level].size()));
  return list;
}

}  // namespace

void add_study_context(const study::Study& study, const study::Plan& plan, const study::Crossing& crossing,
                       StudyResults& results) {
  for (const study::Crossing::Factor& factor : crossing.factors)
    results.crossing_factors.push_back({factor.name, objects_of_levels(study, factor),
                                        static_cast<std::int64_t>(factor.objects_with_two),
                                        static_cast<std::int64_t>(factor.absent)});
  for (const study::Crossing::GroupCount& group : crossing.groups) {
    const auto at = std::find_if(study.groups.begin(), study.groups.end(),
                                 [&](const study::Group& g) { return g.name == group.name; });
    results.crossing_groups.push_back({group.name, at == study.groups.end() ? "" : chain_words(*at),
                                       static_cast<std::int64_t>(group.conditions),
                                       static_cast<std::int64_t>(group.cells)});
  }
  std::set<std::string> seen;
  for (const study::Condition& condition : plan.conditions)
    for (const study::AppliedOperation& step : condition.chain)
      if (seen.insert(step.operation->id).second)
        results.operations.emplace_back(step.operation->id, step.operation->citation);
  for (const study::Extraction& extraction : study.extractions)
    results.processing.emplace_back(extraction.name, study::is_imported(study)
                                                         ? "not known: the table does not say"
                                                         : processing_words(extraction));
  for (const reference::FamilyInfo& family : reference::family_list())
    results.families.emplace_back(family.name, family.help);
  results.version = version_number();
}

}  // namespace radgauge::analysis
