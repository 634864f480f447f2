#include "core/error.h"
#include "image_fixtures.h"
#include "reference/preprocessing/grid.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using Given = std::vector<std::pair<std::string, Value>>;
const Vec3 kCentre{30, -20, 90};

Lattice oblique_lattice() {
  Lattice lattice = lattice_of({70, 60, 50}, {0.9, 1.1, 2});
  lattice.origin_mm = {-31.7, 12.3, 40.1};
  lattice.direction = multiply(rotation(2, 20), rotation(0, -35));
  return lattice;
}

/// The plan of an image and a mask on one lattice, or on two.
GridPlan plan_on(const Lattice& image, const std::optional<Lattice>& mask = {}) {
  ExtractionSettings s;
  s.interpolation = Interpolation::linear;
  s.spacing_x_mm = s.spacing_y_mm = s.spacing_z_mm = 1.5;
  GridPlan plan = grid_plan(image, s);
  plan.mask = mask;
  return plan;
}

GridOutput misstated(const GridPlan& plan, const Given& given, std::uint32_t repetition = 0) {
  const Applied op("io.geometry", given);
  const Draws draws(1, "object", "io.geometry", 0, repetition);
  return op.operation->grid({plan, kCentre, draws}, op.values);
}

double length(const Vec3& v) {
  return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

template <class Visit>
void for_each_index(const Lattice& lattice, Visit visit) {
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x)
        visit(x, y, z,
              lattice.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}));
}

Given with_header(Given given, const char* header) {
  given.emplace_back("header", std::string(header));
  return given;
}

// oracle: the origin moves by the length asked for; an error of the image moves the mask the other way.
TEST(IoGeometryOracle, JitterMovesTheMaskByItsLength) {
  const Lattice lattice = oblique_lattice();
  for (const double mm : {1e-6, 0.01, 1.0, 12.0})
    for (std::uint32_t r = 0; r < 5; ++r) {
      const GridOutput of_mask =
          misstated(plan_on(lattice), {{"header", std::string("mask")}, {"jitter_mm", mm}}, r);
      const GridOutput of_image =
          misstated(plan_on(lattice), {{"header", std::string("image")}, {"jitter_mm", mm}}, r);
      const Vec3 there = of_mask.plan.mask->origin_mm - lattice.origin_mm;
      const Vec3 back = of_image.plan.mask->origin_mm - lattice.origin_mm;
      EXPECT_NEAR(length(there), mm, 1e-12);
      EXPECT_NEAR(length(there + back), 0, 1e-12);
      for (std::size_t i = 0; i < 9; ++i)
        EXPECT_NEAR(of_mask.plan.mask->direction[i], lattice.direction[i], 1e-15);
      EXPECT_EQ(of_mask.plan.output, plan_on(lattice).output);
      EXPECT_NEAR(magnitude(of_mask.magnitudes, "jitter_mm").achieved, mm, 1e-12);
      EXPECT_NEAR(magnitude(of_image.magnitudes, "mask_against_image_mm").achieved, mm, 1e-12);
    }
}

// oracle: directions are uniform on the sphere: each component has mean 0 and variance 1/3 (its square has
// variance 4/45), no two are correlated (the product has variance 1/15); limits of 4.5 standard errors.
TEST(IoGeometryOracle, DirectionsAreUniformOnTheSphere) {
  const Lattice lattice = lattice_of({4, 4, 4}, {1, 1, 1});
  constexpr std::uint32_t kDraws = 4000;
  Vec3 sum{}, square{}, product{};
  for (std::uint32_t r = 0; r < kDraws; ++r) {
    const Vec3 v = misstated(plan_on(lattice), {{"header", std::string("mask")}, {"jitter_mm", 1.0}}, r)
                       .plan.mask->origin_mm;
    for (std::size_t a = 0; a < 3; ++a) {
      sum[a] += v[a] / kDraws;
      square[a] += v[a] * v[a] / kDraws;
      product[a] += v[a] * v[(a + 1) % 3] / kDraws;
    }
  }
  for (std::size_t a = 0; a < 3; ++a) {
    EXPECT_NEAR(sum[a], 0, 4.5 * std::sqrt(1.0 / 3 / kDraws));
    EXPECT_NEAR(square[a], 1.0 / 3, 4.5 * std::sqrt(4.0 / 45 / kDraws));
    EXPECT_NEAR(product[a], 0, 4.5 * std::sqrt(1.0 / 15 / kDraws));
  }
}

