#include <gtest/gtest.h>

#include <algorithm>
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

// oracle: the doubled edge of a keyhole, drawn to and fro through other points and rounded to 0.01 mm, bounds
// nothing, whatever its direction and however it meets the centres of voxels.
TEST(RasteriseOracle, TheBridgeOfAKeyholeNeitherTakesNorGivesAVoxel) {
  const std::int64_t ring = voxels_in({square(4.5, 24.5), square(12.5, 16.5)});
  ASSERT_EQ(ring, 400 - 16);
  for (const double width : {0.0, 1e-12, 1e-6, 0.003, 0.01})
    for (const double shift : {0.0, -0.5, -1.0})
      for (const int turn : {0, 1, 2, 3}) {
        // The bridge leaves the left side along y = 14 (through centres), its way back lies `width` above.
        const double y = 14 + shift * width, back = y + width;
        PlanePolygon keyhole{{4.5, 4.5},   {24.5, 4.5},  {24.5, 24.5}, {4.5, 24.5},  {4.5, back},
                             {8.25, back}, {12.5, back}, {12.5, 16.5}, {16.5, 16.5}, {16.5, 12.5},
                             {12.5, 12.5}, {12.5, y},    {6.75, y},    {4.5, y}};
        for (int t = 0; t < turn; ++t)
          for (auto& p : keyhole) p = {29 - p[1], p[0]};
        EXPECT_EQ(voxels_in({keyhole}), ring) << width << " " << shift << " " << turn;
      }
  // Aslant, through the centres of the diagonal.
  for (const double width : {0.0, 1e-6, 0.007}) {
    const PlanePolygon slanted{{4.5, 4.5 + width}, {12.5, 12.5 + width}, {12.5, 16.5},       {16.5, 16.5},
                               {16.5, 12.5},       {12.5 + width, 12.5}, {4.5 + width, 4.5}, {24.5, 4.5},
                               {24.5, 24.5},       {4.5, 24.5}};
    EXPECT_EQ(voxels_in({slanted}), ring) << width;
  }
  // A bridge wide enough to be drawn is what was drawn.
  const PlanePolygon wide{{4.5, 4.5},   {24.5, 4.5},  {24.5, 24.5}, {4.5, 24.5},  {4.5, 14.4},  {12.5, 14.4},
                          {12.5, 16.5}, {16.5, 16.5}, {16.5, 12.5}, {12.5, 12.5}, {12.5, 13.6}, {4.5, 13.6}};
  EXPECT_EQ(voxels_in({wide}), ring - 8);
}

// oracle: corners and edges on the centres of voxels belong to one side, as if there were no look for
// bridges.
TEST(RasteriseOracle, CentresOnCornersAndEdgesBelongToOneSide) {
  EXPECT_EQ(voxels_in({square(4, 14)}), 100);
  EXPECT_EQ(voxels_in({{{4, 10}, {10, 4}, {16, 10}, {10, 16}}}), 72);
  EXPECT_EQ(voxels_in({square(4, 14), square(14, 20)}), 136);
  EXPECT_EQ(voxels_in({square(9.9, 10.1)}), 1);
}

// oracle: areas of pieces of voxels by closed form.
TEST(RasteriseOracle, AreasOfPiecesAreExact) {
  const auto area = [](const std::vector<PlanePolygon>& polygons) {
    return imaging::area_inside(polygons, 8, 8);
  };
  const auto at = [](const std::vector<float>& areas, int x, int y) {
    return static_cast<double>(areas[static_cast<std::size_t>(x + 8 * y)]);
  };
  // A box with its faces anywhere: products of lengths.
  const auto box = area({{{1.2, 2.3}, {4.9, 2.3}, {4.9, 5.13}, {1.2, 5.13}}});
  EXPECT_NEAR(at(box, 1, 2), 0.3 * 0.2, 1e-6);
  EXPECT_NEAR(at(box, 3, 2), 0.2, 1e-6);
  EXPECT_NEAR(at(box, 5, 5), 0.4 * 0.63, 1e-6);
  EXPECT_NEAR(at(box, 3, 4), 1, 1e-6);
  EXPECT_EQ(at(box, 0, 2), 0);
  // A line through the plane cuts triangles and trapezoids off.
  const auto slope = area({{{0.5, 0.5}, {6.5, 0.5}, {6.5, 3.5}}});
  for (int x = 1; x <= 6; ++x) {
    const double low = 0.5 * (x - 1), high = 0.5 * x;
    for (int y = 1; y <= 3; ++y) {
      const double a = std::clamp(low - (y - 1), 0.0, 1.0), b = std::clamp(high - (y - 1), 0.0, 1.0);
      EXPECT_NEAR(at(slope, x, y), 0.5 * (a + b), 1e-6) << x << " " << y;
    }
  }
  // A corner within a voxel, and a hole within one.
  EXPECT_NEAR(at(area({{{3.1, 3.1}, {3.4, 3.1}, {3.1, 3.3}}}), 3, 3), 0.5 * 0.3 * 0.2, 1e-6);
  EXPECT_NEAR(at(area({square(2.5, 3.5), square(2.9, 3.2)}), 3, 3), 1 - 0.09, 1e-6);
  // A pentagram by even-odd: the points without the pentagon between them. R is the radius of its points.
  const double r = 3;
  PlanePolygon star;
  for (int i = 0; i < 5; ++i)
    star.push_back({3.5 + r * std::cos(2 * i * 2 * std::numbers::pi / 5),
                    3.6 + r * std::sin(2 * i * 2 * std::numbers::pi / 5)});
  const double inner = r * std::cos(2 * std::numbers::pi / 5) / std::cos(std::numbers::pi / 5);
  const double points = 5 * r * inner * std::sin(std::numbers::pi / 5),
               pentagon = 2.5 * inner * inner * std::sin(2 * std::numbers::pi / 5);
  double total = 0;
  for (const float v : area({star})) total += static_cast<double>(v);
  EXPECT_NEAR(total, points - pentagon, 1e-4);
}

