#include <cmath>
#include <map>

#include "cli/program.h"
#include "core/text.h"
#include "io/csv.h"

namespace {

/// A study by two extractors: radgauge's own, and a program that starts radgauge and adds to what it says.
class EnginesOfAStudy : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    write(
        "shifted.sh",
        "'" + tested_program() +
            "' extract \"$1\" \"$2\" --extraction none --format csv >all.$$ || exit\n"
            "awk -F, 'NR == 1 {print \"feature,value\"} $1 == \"stat_mean\" {printf \"stat_mean,%.17g\\n\", $3 + 5}\n"
            "  $1 == \"stat_var\" {print \"stat_var,\" $3}' all.$$ >\"$3\"\nrm all.$$\n");
    write("shifted.yaml",
          "engine: shifted 1.0\ncommand: [sh, shifted.sh, '{image}', '{mask}', '{output}']\n"
          "features: [stat_mean, stat_var]\n");
    write("study.yaml", kStudy);
  }

  std::string value(const radgauge::io::CsvTable& table, const std::string& question,
                    const std::string& feature, const std::string& column) const {
    for (const auto& row : table.rows)
      if (row[*table.column("question")] == question && row[*table.column("feature")] == feature)
        return row[*table.column(column)];
    ADD_FAILURE() << question << " " << feature;
    return {};
  }

  static inline const std::string kStudy =
      "study: software\nphantoms: {kind: lesion, count: 12}\nengines: [built-in, shifted.yaml]\n"
      "extractions: {original: {preset: none, families: stat}}\n"
      "conditions:\n  noise: {chain: [{noise.white: {sd: 5}}]}\n"
      "questions:\n  - {name: software, over: engine, limits: {icc_lower: 0.75}}\n"
      "  - {name: noise, over: noise, within: [engine], limits: {icc_lower: 0.75}}\n";
};
using EnginesOracle = EnginesOfAStudy;
using EnginesMechanics = EnginesOfAStudy;

TEST_F(EnginesOracle, SoftwareIsAFactor) {
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  const auto table = radgauge::io::read_csv(path("out/features.csv"));
  EXPECT_EQ(value(table, "software", "stat_var", "icc"), "1");
  EXPECT_NEAR(std::abs(*radgauge::parse_double(value(table, "software", "stat_mean", "bias"))), 5, 1e-9);
  EXPECT_EQ(value(table, "software", "stat_skew", "decision"), "not estimable");  // of one of them alone
  EXPECT_EQ(value(table, "software", "stat_skew", "icc"), "");
  EXPECT_EQ(value(table, "software", "stat_mean", "n_objects"), "12");
  EXPECT_EQ(value(table, "noise", "stat_mean", "failure_rate"), "0");
  const std::string cells = read("out/cells.csv");
  EXPECT_EQ(cells.rfind("patient,lesion,channel,session,reader,scanner,site,engine,condition,", 0), 0U);
  EXPECT_NE(cells.find(",shifted,noise.white:sd=5,ok,"), std::string::npos);
  // Gauge R&R over software.
  EXPECT_NE(read("out/gauge.csv").find("software,all,stat_var"), std::string::npos);
  EXPECT_NE(read("out/gauge.csv").find(",engine,"), std::string::npos);
  // Noise is drawn for the image, whoever measures it.
  ASSERT_EQ(run("export out -o tidy.csv").exit_code, 0);
  const auto tidy = radgauge::io::read_csv(path("tidy.csv"));
  std::map<std::string, std::string> built_in;
  std::size_t same = 0;
  for (const auto& row : tidy.rows) {
    if (row[*tidy.column("feature")] != "stat_var") continue;
    const std::string key = row[*tidy.column("patient")] + row[*tidy.column("condition")];
    const auto [at, is_new] = built_in.emplace(key, row[*tidy.column("value")]);
    if (!is_new) same += at->second == row[*tidy.column("value")] ? 1 : 0;
  }
  EXPECT_EQ(same, 24U);
}

