#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "core/hash.h"
#include "io/image_file.h"

namespace {

const std::string kStudy =
    "study: small\nseed: 3\nphantoms: {kind: lesion, count: 6}\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2}}\n"
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: 1}}], repeats: 4}\n"
    "  contour: {chain: [{mask.grow_mm: {distance_mm: [-2, 2]}}]}\n";
const std::string kQuestions =
    "questions:\n  - {name: noise, over: noise, limits: {icc_lower: 0.9}}\n"
    "  - {name: contour, over: contour, limits: {icc_lower: 0.75, rc_percent_upper: 60}}\n";

class CertificateMechanics : public ProgramTest {
 protected:
  void measure(const std::string& folder, const std::string& study = kStudy + kQuestions) {
    write("study.yaml", study);
    ASSERT_EQ(run("run study.yaml -o " + folder).exit_code, 0) << read("err.txt");
  }
  nlohmann::json certificate(const std::string& folder) const {
    return nlohmann::json::parse(read(folder + "/certificate.json"));
  }
};

TEST_F(CertificateMechanics, HashesAreThoseOfTheFilesAndBytesDoNotChange) {
  measure("results");
  const std::string first = read("results/certificate.html");
  ASSERT_FALSE(first.empty());
  const auto json = certificate("results");
  EXPECT_EQ(json.at("sha256").at("measurements.sqlite"),
            radgauge::sha256(read("results/measurements.sqlite")));
  EXPECT_EQ(json.at("sha256").at("study.resolved.yaml"),
            radgauge::sha256(read("results/study.resolved.yaml")));
  expect_parts(first, {radgauge::sha256(read("results/measurements.sqlite")), json.at("number"),
                       json.at("sha256").at("what was measured"), json.at("sha256").at("what was decided")});
  ASSERT_LE(run("certify results").exit_code, 1) << read("err.txt");
  EXPECT_EQ(read("results/certificate.html"), first);
  ASSERT_EQ(run("analyse results").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("results/certificate.html"), first);
  EXPECT_EQ(first.find(path("")), std::string::npos) << "an absolute path";
}

TEST_F(CertificateMechanics, OptionsFillTheFields) {
  measure("results");
  ASSERT_LE(run("certify results --question noise --name 'A. Physicist' --role 'MPE' --date 2030-01-31 "
                "--valid-days 10 -o -")
                .exit_code,
            1)
      << read("err.txt");
  expect_parts(read("out.txt"), {"A. Physicist", "MPE", "2030-01-31", "1 of the 2 questions"});
  EXPECT_EQ(read("out.txt").find("contour</td>"), std::string::npos);
  for (const char* wrong : {"--question nois", "--date 31.1.2030", "--valid-days 0"})
    EXPECT_EQ(run(std::string("certify results ") + wrong).exit_code, 2) << wrong;
  expect_parts(run("certify results --question nois").err, {"did you mean 'noise'"});
}

TEST_F(CertificateMechanics, ChangedLimitsAreListed) {
  measure("results");
  const std::string number = certificate("results").at("number");
  EXPECT_TRUE(certificate("results").at("deviations").empty());
  std::string other = kStudy + kQuestions;
  other.replace(other.find("icc_lower: 0.9}"), 14, "icc_lower: 0.5");
  other.replace(other.find(", rc_percent_upper: 60"), 22, "");
  write("other.yaml", other);
  ASSERT_EQ(run("analyse results --study other.yaml").exit_code, 0) << read("err.txt");
  const auto json = certificate("results");
  EXPECT_EQ(json.at("deviations"),
            (std::vector<std::string>{"question noise: limit icc_lower changed from 0.9 to 0.5",
                                      "question contour: limit rc_percent_upper removed; it was 60"}));
  EXPECT_NE(json.at("number"), number);
  for (const char* file : {"results/certificate.html", "results/report.html"})
    expect_parts(read(file),
                 {"limit icc_lower changed from 0.9 to 0.5", "rc_percent_upper removed; it was 60"});
  // Back to what was fixed: no deviation is left, and the number is the first one.
  ASSERT_EQ(run("analyse results --study study.yaml").exit_code, 0);
  EXPECT_EQ(certificate("results").at("number"), number);
}

