#include <limits>

#include "acquire_fixture.h"
#include "core/error.h"

namespace radgauge::acquire {
namespace {

class ProblemMechanics : public testing::FilesTest {
 protected:
  /// The problem of the only row of a study.
  Problem problem_of(const std::string& row) const {
    const study::Study study = study_of({"patient: P, " + row});
    const RowGeometry geometry = look_at_all_rows(study).front();
    EXPECT_TRUE(geometry.problem) << row;
    return geometry.problem.value_or(Problem{});
  }
  /// What the reader of masks says.
  std::string reader_says(const std::string& name, std::optional<std::int64_t> label = {}) const {
    try {
      io::read_mask(file(name), label);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }
};

TEST_F(ProblemMechanics, GoodRowHasGeometryAndNone) {
  const study::Study study = study_of({"patient: P, image: image.nii.gz, mask: mask.nii.gz"});
  const RowGeometry geometry = look_at_all_rows(study).front();
  EXPECT_FALSE(geometry.problem);
  EXPECT_EQ(geometry.image, image_.lattice);
  EXPECT_EQ(geometry.roi_voxels, count(mask_));
  EXPECT_EQ(geometry.mask_box.begin, (Index3{5, 5, 3}));
  EXPECT_EQ(geometry.mask_box.end, (Index3{14, 13, 9}));
}

TEST_F(ProblemMechanics, MissingFilesAreNamed) {
  const Problem image = problem_of("image: gone.nii.gz, mask: mask.nii.gz");
  EXPECT_EQ(image.kind, ProblemKind::missing_file);
  EXPECT_EQ(image.file, file("gone.nii.gz"));
  EXPECT_EQ(image.found.rfind("there is no such file", 0), 0u);
  EXPECT_EQ(image.text(), "'" + file("gone.nii.gz") + "': " + image.found);
  const Problem mask = problem_of("image: image.nii.gz, mask: nowhere/mask.nii.gz");
  EXPECT_EQ(mask.kind, ProblemKind::missing_file);
  EXPECT_EQ(mask.text(), reader_says("nowhere/mask.nii.gz"));
  EXPECT_EQ(mask.found, "there is no such file");
  EXPECT_EQ(mask.advice, "its folder '" + file("nowhere") + "' does not exist");
}

TEST_F(ProblemMechanics, FilesThatAreNoImagesAreUnreadable) {
  write_bytes(file("text.nii.gz"), "this is no image");
  EXPECT_EQ(problem_of("image: text.nii.gz, mask: mask.nii.gz").kind, ProblemKind::unreadable_file);
  const Problem mask = problem_of("image: image.nii.gz, mask: text.nii.gz");
  EXPECT_EQ(mask.kind, ProblemKind::unreadable_file);
  EXPECT_EQ(mask.text(), reader_says("text.nii.gz"));
}

TEST_F(ProblemMechanics, MasksWithoutARoiAreUnusable) {
  io::write_mask(file("empty.nii.gz"), Mask(mask_.lattice));
  const Problem empty = problem_of("image: image.nii.gz, mask: empty.nii.gz");
  EXPECT_EQ(empty.kind, ProblemKind::unusable_mask);
  EXPECT_EQ(empty.text(), reader_says("empty.nii.gz"));
  EXPECT_NE(empty.advice, "");
  const Problem label = problem_of("image: image.nii.gz, mask: mask.nii.gz, mask_label: 7");
  EXPECT_EQ(label.kind, ProblemKind::unusable_mask);
  EXPECT_EQ(label.text(), reader_says("mask.nii.gz", 7));
}

TEST_F(ProblemMechanics, OtherLatticesSayHowFarAndWhatToDo) {
  Mask shifted = mask_;
  shifted.lattice.origin_mm[0] += 0.4;
  io::write_mask(file("shifted.nii.gz"), shifted);
  const Problem problem = problem_of("image: image.nii.gz, mask: shifted.nii.gz");
  EXPECT_EQ(problem.kind, ProblemKind::other_lattice);
  EXPECT_EQ(problem.file, "shifted.nii.gz");
  EXPECT_EQ(
      problem.text(),
      "shifted.nii.gz: the mask is on another lattice than the image (voxel centres differ by up to 0.4 "
      "mm; the limit is 0.001 mm): " +
          explain_difference(image_.lattice, io::read_mask(file("shifted.nii.gz"), {}).lattice, "image",
                             "mask") +
          ". Export the mask on the image's own grid, or, if both are in one frame, allow it: "
          "resample_mask: true in a study, --resample-mask of extract");
  EXPECT_EQ(problem.advice.rfind("Export the mask on the image's own grid", 0), 0u);
  const study::Study allowed =
      study_of({"patient: P, image: image.nii.gz, mask: shifted.nii.gz"}, "resample_mask: true\n");
  EXPECT_FALSE(look_at_all_rows(allowed).front().problem);
}

TEST_F(ProblemMechanics, MasksBesideTheImageAreOutside) {
  Mask far = mask_;
  far.lattice.origin_mm[0] += 500;
  io::write_mask(file("far.nii.gz"), far);
  const study::Study study =
      study_of({"patient: P, image: image.nii.gz, mask: far.nii.gz"}, "resample_mask: true\n");
  const Problem problem = look_at_all_rows(study).front().problem.value();
  EXPECT_EQ(problem.kind, ProblemKind::outside_image);
  EXPECT_EQ(problem.text(),
            "far.nii.gz: the mask lies outside the image; both must be in one frame of reference");
}

TEST_F(ProblemMechanics, MissingValuesAreFoundByTheScan) {
  image_(8, 7, 5) = std::numeric_limits<float>::quiet_NaN();
  io::write_image(file("nan.nii.gz"), image_);
  const study::Study study = study_of({"patient: P, reader: A, image: nan.nii.gz, mask: mask.nii.gz"});
  const study::Plan plan = study::make_plan(study);
  const Sources sources(study);
  const auto geometry = look_at_rows(sources, {true}, 1);
  EXPECT_FALSE(geometry.front().problem);
  const AcquiredScan scan = acquire(sources, plan, plan.acquisitions.front(), geometry);
  ASSERT_TRUE(scan.problems.front());
  EXPECT_EQ(scan.problems.front()->kind, ProblemKind::not_finite);
  EXPECT_EQ(
      scan.problems.front()->text(),
      "nan.nii.gz: 1 voxel inside the mask is NaN or infinite, the first at index (8, 7, 5); repair the "
      "image or leave them out of the mask");
}

TEST_F(ProblemMechanics, TextOfAReaderComesBackWhole) {
  for (const std::string said : {"'a.nii': wrong", "'a.nii': wrong; do this",
                                 "'a.nii': wrong; it is; do this", "no path at all; do this"})
    EXPECT_EQ(problem_of_reader(ProblemKind::unreadable_file, "a.nii", said).text(), said);
  const Problem split =
      problem_of_reader(ProblemKind::unreadable_file, "a.nii", "'a.nii': wrong; it is; do this");
  EXPECT_EQ(split.file, "a.nii");
  EXPECT_EQ(split.found, "wrong; it is");
  EXPECT_EQ(split.advice, "do this");
}

TEST_F(ProblemMechanics, PathsOfThisMachineAreTakenOut) {
  const study::Study study = study_of({"patient: P, image: gone.nii.gz, mask: mask.nii.gz"});
  const Sources sources(study);
  const std::string text = look_at_all_rows(study).front().problem.value().text();
  EXPECT_NE(text.find(folder_.path()), std::string::npos);
  const std::string shown = sources.without_folders(text, {0});
  EXPECT_EQ(shown.rfind("'gone.nii.gz': there is no such file", 0), 0u) << shown;
}

}  // namespace
}  // namespace radgauge::acquire
