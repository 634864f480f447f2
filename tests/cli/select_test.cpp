#include "cli/program.h"
#include "io/image_file.h"

namespace {

using radgauge::Lattice;
using radgauge::Mask;
using radgauge::Volume;

// Three patients as files, two readers each, beside generated objects.
class SelectInvariant : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    std::string table = "patient,image,mask,modality,reader\n";
    for (int patient = 1; patient <= 3; ++patient) {
      const std::string at = "P" + std::to_string(patient);
      write_image(at, patient);
      for (const char reader : {'A', 'B'}) {
        Mask mask(lattice_);
        for (std::int64_t z = 3; z < 9; ++z)
          for (std::int64_t y = 5; y < 13; ++y)
            for (std::int64_t x = 5; x < (reader == 'A' ? 14 : 13); ++x) mask(x, y, z) = 1;
        radgauge::io::write_mask(path(at + reader + ".nii.gz"), mask);
        table += at + "," + at + ".nii.gz," + at + reader + ".nii.gz,CT," + reader + "\n";
      }
    }
    write("cohort.csv", table);
    write(
        "study.yaml",
        "study: files\ncohort: cohort.csv\nphantoms:\n"
        "  - {kind: sphere, count: 2, radius_mm: 6, margin_mm: 8, jitter: 1}\n"
        "  - {kind: lesion, count: 1, size_x: 24, size_y: 24, size_z: 12, radius_low_mm: 4, radius_high_mm: 6}\n"
        "conditions:\n  noise: {chain: [{noise.white: {sd: 3}}], repeats: 2, readers: all}\n"
        "questions: [{name: noise, over: noise, limits: {patients_min: 2, unseen_noise_ratio: 1}}]\n");
  }

  void write_image(const std::string& name, int pattern) {
    Volume image(lattice_);
    for (std::int64_t z = 0; z < 12; ++z)
      for (std::int64_t y = 0; y < 18; ++y)
        for (std::int64_t x = 0; x < 20; ++x)
          image(x, y, z) = static_cast<float>((x * 7 + y * (11 + pattern) + z * 29) % 50);
    radgauge::io::write_image(path(name + ".nii.gz"), image);
  }

  void expect_same_results(const std::string& a, const std::string& b) {
    for (const char* name : {"/features.csv", "/agreement.csv", "/cells.csv", "/contact_sheets/noise.png",
                             "/contact_sheets/contact_sheets.csv"}) {
      EXPECT_FALSE(read(a + name).empty()) << name;
      EXPECT_EQ(read(a + name), read(b + name)) << name;
    }
    ASSERT_EQ(run("export " + a + " -o tidy_a.csv").exit_code, 0);
    ASSERT_EQ(run("export " + b + " -o tidy_b.csv").exit_code, 0);
    EXPECT_EQ(read("tidy_a.csv"), read("tidy_b.csv"));
  }
  /// The hash of the inputs, as the certificate shows it.
  std::string inputs_hash(const std::string& folder) {
    const std::string text = read(folder + "/certificate.json");
    const auto at = text.find("images and masks");
    EXPECT_NE(at, std::string::npos) << text.substr(0, 300);
    const auto begin = text.find_first_of("0123456789abcdef", text.find(':', at));
    return text.substr(begin, 64);
  }

  Lattice lattice_{{20, 18, 12}, {1, 1, 2}, {0, 0, 0}, radgauge::kIdentity3};
};

TEST_F(SelectInvariant, PartByPartGivesTheBytesOfOneRun) {
  ASSERT_EQ(run("run study.yaml -o whole").exit_code, 0) << read("err.txt");
  // What is not selected need not be there.
  std::filesystem::rename(path("P1.nii.gz"), path("hidden.nii.gz"));
  ASSERT_EQ(run("run study.yaml -o parts --only 'P2/1/reader=B::base'").exit_code, 0) << read("err.txt");
  ASSERT_EQ(run("run study.yaml -o parts --only 'lesion*' --resume").exit_code, 0) << read("err.txt");
  std::filesystem::rename(path("hidden.nii.gz"), path("P1.nii.gz"));
  ASSERT_EQ(run("run study.yaml -o parts --resume").exit_code, 0) << read("err.txt");
  expect_same_results("whole", "parts");
  EXPECT_EQ(inputs_hash("whole").size(), 64u);
  EXPECT_EQ(inputs_hash("whole"), inputs_hash("parts"));
}

TEST_F(SelectInvariant, ChangedFilesOfMeasuredRowsAreNamedAndRefused) {
  ASSERT_EQ(run("run study.yaml -o results --only 'P2/1*'").exit_code, 0) << read("err.txt");
  const std::string before = read("results/cells.csv");
  write_image("P3", 7);  // nothing was measured of it
  ASSERT_EQ(run("run study.yaml -o results --only 'P3/1/reader=A::base' --resume").exit_code, 0)
      << read("err.txt");
  write_image("P3", 8);
  const auto changed = run("run study.yaml -o results --resume");
  EXPECT_EQ(changed.exit_code, 3);
  expect_parts(changed.err, {"an image, mask or scanner file (P3.nii.gz) changed", "Nothing was touched"});
  EXPECT_EQ(changed.err.find("P2"), std::string::npos) << changed.err;
  // Of rows that the run does not need nothing is asked.
  EXPECT_EQ(run("run study.yaml -o results --only 'P1/1*' --resume").exit_code, 0) << read("err.txt");
  write_image("P3", 7);
  EXPECT_EQ(run("run study.yaml -o results --resume").exit_code, 0) << read("err.txt");
  EXPECT_NE(read("results/cells.csv"), before);
}

TEST_F(SelectInvariant, ADryRunLooksAtWhatIsSelected) {
  std::filesystem::remove(path("P1.nii.gz"));
  EXPECT_EQ(run("run study.yaml --dry-run --only 'P2/1*'").exit_code, 0) << read("out.txt");
  const auto dry = run("run study.yaml --dry-run");
  EXPECT_EQ(dry.exit_code, 4);
  expect_parts(dry.out, {"problem: cohort.csv:2", "P1.nii.gz"});
}

TEST_F(SelectInvariant, ReportsSayWhereObjectsAreFrom) {
  ASSERT_EQ(run("run study.yaml -o results").exit_code, 0) << read("err.txt");
  expect_parts(read("results/report.html"),
               {"3 lesions of 3 patients and 3 phantom objects (sphere, lesion)"});
  expect_parts(read("results/certificate.json"), {"generated objects, phantom sphere, lesion"});
  // The sphere is a material, and no limit is set on what is told of one.
  EXPECT_EQ(run("certify results --valid-days 30").exit_code, 1) << read("err.txt");
  expect_parts(read("results/features.csv"), {"objects are materials of a phantom"});
}

}  // namespace
