#include "cli/program.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/image_file.h"

namespace radgauge {

using namespace radgauge::io;

namespace {

class PhantomMechanics : public ProgramTest {};

TEST_F(PhantomMechanics, SessionsDifferByTheirChainAlone) {
  ASSERT_EQ(
      run("phantom lesion --count 2 --params 'noise_sd: 0' --sessions 2 --chain noise.white:sd=12 -o scans")
          .exit_code,
      0)
      << read("err.txt");
  ASSERT_EQ(run("phantom lesion --count 2 --params 'noise_sd: 0' -o plain").exit_code, 0) << read("err.txt");
  const CsvTable cohort = read_csv(path("scans/cohort.csv"));
  ASSERT_EQ(cohort.rows.size(), 4u);
  const Volume truth = read_image(path("plain/lesion-1_image.nii.gz"));
  const Mask mask = read_mask(path("scans/lesion-1_mask.nii.gz"), {});
  EXPECT_EQ(mask, read_mask(path("plain/lesion-1_mask.nii.gz"), {}));
  std::vector<Volume> sessions;
  for (int s = 0; s < 2; ++s) {
    sessions.push_back(read_image(path("scans/" + cohort.rows[static_cast<std::size_t>(s)][1])));
    double sum = 0;
    for (std::size_t i = 0; i < truth.voxels.size(); ++i) {
      const double d = static_cast<double>(sessions.back().voxels[i]) - static_cast<double>(truth.voxels[i]);
      sum += d * d;
    }
    const double n = static_cast<double>(truth.voxels.size());
    EXPECT_NEAR(std::sqrt(sum / n), 12, 5 * 12 / std::sqrt(2 * n));
  }
  EXPECT_NE(sessions[0].voxels, sessions[1].voxels);
}

TEST_F(PhantomMechanics, MistakesAreNamed) {
  const std::pair<std::string, std::string> mistakes[] = {
      {"phantom leison -o x", "did you mean"},
      {"phantom lesion --params 'radius_low_mm: .nan' -o x", "radius_low_mm"},
      {"phantom lesion --params 'radius: 3' -o x", "unknown key 'radius'"},
      {"phantom lesion --count -1 -o x", "outside"},
      {"phantom lesion --count 0 -o x", "outside [1, 1000000]"},
      {"phantom lesion --params 'count: 5' -o x", "no parameter of the generator"},
      {"phantom lesion --params gone.yaml -o x", "no such file"},
      {"phantom lesion --sessions 2 -o x", "something random"},
      {"phantom lesion --sessions 2 --chain mask.grow_mm:distance_mm=1 -o x", "mask stage"},
      {"phantom lesion --sessions 2 --chain noise.rician:sigma_percent=3 -o x", "noise.rician"}};
  for (const auto& [arguments, part] : mistakes) {
    const Result result = run(arguments);
    EXPECT_TRUE(result.exit_code == 2 || result.exit_code == 3) << arguments << " " << result.exit_code;
    EXPECT_NE(result.err.find(part), std::string::npos) << arguments << "\n" << result.err;
    EXPECT_FALSE(std::filesystem::exists(path("x/cohort.csv"))) << arguments;
  }
}

TEST_F(PhantomMechanics, ObjectsThatAScannerCannotScanAreNamed) {
  const std::pair<std::string, std::string> mistakes[] = {
      {"edge_bar --scanner CT-A", "another modality"},
      {"lesion --scanner CT-A --params 'radius_high_mm: 60, size_x: 400, size_y: 400, size_z: 400'",
       "are scanned"}};
  for (const auto& [arguments, part] : mistakes) {
    const Result result = run("phantom " + arguments + " -o x");
    EXPECT_EQ(result.exit_code, 4) << arguments;
    EXPECT_NE(result.err.find(part), std::string::npos) << arguments << "\n" << result.err;
    EXPECT_FALSE(std::filesystem::exists(path("x/cohort.csv"))) << arguments;
  }
}

// oracle: the truth of the repeat is known. A perturbation as strong as the scanner's noise foretells what a
// rescan certifies; one ten times weaker certifies what the rescan does not.
class SimulatedStudyOracle : public ProgramTest {
 protected:
  /// The line of simulated_real.csv counted by cell.
  std::map<std::string, int> cells_of(const std::string& simulated) const {
    std::map<std::string, int> counts;
    const CsvTable table = read_csv(path("out/simulated_real.csv"));
    for (const auto& row : table.rows)
      if (row[0] == simulated) ++counts[row[*table.column("cell")]];
    return counts;
  }
};

TEST_F(SimulatedStudyOracle, AWeakPerturbationCertifiesWhatARescanDoesNot) {
  ASSERT_EQ(run("phantom lesion --count 24 --params 'noise_sd: 0, radius_high_mm: 14, size_x: 48, size_y: "
                "48, size_z: 24' --sessions 2 "
                "--chain noise.white:sd=40 -o scans")
                .exit_code,
            0)
      << read("err.txt");
  write("study.yaml",
        "study: simulated\nseed: 77\ncohort: scans/cohort.csv\n"
        "extractions: {original: {preset: none, discretisation: fbs, bin_width: 25, families: "
        "stat+ih+cm+ngt}}\n"
        "conditions:\n"
        "  alike: {chain: [{noise.white: {sd: 40}}], repeats: 2}\n"
        "  weak: {chain: [{noise.white: {sd: 4}}], repeats: 2}\n"
        "questions:\n"
        "  - {name: alike, over: alike, against: each_other, limits: {icc_lower: 0.8}}\n"
        "  - {name: weak, over: weak, against: each_other, limits: {icc_lower: 0.8}}\n"
        "  - {name: loose, over: weak, against: each_other, limits: {icc_lower: 0.5}}\n"
        "  - {name: rescan, over: session, limits: {icc_lower: 0.8}}\n");
  ASSERT_EQ(run("run study.yaml -o out").exit_code, 0) << read("err.txt");
  const auto weak = cells_of("weak"), alike = cells_of("alike");
  const auto rate = [](std::map<std::string, int> cells) {
    return static_cast<double>(cells["false certified"]) /
           std::max(1, cells["false certified"] + cells["confirmed"]);
  };
  EXPECT_GT(rate(weak), 0.05);
  EXPECT_LT(rate(alike), rate(weak));
  expect_parts(read("out/report.html"), {"Simulated against real", "that the perturbations of weak certified",
                                         "loose was decided by icc_lower 0.5, rescan by icc_lower 0.8"});
  const auto missing = cells_of("loose");
  EXPECT_EQ(missing.size(), 1u) << "one line that says why";
}

}  // namespace
}  // namespace radgauge