TEST_F(EnginesOracle, AFolderIsAnalysedResumedAndImportedAgain) {
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  const std::string features = read("out/features.csv");
  ASSERT_EQ(run("analyse out").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/features.csv"), features);
  ASSERT_EQ(run("run study.yaml -o out --resume").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("out/features.csv"), features);
  ASSERT_EQ(run("run study.yaml -o one --only 'lesion-3/1/engine=shifted::base'").exit_code, 0)
      << read("err.txt");
  ASSERT_EQ(run("export out -o tidy.csv").exit_code, 0);
  ASSERT_EQ(run("import tidy.csv -o imported").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("analyse imported").exit_code, 0) << read("err.txt");
  EXPECT_NE(read("imported/features.csv").find("engine,all,stat_mean"), std::string::npos)
      << read("imported/features.csv").substr(0, 400);
}

// oracle: a program that is killed, hangs, writes half a file, writes NaN, forgets a feature, or ends with 0
// after an error fails its own cell alone, with a reason; the study ends, and with 4 where that is not
// tolerated.
TEST_F(EnginesOracle, EveryWayToFailIsAFailedCellWithItsReason) {
  write("tool.sh",
        "out=$3\n"
        "case $4 in\n"
        "  1) kill -9 $$ ;;\n"
        "  2) sleep 60 ;;\n"
        "  3) printf 'feature,value\\nstat_mean,1.5\\nstat_v' >\"$out\"; exit 0 ;;\n"
        "  4) printf 'feature,value\\nstat_mean,nan\\nstat_var,1\\n' >\"$out\"; exit 0 ;;\n"
        "  5) printf 'feature,value\\nstat_mean,1.5\\n' >\"$out\"; exit 0 ;;\n"
        "  6) echo 'Traceback: no licence' >&2; exit 0 ;;\n"
        "esac\n"
        "printf 'feature,value\\nstat_mean,1.5\\nstat_var,1\\n' >\"$out\"\n");
  write("tool.yaml",
        "command: [sh, tool.sh, '{image}', '{mask}', '{output}', '{bin_width}', '{discretisation}']\n"
        "features: [stat_mean, stat_var]\ntimeout_s: 3\n");
  const std::string study =
      "study: failing\nphantoms: {kind: lesion, count: 1}\nengine: tool.yaml\n"
      "extractions: {original: {preset: none, families: stat}}\n"
      "conditions: {width: {chain: [{disc.fbs: {width: [1, 2, 3, 4, 5, 6, 7]}}]}}\nquestions: []\n";
  write("failing.yaml", study);
  EXPECT_EQ(run("run failing.yaml -o results").exit_code, 4) << read("err.txt");
  const radgauge::io::CsvTable cells = radgauge::io::read_csv(path("results/cells.csv"));
  const std::map<std::string, std::string> reasons{{"disc.fbs:width=1", "signal 9"},
                                                   {"disc.fbs:width=2", "did not end within 3 s"},
                                                   {"disc.fbs:width=3", "{output}:3: this row has 1 fields"},
                                                   {"disc.fbs:width=4", "stat_mean = nan without a status"},
                                                   {"disc.fbs:width=5", "it wrote no stat_var"},
                                                   {"disc.fbs:width=6", "no licence"}};
  std::size_t failed = 0, ok = 0;
  for (const auto& row : cells.rows) {
    const auto reason = reasons.find(row[*cells.column("condition")]);
    const bool is_failed = row[*cells.column("status")] == "failed";
    EXPECT_EQ(is_failed, reason != reasons.end()) << row[*cells.column("condition")];
    ok += is_failed ? 0U : 1U;
    if (!is_failed || reason == reasons.end()) continue;
    ++failed;
    EXPECT_NE(row[*cells.column("reason")].find(reason->second), std::string::npos)
        << row[*cells.column("reason")];
  }
  EXPECT_EQ(failed, 6u);
  EXPECT_GE(ok, 2u) << "base and the seventh width";
  write("tolerated.yaml", study + "failures: {max: 6}\n");
  EXPECT_EQ(run("run tolerated.yaml -o tolerated").exit_code, 0) << read("err.txt");
}

TEST_F(EnginesMechanics, WhatCannotBeAskedIsRefused) {
  const auto refused = [&](const std::string& from, const std::string& to, const std::string& words) {
    std::string study = kStudy;
    study.replace(study.find(from), from.size(), to);
    write("wrong.yaml", study);
    EXPECT_EQ(run("run wrong.yaml -o never").exit_code, 3) << to;
    EXPECT_NE(read("err.txt").find(words), std::string::npos) << read("err.txt");
  };
  refused("[built-in, shifted.yaml]", "[built-in]", "wrong.yaml:3:");
  refused("[built-in, shifted.yaml]", "[built-in, built-in]", "two engines are called built-in");
  refused("[built-in, shifted.yaml]", "[built-in, gone.yaml]", "gone.yaml does not exist");
  refused("[built-in, shifted.yaml]", "[built-in, shifted.yaml]\nengine: built-in", "leave one out");
  write("cohort.csv", "patient,image,mask,modality,engine\nA,a.nii,m.nii,CT,pyradiomics\n");
  refused("phantoms: {kind: lesion, count: 12}\nengines: [built-in, shifted.yaml]", "cohort: cohort.csv",
          "cohort.csv:2: the column engine has 'pyradiomics'");
}

}  // namespace
