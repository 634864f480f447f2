#include "cli/program.h"

namespace {

const std::string kMine =
    "scanner: mine\nmodality: ct\nwindow: standard\npixel_mm: 1.5\nmatrix: 64\nviews: 180\ndetector_pitch_mm: 1.2\n"
    "slice_mm: 3\nphotons: 300000\n";

std::string imitation_of(const std::string& chain) {
  return "study: imitation\nphantoms: {kind: texture_cartridge, count: 2, scanners: [mine.yaml], repeats: 1,\n"
         "  width_mm: 40, thickness_mm: 30}\n"
         "extractions: {original: {preset: ct-1mm, spacing_x_mm: 3, spacing_y_mm: 3, spacing_z_mm: 3}}\n"
         "conditions:\n  other: {chain: [" +
         chain + "]}\n";
}

class ImitatedScannerMechanics : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    write("mine.yaml", kMine);
  }
};

// The scanner of a row is a file of that name; what it holds is part of what was measured.
TEST_F(ImitatedScannerMechanics, TheSourceIsTheRowsOwnScanner) {
  write("study.yaml", imitation_of("{scan.ct: {target: CT-C}}, {scan.dose: {dose: 0.5}}"));
  const Result result = run("run study.yaml -o out");
  ASSERT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(read("out/cells.csv").find("scan.dose.added_sd.achieved"), std::string::npos);
  EXPECT_NE(read("out/cells.csv").find("scan.ct:target=CT-C+scan.dose:dose=0.5"), std::string::npos);
  ASSERT_EQ(run("run study.yaml -o out --resume").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("analyse out").exit_code, 0) << read("err.txt");
  write("mine.yaml", kMine + "focal_spot_sigma_mm: 0.2\n");
  EXPECT_NE(run("run study.yaml -o out --resume").exit_code, 0);
}

// A target file that was changed is another target.
TEST_F(ImitatedScannerMechanics, AnotherTargetFileIsAnotherMeasurement) {
  write("soft.yaml", "scanner: soft\nmodality: ct\nwindow: hann\nwindow_cutoff: 0.6\n");
  write("study.yaml", imitation_of("{scan.ct: {target: soft}}"));
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  write("soft.yaml", "scanner: soft\nmodality: ct\nwindow: hann\nwindow_cutoff: 0.7\n");
  const Result result = run("run study.yaml -o out --resume");
  EXPECT_NE(result.exit_code, 0);
  EXPECT_NE(result.err.find("scanner file"), std::string::npos) << result.err;
}

TEST_F(ImitatedScannerMechanics, ScannersThatCannotBeHadAreNamed) {
  const std::pair<std::string, std::string> mistakes[] = {
      {"{scan.ct: {target: CT-Z}}", "did you mean 'CT-"},
      {"{scan.ct: {target: MR-A}}", "modality mr, not ct"},
      {"{scan.dose: {dose: 0.5, source: gone.yaml}}", "no file of that name"}};
  for (const auto& [chain, part] : mistakes) {
    write("study.yaml", imitation_of(chain));
    const Result result = run("validate study.yaml");
    EXPECT_EQ(result.exit_code, 3) << chain;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("condition scan."), std::string::npos) << result.err;
  }
  write("study.yaml",
        "study: nobody\nphantoms: {kind: lesion, count: 1}\n"
        "extractions: {original: {preset: ct-1mm}}\n"
        "conditions: {other: {chain: [{scan.ct: {target: CT-A}}]}}\n");
  const Result result = run("run study.yaml -o out");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.err.find("which scanner made the image"), std::string::npos) << result.err;
  EXPECT_FALSE(std::filesystem::exists(path("out")));
}

}  // namespace
