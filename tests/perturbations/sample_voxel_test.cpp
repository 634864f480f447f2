#include "core/error.h"
#include "image_fixtures.h"
#include "reference/preprocessing/grid.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

const Vec3 kSpacing{0.75, 1, 2.5};
const Index3 kSize{90, 80, 70};

Lattice sample_voxel_oblique_lattice() {
  Lattice lattice = lattice_of(kSize, kSpacing);
  lattice.origin_mm = {-64, 32, 512};
  lattice.direction = multiply(rotation(2, 90), rotation(0, -90));
  return lattice;
}

ExtractionSettings extraction(Interpolation method, double mm) {
  ExtractionSettings s;
  s.interpolation = method;
  s.spacing_x_mm = s.spacing_y_mm = s.spacing_z_mm = mm;
  return s;
}

using Given = std::vector<std::pair<std::string, Value>>;

GridPlan plan_of(const Volume& image, const ExtractionSettings& s, const Given& given) {
  return Applied("sample.voxel", given).to_grid(grid_plan(whole_lattice(image), s), {0, 0, 0}).plan;
}

Prepared sampled(const Volume& image, const Mask& mask, const ExtractionSettings& s, const GridPlan& plan,
                 double margin_mm = 0) {
  return resample(sampling_source(image, plan.interpolation, plan.by_slice), image, mask, plan, s, margin_mm);
}

double ramp(const Vec3& mm) {
  return 3 * mm[0] - 2 * mm[1] + 0.5 * mm[2];
}

Volume ramp_image(const Lattice& lattice) {
  return volume_of(lattice, [&](double x, double y, double z) {
    return ramp(lattice.to_physical({x, y, z}));
  });
}

Mask middle(const Lattice& lattice) {
  return box_mask(lattice, {{38, 33, 30}, {55, 47, 38}});
}

// oracle: a linear ramp has its own value wherever it is sampled, by linear and by cubic interpolation. All
// voxels of the image are exact in float32; the results are rounded to it.
TEST(SampleVoxelOracle, LinearRampIsExactAtEverySpacing) {
  const Lattice lattice = sample_voxel_oblique_lattice();
  const Volume image = ramp_image(lattice);
  const Mask mask = middle(lattice);
  const ExtractionSettings s = extraction(Interpolation::linear, 2);
  const std::vector<Given> all{{{"spacing_mm", 0.5}},   {{"spacing_mm", 1.7}},
                               {{"spacing_mm", 5.0}},   {{"spacing_mm", 1.0}, {"spacing_z_mm", 2.0}},
                               {{"spacing_x_mm", 0.9}}, {}};
  for (const Given& spacing : all)
    for (const char* method : {"linear", "cubic"}) {
      Given given = spacing;
      given.emplace_back("interpolator", std::string(method));
      const Prepared out = sampled(image, mask, s, plan_of(image, s, given));
      const Lattice& on = out.image.lattice;
      ASSERT_GT(count(out.mask), 10);
      for (std::int64_t z = 0; z < on.size[2]; ++z)
        for (std::int64_t y = 0; y < on.size[1]; ++y)
          for (std::int64_t x = 0; x < on.size[0]; ++x) {
            const double truth = ramp(
                on.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}));
            ASSERT_NEAR(out.image(x, y, z), truth, std::abs(truth) * std::ldexp(1, -24) + 1e-6) << method;
          }
    }
}

// oracle: nearest takes the voxel under the point, whatever the extraction interpolates by.
TEST(SampleVoxelOracle, NearestTakesTheVoxelUnderThePoint) {
  const Lattice lattice = lattice_of(kSize, kSpacing);
  const Volume image = grainy(lattice, 100, 30);
  const ExtractionSettings s = extraction(Interpolation::cubic, 2);
  const GridPlan plan = plan_of(image, s, {{"spacing_mm", 1.3}, {"interpolator", std::string("nearest")}});
  const Prepared out = sampled(image, middle(lattice), s, plan);
  const Lattice& on = out.image.lattice;
  for (std::int64_t z = 0; z < on.size[2]; ++z)
    for (std::int64_t y = 0; y < on.size[1]; ++y)
      for (std::int64_t x = 0; x < on.size[0]; ++x) {
        const Vec3 at = lattice.to_index(
            on.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}));
        const auto near = [&](std::size_t a) { return static_cast<std::int64_t>(std::floor(at[a] + 0.5)); };
        ASSERT_EQ(out.image(x, y, z), image(near(0), near(1), near(2)));
      }
}