// oracle: all areas together are that of the polygon (Gauss), whose points lie anywhere.
TEST(RasteriseOracle, AreasSumToThatOfThePolygon) {
  std::uint64_t state = 11;
  const auto draw = [&] {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 40) / static_cast<double>(1 << 24);
  };
  for (int round = 0; round < 200; ++round) {
    PlanePolygon star;
    const int n = 3 + static_cast<int>(20 * draw());
    for (int i = 0; i < n; ++i) {
      const double angle = 2 * std::numbers::pi * (i + 0.9 * draw()) / n, radius = 2 + 16 * draw();
      star.push_back({19.7 + radius * std::cos(angle), 19.2 + radius * std::sin(angle)});
    }
    double exact = 0, total = 0;
    for (std::size_t i = 0; i < star.size(); ++i) {
      const auto &a = star[i], &b = star[(i + 1) % star.size()];
      exact += 0.5 * (a[0] * b[1] - b[0] * a[1]);
    }
    for (const float v : imaging::area_inside({star}, 40, 40)) total += static_cast<double>(v);
    // Three points may not go about the middle, and the polygon then is not simple about it; its area is the
    // same.
    EXPECT_NEAR(total, std::abs(exact), 2e-4 * std::abs(exact) + 1e-5) << round;
  }
}

