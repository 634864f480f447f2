#include "study/condition_presets.h"

#include <set>

#include "core/error.h"
#include "study/plan.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::study;

namespace {

std::string study_text(const std::string& modality, const std::string& conditions) {
  return "study: s\ncohort:\n  - {patient: a, image: a.nii, mask: m.nii, modality: " + modality +
         "}\nextractions:\n  original: {preset: none, interpolation: linear, discretisation: fbn, bin_count: "
         "32}\n"
         "conditions: " +
         conditions + "\n";
}

Study decoded(const std::string& modality, const std::string& conditions) {
  return decode_study(parse_yaml(study_text(modality, conditions), "study.yaml"), "");
}

std::string problem(const std::string& modality, const std::string& conditions) {
  try {
    decoded(modality, conditions);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  return "";
}

/// "op:parameter" for each parameter that the chain gives, "op" for an operation with none.
std::set<std::string> parameters_of(const PresetGroup& group) {
  std::set<std::string> list;
  const Yaml yaml = parse_yaml(group.yaml, "group");
  for (const Yaml& step : yaml.find("chain")->items) {
    const Yaml::Entry& entry = step.entries.front();
    if (entry.value.entries.empty()) list.insert(entry.key);
    for (const Yaml::Entry& parameter : entry.value.entries) list.insert(entry.key + ":" + parameter.key);
  }
  return list;
}

// mechanics: every parameter that a preset gives has exactly one source, and none that it does not give.
TEST(ConditionPresetMechanics, EveryLevelHasASource) {
  for (const ConditionPreset& preset : condition_presets()) {
    EXPECT_FALSE(preset.help.empty());
    for (const PresetGroup& group : preset.groups) {
      std::set<std::string> sourced;
      for (const LevelSource& level : group.sources) {
        EXPECT_TRUE(sourced.insert(level.parameter).second) << level.parameter << " twice in " << preset.name;
        EXPECT_GT(level.source.size(), 20u) << level.parameter;
      }
      EXPECT_EQ(sourced, parameters_of(group)) << preset.name << " " << group.name;
      EXPECT_FALSE(group.help.empty()) << group.name;
    }
  }
}

// mechanics: every preset can be planned for its modality, and written out it is the same study.
TEST(ConditionPresetMechanics, EveryPresetIsAPlan) {
  for (const ConditionPreset& preset : condition_presets()) {
    const std::string modality(to_text(preset.modality));
    const Study study = decoded(modality, "{preset: " + preset.name + "}");
    ASSERT_EQ(study.groups.size(), preset.groups.size());
    const Plan plan = make_plan(study);
    EXPECT_GE(plan.conditions.size(), 30u) << preset.name;
    EXPECT_LE(plan.conditions.size(), 250u) << preset.name;
    if (preset.name.find("-screen") != std::string::npos) {
      EXPECT_EQ(plan.conditions.size(), 31u) << preset.name;
    }
    Study again = decode_study(parse_yaml(resolved_yaml(study), "resolved.yaml"), "");
    const Plan same = make_plan(again);
    ASSERT_EQ(same.conditions.size(), plan.conditions.size()) << preset.name;
    for (std::size_t c = 0; c < plan.conditions.size(); ++c)
      EXPECT_EQ(same.conditions[c].name, plan.conditions[c].name);
  }
}

TEST(ConditionPresetMechanics, OwnGroupsJoinAndReplace) {
  const Study study =
      decoded("CT",
              "{shuffled: {chain: [{mask.grow_mm: {distance_mm: 1}}]}, preset: ct-full, own: {chain: "
              "[{geom.flip: {flip_x: true}}]}}");
  std::vector<std::string> names;
  for (const Group& group : study.groups) names.push_back(group.name);
  std::vector<std::string> expected;
  for (const PresetGroup& group : find_condition_preset("ct-full")->groups)
    if (group.name != "shuffled") expected.push_back(group.name);
  expected.push_back("shuffled");
  expected.push_back("own");
  EXPECT_EQ(names, expected);
  for (const Group& group : study.groups)
    if (group.name == "shuffled") {
      EXPECT_EQ(group.chain.front().operation->id, "mask.grow_mm");
    }
}

TEST(ConditionPresetMechanics, WrongPresetsAreRefused) {
  EXPECT_NE(problem("CT", "{preset: ct-scren}").find("did you mean 'ct-screen'"), std::string::npos);
  EXPECT_NE(problem("CT", "{preset: ct-scren}").find("study.yaml:6:22"), std::string::npos)
      << problem("CT", "{preset: ct-scren}");
  const std::string wrong = problem("MR", "{preset: ct-screen}");
  EXPECT_NE(wrong.find("made for CT"), std::string::npos) << wrong;
  EXPECT_NE(wrong.find("a/1 is MR"), std::string::npos) << wrong;
  EXPECT_NE(problem("CT", "{preset: [ct-screen, ct-full]}"), "");
  EXPECT_NE(problem("CT", "{preset: 3}"), "");
}

}  // namespace
}  // namespace radgauge
