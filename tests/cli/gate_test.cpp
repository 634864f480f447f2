#include <nlohmann/json.hpp>

#include "cli/gated_runs.h"

namespace {

using GateMutantsOracle = GateOfRuns;
using GateRunInvariant = GateOfRuns;

TEST_F(GateRunInvariant, UnchangedReorderedAndWithOtherThreadsIsNoChange) {
  EXPECT_TRUE(gate("study.yaml", 0).rows.empty());
  EXPECT_TRUE(gate("study.yaml", 0, "-j 1").rows.empty());
  write("cohort.csv", kHeader + kRows[1] + kRows[0]);
  EXPECT_TRUE(gate("study.yaml", 0).rows.empty());
  ASSERT_EQ(run("gate now --save again.csv").exit_code, 0);
  EXPECT_EQ(read("again.csv"), read("baseline.csv"));
}

TEST_F(GateRunInvariant, AStudyThatNamesItsBaselineEndsWithItsVerdict) {
  ASSERT_EQ(run("gate before --save costs.csv --costs").exit_code, 0) << read("err.txt");
  const std::string study = read("study.yaml");
  write("gated.yaml", study + "gate: {baseline: costs.csv, slower: 1000, memory: 10}\n");
  EXPECT_EQ(run("run gated.yaml -o held").exit_code, 0) << read("err.txt");
  EXPECT_NE(read("out.txt").find("gate: passed: all"), std::string::npos);
  EXPECT_NE(read("held/gate.json").find("\"verdict\": \"same\""), std::string::npos);
  EXPECT_EQ(run("analyse held --study gated.yaml").exit_code, 0) << read("err.txt");
  EXPECT_EQ(run("run gated.yaml -o part --limit 1").exit_code, 0);
  EXPECT_NE(read("err.txt").find("not held against costs.csv: 2 of 4 cells"), std::string::npos)
      << read("err.txt");
  write_study("other.yaml", "families: stat+cm, bin_width: 11");
  write("other.yaml", read("other.yaml") + "gate: {baseline: costs.csv}\n");
  EXPECT_EQ(run("run other.yaml -o moved").exit_code, 1);
  EXPECT_NE(read("err.txt").find("first step that differs: discretised"), std::string::npos)
      << read("err.txt");
  EXPECT_NE(read("moved/gate.json").find("\"verdict\": \"moved\""), std::string::npos);
  EXPECT_EQ(run("gate --history before held moved --format csv -o history.csv").exit_code, 1);
  EXPECT_NE(read("history.csv").find("held,stat_mean,0,1,same"), std::string::npos);
}

TEST_F(GateRunInvariant, AGateThatCannotBeHeldIsRefusedBeforeTheRun) {
  const std::string study = read("study.yaml");
  const auto refused = [&](const std::string& gate, int code, const std::string& words) {
    write("gated.yaml", study + gate);
    EXPECT_EQ(run("run gated.yaml -o never").exit_code, code) << gate;
    EXPECT_NE(read("err.txt").find(words), std::string::npos) << read("err.txt");
    EXPECT_FALSE(std::filesystem::exists(path("never")));
  };
  refused("gate: {baseline: gone.csv}\n", 3, "gone.csv");
  refused("gate: {baseline: cohort.csv}\n", 3, "this is no baseline");
  refused("gate: {baseline: baseline.csv, tolerance: gone.csv}\n", 3, "gone.csv");
  refused("gate: {baseline: baseline.csv, slower: 0.5}\n", 3, "gated.yaml:9:");
  refused("gate: {baselin: baseline.csv}\n", 3, "did you mean 'baseline'");
  refused("gate: {tolerance: t.csv}\n", 3, "no key 'baseline'");
  refused("gate: {baseline: baseline.csv, memory: 2}\n", 2, "--costs");
}

TEST_F(GateMutantsOracle, ABinEdgeIsFoundAtTheGreyLevels) {
  write_study("mutant.yaml", kSettings + ", bin_origin_shift: 0.5");
  expect_steps(gate("mutant.yaml", 1), "discretised");
  ASSERT_EQ(run("gate now --baseline baseline.csv --format json -o gate.json").exit_code, 1);
  const auto json = nlohmann::json::parse(read("gate.json"));
  bool found = false;
  for (const auto& cause : json["causes"])
    found = found || cause["what"] == "extraction original bin_origin_shift";
  EXPECT_TRUE(found) << json["causes"];
}

TEST_F(GateMutantsOracle, AVoxelOfTheMaskIsFoundAtTheMask) {
  write_mask('A', true);
  const auto table = gate("study.yaml", 1);
  expect_steps(table, "mask");
  for (const auto& row : table.rows) EXPECT_EQ(row[0], "A/1");
}

TEST_F(GateMutantsOracle, AnInterpolationSettingIsFoundAtTheImage) {
  write_study("mutant.yaml", kSettings + ", interpolation: linear");
  expect_steps(gate("mutant.yaml", 1), "image");
}

TEST_F(GateMutantsOracle, AFormulaIsFoundAtTheValue) {
  // An engine whose formula is edited between two runs, on the same image and mask.
  const auto engine = [&](const char* skew) {
    write("engine.sh", std::string("echo 'feature,value\nstat_mean,2\nstat_skew,") + skew + "' > \"$3\"\n");
  };
  write(
      "engine.yaml",
      "engine: own\ncommand: [sh, engine.sh, '{image}', '{mask}', '{output}']\nfeatures: [stat_mean, stat_skew]\n");
  write("own.yaml",
        "study: own\ncohort: cohort.csv\nengine: engine.yaml\nextractions: {original: {preset: ct-1mm}}\n"
        "questions: []\n");
  engine("0.5");
  ASSERT_EQ(run("run own.yaml -o own").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("gate own --save baseline.csv").exit_code, 0);
  engine("0.6");
  const auto table = gate("own.yaml", 1);
  expect_steps(table, "value");
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][2], "stat_skew");
  EXPECT_EQ(table.rows[0][3], "0.5");
  EXPECT_EQ(table.rows[0][4], "0.6");
}

