#include "intake/study_draft.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "io/yaml.h"
#include "reference/preprocessing/grid.h"
#include "study/acquired.h"
#include "study/condition_presets.h"
#include "study/plan.h"

namespace radgauge::intake {

namespace {

using study::CohortRow;

std::string extraction_preset(Modality modality) {
  switch (modality) {
    case Modality::ct:
      return "ct-1mm";
    case Modality::mr:
      return "mr-1mm";
    case Modality::pet:
      return "pet-3mm";
    case Modality::other:
      break;
  }
  return "none";
}

const study::ConditionPreset* condition_preset(Modality modality) {
  for (const study::ConditionPreset& preset : study::condition_presets())
    if (preset.modality == modality) return &preset;
  return nullptr;
}

/// `text` as lines of comments of at most 110 letters.
std::string comment(const std::string& text, const std::string& indent = "") {
  std::string lines, line;
  for (const std::string& word : split(text, ' ')) {
    if (!line.empty() && line.size() + word.size() > 110) {
      lines += indent + "#" + line + "\n";
      line.clear();
    }
    line += " " + word;
  }
  return lines + indent + "#" + line + "\n";
}

std::string counted(std::size_t n, const std::string& one) {
  return count_text(n) + " " + one + (n == 1 ? "" : "s");
}

/// Acquired factors with more than one level: those are held fixed in questions about another one.
std::vector<std::string> levelled(const study::Crossing& crossing) {
  std::vector<std::string> names;
  for (const auto& factor : crossing.factors)
    if (factor.levels.size() > 1) names.push_back(factor.name);
  return names;
}

std::string factor_question(const study::Crossing::Factor& factor, const std::vector<std::string>& others,
                            std::size_t n_objects) {
  std::vector<std::string> within;
  for (const std::string& other : others)
    if (other != factor.name && other != "site") within.push_back(other);
  const std::string line = "{name: " + factor.name + "s, over: " + factor.name +
                           (within.empty() ? "" : ", within: [" + join(within, ", ") + "]") +
                           ", limits: {icc_lower: 0.75, rc_percent_upper: 30}}\n";
  if (factor.objects_with_two == 0)
    return comment("Cannot be answered: no lesion was measured with two levels of " + factor.name + " (" +
                       listed(factor.levels, 5) + ")",
                   "  ") +
           "  # - " + line;
  return comment(count_text(factor.objects_with_two) + " of " + counted(n_objects, "lesion") +
                     " have two levels of " + factor.name + " or more (" + listed(factor.levels, 5) + ")",
                 "  ") +
         "  - " + line;
}

study::Study bare_study(const std::vector<CohortRow>& rows) {
  study::Study study;
  study.rows = rows;
  study.extractions.push_back({"original", "none", {}});
  return study;
}

std::string questions_text(const study::Crossing& crossing, const study::ConditionPreset* preset) {
  std::string text = comment(
      "What each feature is asked, and the limits that certify it. An interval decides, so that small studies certify "
      "little; `radgauge run STUDY --dry-run` says how much these can.");
  text += "questions:\n";
  const std::vector<std::string> others = levelled(crossing);
  for (const auto& factor : crossing.factors)
    if (factor.levels.size() > 1) text += factor_question(factor, others, crossing.n_objects);
  for (const study::AcquiredFactor& factor : study::acquired_factor_table())
    // Engines are no column of a table: the study names them.
    if (factor.level != &study::CohortRow::engine &&
        std::find(others.begin(), others.end(), factor.name) == others.end())
      text += comment("Cannot be asked: the table has no two levels of " + factor.name, "  ");
  if (preset != nullptr)
    for (const study::PresetGroup& group : preset->groups)
      text += comment(group.help, "  ") + "  - {name: " + group.name + ", over: " + group.name +
              ", limits: {icc_lower: 0.75}}\n";
  return text;
}

}  // namespace

std::vector<std::pair<Modality, std::size_t>> modalities_of(const std::vector<CohortRow>& rows) {
  std::vector<std::pair<Modality, std::size_t>> counts;
  for (const Modality modality : {Modality::ct, Modality::mr, Modality::pet, Modality::other})
    if (const auto n = std::count_if(rows.begin(), rows.end(),
                                     [&](const CohortRow& r) { return r.modality == modality; });
        n > 0)
      counts.emplace_back(modality, static_cast<std::size_t>(n));
  return counts;
}

bool has_shared_masks(const std::vector<CohortRow>& rows) {
  std::map<std::pair<std::string, std::string>, std::string> image_of;
  return std::any_of(rows.begin(), rows.end(), [&](const CohortRow& row) {
    return image_of.try_emplace({row.mask_path(), row.label()}, row.image_path()).first->second !=
           row.image_path();
  });
}

std::string study_draft(const std::vector<CohortRow>& rows, const std::string& cohort,
                        const std::string& name, bool resample_mask) {
  const auto modalities = modalities_of(rows);
  if (modalities.size() != 1)
    throw Error(ErrorKind::data, cohort + " has images of several modalities; a study has those of one");
  const Modality modality = modalities.front().first;
  const study::Study study = bare_study(rows);
  const study::Crossing crossing = study::crossing(study, study::make_plan(study));
  const study::ConditionPreset* preset = condition_preset(modality);
  const reference::Preset* extraction = reference::find_preset(extraction_preset(modality));
  std::string text = comment(
      "A first study of " + cohort + ": " + counted(crossing.n_patients, "patient") + ", " +
      counted(crossing.n_objects, "lesion") + ", " + counted(crossing.n_rows, "mask") +
      ". Every key is described by `radgauge describe study`. Check it with `radgauge doctor` and this file, try it with "
      "`radgauge run --limit 3`.");
  text += "study: " + io::yaml_scalar(name) + "\n";
  text += "seed: 1  # of every random number; the same seed gives the same bytes\n";
  text += "cohort: " + io::yaml_scalar(cohort) + "\n\n";
  if (resample_mask)
    text +=
        comment("Images share masks that were drawn on one of them; on other pixels they are interpolated.") +
        "resample_mask: true\n\n";
  for (const std::string& warning : crossing.warnings) text += comment("Mind: " + warning);
  text += comment("How features are extracted. " +
                  (extraction == nullptr ? "" : extraction->name + ": " + extraction->help));
  text += "extractions:\n  original: {preset: " + extraction_preset(modality) + "}\n\n";
  if (preset != nullptr) {
    text += comment("What is done to each image and mask. " + preset->name + ": " + preset->help);
    text += "conditions:\n  preset: " + preset->name + "\n\n";
  } else {
    text += "conditions:\n  contour: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}]}\n\n";
  }
  text += questions_text(crossing, preset);
  if (preset == nullptr) text += "  - {name: contour, over: contour, limits: {icc_lower: 0.75}}\n";
  text += "\n# How many cells may fail before the run counts as failed (exit code 4)\nfailures: {max: 0}\n";
  return text;
}

}  // namespace radgauge::intake
