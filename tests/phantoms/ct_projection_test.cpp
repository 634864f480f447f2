#include "ct_fixtures.h"
#include "phantoms/scanners/ct/projection.h"
#include "phantoms/scanners/ct/texture_projection.h"

namespace radgauge {

using namespace radgauge::phantoms;
using namespace radgauge::phantoms::ct;

namespace {

constexpr double kReadingPitch = 0.6;

/// Mean of chord_mm over a detector element, by many rays.
double dense_reading(const Shape& shape, const View& view, double s) {
  constexpr int kRays = 2000;
  double sum = 0;
  for (int i = 0; i < kRays; ++i)
    sum += chord_mm(shape, 0,
                    {view.cosine, view.sine, s + kAperture * kReadingPitch * ((i + 0.5) / kRays - 0.5)});
  return sum / kRays;
}

// oracle: readings are the means of exact chords over the detector elements, for shapes of every kind.
TEST(CtProjectionOracle, ReadingsAreMeansOfChords) {
  Parameters p;
  const SliceSensitivity thin(p, {});
  const RayBundle bundle = ray_bundle(kReadingPitch, 0);
  const Views views = views_of(24);
  const double endless = std::numeric_limits<double>::infinity();
  for (const Shape& shape : {Shape{ShapeKind::cylinder, {3, -7, 0}, {30, 12, endless}, 0.4},
                             Shape{ShapeKind::box, {-5, 2, 0}, {14, 6, endless}, 0.3},
                             Shape{ShapeKind::cylinder, {0.1, 0.2, 0}, {1.5, 1.5, endless}, 0}}) {
    std::vector<Flat> flats;
    add_flats({shape, kWater}, 0, thin, flats);
    ASSERT_EQ(flats.size(), 1u);
    for (std::size_t v = 0; v < views.all.size(); v += 5) {
      const Columns columns = columns_of({0, 0, 45}, views.all[v], kReadingPitch, 0);
      std::vector<double> row(static_cast<std::size_t>(columns.count), 0.0);
      add_line_integrals(flats[0], views.all[v], bundle, kReadingPitch, columns, row);
      double total = 0;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const double s =
            (static_cast<double>(columns.first) + static_cast<double>(i) + 0.5 + views.all[v].shift) *
            kReadingPitch;
        total += row[i] * kReadingPitch;
        if (i % 3 != v % 3) continue;
        const double exact = dense_reading(shape, views.all[v], s);
        // Elements that hold an edge are summed by four rays.
        ASSERT_NEAR(row[i], exact, exact > 0 ? 0.02 * std::sqrt(kReadingPitch * 60) : 1e-12) << v << " " << i;
      }
      EXPECT_NEAR(total, shape.half_mm[0] * shape.half_mm[1] * (shape.kind == ShapeKind::box ? 4 : M_PI),
                  0.01 * total);
    }
  }
}

// oracle: within a shape the second-order expansion is the mean of the chord to 1e-4 mm.
TEST(CtProjectionOracle, ExpansionWithinTheShape) {
  const Shape disk{ShapeKind::cylinder, {0, 0, 0}, {50, 50, 1}};
  const Flat flat{false, 0, 0, 50, 50, 0, 1};
  const View view{0.6, 0.8, 0.125};
  const Columns columns{-70, 140};
  std::vector<double> row(140, 0.0);
  add_line_integrals(flat, view, ray_bundle(kReadingPitch, 0), kReadingPitch, columns, row);
  for (std::size_t i = 0; i < row.size(); ++i)
    EXPECT_NEAR(row[i], dense_reading(disk, view, (static_cast<double>(i) - 70 + 0.625) * kReadingPitch),
                2e-4);
}

// oracle: a slice through a ball sees its volume, whatever the slice's profile and place.
TEST(CtProjectionOracle, SubSlicesHoldTheVolumeOfABall) {
  for (const auto profile : {imaging::SliceProfile::box, imaging::SliceProfile::gaussian}) {
    Parameters p;
    p.slice_mm = 2.5;
    p.slice_profile = profile;
    const SliceSensitivity sensitivity(p, {});
    for (const double radius : {1.0, 6.0}) {
      double volume = 0;
      for (double z = -12.3; z < 13; z += p.slice_mm) {
        std::vector<Flat> flats;
        add_flats({{ShapeKind::ellipsoid, {0, 0, 0}, {radius, radius, radius}}, kWater}, z, sensitivity,
                  flats);
        for (const Flat& flat : flats)
          volume += flat.attenuation * M_PI * flat.half_a_mm * flat.half_b_mm * p.slice_mm;
      }
      EXPECT_NEAR(volume / (4 * M_PI / 3 * radius * radius * radius), 1,
                  profile == imaging::SliceProfile::box ? 2e-3
                  : radius > 5                          ? 3e-3
                                                        : 0.2);
    }
  }
}

// oracle: the line integrals of a Gaussian bump held by voxels, in closed form: the voxels' linear reading
// adds h^2/6 to its variance, and the detector element averages it. What is left, a thousandth or two of the
// peak, are the repeats of the voxels' spectrum, which the element should have averaged, too.
TEST(CtProjectionOracle, TextureOfAGaussianBump) {
  constexpr double kWidth = 2, kStep = 0.6;
  Lattice lattice;
  lattice.size = {41, 45, 5};
  lattice.spacing_mm = {kStep, kStep, 1};
  lattice.origin_mm = {-12 + 3, -13.2 - 2, -2};
  Texture texture{Volume(lattice), water_of_hu(0)};
  for (std::int64_t z = 0; z < 5; ++z)
    for (std::int64_t y = 0; y < 45; ++y)
      for (std::int64_t x = 0; x < 41; ++x) {
        const double dx = kStep * static_cast<double>(x - 20), dy = kStep * static_cast<double>(y - 22);
        texture.voxels(x, y, z) = static_cast<float>(std::exp(-(dx * dx + dy * dy) / (2 * kWidth * kWidth)));
      }
  Parameters p;
  p.slice_mm = 1;
  const double z_mm[] = {0, 0.5, 7};
  const TextureSlab slab(texture, z_mm, SliceSensitivity(p, {}), kReadingPitch, 0);
  ASSERT_FALSE(slab.empty());
  const double sigma = std::sqrt(kWidth * kWidth + kStep * kStep / 6);
  const double half = 0.5 * kAperture * kReadingPitch;
  for (const View& view : views_of(20).all) {
    const Columns columns = columns_of({3, -2, 12}, view, kReadingPitch, 0);
    std::vector<double> row(kLanes * static_cast<std::size_t>(columns.count), 0.0);
    slab.add_line_integrals(view, kReadingPitch, columns, row);
    for (std::int64_t i = 0; i < columns.count; ++i) {
      const double s = (static_cast<double>(columns.first + i) + 0.5 + view.shift) * kReadingPitch -
                       (3 * view.cosine - 2 * view.sine);
      const double mean =
          (std::erf((s + half) / (sigma * M_SQRT2)) - std::erf((s - half) / (sigma * M_SQRT2))) / (4 * half);
      const double* at = row.data() + kLanes * static_cast<std::size_t>(i);
      ASSERT_NEAR(at[0], 2 * M_PI * kWidth * kWidth * mean, 1e-2) << s;
      ASSERT_NEAR(at[1], at[0], 1e-9);
      ASSERT_EQ(at[2], 0);
    }
  }
}

// oracle: the edge of a long body goes through a slice as its profile is cumulated.
TEST(CtProjectionOracle, EdgeWidthsOfProfiles) {
  Parameters p;
  p.slice_mm = 4;
  EXPECT_NEAR(SliceSensitivity(p, {}).edge_width_mm(0.1, 0.9), 3.2, 1e-9);
  p.slice_profile = imaging::SliceProfile::gaussian;
  EXPECT_NEAR(SliceSensitivity(p, {}).edge_width_mm(0.1, 0.9), 2 * 1.2815515655 * 4 / 2.35482004503, 1e-6);
  p.slice_profile_file = "triangle.csv";
  const ScannerTables triangle{{"slice_profile_file", {{-2, 0}, {0, 5}, {2, 0}}}};
  EXPECT_NEAR(SliceSensitivity(p, triangle).edge_width_mm(0.125, 0.875), 2, 1e-9);
}

}  // namespace
}  // namespace radgauge
