#include "reference/preprocessing/grid.h"

#include "core/error.h"
#include "reference/test_images.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::blob;
using testing::textured;

Lattice lattice_of(const Index3& size, const Vec3& spacing_mm) {
  Lattice lattice;
  lattice.size = size;
  lattice.spacing_mm = spacing_mm;
  lattice.origin_mm = {-31.7, 12.3, 1000.1};
  return lattice;
}

ExtractionSettings isotropic(Interpolation method, double mm) {
  ExtractionSettings s;
  s.interpolation = method;
  s.spacing_x_mm = s.spacing_y_mm = s.spacing_z_mm = mm;
  return s;
}

// oracle: sizes published for the CT phantom, 204 x 201 x 60 voxels of 0.977 x 0.977 x 3 mm at 2 mm.
TEST(GridOracle, LatticeIsTheCeilingOfTheExtentAroundTheSameCentre) {
  const Lattice image = lattice_of({204, 201, 60}, {0.9765625, 0.9765625, 3});
  const GridPlan plan = grid_plan(image, isotropic(Interpolation::linear, 2));
  EXPECT_EQ(plan.output.size, (Index3{100, 99, 90}));
  const Vec3 old_centre = image.to_physical({101.5, 100, 29.5});
  const Vec3 new_centre = plan.output.to_physical({49.5, 49, 44.5});
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(old_centre[a], new_centre[a], 1e-9);
  // 3.3 / 1.1 is 2.9999999999999996 and 0.3 / 0.1 a bit more than 3: both are 3.
  EXPECT_EQ(
      grid_plan(lattice_of({1, 1, 1}, {3.3, 0.3, 1}), isotropic(Interpolation::linear, 1.1)).output.size[0],
      3);
  EXPECT_EQ(
      grid_plan(lattice_of({3, 3, 3}, {0.1, 0.1, 0.1}), isotropic(Interpolation::linear, 0.1)).output.size,
      (Index3{3, 3, 3}));
}

TEST(GridMechanics, KeptSpacingsAndNoInterpolation) {
  const Lattice image = lattice_of({10, 11, 12}, {1, 1, 3});
  EXPECT_EQ(grid_plan(image, {}).output, image);
  EXPECT_FALSE(grid_plan(image, {}).interpolate);
  ExtractionSettings s = isotropic(Interpolation::linear, 2);
  s.by_slice = true;
  const GridPlan plan = grid_plan(image, s);
  EXPECT_EQ(plan.output.size, (Index3{5, 6, 12}));
  EXPECT_EQ(plan.output.spacing_mm, (Vec3{2, 2, 3}));
  EXPECT_THROW(grid_plan(image, isotropic(Interpolation::linear, 1e-9)), Error);
}

Prepared prepare(const Volume& image, const Mask& mask, const ExtractionSettings& s, const GridPlan& plan,
                 double margin_mm) {
  return resample(sampling_source(image, s), image, mask, plan, s, margin_mm);
}

class CropInvariant : public ::testing::TestWithParam<Interpolation> {};