TEST_F(GateMutantsOracle, AnEngineIsNamedWithoutItsPathAndAnotherVersionOfItsFileIsACause) {
  const std::string engine =
      "engine: own\ncommand: [sh, -c, 'echo feature,value > \"$0\"; echo stat_mean,2 >> \"$0\"', '{output}', "
      "'{image}', '{mask}']\nfeatures: [stat_mean]\n";
  write("engine.yaml", engine);
  write("own.yaml", "study: own\ncohort: cohort.csv\nengine: " + path("engine.yaml") +
                        "\nextractions: {original: {preset: ct-1mm}}\nquestions: []\n");
  ASSERT_EQ(run("run own.yaml -o own").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("gate own --save baseline.csv").exit_code, 0);
  EXPECT_NE(read("baseline.csv").find(",,about,engine,own,"), std::string::npos);
  EXPECT_EQ(read("baseline.csv").find(path("engine.yaml")), std::string::npos);
  write("engine.yaml", engine + "timeout_s: 5\n");
  gate("own.yaml", 0);
  ASSERT_EQ(run("gate now --baseline baseline.csv --format json -o gate.json").exit_code, 0);
  const auto causes = nlohmann::json::parse(read("gate.json"))["causes"];
  ASSERT_EQ(causes.size(), 1u) << causes;
  EXPECT_EQ(causes[0]["what"], "engine file");
}

TEST_F(GateMutantsOracle, AValueOfAnImportedTableIsFoundAtTheValue) {
  ASSERT_EQ(run("export before -o tidy.csv").exit_code, 0);
  ASSERT_EQ(run("import tidy.csv -o imported").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("gate imported --save baseline.csv").exit_code, 0);
  std::string text = read("tidy.csv");
  const auto line = text.find(",noise.white:k=1,stat_mean,");
  ASSERT_NE(line, std::string::npos);
  const auto value = line + std::string(",noise.white:k=1,stat_mean,").size();
  text.replace(value, text.find(',', value) - value, "41.5");
  write("edited.csv", text);
  ASSERT_EQ(run("import edited.csv --name tidy -o now").exit_code, 0);
  ASSERT_EQ(run("gate now --baseline baseline.csv --format csv -o rows.csv").exit_code, 1);
  const auto table = radgauge::io::read_csv(path("rows.csv"));
  ASSERT_EQ(table.rows.size(), 1u);
  expect_steps(table, "value");
  EXPECT_EQ(table.rows[0][*table.column("value")], "41.5");
}

TEST_F(GateMutantsOracle, WhatIsGoneIsMissing) {
  write("cohort.csv", kHeader + kRows[0]);
  write_study("mutant.yaml", "families: stat, bin_width: 10");
  const auto table = gate("mutant.yaml", 1);
  std::size_t missing_object = 0, missing_feature = 0;
  for (const auto& row : table.rows) {
    EXPECT_EQ(row[*table.column("verdict")], "missing");
    missing_object += row[0] == "B/1" ? 1U : 0U;
    missing_feature += row[0] == "A/1" && row[2].starts_with("cm_") ? 1U : 0U;
  }
  EXPECT_GT(missing_object, 0u);
  EXPECT_GT(missing_feature, 0u);
}

