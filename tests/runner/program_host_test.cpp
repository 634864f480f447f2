#include "runner/program_host.h"

#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/image_file.h"
#include "io/temporary_folder.h"

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::runner;

namespace {

Lattice oblique_lattice() {
  Lattice lattice;
  lattice.size = {9, 8, 7};
  lattice.spacing_mm = {0.7, 0.9, 3.3};
  lattice.origin_mm = {-171.123456789, 93.3, -1021.7};
  lattice.direction = multiply(rotation(2, 20), rotation(0, -35));
  return lattice;
}

class LocalProgramsTest : public ::testing::Test {
 protected:
  LocalProgramsTest() : image_(oblique_lattice()), mask_(oblique_lattice()) {
    for (std::size_t i = 0; i < image_.voxels.size(); ++i)
      image_.voxels[i] = 0.1F * static_cast<float>(i) - 7;
    image_.window = mask_.window = {{3, 0, 1}, {20, 20, 20}};
    mask_(4, 4, 3) = mask_(5, 4, 3) = 1;
  }
  static ProgramCall call(const std::string& command, double timeout_s = 30) {
    return {split_words(command).value(), timeout_s, 1234567};
  }
  std::string problem(const std::string& command, bool of_mask = false, double timeout_s = 30) const {
    try {
      if (of_mask)
        programs_.new_mask(call(command, timeout_s), image_, mask_);
      else
        programs_.new_image(call(command, timeout_s), image_, mask_);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      return error.what();
    }
    return "";
  }
  void expect_parts(const std::string& text, const std::vector<std::string>& parts) const {
    for (const auto& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
    EXPECT_EQ(text.find("/radgauge-"), std::string::npos) << "a path of this run: " << text;
  }

  const TemporaryFolder folder_;
  const LocalPrograms programs_{folder_.path()};
  Volume image_;
  Mask mask_;
};

using LocalProgramsOracle = LocalProgramsTest;
using LocalProgramsMechanics = LocalProgramsTest;

// oracle: what is copied comes back to the byte, lattice and window too.
TEST_F(LocalProgramsOracle, CopiesComeBackToTheByte) {
  EXPECT_EQ(programs_.new_image(call("cp {image} {output}"), image_, mask_), image_);
  EXPECT_EQ(programs_.new_mask(call("cp {mask} {output}"), image_, mask_), mask_);
  // The mask as an image, and the other way round: a program may write any NIfTI.
  const Volume drawn = programs_.new_image(call("cp {mask} {output}"), image_, mask_);
  EXPECT_EQ(drawn(4, 4, 3), 1);
  EXPECT_EQ(drawn(0, 0, 0), 0);
}

TEST_F(LocalProgramsMechanics, PlaceholdersAndTheFolder) {
  write_bytes(folder_.file("tool.sh"),
              "cp \"$1\" \"$3\"; echo \"$4 $5\" > seen; pwd -P >> seen; ls -l \"$2\" > /dev/null\n");
  programs_.new_image(call("sh tool.sh {image} {mask} {output} {seed} 'two words'"), image_, mask_);
  EXPECT_EQ(file_bytes(folder_.file("seen")),
            "1234567 two words\n" + std::filesystem::canonical(folder_.path()).string() + "\n");
}

TEST_F(LocalProgramsMechanics, FailuresSayWhatWasWrongAndWhatWasPrinted) {
  expect_parts(
      problem("sh -c 'echo cannot read $0 >&2; exit 2' {image} {output}"),
      {"`sh -c echo cannot read $0 >&2; exit 2 {image} {output}`", "ended with 2", "cannot read {image}"});
  expect_parts(problem("no-such-program {image} {output}"), {"could not be started", "no-such-program"});
  expect_parts(problem("true {image} {output}"), {"ended with 0 but wrote no {output}", "printed nothing"});
  expect_parts(problem("sh -c 'sleep 60' {image} {output}", false, 0.05), {"did not end within 0.05 s"});
  expect_parts(problem("sh -c 'echo no image > \"$1\"' sh {output} {image}"), {"{output}"});
  expect_parts(problem("sh -c 'sleep 0.3; kill -11 $$' {image} {output}"), {"signal 11"});
}

TEST_F(LocalProgramsMechanics, OutputsThatCannotBeUsedAreRefused) {
  Volume moved = image_;
  moved.lattice.origin_mm[0] += 0.1;
  write_image(folder_.file("moved.nii"), moved);
  expect_parts(problem("cp moved.nii {output} {image}"), {"ended with"});
  expect_parts(problem("sh -c 'cp moved.nii \"$0\"' {output} {image}"), {"another lattice", "origin"});
  Volume holed = image_;
  holed(1, 1, 1) = std::nanf("");
  write_image(folder_.file("holed.nii"), holed);
  expect_parts(problem("sh -c 'cp holed.nii \"$0\"' {output} {image}"), {"1 voxel", "NaN"});
  image_(1, 1, 1) = std::nanf("");
  EXPECT_EQ(problem("cp {image} {output}"), "") << "it was none before";
  write_mask(folder_.file("empty.nii"), Mask(mask_.lattice));
  expect_parts(problem("sh -c 'cp empty.nii \"$0\"' {output} {image}", true), {"{output}"});
  expect_parts(problem("cp {image} {output}", true), {"{output}"});
}

TEST_F(LocalProgramsMechanics, NothingIsLeftBehind) {
  write_bytes(folder_.file("where.sh"),
              "dirname \"$1\" >> places; test \"$3\" != fail && cp \"$1\" \"$2\"\n");
  programs_.new_image(call("sh where.sh {image} {output} -"), image_, mask_);
  EXPECT_NE(problem("sh where.sh {image} {output} fail"), "");
  const auto places = split(trim(file_bytes(folder_.file("places"))), '\n');
  ASSERT_EQ(places.size(), 2u);
  for (const std::string& place : places) EXPECT_FALSE(std::filesystem::exists(place)) << place;
}

}  // namespace
}  // namespace radgauge