TEST(RasteriseOracle, TheAreaOfADiscIsThatOfItsPolygon) {
  PlanePolygon disc;
  for (int i = 0; i < 720; ++i)
    disc.push_back({19.3 + 9.7 * std::cos(i * std::numbers::pi / 360),
                    18.8 + 9.7 * std::sin(i * std::numbers::pi / 360)});
  double area = 0;
  for (const float v : imaging::area_inside({disc}, 40, 40)) area += v;
  const double exact = 0.5 * 720 * 9.7 * 9.7 * std::sin(2 * std::numbers::pi / 720);
  EXPECT_NEAR(area, exact, 1e-6 * exact);
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

// mechanics: on its own pixels a segmentation is the mask that was written, slices without a voxel included;
// for an image of the same frame on other pixels it is refused there.
TEST(StructuresMechanics, ASegmentationOfAnotherImageStaysOnItsOwnPixels) {
  for (const bool oblique : {false, true}) {
    const ExampleScan scan(oblique);
    Mask gap = scan.mask;
    const auto in_slice = static_cast<std::size_t>(gap.lattice.size[0] * gap.lattice.size[1]);
    std::int64_t first = -1;
    for (std::int64_t z = 0; z < gap.lattice.size[2] && first < 0; ++z)
      for (std::size_t i = 0; i < in_slice; ++i)
        if (gap.voxels[static_cast<std::size_t>(z) * in_slice + i] != 0) first = z;
    const auto cleared = gap.voxels.begin() + static_cast<std::ptrdiff_t>(in_slice) * (first + 1);
    std::fill(cleared, cleared + static_cast<std::ptrdiff_t>(in_slice), 0);
    const TemporaryFolder folder;
    const io::DicomSegmentation segmentation =
        io::segmentation_of(written(folder, segmentation_tree({{"Tumour", gap}}, {}, false)));
    const std::int64_t segment = io::find_segment(segmentation, "Tumour");
    Lattice pet = scan.image.lattice;
    pet.spacing_mm[0] *= 2;
    try {
      acquire::segment_mask(segmentation, segment, pet);
      FAIL() << "it is on other pixels";
    } catch (const io::DicomError& error) {
      EXPECT_EQ(error.fault, io::DicomFault::other_grid);
      EXPECT_NE(error.advice.find("resample_mask: true"), std::string::npos) << error.advice;
    }
    const Mask own = acquire::segment_on_own_pixels(segmentation, segment);
    EXPECT_EQ(count(own), count(gap));
    for (std::int64_t z = 0; z < own.lattice.size[2]; ++z)
      for (std::int64_t y = 0; y < own.lattice.size[1]; ++y)
        for (std::int64_t x = 0; x < own.lattice.size[0]; ++x) {
          const Vec3 mm = own.lattice.to_physical(
              {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
          const Vec3 at = gap.lattice.to_index(mm);
          ASSERT_EQ(own(x, y, z), gap(std::llround(at[0]), std::llround(at[1]), std::llround(at[2])));
        }
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

TEST(StructuresMechanics, WhatBoundsNoAreaIsLeftOutAndCountedAndSoIsWhatLiesBesideTheImage) {
  const ExampleScan scan;
  const Lattice& lattice = scan.image.lattice;
  const auto at = [&](double x, double y, double z) { return lattice.to_physical({x, y, z}); };
  DicomTree tree = structure_set_tree({{"GTV", scan.mask}}, {});
  tree[{0x3006, 0x0039}].items[0].set_items(
      0x3006, 0x0040,
      {contour_item({at(3.5, 3.5, 4), at(8.5, 3.5, 4), at(8.5, 8.5, 4), at(3.5, 8.5, 4)}),
       contour_item({at(3.5, 3.5, 5), at(8.5, 3.5, 5), at(8.5, 8.5, 5), at(3.5, 8.5, 5)}, "OPEN_PLANAR"),
       contour_item({at(3.5, 3.5, 5), at(8.5, 3.5, 6), at(8.5, 8.5, 7)}, "OPEN_NONPLANAR"),
       contour_item({at(3.5, 3.5, 40), at(8.5, 3.5, 40), at(8.5, 8.5, 40)}),
       contour_item({at(1, 1, 1)}, "POINT")});
  const TemporaryFolder folder;
  const io::DicomStructureSet set = io::structure_set_of(written(folder, tree));
  const acquire::DrawnMask drawn = acquire::drawn_mask(set.rois.front(), lattice, {}, "object.dcm");
  EXPECT_EQ(count(drawn.mask), 25);
  EXPECT_EQ(drawn.contours, 2);
  EXPECT_EQ(set.rois.front().open_contours, 3);
  EXPECT_EQ(drawn.contours_outside, 1);
}

TEST(StructuresMechanics, AStructureWithoutAClosedContourIsRefusedAsThat) {
  const ExampleScan scan;
  DicomTree tree = structure_set_tree({{"GTV", scan.mask}}, {});
  tree[{0x3006, 0x0039}].items[0].set_items(0x3006, 0x0040,
                                            {contour_item({{1, 1, 1}, {2, 1, 1}, {2, 2, 1}}, "OPEN_PLANAR")});
  const TemporaryFolder folder;
  const io::DicomStructureSet set = io::structure_set_of(written(folder, tree));
  for (const char* label : {"GTV", ""}) try {
      io::find_roi(set, label);
      ADD_FAILURE();
    } catch (const io::DicomError& error) {
      EXPECT_EQ(error.fault, io::DicomFault::open_contour);
    }
}

// oracle: a square whose sides cut voxels in halves, quarters at its corners, by each rule.
TEST(StructuresOracle, AShareOfAVoxelDecidesWhereItIsAskedFor) {
  const ExampleScan scan(true);
  const auto at = [&](double x, double y) { return scan.image.lattice.to_physical({x, y, 4}); };
  DicomTree tree = structure_set_tree({{"GTV", scan.mask}}, {});
  // 6 whole voxels across, and a piece of 0.3 and of 0.6 beside them along x, of 0.2 along y.
  tree[{0x3006, 0x0039}].items[0].set_items(
      0x3006, 0x0040, {contour_item({at(3.2, 5.3), at(10.1, 5.3), at(10.1, 11.5), at(3.2, 11.5)})});
  const TemporaryFolder folder;
  const io::DicomStructureSet set = io::structure_set_of(written(folder, tree));
  const auto voxels = [&](double coverage) {
    return count(acquire::drawn_mask(set.rois.front(), scan.image.lattice, {coverage}, "object.dcm").mask);
  };
  EXPECT_EQ(voxels(0), 7 * 6);
  EXPECT_EQ(voxels(1), 6 * 6);
  EXPECT_EQ(voxels(0.59), 7 * 6);
  EXPECT_EQ(voxels(0.61), 6 * 6);
  EXPECT_EQ(voxels(0.29), 8 * 6);
  EXPECT_EQ(voxels(0.19), 8 * 6 + 6);
  EXPECT_EQ(voxels(0.11), 8 * 6 + 7);
  EXPECT_EQ(voxels(0.05), 8 * 7);
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
