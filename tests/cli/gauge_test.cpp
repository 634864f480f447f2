#include <cmath>
#include <map>

#include "cli/program.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/image_file.h"

namespace {

using radgauge::Lattice;
using radgauge::Mask;
using radgauge::Volume;
using radgauge::io::parse_csv;

/// Patients with one lesion, which two readers draw differently.
class GaugeStudyMechanics : public ProgramTest {
 protected:
  static constexpr int kPatients = 6;

  void SetUp() override {
    ProgramTest::SetUp();
    Lattice lattice;
    lattice.size = {18, 18, 10};
    std::string cohort = "patient,image,mask,modality,reader,scanner\n", by_scanner = cohort;
    for (int p = 0; p < kPatients; ++p) {
      Volume image(lattice);
      Mask first(lattice), second(lattice);
      for (std::int64_t z = 0; z < 10; ++z)
        for (std::int64_t y = 0; y < 18; ++y)
          for (std::int64_t x = 0; x < 18; ++x) {
            image(x, y, z) = static_cast<float>(20 * p + (x * (3 + p) + y * 5 + z * (11 + 2 * p)) % 40);
            first(x, y, z) = x > 3 && x < 12 + p % 3 && y > 4 && y < 13 && z > 1 && z < 8 ? 1 : 0;
            second(x, y, z) = x > 4 && x < 13 && y > 3 + p % 2 && y < 13 && z > 2 && z < 8 ? 1 : 0;
          }
      const std::string name = "p" + std::to_string(p);
      radgauge::io::write_image(path(name + ".nii.gz"), image);
      radgauge::io::write_mask(path(name + "_A.nii.gz"), first);
      radgauge::io::write_mask(path(name + "_B.nii.gz"), second);
      for (const std::string reader : {"A", "B"}) {
        const std::string start =
            name + "," + name + ".nii.gz," + name + "_" + reader + ".nii.gz,CT," + reader + ",";
        cohort += start + "S\n";
        by_scanner += start + (p < 3 ? "S1" : "S2") + "\n";
      }
    }
    write("cohort.csv", cohort);
    write("by_scanner.csv", by_scanner);
  }

  /// Rows of a CSV file as maps from column to field.
  std::vector<std::map<std::string, std::string>> rows(const std::string& name) const {
    const auto table = parse_csv(read(name), name);
    std::vector<std::map<std::string, std::string>> out;
    for (const auto& fields : table.rows) {
      out.emplace_back();
      for (std::size_t c = 0; c < table.header.size(); ++c) out.back()[table.header[c]] = fields[c];
    }
    return out;
  }