// oracle: turned about the first voxel, a voxel is off by the chord, 2 sin(angle / 2) times its distance from
// the axis.
TEST(IoGeometryOracle, ObliqueMovesByTheChord) {
  const Lattice lattice = oblique_lattice();
  const char* names[] = {"x", "y", "z"};
  for (std::size_t a = 0; a < 3; ++a)
    for (const double deg : {0.01, 5.0, -30.0}) {
      const GridOutput out =
          misstated(plan_on(lattice),
                    {{"header", std::string("mask")}, {"angle_deg", deg}, {"axis", std::string(names[a])}});
      Vec3 from_axis = kCentre - lattice.origin_mm;
      from_axis[a] = 0;
      const double chord = 2 * std::abs(std::sin(deg * M_PI / 360)) * length(from_axis);
      EXPECT_NEAR(magnitude(out.magnitudes, "mask_against_image_mm").achieved, chord, 1e-9);
      EXPECT_NEAR(magnitude(out.magnitudes, "angle_deg").achieved, deg, 1e-9);
      EXPECT_EQ(out.plan.mask->origin_mm, lattice.origin_mm);
    }
}

// oracle: rounded cosines are multiples, off by half of one at most; cosines of 0 and 1 stay.
TEST(IoGeometryOracle, CosinesAreRoundedToMultiples) {
  const Lattice lattice = oblique_lattice();
  for (const double step : {1e-4, 1e-3}) {
    const GridOutput out = misstated(plan_on(lattice), {{"header", std::string("mask")}, {"round_to", step}});
    for (std::size_t i = 0; i < 9; ++i) {
      const double steps = out.plan.mask->direction[i] / step;
      EXPECT_NEAR(steps, std::round(steps), 1e-9);
      EXPECT_LE(std::abs(out.plan.mask->direction[i] - lattice.direction[i]), 0.5 * step + 1e-12);
    }
    const double change = magnitude(out.magnitudes, "largest_cosine_change").achieved;
    EXPECT_GT(change, 0);
    EXPECT_LE(change, 0.5 * step + 1e-12);
    EXPECT_GT(magnitude(out.magnitudes, "mask_against_image_mm").achieved, 0);
  }
  const Lattice straight = lattice_of({70, 60, 50}, {0.9, 1.1, 2});
  const GridOutput none = misstated(plan_on(straight), {{"header", std::string("mask")}, {"round_to", 1e-4}});
  EXPECT_EQ(*none.plan.mask, straight);
}

const std::vector<Given> kErrors{
    {{"jitter_mm", 3.0}},
    {{"angle_deg", 7.0}},
    {{"round_to", 1e-3}},
    {{"jitter_mm", 0.4}, {"angle_deg", -11.0}, {"axis", std::string("y")}, {"round_to", 1e-4}}};

/// Trilinear interpolation of a mask at a continuous index.
double share_inside(const Mask& mask, const Vec3& index) {
  double share = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Index3 at;
    double weight = 1;
    bool inside = true;
    for (std::size_t a = 0; a < 3; ++a) {
      const int up = (corner >> a) & 1;
      at[a] = static_cast<std::int64_t>(std::floor(index[a])) + up;
      const double part = index[a] - std::floor(index[a]);
      weight *= up != 0 ? part : 1 - part;
      inside = inside && at[a] >= 0 && at[a] < mask.lattice.size[a];
    }
    if (inside && mask(at[0], at[1], at[2]) != 0) share += weight;
  }
  return share;
}

Prepared sampled(const Volume& image, const Mask& mask, const GridPlan& plan) {
  ExtractionSettings s;
  s.interpolation = Interpolation::linear;
  return resample(sampling_source(image, plan.interpolation, plan.by_slice), image, mask, plan, s, 2);
}

// oracle: the known answer. Wrong in both headers nothing happens, byte for byte; wrong in one the mask is
// where the header says it is, voxel by voxel, and the image is where it was.
TEST(IoGeometryOracle, WrongInBothIsNothingWrongInOneMovesTheMask) {
  const Lattice lattice = oblique_lattice();
  const Volume image = grainy(lattice, 100, 20);
  const Mask mask = box_mask(lattice, {{30, 24, 20}, {44, 37, 31}});
  const Prepared right = sampled(image, mask, plan_on(lattice));
  for (const Given& given : kErrors) {
    const Prepared both = sampled(image, mask, misstated(plan_on(lattice), with_header(given, "both")).plan);
    EXPECT_EQ(both.image, right.image);
    EXPECT_EQ(both.mask, right.mask);
    for (const char* header : {"mask", "image"}) {
      const GridOutput out = misstated(plan_on(lattice), with_header(given, header));
      EXPECT_EQ(out.plan.output, plan_on(lattice).output);
      const double mm = magnitude(out.magnitudes, "mask_against_image_mm").achieved;
      const Prepared one = sampled(image, mask, out.plan);
      if (mm > 1) {
        EXPECT_NE(one.mask, right.mask);
      }
      for_each_index(one.mask.lattice, [&](std::int64_t x, std::int64_t y, std::int64_t z, const Vec3& at) {
        const double share = share_inside(mask, out.plan.mask->to_index(at));
        if (std::abs(share - 0.5) < 1e-6) return;
        ASSERT_EQ(one.mask(x, y, z), share > 0.5 ? 1 : 0);
      });
      EXPECT_GT(mm, 0);
    }
  }
}

