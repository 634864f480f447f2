#include <tbb/global_control.h>

#include "core/error.h"
#include "ct_fixtures.h"
#include "phantoms/scanners/ct/backprojection.h"
#include "phantoms/scanners/measure/edge.h"

namespace radgauge {

using namespace radgauge::phantoms;
using namespace radgauge::phantoms::ct;

namespace {

Volume noiseless(const Parameters& p, const Object& object) {
  return make_scanner(p, {})->expose(object)->noiseless();
}

// oracle: the filter of a window of 1 turns an impulse into the ramp's kernel in space.
TEST(CtReconstructionOracle, ImpulseBecomesTheRampKernel) {
  constexpr double kRowPitch = 0.5;
  const RampFilter filter(
      kRowPitch, [](double) { return 1.0; }, 60);
  Rows rows;
  rows.lanes = 4;
  rows.count = 21;
  rows.first.assign(5, -10);
  rows.values.resize(4 * 21 * 5);
  filter.run(
      [](std::size_t row, std::span<double> to) {
        to[4 * 3 + 2] = 1 + static_cast<double>(row);  // column 0 of lane 2
        return std::int64_t{-3};
      },
      7, rows);
  for (std::size_t r = 0; r < 5; ++r)
    for (std::int64_t c = -10; c <= 10; ++c) {
      const double lag = M_PI * static_cast<double>(c);
      const double kernel = c == 0 ? 0.25 / kRowPitch : c % 2 == 0 ? 0 : -1 / (lag * lag * kRowPitch);
      const double* at = rows.row(r) + 4 * (c + 10);
      EXPECT_NEAR(at[2], kernel * (1 + static_cast<double>(r)), 1e-12) << c;
      EXPECT_NEAR(at[1], 0, 1e-12);
    }
}

// oracle: water is 0 HU, air is -1000 HU, an insert has its contrast; for every window.
TEST(CtReconstructionOracle, HounsfieldUnitsOfEveryWindow) {
  for (const Window window :
       {Window::hann, Window::shepp_logan, Window::soft, Window::standard, Window::bone}) {
    Parameters p = small_ct();
    p.window = window;
    p.views = 360;
    Object object = object_of({endless_rod(0, 0, 40), endless_rod(15, 10, 10, -900)});
    const Volume image = noiseless(p, object);
    EXPECT_NEAR(measure::ring_mean(image, 0, {-15, -10, 0}, 0, 5), 0, 1);
    EXPECT_NEAR(measure::ring_mean(image, 0, {15, 10, 0}, 0, 5), 100, 1);
    EXPECT_NEAR(measure::ring_mean(image, 0, {0, 0, 0}, 45, 65), -1000, 1);
  }
}

// invariant: one slice by symmetry and several side by side give the same bytes, and so do one thread and
// two.
TEST(CtReconstructionInvariant, SameBytesForSlicesAndThreads) {
  const Parameters p = small_ct();
  Object object = object_of({endless_rod(2, 1, 40), endless_rod(15, -10, 5, 300)});
  const auto scanner = make_scanner(p, {});
  const Draws draws(1, "a", "scan", 0, 0);
  const Volume one = scanner->expose(object)->scan(draws);
  object.slices = 5;
  const Volume five = scanner->expose(object)->scan(draws);
  for (std::size_t i = 0; i < one.voxels.size(); ++i) ASSERT_EQ(one.voxels[i], five.voxels[i]);
  const tbb::global_control single(tbb::global_control::max_allowed_parallelism, 1);
  EXPECT_EQ(scanner->expose(object)->scan(draws), five);
  EXPECT_NE(scanner->expose(object)->scan(Draws(2, "a", "scan", 0, 0)), five);
}

// invariant: a part of the field of view has the values of the whole one.
TEST(CtReconstructionInvariant, PartOfTheFieldOfView) {
  const Parameters p = small_ct();
  Object object = object_of({endless_rod(2, 1, 40), endless_rod(15, -10, 5, 300)});
  const Volume whole = noiseless(p, object);
  object.field_of_view_mm = 40;
  object.centre_mm = {10, -5, 0};
  const Volume part = noiseless(p, object);
  const Vec3 first = whole.lattice.to_index(part.lattice.origin_mm);
  for (std::int64_t y = 0; y < part.lattice.size[1]; ++y)
    for (std::int64_t x = 0; x < part.lattice.size[0]; ++x)
      ASSERT_NEAR(part(x, y, 0), whole(std::lround(first[0]) + x, std::lround(first[1]) + y, 0), 2e-3);
}

// invariant: the same object as shapes that all slices share and as shapes that differ.
TEST(CtReconstructionInvariant, SharedAndOwnShapesAgree) {
  const Parameters p = small_ct();
  const Part rod = endless_rod(5, -8, 20);
  const Volume shared = noiseless(p, object_of({rod}, 3));
  Part ends = rod;
  ends.shape.half_mm[2] = 3.5;  // covers the middle slice, and parts of the others
  const Volume own = noiseless(p, object_of({ends}, 3));
  const std::size_t pixels = 64 * 64;
  const double share = (3.5 - 1.5) / 3;
  for (std::size_t i = 0; i < pixels; ++i) {
    const double whole = static_cast<double>(shared.voxels[i]) + 1000;
    ASSERT_NEAR(own.voxels[pixels + i], whole - 1000, 2e-3);
    ASSERT_NEAR(own.voxels[i], share * whole - 1000, 2e-3);
  }
}

// oracle: a block of voxels in water has the CT numbers of the block of the same edges, also where readings
// are bent by a fault.
TEST(CtReconstructionOracle, VoxelsReadAsTheShapeTheyFill) {
  Lattice lattice;
  lattice.size = {25, 31, 13};
  lattice.origin_mm = {-8, -20, -6};
  Texture texture{Volume(lattice), water_of_hu(-800)};
  for (float& voxel : texture.voxels.voxels) voxel = 1;
  const Part block{{ShapeKind::box, {4, -5, 0}, {12, 15, 6}}, water_of_hu(-800)};
  for (const double cupping_hu : {0.0, 60.0}) {
    Parameters p = small_ct();
    p.cupping_hu = cupping_hu;
    Object voxels = object_of({endless_rod(0, 0, 40)}, 3);
    Object shape = voxels;
    voxels.textures = {texture};
    shape.parts.push_back(block);
    const Volume a = noiseless(p, voxels), b = noiseless(p, shape);
    for (std::int64_t z = 0; z < 3; ++z) {
      for (const Vec3& at : {Vec3{4, -5, 0}, Vec3{-20, 20, 0}})
        EXPECT_NEAR(measure::ring_mean(a, z, at, 0, 8), measure::ring_mean(b, z, at, 0, 8), 0.5) << z;
      if (cupping_hu == 0) {
        EXPECT_NEAR(measure::ring_mean(a, z, {4, -5, 0}, 0, 8), 200, 1.5);
      }
    }
  }
}

// invariant: scans of one exposure differ in noise alone, which has mean 0.
TEST(CtReconstructionInvariant, RepeatsShareTheNoiselessScan) {
  const Parameters p = small_ct();
  const auto exposure = make_scanner(p, {})->expose(object_of({endless_rod(0, 0, 40)}, 4));
  const Volume a = exposure->scan(Draws(1, "a", "scan", 0, 0)),
               b = exposure->scan(Draws(1, "a", "scan", 0, 1));
  EXPECT_EQ(a, exposure->scan(Draws(1, "a", "scan", 0, 0)));
  double sum = 0, product = 0, squares = 0;
  for (std::size_t i = 0; i < a.voxels.size(); ++i) {
    const double still = exposure->noiseless().voxels[i];
    const double da = a.voxels[i] - still, db = b.voxels[i] - still;
    sum += da;
    product += da * db;
    squares += da * da;
  }
  const double n = static_cast<double>(a.voxels.size());
  EXPECT_LT(std::abs(sum / n), 0.1);
  EXPECT_LT(std::abs(product / squares), 0.05);
}

TEST(CtReconstructionMechanics, RefusesWhatItCannotScan) {
  const auto refused = [](const Parameters& p, const Object& object, const std::string& word) {
    try {
      make_scanner(p, {})->expose(object);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::data && std::string(error.what()).find(word) != std::string::npos;
    }
    return false;
  };
  Parameters few = small_ct();
  few.views = 16;
  EXPECT_TRUE(refused(few, object_of({endless_rod(0, 0, 100)}), "views = 16"));
  Object voxels = object_of({endless_rod(0, 0, 30)});
  Lattice coarse;
  coarse.size = {8, 8, 8};
  coarse.spacing_mm = {1, 1, 4};
  voxels.textures.push_back({Volume(coarse), phantoms::kWater});
  EXPECT_NO_THROW(make_scanner(small_ct(), {})->expose(voxels)) << "columns along z have no steps";
  voxels.textures.front().voxels(4, 4, 4) = 1;
  EXPECT_TRUE(refused(small_ct(), voxels, "slice_mm = 3"));
  Parameters fine = small_ct();
  fine.detector_pitch_mm = 0.05;
  fine.views = 20000;
  EXPECT_TRUE(refused(fine, object_of({endless_rod(0, 0, 1000)}), "columns"));
}

// invariant: a slice is the same whether it is reconstructed alone, from views in symmetric sets, or beside
// others, wherever in the slice an object ends that not every slice has.
TEST(CtReconstructionInvariant, ASliceAloneIsTheSliceBesideOthers) {
  const Parameters p = small_ct();
  const auto scan_of = [&](std::int64_t slices) {
    const Part ball{{ShapeKind::ellipsoid, {17, -11, 0.4}, {6, 6, 6}}, kWater};
    return noiseless(p, object_of({endless_rod(0, 0, 40), ball}, slices));
  };
  const Volume alone = scan_of(2), among = scan_of(4);
  const std::size_t pixels = alone.voxels.size() / 2;
  double largest = 0, brightest = -1e9;
  for (std::size_t i = 0; i < 2 * pixels; ++i) {
    largest = std::max(largest, std::abs(double{alone.voxels[i]} - double{among.voxels[pixels + i]}));
    brightest = std::max(brightest, double{alone.voxels[i]});
  }
  EXPECT_LT(largest, 1e-3);
  EXPECT_NEAR(brightest, 1000, 50) << "the ball, on top of the water";
}

}  // namespace
}  // namespace radgauge