  const std::string conditions_ =
      "conditions: {noise: {chain: [{noise.white: {sd: 2}}], repeats: 3, readers: all, sessions: all}}\n";
};

// The exported values through `radgauge stats components`, which knows nothing of studies, give the same.
TEST_F(GaugeStudyMechanics, ReadersByRepeatsEqualTheComponentsOfTheExportedTable) {
  write("study.yaml", "study: readers\ncohort: cohort.csv\n" + conditions_ +
                          "questions: [{name: readers, over: reader, gauge: {repeats: noise}}]\n");
  const auto result = run("run study.yaml -o out");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  ASSERT_EQ(run("export out -o tidy.csv").exit_code, 0);
  std::string table = "patient,object,reader,draw,repeat,feature,value\n";
  for (auto& row : rows("tidy.csv"))
    if (const auto at = row["condition"].find('#'); at != std::string::npos)
      table += row["patient"] + "," + row["lesion"] + "," + row["reader"] + "," +
               row["condition"].substr(at + 1) + ",1," + row["feature"] + "," + row["value"] + "\n";
  write("table.csv", table);
  ASSERT_EQ(run("stats components table.csv -o components.csv").exit_code, 0) << read("err.txt");
  std::map<std::string, double> stats;
  for (auto& row : rows("components.csv"))
    if (row["status"] == "ok")
      stats[row["feature"] + " " + row["method"] + " " + row["quantity"]] =
          *radgauge::parse_double(row["value"]);
  int compared = 0;
  const auto same = [&](const std::string& got, const std::string& key) {
    ASSERT_TRUE(stats.contains(key)) << key;
    const double want = stats[key];
    EXPECT_NEAR(*radgauge::parse_double(got), want, 1e-12 * std::abs(want)) << key;
    ++compared;
  };
  for (auto& row : rows("out/gauge.csv")) {
    const std::string feature = row["feature"], term = row["term"];
    // Features that noise cannot touch are cleaned of rounding first.
    if (row["kind"] == "none" || feature.rfind("stat_", 0) != 0) continue;
    EXPECT_EQ(row["method"], "ANOVA") << feature;
    EXPECT_EQ(row["design"],
              "object x reader x repeat, balanced: 6 objects, 2 readers, 3 repeats shared by readers");
    if (row["kind"] == "component") {
      same(row["var_anova"], feature + " anova var." + term);
      if (!row["var_reml"].empty()) same(row["var_reml"], feature + " reml var." + term);
    }
    if (term == "RC" || term == "RDC") same(row["value"], feature + " anova " + term);
    if (term == "Phi" || term == "Erho2") same(row["value"], feature + " gtheory " + term + ".reader1");
  }
  EXPECT_GT(compared, 100);
  // Two readers of one image: the mean of both.
  int means = 0;
  for (auto& row : rows("out/dstudy.csv")) {
    if (row["feature"] != "stat_mean" || row["repeat"] != "1") continue;
    same(row["phi"], "stat_mean gtheory Phi.reader" + row["reader"]);
    ++means;
  }
  EXPECT_EQ(means, 3);
  // features.csv is of its own ICC: the same cells and components.
  int rows_with_icc = 0;
  for (auto& row : rows("out/features.csv")) {
    const auto icc = radgauge::parse_double(row["icc"]),
               share = radgauge::parse_double(row["study_variation_percent"]);
    if (!icc || !share || *icc < 0) continue;
    EXPECT_NEAR(*share, 100 * std::sqrt(1 - *icc), 1e-9) << row["feature"];
    ++rows_with_icc;
  }
  EXPECT_GT(rows_with_icc, 50);
}

TEST_F(GaugeStudyMechanics, EveryQuestionHasATable) {
  write("study.yaml",
        "study: s\ncohort: cohort.csv\n"
        "conditions:\n  noise: {chain: [{noise.white: {sd: 2}}], repeats: 3}\n"
        "  grow: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}]}\n"
        "  both: {chain: [{noise.white: {sd: [1, 2]}}], repeats: 2}\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  std::map<std::string, std::string> designs;
  for (auto& row : rows("out/gauge.csv"))
    if (row["feature"] == "stat_mean") designs[row["question"]] = row["design"];
  EXPECT_EQ(designs["reader"], "object x reader, balanced: 6 objects, 2 readers");
  EXPECT_EQ(designs["noise"], "object x repeat, balanced: 6 objects, 3 repeats");
  EXPECT_EQ(designs["grow"], "object x condition, balanced: 6 objects, 3 conditions");
  EXPECT_EQ(designs["both"],
            "object x condition x repeat, balanced: 6 objects, 2 conditions, 2 repeats shared by conditions");
}

// A table and a row of one feature agree, or the table says why not.
TEST_F(GaugeStudyMechanics, TablesAndRowsAgreeOrSayWhyNot) {
  write("study.yaml", "study: s\ncohort: cohort.csv\n" + conditions_ +
                          "questions:\n  - {name: plain, over: reader}\n"
                          "  - {name: repeated, over: reader, gauge: {repeats: noise}}\n"
                          "  - {name: noise, over: noise}\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  std::map<std::string, double> percent;
  for (auto& row : rows("out/features.csv"))
    if (const auto share = radgauge::parse_double(row["study_variation_percent"]))
      percent[row["question"] + row["feature"]] = *share;
  std::map<std::string, int> same, other;
  for (auto& row : rows("out/gauge.csv")) {
    const auto share = radgauge::parse_double(row["study_variation_percent"]);
    const auto at = percent.find(row["question"] + row["feature"]);
    if (row["term"] != "GRR" || !share || at == percent.end()) continue;
    const bool says = row["note"].find("not that of the row in features.csv: ") != std::string::npos;
    EXPECT_EQ(std::abs(*share - at->second) > 0.05, says)
        << row["question"] << " " << row["feature"] << " " << *share << " " << at->second << row["note"];
    ++(says ? other : same)[row["question"]];
  }
  EXPECT_GT(same["plain"], 50);
  EXPECT_GT(other["repeated"], 50);
}

TEST_F(GaugeStudyMechanics, ThePlanSaysWhatCannotBeEstimated) {
  write("study.yaml", "study: s\ncohort: by_scanner.csv\n" + conditions_ +
                          "questions:\n"
                          "  - {name: readers, over: reader, gauge: {factors: [scanner], repeats: noise}}\n"
                          "  - {name: scanners, over: scanner, within: [reader]}\n");
  const auto validated = run("validate study.yaml");
  EXPECT_EQ(validated.exit_code, 0) << validated.err;
  const std::vector<std::string> expected{
      "note: scanner is confounded with patient: 2 levels",
      "gauge of question readers: object x reader x repeat, balanced: 6 objects, 2 readers, 3 repeats shared "
      "by "
      "readers; scanner is confounded with object (each object has one scanner only); its variation is part "
      "of "
      "that of the objects",
      "gauge of question scanners: not estimable: scanner is confounded with "};
  expect_parts(validated.out, expected);
  const auto dry = run("run study.yaml --dry-run -o out");
  EXPECT_EQ(dry.exit_code, 0) << dry.err;
  expect_parts(dry.out, {expected[1], expected[2]});
}

}  // namespace