// invariant: an error in one header is that of the other, the other way round; a common one leaves a mask of
// its own lattice where it is.
TEST(IoGeometryInvariant, RigidErrorsCommonToTwoLatticesCancel) {
  const Lattice lattice = oblique_lattice();
  Lattice own = crop(lattice, {{10, 12, 9}, {60, 50, 44}});
  own.spacing_mm = {0.45, 0.55, 1};
  for (const Given& given : {kErrors[0], kErrors[1]}) {
    const GridOutput both = misstated(plan_on(lattice, own), with_header(given, "both"));
    EXPECT_NEAR(largest_displacement_mm(*both.plan.mask, own), 0, 1e-11);
    EXPECT_NEAR(magnitude(both.magnitudes, "mask_against_image_mm").achieved, 0, 1e-11);
  }
}

// invariant: levels share the direction of the jitter; repeats differ.
TEST(IoGeometryInvariant, LevelsShareTheirDraws) {
  const Lattice lattice = oblique_lattice();
  const auto moved_to = [&](double mm, std::uint32_t r) {
    const GridOutput out =
        misstated(plan_on(lattice), {{"header", std::string("mask")}, {"jitter_mm", mm}}, r);
    return out.plan.mask->origin_mm - lattice.origin_mm;
  };
  const Vec3 one = moved_to(1, 3), four = moved_to(4, 3);
  for (std::size_t a = 0; a < 3; ++a) EXPECT_NEAR(four[a], 4 * one[a], 1e-11);
  EXPECT_GT(length(moved_to(1, 4) - one), 1e-3);
}

// invariant: the crop that the runner leaves (declared support and the tails of the spline) changes no byte.
TEST(IoGeometryInvariant, CropChangesNoByte) {
  const Lattice lattice = lattice_of({120, 110, 60}, {0.9, 1.1, 2});
  const Volume image = grainy(lattice, 100, 20);
  const Mask mask = box_mask(lattice, {{52, 48, 26}, {64, 60, 34}});
  const Applied op("io.geometry", {{"header", std::string("mask")}, {"jitter_mm", 2.5}, {"round_to", 1e-3}});
  Index3 margin;
  for (std::size_t a = 0; a < 3; ++a)
    margin[a] = 25 + static_cast<std::int64_t>(
                         std::ceil((2 + op.operation->support(op.values).margin_mm) / lattice.spacing_mm[a]));
  const Box box = intersect(grow(bounding_box(mask), margin), Box{{0, 0, 0}, lattice.size});
  const Volume part = crop(image, box);
  ASSERT_LT(part.voxels.size(), image.voxels.size());
  const auto run = [&](const Volume& of, const Mask& m) {
    GridPlan plan = plan_on(whole_lattice(of), whole_lattice(m));
    return sampled(of, m, op.to_grid(plan, centroid_mm(m)).plan);
  };
  const Prepared whole = run(image, mask), cropped = run(part, crop(mask, box));
  EXPECT_EQ(whole.image.voxels, cropped.image.voxels);
  EXPECT_EQ(whole.mask.voxels, cropped.mask.voxels);
}

TEST(IoGeometryMechanics, WhatAReaderWouldRefuseIsRefused) {
  try {
    misstated(plan_on(oblique_lattice()), {{"round_to", 0.1}});
    FAIL() << "cosines in tenths are no unit vectors";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("rounded to 0.1"), std::string::npos) << error.what();
  }
  const Lattice lattice = oblique_lattice();
  const Mask mask = box_mask(lattice, {{30, 24, 20}, {44, 37, 31}});
  const GridPlan away =
      misstated(plan_on(lattice), {{"header", std::string("mask")}, {"angle_deg", 45.0}, {"jitter_mm", 50.0}})
          .plan;
  EXPECT_GT(length(away.mask->to_physical({37, 30, 25}) - lattice.to_physical({37, 30, 25})), 40);
}

TEST(IoGeometryMechanics, NothingAndBadParameters) {
  const Applied none("io.geometry", {{"header", std::string("mask")}});
  EXPECT_TRUE(none.operation->identity(none.values));
  EXPECT_FALSE(none.to_grid(plan_on(oblique_lattice()), kCentre).plan.mask.has_value());
  expect_refused_values("io.geometry", "jitter_mm", {-0.1, 51.0, std::nan(""), HUGE_VAL});
  expect_refused_values("io.geometry", "round_to", {-0.1, 0.2, std::nan("")});
  expect_refused_values("io.geometry", "angle_deg", {-46.0, 46.0, std::nan("")});
  EXPECT_NE(Applied("io.geometry", {{"header", std::string("neither")}}).problem(), "");
}

}  // namespace
}  // namespace radgauge