// invariant: asked for by the condition or by the extraction, a grid is the same, byte for byte; what is not
// asked for stays the extraction's.
TEST(SampleVoxelInvariant, IsTheExtractionWithThatGrid) {
  const Lattice lattice = sample_voxel_oblique_lattice();
  const Volume image = grainy(lattice, 100, 30);
  const Mask mask = middle(lattice);
  for (const double base_mm : {0.0, 1.1, 3.0}) {
    const ExtractionSettings s = extraction(Interpolation::linear, base_mm);
    ExtractionSettings asked = s;
    asked.spacing_x_mm = asked.spacing_y_mm = 1.4;
    asked.spacing_z_mm = 2.2;
    asked.interpolation = Interpolation::cubic;
    const Prepared by_extraction = sampled(image, mask, asked, grid_plan(lattice, asked), 2);
    const Prepared by_condition =
        sampled(image, mask, s,
                plan_of(image, s,
                        {{"spacing_mm", 1.4}, {"spacing_z_mm", 2.2}, {"interpolator", std::string("cubic")}}),
                2);
    EXPECT_EQ(by_condition.image.voxels, by_extraction.image.voxels);
    EXPECT_EQ(by_condition.mask.voxels, by_extraction.mask.voxels);
    EXPECT_EQ(by_condition.image.window, by_extraction.image.window);
    asked = s;
    asked.spacing_y_mm = 0.8;
    const GridPlan only_y = plan_of(image, s, {{"spacing_y_mm", 0.8}});
    EXPECT_EQ(only_y.output.size, grid_plan(lattice, asked).output.size);
    EXPECT_NEAR(largest_displacement_mm(only_y.output, grid_plan(lattice, asked).output), 0, 1e-9);
    EXPECT_EQ(only_y.interpolation, Interpolation::linear);
  }
}

// invariant: the crop that the runner leaves (declared support and the tails of the spline) changes no byte.
TEST(SampleVoxelInvariant, CropChangesNoByte) {
  const Lattice lattice = lattice_of({110, 100, 100}, {0.9, 1.1, 1.3});
  const Volume image = grainy(lattice, 100, 30);
  const Mask mask = box_mask(lattice, {{50, 46, 47}, {61, 55, 54}});
  const ExtractionSettings s = extraction(Interpolation::cubic, 1);
  for (const Given& given : {Given{{"spacing_mm", 0.6}}, Given{{"spacing_mm", 6.0}},
                             Given{{"spacing_mm", 3.0}, {"interpolator", std::string("linear")}}}) {
    const Applied op("sample.voxel", given);
    Index3 margin;
    for (std::size_t a = 0; a < 3; ++a)
      margin[a] = 25 + static_cast<std::int64_t>(std::ceil((2 + op.operation->support(op.values).margin_mm) /
                                                           lattice.spacing_mm[a]));
    const Box box = grow(bounding_box(mask), margin);
    const Volume part = crop(image, box);
    ASSERT_LT(part.voxels.size(), image.voxels.size());
    const Prepared whole = sampled(image, mask, s, plan_of(image, s, given), 2);
    const Prepared cropped = sampled(part, crop(mask, box), s, plan_of(part, s, given), 2);
    EXPECT_EQ(whole.image.voxels, cropped.image.voxels);
    EXPECT_EQ(whole.mask.voxels, cropped.mask.voxels);
  }
}

TEST(SampleVoxelMechanics, MagnitudesPairWhatWasAskedFor) {
  const Volume image(sample_voxel_oblique_lattice());
  const ExtractionSettings s = extraction(Interpolation::linear, 2);
  const Applied op("sample.voxel", {{"spacing_z_mm", 4.0}});
  const auto done = op.to_grid(grid_plan(image.lattice, s), {}).magnitudes;
  EXPECT_EQ(done.front().parameter, "spacing_z_mm");
  EXPECT_EQ(done.front().requested, 4);
  EXPECT_EQ(done.front().achieved, 4);
  EXPECT_TRUE(std::isnan(magnitude(done, "spacing_x_mm").requested));
  EXPECT_EQ(magnitude(done, "spacing_x_mm").achieved, 2);
  EXPECT_EQ(magnitude(done, "voxel_volume_mm3").achieved, 16);
  const Applied both("sample.voxel", {{"spacing_mm", 1.0}, {"spacing_z_mm", 8.0}});
  const auto first = both.to_grid(grid_plan(image.lattice, s), {}).magnitudes.front();
  EXPECT_EQ(first.parameter, "spacing_mm");
  EXPECT_EQ(first.requested, 1);
  EXPECT_NEAR(first.achieved, 2, 1e-15) << "1 x 1 x 8 mm is as much as 2 x 2 x 2 mm";
}

TEST(SampleVoxelMechanics, SlicesStayWhereTheExtractionKeepsThem) {
  const Volume image(sample_voxel_oblique_lattice());
  ExtractionSettings s = extraction(Interpolation::linear, 2);
  s.by_slice = true;
  const GridPlan plan = plan_of(image, s, {{"spacing_mm", 4.0}});
  EXPECT_EQ(plan.output.spacing_mm, (Vec3{4, 4, 2.5}));
  EXPECT_TRUE(plan.by_slice);
  EXPECT_THROW(plan_of(image, s, {{"spacing_z_mm", 4.0}}), Error);
}

TEST(SampleVoxelMechanics, NothingAndBadParameters) {
  const Applied none("sample.voxel");
  EXPECT_TRUE(none.operation->identity(none.values));
  const Volume image(sample_voxel_oblique_lattice());
  const GridPlan plan = grid_plan(image.lattice, extraction(Interpolation::linear, 2));
  EXPECT_EQ(none.to_grid(plan, {}).plan.output, plan.output);
  for (const char* name : {"spacing_mm", "spacing_x_mm", "spacing_y_mm", "spacing_z_mm"})
    expect_refused_values("sample.voxel", name, {-1.0, 50.1, std::nan(""), HUGE_VAL});
  EXPECT_NE(Applied("sample.voxel", {{"interpolator", std::string("lanczos")}}).problem(), "");
  EXPECT_THROW(plan_of(image, extraction(Interpolation::linear, 2), {{"spacing_mm", 1e-5}}), Error);
}

}  // namespace
}  // namespace radgauge