TEST_F(CertificateMechanics, OtherMeasurementsAreRefused) {
  measure("results");
  std::string other = kStudy + kQuestions;
  other.replace(other.find("spacing_z_mm: 2"), 15, "spacing_z_mm: 3");
  write("other.yaml", other);
  const auto refused = run("analyse results --study other.yaml");
  EXPECT_EQ(refused.exit_code, 3);
  expect_parts(refused.err, {"settings", "only questions and limits"});
}

TEST_F(CertificateMechanics, MissingAndUnfinishedRuns) {
  for (const char* command :
       {"certify nowhere", "analyse nowhere", "report nowhere", "compare nowhere nowhere"}) {
    const auto result = run(command);
    EXPECT_EQ(result.exit_code, 4) << command;
    expect_parts(result.err, {"nowhere"});
  }
  write("study.yaml",
        "study: t\ncohort: [{patient: A, image: no.nii.gz, mask: no.nii.gz, modality: CT}]\nfailures: {max: "
        "9}\n");
  EXPECT_EQ(run("run study.yaml -o failed").exit_code, 5);
  EXPECT_FALSE(std::filesystem::exists(path("failed/certificate.html"))) << "nothing was measured";
  write("study.yaml", kStudy + kQuestions);
  ASSERT_EQ(run("run study.yaml -o part --limit 1").exit_code, 0) << read("err.txt");
  EXPECT_FALSE(std::filesystem::exists(path("part/certificate.html")));
  const auto part = run("certify part");
  EXPECT_EQ(part.exit_code, 5);
  expect_parts(part.err, {"7 of the 42 cells", "--resume"});
  EXPECT_EQ(run("compare part part").exit_code, 5);
  ASSERT_EQ(run("run study.yaml -o part --resume").exit_code, 0);
  EXPECT_LE(run("certify part").exit_code, 1);
}

/// Three patients on 20 x 18 x 12 voxels; `gain` scales the images.
class FolderOfFiles : public CertificateMechanics {
 protected:
  void write_cohort(const std::string& folder, float gain) {
    std::filesystem::create_directories(path(folder));
    std::string table = "patient,image,mask,modality,reader,age\n";
    radgauge::Lattice lattice;
    lattice.size = {20, 18, 12};
    lattice.spacing_mm = {1, 1, 2};
    for (int p = 0; p < 3; ++p) {
      radgauge::Volume image(lattice);
      radgauge::Mask mask(lattice);
      for (std::int64_t z = 0; z < 12; ++z)
        for (std::int64_t y = 0; y < 18; ++y)
          for (std::int64_t x = 0; x < 20; ++x) {
            image(x, y, z) =
                gain * static_cast<float>((x * 7 + y * (13 + p) + z * 29) % (50 - 9 * p) + 40 * p);
            mask(x, y, z) = x > 3 + p && x < 15 && y > 3 && y < 14 && z > 2 && z < 10 - p ? 1 : 0;
          }
      const std::string name = "P" + std::to_string(p);
      radgauge::io::write_image(path(folder + "/" + name + ".nii.gz"), image);
      radgauge::io::write_mask(path(folder + "/" + name + "_mask.nii.gz"), mask);
      // One file by its absolute path: nothing of it may show but its name.
      table += name + "," + (p == 0 ? path(folder + "/" + name + ".nii.gz") : name + ".nii.gz") + "," + name +
               "_mask.nii.gz,CT,R1," + std::to_string(50 + p) + "\n";
    }
    write(folder + "/cohort.csv", table);
    write(folder + "/study.yaml",
          "study: files\ncohort: cohort.csv\n"
          "conditions: {shift: {chain: [{mask.grow_mm: {distance_mm: [-1, 1]}}]}, "
          "noise: {chain: [{noise.white: {k: 1}}], repeats: 3}}\n");
  }
};