// invariant: a crop 24 voxels wider than what is sampled (mask, margin and displacement: 5.5 mm, 7 voxels)
// gives the bytes of the whole image, on parallel, turned and displaced grids.
TEST_P(CropInvariant, ACropGivesTheBytesOfTheWholeImage) {
  const Volume whole = textured(lattice_of({110, 100, 90}, {0.9, 1.1, 1.3}), 250);
  const Mask mask = blob(whole.lattice, {55, 50, 45}, 8);
  const Box box = grow(bounding_box(mask), {31, 31, 31});
  const Volume part = crop(whole, box);
  for (const bool rounding : {false, true}) {
    ExtractionSettings s = isotropic(GetParam(), 0.75);
    s.intensity_rounding = rounding;
    GridPlan plan = grid_plan(whole.lattice, s);
    std::vector<GridPlan> plans{plan, plan, plan};
    const Vec3 centre = centroid_mm(mask);
    plans[1].output = rotate(plan.output, rotation(2, 5), centre);
    plans[2].displacements.push_back([=](const Vec3& p) {
      return Vec3{p[0] + 2 * std::sin((p[1] - centre[1]) / 20), p[1] + 0.5,
                  p[2] - std::cos((p[0] - centre[0]) / 30)};
    });
    for (std::size_t k = 0; k < plans.size(); ++k) {
      const Prepared a = prepare(whole, mask, s, plans[k], 3);
      const Prepared b = prepare(part, crop(mask, box), s, plans[k], 3);
      ASSERT_EQ(a.image.window, b.image.window);
      EXPECT_EQ(a.mask.voxels, b.mask.voxels);
      EXPECT_EQ(a.image.voxels, b.image.voxels) << "plan " << k;
      GridPlan own = k == 0 ? grid_plan(whole_lattice(part), s) : plans[k];
      EXPECT_EQ(prepare(part, crop(mask, bounding_box(mask)), s, own, 3).image.voxels, a.image.voxels)
          << "the mask cut at its box, the plan from the crop";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, CropInvariant,
                         ::testing::Values(Interpolation::nearest, Interpolation::linear,
                                           Interpolation::cubic));

TEST(GridInvariant, TheBoxIsTheMaskAndItsMargin) {
  const Volume image = textured(lattice_of({60, 60, 60}, {1, 1, 1}), 100);
  const Mask mask = blob(image.lattice, {30, 30, 30}, 7.2);
  const ExtractionSettings s = isotropic(Interpolation::linear, 1);
  const GridPlan plan = grid_plan(image.lattice, s);
  const Prepared tight = prepare(image, mask, s, plan, 0);
  EXPECT_EQ(tight.image.lattice.size, bounding_box(mask).size());
  EXPECT_EQ(tight.image.window.offset, bounding_box(mask).begin);
  EXPECT_EQ(count(tight.mask), count(mask));
  const Prepared wide = prepare(image, mask, s, plan, 4.5);
  for (std::size_t a = 0; a < 3; ++a)
    EXPECT_EQ(wide.image.lattice.size[a], tight.image.lattice.size[a] + 10) << "5 voxels on each side";
  const Prepared all = prepare(image, mask, s, plan, 1000);
  EXPECT_EQ(all.image.lattice.size, image.lattice.size) << "never beyond the image";
  EXPECT_EQ(all.image.voxels, image.voxels) << "the same grid gives the same voxels";
}

// invariant: a quarter turn of the grid turns the voxels and changes no value.
TEST(GridInvariant, QuarterTurn) {
  const Volume image = textured(lattice_of({40, 40, 30}, {1, 1, 1}), 100);
  const Mask mask = blob(image.lattice, {19, 21, 15}, 6.3);
  const ExtractionSettings s = isotropic(Interpolation::cubic, 1);
  GridPlan plan = grid_plan(image.lattice, s);
  plan.output = rotate(plan.output, rotation(2, 90), image.lattice.to_physical({19.5, 19.5, 14.5}));
  const Prepared turned = prepare(image, mask, s, plan, 0);
  const Prepared plain = prepare(image, mask, s, grid_plan(image.lattice, s), 0);
  EXPECT_EQ(count(turned.mask), count(plain.mask));
  ASSERT_EQ(turned.image.lattice.size[0], plain.image.lattice.size[1]);
  std::vector<float> a = turned.image.voxels;
  std::vector<float> b = plain.image.voxels;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-4);
}

TEST(GridMechanics, OutsideTheImageIsOutsideTheMask) {
  const Volume image = textured(lattice_of({20, 20, 4}, {1, 1, 3}), 100);
  Mask mask(image.lattice, 1);
  const ExtractionSettings s = isotropic(Interpolation::linear, 1);
  GridPlan plan = grid_plan(image.lattice, s);
  EXPECT_EQ(count(prepare(image, mask, s, plan, 0).mask), 20 * 20 * 12) << "up to the border, not further";
  plan.output.origin_mm[2] -= 6;  // a plan is unbounded: the mask is found wherever it lies
  EXPECT_EQ(count(prepare(image, mask, s, plan, 0).mask), 20 * 20 * 12);
  Mask far = mask;
  far.lattice.origin_mm[0] += 500;
  EXPECT_THROW(prepare(image, far, s, plan, 0), Error);
}

TEST(GridMechanics, AMaskOnAnotherLatticeIsBroughtToTheImage) {
  const Volume image = textured(lattice_of({40, 40, 40}, {1, 1, 1}), 100);
  Lattice fine = image.lattice;
  fine.size = {80, 80, 80};
  fine.spacing_mm = {0.5, 0.5, 0.5};
  fine.origin_mm = image.lattice.to_physical({-0.25, -0.25, -0.25});
  const Mask mask = blob(fine, {40, 40, 40}, 16);
  const Prepared p = prepare(image, mask, {}, grid_plan(image.lattice, {}), 0);
  EXPECT_NEAR(static_cast<double>(count(p.mask)), 4.0 / 3 * 3.14159265 * 8 * 8 * 8, 60);
  EXPECT_EQ(p.image(0, 0, 0),
            image(p.image.window.offset[0], p.image.window.offset[1], p.image.window.offset[2]));
}

TEST(GridMechanics, BadInputIsExplained) {
  const Volume image = textured(lattice_of({30, 30, 30}, {1, 1, 1}), 100);
  const ExtractionSettings s = isotropic(Interpolation::linear, 9);
  EXPECT_THROW(prepare(image, Mask(image.lattice), s, grid_plan(image.lattice, s), 0), Error);
  GridPlan moved = grid_plan(image.lattice, {});
  moved.interpolate = true;
  try {
    prepare(image, blob(image.lattice, {15, 15, 15}, 5), {}, moved, 0);
    FAIL() << "interpolation none cannot move a grid";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
  }
  Mask speck(image.lattice);
  speck(13, 17, 12) = 1;
  EXPECT_THROW(prepare(image, speck, s, grid_plan(image.lattice, s), 0), Error) << "lost between new voxels";
}

// A missing voxel far away must not spoil the spline; one that is drawn on must show.
TEST(GridMechanics, MissingVoxelsSpreadOnlyToSamplesThatDrawOnThem) {
  Volume image = textured(lattice_of({60, 60, 60}, {1, 1, 1}), 100);
  const Mask mask = blob(image.lattice, {30, 30, 30}, 5);
  const ExtractionSettings s = isotropic(Interpolation::cubic, 0.8);
  const GridPlan plan = grid_plan(image.lattice, s);
  image(0, 0, 0) = std::numeric_limits<float>::quiet_NaN();
  const Prepared far = prepare(image, mask, s, plan, 0);
  EXPECT_TRUE(std::all_of(far.image.voxels.begin(), far.image.voxels.end(),
                          [](float v) { return std::isfinite(v); }));
  image(30, 30, 30) = std::numeric_limits<float>::infinity();
  const Prepared near = prepare(image, mask, s, plan, 0);
  const auto missing = std::count_if(near.image.voxels.begin(), near.image.voxels.end(),
                                     [](float v) { return std::isnan(v); });
  EXPECT_GT(missing, 50);
  EXPECT_LT(missing, 300) << "about (4 / 0.8)^3";
}

// Micrometres taken for mm make voxels of 700 mm, which no memory holds at 1 mm.
TEST(GridMechanics, ARegionOfAMistakenUnitIsRefused) {
  const Volume image(lattice_of({40, 40, 40}, {700, 700, 700}), 1.0F);
  const Mask mask(image.lattice, 1);
  const ExtractionSettings s = isotropic(Interpolation::linear, 1);
  try {
    prepare(image, mask, s, grid_plan(image.lattice, s), 0);
    FAIL() << "resampled";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    for (const char* part : {"voxels of 1 x 1 x 1 mm", "700 x 700 x 700 mm", "unit of length"})
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(PresetMechanics, AllAreKnownByName) {
  for (const char* name : {"none", "ibsi-digital", "ibsi-a", "ibsi-b", "ibsi-c", "ibsi-d", "ibsi-e", "ct-1mm",
                           "mr-1mm", "pet-3mm"})
    EXPECT_NE(find_preset(name), nullptr) << name;
  EXPECT_EQ(find_preset("ibsi-f"), nullptr);
}

}  // namespace
}  // namespace radgauge
