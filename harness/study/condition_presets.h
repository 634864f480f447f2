#pragma once

#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// Where the levels of one parameter come from: a publication, or "ours, because ...".
struct LevelSource {
  std::string parameter;  ///< "noise.white:k"; an operation alone for its defaults
  std::string source;
};

/// An entry of `conditions:` as it stands in a study file, with a source for each parameter it gives.
struct PresetGroup {
  std::string name;
  std::string help;
  std::string yaml;
  std::vector<LevelSource> sources;
};

/// A named set of groups for one modality: `conditions: {preset: ct-screen}`.
struct ConditionPreset {
  std::string name;
  std::string help;
  Modality modality = Modality::other;
  std::vector<PresetGroup> groups;
};
const std::vector<ConditionPreset>& condition_presets();
/// nullptr if there is none of that name.
const ConditionPreset* find_condition_preset(const std::string& name);

/// `conditions:` with the groups of its key `preset` written out before its own; an own group of the same
/// name takes the place of the preset's. Without the key, as it is. Throws Error(study) for a preset that is
/// not known, or made for another modality than a row of the cohort.
io::Yaml with_preset(const io::Yaml& conditions, const std::vector<CohortRow>& rows);

}  // namespace radgauge::study