TEST_F(GateMutantsOracle, AcceptedValuesPassAndTheReasonStays) {
  write_study("mutant.yaml", kSettings + ", bin_origin_shift: 0.5");
  gate("mutant.yaml", 1);
  ASSERT_EQ(
      run("gate now --baseline baseline.csv --accept 'cm_*' --reason 'edges at halves, issue 7'").exit_code,
      0)
      << read("out.txt");
  EXPECT_EQ(run("gate now --baseline baseline.csv").exit_code, 0);
  EXPECT_NE(read("baseline.csv").find(",,accepted,cm_*,\"edges at halves, issue 7\","), std::string::npos);
  // Everything anew, with its reason and those of before.
  write_study("fewer.yaml", "families: stat, bin_width: 10");
  gate("fewer.yaml", 1);
  ASSERT_EQ(run("gate now --save baseline.csv --reason 'texture is measured elsewhere'").exit_code, 0);
  EXPECT_EQ(run("gate now --baseline baseline.csv").exit_code, 0);
  expect_parts(read("baseline.csv"), {",,accepted,cm_*,\"edges at halves, issue 7\",",
                                      ",,accepted,*,texture is measured elsewhere,"});
  EXPECT_EQ(run("gate now --baseline baseline.csv --reason 'of what?'").exit_code, 2);
  EXPECT_EQ(run("gate now --baseline baseline.csv --accept 'cm_*'").exit_code, 2);
  EXPECT_EQ(run("gate now").exit_code, 2);
}

using GateRegression = ProgramTest;

// What .ci/run and the snippets for other people's CI run.
TEST_F(GateRegression, TheShippedStudyHasTheValuesOfItsBaselineAndTheScriptWritesWhatServersShow) {
  const std::string ci = source_file("harness/packaging/ci/");
  std::filesystem::copy_file(source_file("results/baselines/ci-quick.csv"), path("baseline.csv"));
  const auto gate = [&](const std::string& before) {
    return WEXITSTATUS(
        std::system(("cd '" + folder_.string() + "' && " + before + " RADGAUGE=" + tested_program() + " '" +
                     ci + "gate.sh' '" + ci + "ci-quick.yaml' baseline.csv >out.txt 2>err.txt")
                        .c_str()));
  };
  ASSERT_EQ(gate("env"), 0) << read("out.txt") << read("err.txt");
  for (const char* name : {"junit.xml", "gitlab.json", "rows.csv", "summary.md"})
    EXPECT_FALSE(read(std::string("radgauge-gate/") + name).empty()) << name;
  // One value of the baseline is another.
  std::string text = read("baseline.csv");
  const auto at = text.find("base,value,stat_mean,");
  ASSERT_NE(at, std::string::npos);
  text.insert(at + std::string("base,value,stat_mean,").size(), "-9");
  write("baseline.csv", text);
  ASSERT_EQ(gate("env GITHUB_STEP_SUMMARY=step.md"), 1) << read("out.txt");
  expect_parts(read("out.txt"), {"::error title=radgauge%3A stat_mean::1 moved", "failed: moved: 1 of"});
  expect_parts(read("step.md"), {"## radgauge gate: failed", "| `stat_mean` | 1 | 0 | 0 |"});
  EXPECT_FALSE(std::filesystem::exists(path("radgauge-gate/explanation.txt"))) << "there is no trace";
  // Without a baseline one is recorded, with the trace of a cell, and nothing has passed.
  std::filesystem::remove(path("baseline.csv"));
  ASSERT_EQ(gate("env"), 1);
  EXPECT_EQ(gate("env"), 0);
  EXPECT_FALSE(std::filesystem::exists(path("radgauge-gate/explanation.txt"))) << "nothing moved";
}

// A study that is changed between two runs of the script: the voxel stands in the log and in the summary.
TEST_F(GateRegression, TheScriptSaysWhereTheTracedCellFirstDiffers) {
  const auto study = [&](const char* width) {
    write(
        "study.yaml",
        std::string("study: small\nphantoms: {kind: lesion, count: 1, size_x: 20, size_y: 20, size_z: 12, ") +
            "radius_low_mm: 4, radius_high_mm: 5}\nextractions: {original: {preset: ct-1mm, families: cm, "
            "bin_width: " +
            width + "}}\nquestions: []\n");
  };
  const auto gate = [&] {
    return WEXITSTATUS(std::system(("cd '" + folder_.string() + "' && RADGAUGE=" + tested_program() + " '" +
                                    source_file("harness/packaging/ci/gate.sh") +
                                    "' study.yaml baseline.csv >out.txt 2>err.txt")
                                       .c_str()));
  };
  study("10");
  ASSERT_EQ(gate(), 1) << read("err.txt");
  EXPECT_TRUE(std::filesystem::exists(path("baseline.trace")));
  study("11");
  ASSERT_EQ(gate(), 1) << read("err.txt");
  for (const char* file : {"out.txt", "radgauge-gate/summary.md", "radgauge-gate/explanation.txt"})
    expect_parts(read(file), {"lesion-1/1::base: first step that differs: discretised, ", "worst: voxel ("});
}

}  // namespace
