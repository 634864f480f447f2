#include <nlohmann/json.hpp>

#include "cli/gated_runs.h"

namespace {

/// The mutants of the gate, one cell of which is measured again.
class ExplainedMutants : public GateOfRuns {
 protected:
  static inline const std::string kCell = "A/1::noise.white:k=1";

  nlohmann::json explain(const std::string& arguments, int exit_code) {
    EXPECT_EQ(run("explain " + arguments + " --format json -o explanation.json").exit_code, exit_code)
        << read("err.txt");
    return nlohmann::json::parse(read("explanation.json"));
  }

  /// The first step of a JSON explanation that differs.
  static nlohmann::json first_of(const nlohmann::json& explanation) {
    for (const auto& step : explanation["steps"])
      if (step["verdict"] == "moved") return step;
    return {};
  }
};
using ExplainedMutantsOracle = ExplainedMutants;
using ExplainInvariant = ExplainedMutants;
using ExplainMechanics = ExplainedMutants;

TEST_F(ExplainInvariant, AnUnchangedCellHasTheSameStepsWhateverTheThreads) {
  ASSERT_EQ(run("explain study.yaml --cell '" + kCell + "' --save a.trace -j 1").exit_code, 0)
      << read("err.txt");
  ASSERT_EQ(run("explain study.yaml --cell '" + kCell + "' --save b.trace -j 2").exit_code, 0);
  EXPECT_EQ(read("a.trace"), read("b.trace"));
  const auto json = explain("study.yaml --before a.trace", 0);
  EXPECT_EQ(json["verdict"], "same");
  EXPECT_EQ(json["first_step"], "");
  EXPECT_EQ(json["condition"], "noise.white:k=1");
  std::vector<std::string> steps;
  for (const auto& step : json["steps"]) {
    EXPECT_GT(step["compared"], 0) << step;
    steps.push_back(step["step"].get<std::string>() + ":" + step["part"].get<std::string>());
  }
  const std::vector<std::string> expected{"image:as acquired", "mask:as acquired", "image:",    "mask:",
                                          "resegmented:",      "discretised:",     "matrix:cm", "value:stat",
                                          "value:cm"};
  EXPECT_EQ(steps, expected);
}

TEST_F(ExplainedMutantsOracle, ABinEdgeIsShownAtAGreyLevel) {
  write_study("mutant.yaml", kSettings + ", bin_origin_shift: 0.5");
  const auto json = explain("mutant.yaml --before study.yaml --cell '" + kCell + "'", 1);
  EXPECT_EQ(json["first_step"], "discretised");
  const auto worst = first_of(json)["worst"];
  EXPECT_EQ(std::abs(worst["difference"].get<double>()), 1) << "a grey level: " << worst;
  EXPECT_GE(worst["before"], 1) << "inside the region";
  for (const auto& step : json["steps"])
    if (step["step"] == "value" && step["part"] == "stat") {
      EXPECT_EQ(step["verdict"], "same");
    }
}

TEST_F(ExplainedMutantsOracle, AVoxelOfTheMaskIsTheOneThatWasFlipped) {
  ASSERT_EQ(run("explain study.yaml --cell '" + kCell + "' --save before.trace").exit_code, 0);
  write_mask('A', true);
  const auto json = explain("study.yaml --before before.trace", 1);
  EXPECT_EQ(json["first_step"], "mask");
  const auto first = first_of(json);
  EXPECT_EQ(first["part"], "as acquired");
  EXPECT_EQ(first["differing"], 1);
  EXPECT_EQ(first["worst"]["voxel"], nlohmann::json({15, 8, 5}));
  const auto position = first["worst"]["position_mm"];
  EXPECT_NEAR(position[0], 15 * 1.1, 1e-4);
  EXPECT_NEAR(position[1], 8 * 1.1, 1e-4);
  EXPECT_NEAR(position[2], 5 * 1.7, 1e-4);
  EXPECT_EQ(first["worst"]["before"], 0);
  EXPECT_EQ(first["worst"]["now"], 1);
}

TEST_F(ExplainedMutantsOracle, AnInterpolationSettingIsShownAtTheImage) {
  write_study("mutant.yaml", kSettings + ", interpolation: linear");
  ASSERT_EQ(run("explain mutant.yaml --before study.yaml --cell '" + kCell + "'").exit_code, 1)
      << read("err.txt");
  expect_parts(read("out.txt"), {kCell + ": first step that differs: image, ", "worst: voxel ("});
  EXPECT_EQ(explain("mutant.yaml --before study.yaml --cell '" + kCell + "'", 1)["first_step"], "image");
}

TEST_F(ExplainedMutantsOracle, AnotherVoxelSpacingIsAnotherLattice) {
  write_study("mutant.yaml", kSettings + ", spacing_x_mm: 1.25");
  const auto first = first_of(explain("mutant.yaml --before study.yaml --cell '" + kCell + "'", 1));
  EXPECT_EQ(first["step"], "image");
  EXPECT_NE(first["note"].get<std::string>().find("1.25"), std::string::npos) << first;
}

TEST_F(ExplainedMutantsOracle, AFormulaIsShownAtTheValue) {
  const auto engine = [&](const char* skew) {
    write("engine.sh", std::string("echo 'feature,value\nstat_mean,2\nstat_skew,") + skew + "' > \"$3\"\n");
  };
  write("engine.yaml",
        "engine: own\ncommand: [sh, engine.sh, '{image}', '{mask}', '{output}']\n"
        "features: [stat_mean, stat_skew]\n");
  write("own.yaml",
        "study: own\ncohort: cohort.csv\nengine: engine.yaml\nextractions: {original: {preset: ct-1mm}}\n"
        "questions: []\n");
  engine("0.5");
  ASSERT_EQ(run("explain own.yaml --save before.trace").exit_code, 0) << read("err.txt");
  engine("0.6");
  const auto json = explain("own.yaml --before before.trace", 1);
  EXPECT_EQ(json["first_step"], "value");
  const auto first = first_of(json);
  EXPECT_EQ(first["differing"], 1);
  EXPECT_EQ(first["worst"]["number"], "stat_skew");
  EXPECT_EQ(first["worst"]["before"], 0.5);
  EXPECT_EQ(first["worst"]["now"], 0.6);
}

TEST_F(ExplainMechanics, AnImportHasNoImageAndTheGateNamesItsValues) {
  ASSERT_EQ(run("export before -o tidy.csv").exit_code, 0);
  ASSERT_EQ(run("import tidy.csv -o imported").exit_code, 0) << read("err.txt");
  EXPECT_EQ(run("explain imported --before before --cell A/1::base").exit_code, 2);
  EXPECT_NE(read("err.txt").find("is an import: there is no image"), std::string::npos) << read("err.txt");
}

TEST_F(ExplainMechanics, TwoFoldersTellTheCellThatMovedMost) {
  const auto study = [](const char* width) {
    return std::string(
               "study: spheres\nphantoms: {kind: lesion, count: 2, size_x: 20, size_y: 20, size_z: 12, ") +
           "radius_low_mm: 4, radius_high_mm: 5}\nextractions: {original: {preset: ct-1mm, families: stat+cm, "
           "bin_width: " +
           width + "}}\nconditions: {noise: {chain: [{noise.white: {sd: 5}}]}}\nquestions: []\n";
  };
  write("old.yaml", study("10"));
  write("new.yaml", study("11"));
  for (const char* name : {"old", "new"})
    ASSERT_EQ(run(std::string("run ") + name + ".yaml -o " + name + "-run").exit_code, 0) << read("err.txt");
  const auto json = explain("new-run --before old-run", 1);
  EXPECT_EQ(json["first_step"], "discretised");
  EXPECT_EQ(run("explain old-run --before old-run").exit_code, 2);
  expect_parts(read("err.txt"), {"no value of old-run moved"});
}

// A run is measured again on what it was measured on, or not at all.
TEST_F(ExplainMechanics, AFolderWhoseMaskHasChangedIsRefused) {
  EXPECT_EQ(run("explain before --before before --cell A/1::base").exit_code, 0) << read("err.txt");
  write_mask('A', true);
  EXPECT_EQ(run("explain study.yaml --before before --cell A/1::base").exit_code, 4);
  expect_parts(read("err.txt"), {"before: the mask mask_A.nii.gz is not what was measured then", "a trace"});
  EXPECT_EQ(run("explain study.yaml --before before --cell B/1::base").exit_code, 0) << read("err.txt");
}

TEST_F(ExplainMechanics, WhatCannotBeExplainedSaysWhy) {
  const auto refused = [&](const std::string& arguments, int code, const std::string& words) {
    EXPECT_EQ(run("explain " + arguments).exit_code, code) << arguments << "\n" << read("err.txt");
    EXPECT_NE(read("err.txt").find(words), std::string::npos) << read("err.txt");
  };
  refused("study.yaml", 2, "give --before SIDE");
  refused("study.yaml --before study.yaml", 2, "name the cell");
  refused("study.yaml --before study.yaml --cell A/1::bas", 2, "did you mean 'A/1::base'");
  refused("gone.yaml --before study.yaml --cell A/1::base", 4, "gone.yaml");
  ASSERT_EQ(run("explain study.yaml --save a.trace").exit_code, 0);
  refused("study.yaml --before a.trace --cell B/1::base", 2, "is a trace of A/1::base");
  const std::string whole = read("a.trace");
  write("cut.trace", whole.substr(0, whole.size() - 100));
  refused("study.yaml --before cut.trace", 4, "cut.trace: the trace is damaged (it is cut or damaged)");
  write("old.trace", "{\"schema\":\"radgauge-trace-0\"" + whole.substr(whole.find(',')));
  refused("study.yaml --before old.trace", 4, "'radgauge-trace-0'");
  std::filesystem::remove(path("image.nii.gz"));
  refused("study.yaml --before a.trace", 4, "image.nii.gz");
}

}  // namespace
