#pragma once

#include "cli/program.h"
#include "io/csv.h"
#include "io/image_file.h"

/// A study on files whose image, mask or settings a test changes one by one.
class GateOfRuns : public ProgramTest {
 protected:
  void SetUp() override {
    ProgramTest::SetUp();
    lattice_.size = {20, 18, 12};
    lattice_.spacing_mm = {1.1, 1.1, 1.7};
    radgauge::Volume image(lattice_);
    for (std::int64_t z = 0; z < 12; ++z)
      for (std::int64_t y = 0; y < 18; ++y)
        for (std::int64_t x = 0; x < 20; ++x)
          image(x, y, z) = static_cast<float>((x * 7 + y * 11 + z * 29 + (x * y * z) % 13) % 83);
    radgauge::io::write_image(path("image.nii.gz"), image);
    for (const char patient : {'A', 'B'}) write_mask(patient, false);
    write("cohort.csv", kHeader + kRows[0] + kRows[1]);
    write_study("study.yaml", kSettings);
    ASSERT_EQ(run("run study.yaml -o before").exit_code, 0) << read("err.txt");
    ASSERT_EQ(run("gate before --save baseline.csv").exit_code, 0) << read("err.txt");
  }

  void write_mask(char patient, bool flipped) {
    radgauge::Mask mask(lattice_);
    for (std::int64_t z = 3; z < 9; ++z)
      for (std::int64_t y = 5; y < 13; ++y)
        for (std::int64_t x = patient == 'A' ? 5 : 6; x < 14; ++x) mask(x, y, z) = 1;
    if (flipped) mask(15, 8, 5) = 1;  // outside of the box of the others
    radgauge::io::write_mask(path(std::string("mask_") + patient + ".nii.gz"), mask);
  }

  void write_study(const std::string& name, const std::string& settings) {
    write(name,
          "study: gated\ncohort: cohort.csv\nengine: built-in\nextractions:\n  original: {preset: ct-1mm, " +
              settings + "}\nconditions:\n  noise: {chain: [{noise.white: {k: 1}}]}\nquestions: []\n");
  }

  /// Runs a study, gates it, and returns the rows of the gate.
  radgauge::io::CsvTable gate(const std::string& study, int exit_code, const std::string& more = "") {
    std::filesystem::remove_all(path("now"));
    EXPECT_EQ(run("run " + study + " -o now " + more).exit_code, 0) << read("err.txt");
    EXPECT_EQ(run("gate now --baseline baseline.csv --format csv -o rows.csv").exit_code, exit_code)
        << read("err.txt") << read("rows.csv").substr(0, 500);
    return radgauge::io::read_csv(path("rows.csv"));
  }

  static void expect_steps(const radgauge::io::CsvTable& table, const std::string& step) {
    ASSERT_FALSE(table.rows.empty());
    for (const auto& row : table.rows) {
      EXPECT_EQ(row[*table.column("verdict")], "moved");
      EXPECT_EQ(row[*table.column("first_step")], step) << row[0] << " " << row[1] << " " << row[2];
    }
  }

  static inline const std::string kHeader = "patient,image,mask,modality\n";
  static inline const std::string kRows[] = {"A,image.nii.gz,mask_A.nii.gz,CT\n",
                                             "B,image.nii.gz,mask_B.nii.gz,CT\n"};
  static inline const std::string kSettings = "families: stat+cm, bin_width: 10";
  radgauge::Lattice lattice_;
};
