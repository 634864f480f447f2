#include "acquire/acquire.h"
#include "followed.h"
#include "io/image_file.h"

namespace radgauge {
namespace {

namespace fs = std::filesystem;
const std::string kSourcePage = RADGAUGE_SOURCE_PAGE;

/// Three patients as folders of slices, and the same voxels as NIfTI.
class SourceMechanics : public InOwnFolder {
 protected:
  SourceMechanics() {
    for (const char* name : {"cohort.csv", "slices.yaml"})
      fs::copy_file(fs::path(RADGAUGE_SOURCE_FOLDER) / name, folder_ / name);
    for (int patient = 1; patient <= 3; ++patient) {
      const std::string at = "P" + std::to_string(patient);
      Volume image(Lattice{{16, 14, 10}, {1, 1, 1}, {0, 0, 0}, kIdentity3});
      Mask mask(image.lattice);
      for (std::int64_t z = 0; z < 10; ++z)
        for (std::int64_t y = 0; y < 14; ++y)
          for (std::int64_t x = 0; x < 16; ++x) {
            image(x, y, z) = static_cast<float>((x * (6 + patient) + y * 13 + z * 29) % 50);
            mask(x, y, z) = x > 3 && x < 9 + patient && y > 3 && y < 11 && z > 2 && z < 8 ? 1 : 0;
          }
      write_slices(at + "/image", image);
      Volume drawn(image.lattice);
      std::copy(mask.voxels.begin(), mask.voxels.end(), drawn.voxels.begin());
      write_slices(at + "/mask", drawn);
      io::write_image(at + ".nii.gz", image);
      io::write_mask(at + "_mask.nii.gz", mask);
    }
  }

  static void write_slices(const fs::path& folder, const Volume& volume) {
    fs::create_directories(folder);
    const Index3& n = volume.lattice.size;
    for (std::int64_t z = 0; z < n[2]; ++z) {
      std::ostringstream text;
      text << "P2\n" << n[0] << " " << n[1] << "\n255\n";
      for (std::int64_t y = 0; y < n[1]; ++y)
        for (std::int64_t x = 0; x < n[0]; ++x) text << volume(x, y, z) << "\n";
      io::write_file((folder / ("slice-" + std::to_string(100 + z) + ".pgm")).string(), text.str());
    }
  }
};

TEST_F(SourceMechanics, ValidateSaysWhatTheHowToShows) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge validate slices.yaml", output), 0);
  expect_each_line(shown_below(kSourcePage, "radgauge validate slices.yaml"), output);
}

// invariant: the same voxels by another source are measured alike.
TEST_F(SourceMechanics, GivesTheBytesThatFilesGive) {
  std::string output, table = io::read_file("cohort.csv"), study = io::read_file("slices.yaml");
  for (const std::string at : {"P1", "P2", "P3"}) {
    table.replace(table.find("slices://" + at + "/image"), 17, at + ".nii.gz");
    table.replace(table.find(at + "/mask"), 7, at + "_mask.nii.gz");
  }
  study.replace(study.find("cohort.csv"), 10, "files.csv");
  io::write_file("files.csv", table);
  io::write_file("files.yaml", study);
  ASSERT_EQ(radgauge_program("radgauge run slices.yaml -o slices -j 2", output), 0);
  ASSERT_EQ(radgauge_program("radgauge run files.yaml -o files -j 2", output), 0);
  ASSERT_EQ(radgauge_program("radgauge export slices -o slices.csv", output), 0);
  ASSERT_EQ(radgauge_program("radgauge export files -o files-out.csv", output), 0);
  EXPECT_GT(io::read_file("slices.csv").size(), 1000u);
  EXPECT_EQ(io::read_file("slices.csv"), io::read_file("files-out.csv"));
  EXPECT_EQ(io::read_file("slices/features.csv"), io::read_file("files/features.csv"));
}

TEST_F(SourceMechanics, ProblemsAreThoseOfTheHowTo) {
  fs::remove_all("P3/mask");
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge run slices.yaml -o results -j 2", output), 4);
  const std::string sentence = "'P3/mask': there is no slice (*.pgm) in this folder; export the series again";
  EXPECT_NE(io::read_file(kSourcePage).find("\n" + sentence + "\n"), std::string::npos);
  EXPECT_NE(io::read_file("results/cells.csv").find(sentence), std::string::npos);
  const study::Study study = study::read_study("slices.yaml");
  const auto geometry = acquire::look_at_all_rows(study);
  EXPECT_FALSE(geometry[0].problem);
  ASSERT_TRUE(geometry[2].problem);
  EXPECT_EQ(geometry[2].problem->kind, acquire::ProblemKind::missing_file);
  EXPECT_EQ(geometry[2].problem->advice, "export the series again");
}

TEST_F(SourceMechanics, ResumeNamesTheImageThatChanged) {
  std::string output;
  ASSERT_EQ(radgauge_program("radgauge run slices.yaml -o results --only P1/1", output), 0);
  // A row that was not measured so far may be anything.
  io::write_file("P2/image/slice-103.pgm", io::read_file("P2/image/slice-104.pgm"));
  ASSERT_EQ(radgauge_program("radgauge run slices.yaml -o results --resume", output), 0);
  io::write_file("P2/image/slice-103.pgm", io::read_file("P2/image/slice-105.pgm"));
  std::ostringstream errors;
  std::streambuf* const before = std::cerr.rdbuf(errors.rdbuf());
  const int code = radgauge_program("radgauge run slices.yaml -o results --resume", output);
  std::cerr.rdbuf(before);
  EXPECT_EQ(code, 3);
  EXPECT_NE(errors.str().find("slices://P2/image"), std::string::npos) << errors.str();
}

}  // namespace
}  // namespace radgauge