TEST_F(FolderOfFiles, NothingElseIsNeeded) {
  write_cohort("data", 1);
  ASSERT_EQ(run("run data/study.yaml -o results").exit_code, 0) << read("err.txt");
  const std::string features = read("results/features.csv"), page = read("results/certificate.html"),
                    cells = read("results/cells.csv"), report = read("results/report.html");
  std::filesystem::remove_all(path("data"));
  std::filesystem::rename(path("results"), path("moved"));
  ASSERT_EQ(run("analyse moved").exit_code, 0) << read("err.txt");
  EXPECT_EQ(read("moved/features.csv"), features);
  EXPECT_EQ(read("moved/cells.csv"), cells);
  EXPECT_EQ(read("moved/certificate.html"), page);
  EXPECT_EQ(read("moved/report.html"), report);
  ASSERT_EQ(run("report moved -o -").exit_code, 0);
  EXPECT_EQ(read("out.txt"), report);
  for (const char* file : {"certificate.html", "certificate.json", "report.html", "measurements.sqlite"})
    EXPECT_EQ(read(std::string("moved/") + file).find(path("")), std::string::npos) << file;
}

using CompareFiles = FolderOfFiles;

TEST_F(CompareFiles, TheSameFilesArePairedAndOthersAreNot) {
  write_cohort("data", 1);
  write_cohort("louder", 4);
  ASSERT_EQ(run("run data/study.yaml -o old").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("run louder/study.yaml -o new").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("compare old old --format json -o same.json").exit_code, 0) << read("err.txt");
  const auto same = nlohmann::json::parse(read("same.json"));
  EXPECT_EQ(same.at("objects_paired"), 3);
  for (const auto& row : same.at("rows")) {
    EXPECT_TRUE(row.at("values") == "identical" || row.at("values") == "") << row;
    EXPECT_TRUE(row.at("ratio").is_null() || row.at("ratio") == 1) << row;
  }
  const int code = run("compare old new --format json -o other.json").exit_code;
  const auto other = nlohmann::json::parse(read("other.json"));
  EXPECT_EQ(code, other.at("exit_code"));
  EXPECT_EQ(code, 1);
  EXPECT_EQ(other.at("objects_paired"), 0);
  EXPECT_EQ(other.at("patients").at("both"), 3);
  bool seen = false;
  for (const auto& row : other.at("rows")) {
    if (row.at("feature") != "stat_mean" || row.at("question") != "shift") continue;
    seen = true;
    EXPECT_NEAR(row.at("ratio").get<double>(), 4, 1e-9);
    EXPECT_EQ(row.at("spread"), "larger");
  }
  EXPECT_TRUE(seen);
}

using CompareMechanics = CertificateMechanics;

TEST_F(CompareMechanics, OtherStudies) {
  measure("old");
  std::string other = kStudy + "questions: [{name: noise, over: noise, limits: {icc_lower: 0.99}}]\n";
  other.replace(other.find("study: small"), 12, "study: large");
  other.replace(other.find("k: 1"), 4, "k: 2");
  measure("new", other);
  // Neither question of OLD is asked in NEW as it was: what they certified is lost.
  const auto result = run("compare old new");
  EXPECT_EQ(result.exit_code, 1) << result.out;
  expect_parts(result.out,
               {"NOT THE SAME", "of what NEW does not measure or ask", "small, large",
                "question noise compares other conditions", "question contour is asked in OLD only",
                "limit icc_lower changed from 0.9 to 0.99"});
}

TEST_F(CompareMechanics, AnotherSeedOfTheSameStudy) {
  measure("old");
  std::string other = kStudy + kQuestions;
  other.replace(other.find("seed: 3"), 7, "seed: 4");
  measure("new", other);
  const auto table = run("compare old new");
  expect_parts(table.out, {"0 images with mask are the same files", "question", "noise", "contour"});
  const auto csv = run("compare old new --format csv");
  EXPECT_EQ(csv.exit_code, table.exit_code);
  const std::string features = read("old/features.csv");  // a row for each question and feature, as here
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'),
            std::count(features.begin(), features.end(), '\n'));
  EXPECT_EQ(run("compare old new --margin 0.9").exit_code, 2);
  EXPECT_EQ(run("compare old new --margin big").exit_code, 2);
  EXPECT_EQ(run("compare old new").out, table.out);
}

}  // namespace
