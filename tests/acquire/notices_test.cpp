// What a row is noticed for, and which content it has, whatever its files are called.
#include "acquire/content.h"
#include "acquire_fixture.h"
#include "core/error.h"

namespace radgauge::acquire {
namespace {

class NoticesMechanics : public testing::FilesTest {
 protected:
  RowGeometry look(const std::string& files, bool resample = false) const {
    const study::Study study = study_of({"patient: P, " + files}, resample ? "resample_mask: true\n" : "");
    return look_at_all_rows(study).front();
  }
  /// A mask of 6 x 8 x 6 mm on voxels of 1 x 1 x 2 mm, `moved` mm along x from where it begins at index 0.
  void write_moved(const std::string& name, double moved) const {
    Lattice lattice = image_.lattice;
    lattice.size = {6, 8, 3};
    lattice.origin_mm = {moved, 4, 4};
    io::write_mask(file(name), Mask(lattice, 1));
  }
  std::vector<Notice> of_kind(const std::vector<Notice>& notices, NoticeKind kind) const {
    std::vector<Notice> found;
    for (const Notice& notice : notices)
      if (notice.kind == kind) found.push_back(notice);
    return found;
  }
  static AcquiredScan acquired(const study::Study& study) {
    const study::Plan plan = study::make_plan(study);
    const Sources sources(study);
    return acquire(sources, plan, plan.acquisitions.front(), look_at_all_rows(study));
  }
};

TEST_F(NoticesMechanics, AnOrdinaryRowHasNone) {
  EXPECT_TRUE(look("image: image.nii.gz, mask: mask.nii.gz").notices.empty());
}

TEST_F(NoticesMechanics, TheShareOfAMaskOutsideTheImageIsToldOrRefused) {
  for (const int outside : {0, 1, 3}) {
    write_moved("moved.nii.gz", -outside);
    const RowGeometry row = look("image: image.nii.gz, mask: moved.nii.gz", true);
    ASSERT_FALSE(row.problem) << row.problem->text();
    const auto notices = of_kind(row.notices, NoticeKind::outside_image);
    ASSERT_EQ(notices.size(), outside > 0 ? 1u : 0u);
    for (const Notice& notice : notices) EXPECT_DOUBLE_EQ(notice.amount, outside / 6.0);
  }
  for (const double moved : {-4.0, 18.0}) {
    write_moved("moved.nii.gz", moved);
    const Problem problem = look("image: image.nii.gz, mask: moved.nii.gz", true).problem.value_or(Problem{});
    EXPECT_EQ(problem.kind, ProblemKind::outside_image);
    EXPECT_NE(problem.text().find("67 % of the mask lies outside the image"), std::string::npos)
        << problem.text();
  }
}

TEST_F(NoticesMechanics, RegionsAtAnEdgeAreTold) {
  Mask edge(mask_.lattice);
  for (std::int64_t x = 0; x < 4; ++x) edge(x, 9, 5) = 1;
  io::write_mask(file("edge.nii.gz"), edge);
  const auto notices = look("image: image.nii.gz, mask: edge.nii.gz").notices;
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices.front(), (Notice{NoticeKind::at_image_edge, 0.25}));
  // An axis of one voxel has no edge.
  Lattice slice = mask_.lattice;
  slice.size[2] = 1;
  Mask flat(slice);
  flat(9, 9, 0) = flat(10, 9, 0) = 1;
  io::write_image(file("slice.nii.gz"), Volume(slice));
  io::write_mask(file("flat.nii.gz"), flat);
  EXPECT_TRUE(look("image: slice.nii.gz, mask: flat.nii.gz").notices.empty());
}

TEST_F(NoticesMechanics, ContentIsOfVoxelsAndPlaceNotOfFiles) {
  for (const char* name : {"mask.nrrd", "mask.mha", "mask.nii"}) {
    io::write_mask(file(name), mask_);
    EXPECT_EQ(look(std::string("image: image.nii.gz, mask: ") + name).mask_content,
              look("image: image.nii.gz, mask: mask.nii.gz").mask_content)
        << name;
  }
  Mask doubled = mask_;  // another label, the same region
  for (std::uint8_t& v : doubled.voxels) v = static_cast<std::uint8_t>(2 * v);
  io::write_mask(file("label2.nii.gz"), doubled);
  EXPECT_EQ(look("image: image.nii.gz, mask: label2.nii.gz").mask_content, content_of(mask_));
  Mask one_less = mask_;
  one_less(8, 8, 5) = 0;
  EXPECT_NE(content_of(one_less), content_of(mask_));
  Mask elsewhere = mask_;
  elsewhere.lattice.origin_mm[2] += 2;
  EXPECT_NE(content_of(elsewhere), content_of(mask_));
  EXPECT_NE(content_of(mask_), 0u);
}

TEST_F(NoticesMechanics, ContentsOfAScanAreOfTheWholeImage) {
  io::write_image(file("copy.mha"), image_);
  const auto content = [&](const std::string& image) {
    return acquired(study_of({"patient: P, image: " + image + ", mask: mask.nii.gz"})).image_content;
  };
  EXPECT_EQ(content("image.nii.gz"), content_of(image_));
  EXPECT_EQ(content("copy.mha"), content("image.nii.gz"));
  image_(19, 17, 11) += 1;  // far from the region
  io::write_image(file("other.nii.gz"), image_);
  EXPECT_NE(content("other.nii.gz"), content("image.nii.gz"));
}

// oracle: float32 holds whole numbers to 2^24, and those about 2^26 in steps of 8.
TEST_F(NoticesMechanics, IntensitiesBeyondFloat32AreRefused) {
  const auto problem = [&](double mean, double sd) {
    // MetaImage with float64 voxels.
    std::string voxels;
    for (const float v : image_.voxels) {
      const double wide = mean + sd * v;
      voxels.append(reinterpret_cast<const char*>(&wide), sizeof wide);
    }
    write_bytes(file("wide.mha"),
                "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
                "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 0 0 0\nElementSpacing = 1 1 2\n"
                "DimSize = 20 18 12\nElementType = MET_DOUBLE\nElementDataFile = LOCAL\n" +
                    voxels);
    const study::Study study = study_of({"patient: P, image: wide.mha, mask: mask.nii.gz"});
    const AcquiredScan scan = acquired(study);
    return std::pair{scan.problems.front(), of_kind(scan.notices.front(), NoticeKind::lost_precision)};
  };
  EXPECT_FALSE(problem(1000, 1).first);
  EXPECT_TRUE(problem(1000, 1).second.empty());
  EXPECT_FALSE(problem(1e6, 0.5).first) << "half a last place of 0.03 beside an SD of 7";
  const auto told = problem(1e6 + 0.3, 0.5);
  EXPECT_FALSE(told.first);
  ASSERT_EQ(told.second.size(), 1u);
  EXPECT_NEAR(told.second.front().amount, 0.0125, 1e-9) << "0.3 lies 0.2 sixteenths from the next float";
  const auto lost = problem(67108864.3, 0.5).first;
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->kind, ProblemKind::lost_precision);
  for (const char* part : {"wide.mha", "float32", "precision", "subtract a constant"})
    EXPECT_NE(lost->text().find(part), std::string::npos) << lost->text();
  const auto huge = problem(1e300, 1).first;
  ASSERT_TRUE(huge);
  EXPECT_NE(huge->text().find("do not fit into float32"), std::string::npos) << huge->text();
  EXPECT_FALSE(problem(0, 1e-40).first) << "small numbers are rounded, not lost";
}

}  // namespace
}  // namespace radgauge::acquire
