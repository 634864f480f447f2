#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "acquire/drawn_mask.h"
#include "dicom/dicom_files.h"
#include "dicom/example_scan.h"
#include "io/dicom/structures.h"
#include "io/temporary_folder.h"

namespace radgauge::testing {
namespace {

using imaging::PlanePolygon;

std::int64_t voxels_in(const std::vector<PlanePolygon>& polygons, double coverage = 0) {
  std::int64_t n = 0;
  for (const std::uint8_t v : imaging::rasterise(polygons, 40, 40, {coverage})) n += v;
  return n;
}

PlanePolygon square(double low, double high) {
  return {{low, low}, {high, low}, {high, high}, {low, high}};
}

TEST(RasteriseOracle, ACentreInsideCountsAndAHoleDoesNot) {
  EXPECT_EQ(voxels_in({square(4.5, 14.5)}), 100);
  EXPECT_EQ(voxels_in({square(4.6, 14.4)}), 100);
  EXPECT_EQ(voxels_in({square(4.5, 14.5), square(7.5, 10.5)}), 91);
  EXPECT_EQ(voxels_in({square(4.5, 14.5), square(7.5, 10.5), square(8.5, 9.5)}), 92);
  // A keyhole: the outer border, a bridge to the hole, the hole backwards, the bridge back.
  const PlanePolygon keyhole{{4.5, 4.5},  {14.5, 4.5},  {14.5, 14.5}, {4.5, 14.5}, {4.5, 9}, {7.5, 9},
                             {7.5, 10.5}, {10.5, 10.5}, {10.5, 7.5},  {7.5, 7.5},  {7.5, 9}, {4.5, 9}};
  EXPECT_EQ(voxels_in({keyhole}), 91);
  EXPECT_EQ(voxels_in({}), 0);
  EXPECT_EQ(voxels_in({{{1, 1}, {5, 5}, {1, 1}}}), 0);
}

TEST(RasteriseOracle, TheAreaOfADiscIsThatOfItsPolygon) {
  PlanePolygon disc;
  for (int i = 0; i < 720; ++i)
    disc.push_back({19.3 + 9.7 * std::cos(i * std::numbers::pi / 360),
                    18.8 + 9.7 * std::sin(i * std::numbers::pi / 360)});
  double area = 0;
  for (const float v : imaging::area_inside({disc}, 40, 40)) area += v;
  const double exact = 0.5 * 720 * 9.7 * 9.7 * std::sin(2 * std::numbers::pi / 720);
  EXPECT_NEAR(area, exact, 2e-4 * exact);
  EXPECT_GT(voxels_in({disc}, 0.01), voxels_in({disc}));
  EXPECT_LT(voxels_in({disc}, 1.0), voxels_in({disc}));
}

TEST(RasteriseOracle, HalfAVoxelIsHalfAVoxel) {
  EXPECT_EQ(voxels_in({{{3.0, 3.5}, {10.0, 3.5}, {10.0, 4.5}, {3.0, 4.5}}}, 0.5), 8);
  EXPECT_EQ(voxels_in({{{3.0, 3.5}, {10.0, 3.5}, {10.0, 4.5}, {3.0, 4.5}}}, 0.51), 6);
}

TEST(RasteriseInvariant, OutlinesGiveTheirVoxelsBack) {
  std::uint64_t state = 7;
  for (int round = 0; round < 50; ++round) {
    std::vector<std::uint8_t> inside(23 * 17);
    for (auto& v : inside) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      v = (state >> 60) < 7 ? 1 : 0;
    }
    const auto polygons = imaging::voxel_outline(inside, 23, 17);
    EXPECT_EQ(imaging::rasterise(polygons, 23, 17), inside);
    EXPECT_EQ(imaging::rasterise(polygons, 23, 17, {0.5}), inside);
    EXPECT_EQ(imaging::rasterise(polygons, 23, 17, {1.0}), inside);
  }
}

io::DicomFile written(const TemporaryFolder& folder, const DicomTree& tree,
                      const std::string& syntax = kExplicitLittle) {
  write_dicom(folder.file("object.dcm"), tree, syntax);
  return io::read_dicom_header(folder.file("object.dcm"));
}

TEST(StructuresMechanics, MasksComeBackBitForBitFromStructureSets) {
  for (const bool oblique : {false, true})
    for (const char* syntax : {kExplicitLittle, kImplicitLittle}) {
      const ExampleScan scan(oblique);
      const TemporaryFolder folder;
      const io::DicomStructureSet set =
          io::structure_set_of(written(folder, structure_set_tree({{"GTV", scan.mask}}, {}), syntax));
      const acquire::DrawnMask drawn =
          acquire::drawn_mask(io::find_roi(set, "GTV"), scan.image.lattice, {}, "object.dcm");
      EXPECT_EQ(drawn.mask.voxels, scan.mask.voxels);
      EXPECT_EQ(drawn.contours_outside, 0);
      EXPECT_EQ(set.label, "Reader-A");
    }
}

TEST(StructuresMechanics, MasksComeBackBitForBitFromSegmentations) {
  for (const bool oblique : {false, true})
    for (const bool fractional : {false, true}) {
      const ExampleScan scan(oblique);
      Mask other = scan.mask;
      for (std::size_t i = 0; i < other.voxels.size(); ++i) other.voxels[i] = i % 7 == 0 ? 1 : 0;
      const TemporaryFolder folder;
      const io::DicomSegmentation segmentation = io::segmentation_of(
          written(folder, segmentation_tree({{"Tumour", scan.mask}, {"Other", other}}, {}, fractional)));
      for (const auto& [label, mask] : {std::pair{"Tumour", scan.mask}, std::pair{"2", other}})
        EXPECT_EQ(
            acquire::segment_mask(segmentation, io::find_segment(segmentation, label), scan.image.lattice)
                .voxels,
            mask.voxels)
            << label;
    }
}

TEST(StructuresMechanics, NamesWithAccentsAndInOtherScriptsAreFound) {
  const ExampleScan scan;
  struct Name {
    std::string charset, bytes, utf8;
  };
  for (const Name& name :
       {Name{"ISO_IR 192", "Tumeur prim\xc3\xa9", "Tumeur primé"},
        Name{"ISO_IR 100", "Tumeur prim\xe9", "Tumeur primé"},
        Name{"ISO_IR 144", "\xbe\xdf\xe3\xe5\xde\xdb\xec", "Опухоль"},
        Name{"GB18030", "\xd6\xd7\xc1\xf6", "肿瘤"}, Name{"", "Tumeur prim\xe9", "Tumeur primé"}}) {
    const TemporaryFolder folder;
    const io::DicomStructureSet set = io::structure_set_of(
        written(folder, structure_set_tree({{name.bytes, scan.mask}}, {}, "A", name.charset)));
    EXPECT_EQ(set.rois.front().name, name.utf8) << name.charset;
    EXPECT_NO_THROW(io::find_roi(set, name.utf8));
  }
}

TEST(StructuresMechanics, ALabelIsANameThenANameInAnyCaseThenAPattern) {
  const ExampleScan scan;
  const TemporaryFolder folder;
  DicomTree tree = structure_set_tree(
      {{"GTV", scan.mask}, {"gtv", scan.mask}, {"Lung left", scan.mask}, {"Lung right", scan.mask}}, {});
  const io::DicomStructureSet set = io::structure_set_of(written(folder, tree));
  EXPECT_EQ(io::find_roi(set, "gtv").number, 2);
  EXPECT_EQ(io::find_roi(set, "lung LEFT").number, 3);
  EXPECT_EQ(io::find_roi(set, "*right").number, 4);
  for (const char* label : {"Lung*", "Liver", ""}) try {
      io::find_roi(set, label);
      ADD_FAILURE() << label;
    } catch (const io::DicomError& error) {
      EXPECT_EQ(error.fault, io::DicomFault::missing_structure);
      EXPECT_NE(std::string(error.what()).find("Lung left"), std::string::npos) << error.what();
    }
}

TEST(StructuresMechanics, AnOpenContourIsClosedAndOneBesideTheImageIsCounted) {
  const ExampleScan scan;
  const Lattice& lattice = scan.image.lattice;
  const auto at = [&](double x, double y, double z) { return lattice.to_physical({x, y, z}); };
  DicomTree tree = structure_set_tree({{"GTV", scan.mask}}, {});
  tree[{0x3006, 0x0039}].items[0].set_items(
      0x3006, 0x0040,
      {contour_item({at(3.5, 3.5, 4), at(8.5, 3.5, 4), at(8.5, 8.5, 4), at(3.5, 8.5, 4)}, "OPEN_PLANAR"),
       contour_item({at(3.5, 3.5, 40), at(8.5, 3.5, 40), at(8.5, 8.5, 40)}),
       contour_item({at(1, 1, 1)}, "POINT")});
  const TemporaryFolder folder;
  const io::DicomStructureSet set = io::structure_set_of(written(folder, tree));
  const acquire::DrawnMask drawn = acquire::drawn_mask(set.rois.front(), lattice, {}, "object.dcm");
  EXPECT_EQ(count(drawn.mask), 25);
  EXPECT_EQ(drawn.contours, 2);
  EXPECT_EQ(drawn.contours_open, 1);
  EXPECT_EQ(drawn.contours_outside, 1);
}

TEST(StructuresMechanics, ContoursOfOtherSlicesOfTheFrameAreTakenFromTheNearestPlane) {
  const ExampleScan scan;
  Lattice other = scan.image.lattice;
  other.spacing_mm[2] = 1.25;
  other.size[2] = 20;
  other.origin_mm[2] += 0.3;
  const TemporaryFolder folder;
  const io::DicomStructureSet set =
      io::structure_set_of(written(folder, structure_set_tree({{"GTV", scan.mask}}, {})));
  const Mask drawn = acquire::drawn_mask(set.rois.front(), other, {}, "object.dcm").mask;
  EXPECT_NEAR(static_cast<double>(count(drawn)) / 2, static_cast<double>(count(scan.mask)),
              0.02 * static_cast<double>(count(scan.mask)));
}

}  // namespace
}  // namespace radgauge::testing
