// Riesz transforms along the axes of local structure.
#include <numbers>

#include "filter_example.h"
#include "reference/filters/parts/alignment.h"
#include "reference/filters/parts/rotations.h"
#include "turned.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::map_of;
using testing::turned;

const std::string kAligned = ":of=simoncelli:boundary=periodic:structure_tensor_sigma_mm=1.5";

std::string orders(int x, int y, int z) {
  return "riesz:order_x=" + std::to_string(x) + ":order_y=" + std::to_string(y) +
         ":order_z=" + std::to_string(z);
}

/// cos(2 pi k.x / n + phase) on a periodic lattice of n voxels a side.
Volume directed_wave(std::int64_t n, const Index3& k, double phase, std::int64_t slices) {
  Volume image(testing::unit_lattice({n, n, slices}));
  for (std::int64_t z = 0; z < slices; ++z)
    for (std::int64_t y = 0; y < n; ++y)
      for (std::int64_t x = 0; x < n; ++x)
        image(x, y, z) = static_cast<float>(
            std::cos(2 * std::numbers::pi * static_cast<double>(k[0] * x + k[1] * y + k[2] * z) /
                         static_cast<double>(n) +
                     phase));
  return image;
}

// oracle: a plane wave is aligned whatever its direction: the transform along its own axis has all of it,
// that along another one nothing. Of odd order the response is not negative, for the axis points to where it
// is.
TEST(AlignedRieszOracle, APlaneWaveIsAlignedWhateverItsDirection) {
  for (const Index3& k :
       {Index3{5, 0, 0}, Index3{0, -5, 0}, Index3{0, 0, 5}, Index3{3, 2, -4}, Index3{-1, 4, 3}}) {
    const Volume wave = directed_wave(21, k, 0.3, 21);
    const Volume quarter = directed_wave(21, k, 0.3 - std::numbers::pi / 2, 21);
    const Volume response = map_of(wave, "simoncelli:level=1");
    const double gain = double{response.voxels[0]} / double{wave.voxels[0]};
    const Volume first = map_of(wave, orders(1, 0, 0) + kAligned),
                 second = map_of(wave, orders(2, 0, 0) + kAligned);
    const Volume across = map_of(wave, orders(0, 2, 0) + kAligned),
                 mixed = map_of(wave, orders(1, 0, 1) + kAligned);
    for (std::size_t i = 0; i < wave.voxels.size(); ++i) {
      ASSERT_NEAR(first.voxels[i], std::abs(gain * quarter.voxels[i]), 1e-5) << k[0] << k[1] << k[2];
      ASSERT_NEAR(second.voxels[i], -gain * wave.voxels[i], 1e-5) << k[0] << k[1] << k[2];
      ASSERT_NEAR(across.voxels[i], 0, 1e-5);
      ASSERT_NEAR(mixed.voxels[i], 0, 1e-5);
    }
  }
}

TEST(AlignedRieszOracle, InSlicesToo) {
  const Volume wave = directed_wave(21, {4, -3, 0}, 1.1, 2);
  const std::string in_slices = kAligned + ":dimension=2D";
  const Volume response = map_of(wave, "simoncelli:level=1:dimension=2D");
  const Volume second = map_of(wave, orders(2, 0, 0) + in_slices),
               across = map_of(wave, orders(0, 2, 0) + in_slices);
  for (std::size_t i = 0; i < wave.voxels.size(); ++i) {
    ASSERT_NEAR(second.voxels[i], -response.voxels[i], 1e-5);
    ASSERT_NEAR(across.voxels[i], 0, 1e-5);
  }
}

// oracle: the coefficients are those of the polynomial, by its value at a point.
TEST(AlignedRieszOracle, CoefficientsAreOfTheProductOfForms) {
  const Rows3 frame{{{0.6, 0.8, 0}, {-0.48, 0.36, 0.8}, {0.64, -0.48, 0.6}}};
  const Vec3 f{0.3, -1.1, 0.7};
  const auto form = [&](std::size_t e) {
    return frame[e][0] * f[0] + frame[e][1] * f[1] + frame[e][2] * f[2];
  };
  for (const Index3& l :
       {Index3{1, 0, 0}, Index3{0, 0, 2}, Index3{1, 1, 0}, Index3{2, 1, 1}, Index3{0, 4, 0}}) {
    const std::int64_t order = l[0] + l[1] + l[2];
    double sum = 0;
    for (std::int64_t z = 0; z <= order; ++z)
      for (std::int64_t y = 0; y <= order - z; ++y)
        sum += steered_coefficient(frame, l, {order - y - z, y, z}) *
               std::pow(f[0], static_cast<double>(order - y - z)) * std::pow(f[1], static_cast<double>(y)) *
               std::pow(f[2], static_cast<double>(z));
    EXPECT_NEAR(sum,
                std::pow(form(0), static_cast<double>(l[0])) * std::pow(form(1), static_cast<double>(l[1])) *
                    std::pow(form(2), static_cast<double>(l[2])),
                1e-12);
  }
}

// oracle: axes come back from 12 bytes as they went in, whatever their hand; turns by half a circle have two
// largest elements.
TEST(PackedFrameOracle, AxesComeBack) {
  std::vector<Rows3> frames;
  for (const RightAngleRotation& r : right_angle_rotations(Dimension::in_volume)) {
    Rows3 frame{};
    for (std::size_t a = 0; a < 3; ++a) frame[a][r.from[a]] = r.reversed[a] ? -1 : 1;
    frames.push_back(frame);
  }
  for (int i = 0; i < 1000; ++i) {
    const auto at = [&](int k) { return std::sin(1.7 * i + 2.3 * k * k + 0.1 * i * k); };
    Rows3 m{};
    for (std::size_t a = 0; a < 3; ++a)
      for (std::size_t b = a; b < 3; ++b) m[a][b] = m[b][a] = at(static_cast<int>(3 * a + b));
    frames.push_back(symmetric_eigenvectors(m));
  }
  for (Rows3 frame : frames)
    for (std::size_t flipped = 0; flipped < 8; ++flipped) {
      for (std::size_t a = 0; a < 3; ++a)
        if ((flipped >> a & 1U) != 0)
          for (double& x : frame[a]) x = -x;
      const Rows3 back = unpacked_frame(packed_frame(frame));
      for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) ASSERT_NEAR(back[a][b], frame[a][b], 4e-9) << flipped;
    }
}

// invariant: turning the axes keeps the energy of the components of one order, at every voxel.
TEST(AlignedRieszInvariant, KeepsTheEnergyOfEveryVoxel) {
  const Volume image = testing::textured(testing::unit_lattice({15, 13, 11}), 100);
  std::vector<double> aligned(image.voxels.size(), 0.0), as_it_is(image.voxels.size(), 0.0);
  for (const auto& [x, y, z] : {std::array{2, 0, 0}, std::array{0, 2, 0}, std::array{0, 0, 2},
                                std::array{1, 1, 0}, std::array{1, 0, 1}, std::array{0, 1, 1}}) {
    const Volume a = map_of(image, orders(x, y, z) + ":sigma_mm=1.5:structure_tensor_sigma_mm=2");
    const Volume b = map_of(image, orders(x, y, z) + ":sigma_mm=1.5");
    for (std::size_t i = 0; i < aligned.size(); ++i) {
      aligned[i] += std::pow(a.voxels[i], 2);
      as_it_is[i] += std::pow(b.voxels[i], 2);
    }
  }
  for (std::size_t i = 0; i < aligned.size(); ++i)
    ASSERT_NEAR(aligned[i], as_it_is[i], 1e-4 * as_it_is[i] + 1e-6);
}

// invariant: the map turns with the image, which that along x does not.
TEST(AlignedRieszInvariant, EquivariantUnderTheRightAngleRotations) {
  const Volume image = testing::textured(testing::unit_lattice({13, 11, 9}), 100);
  for (const std::string& filter :
       {orders(1, 0, 0) + kAligned, orders(0, 2, 0) + kAligned, orders(1, 1, 0) + kAligned}) {
    const Volume map = map_of(image, filter);
    for (const RightAngleRotation& r : right_angle_rotations(Dimension::in_volume))
      ASSERT_LE(testing::largest_difference(map_of(turned(image, r), filter), turned(map, r)), 2e-2)
          << filter;
  }
  const std::string plain = "riesz:of=simoncelli:boundary=periodic";
  const RightAngleRotation quarter = right_angle_rotations(Dimension::in_volume)[1];
  EXPECT_GT(testing::largest_difference(map_of(turned(image, quarter), plain),
                                        turned(map_of(image, plain), quarter)),
            1);
}

// invariant: a map of a part is the part of the map.
TEST(AlignedRieszInvariant, OnlyWhatIsWanted) {
  const Volume image = testing::textured(testing::unit_lattice({20, 18, 12}), 100);
  const FilterCall call = parse_filter("riesz:sigma_mm=1:order_x=0:order_y=2:structure_tensor_sigma_mm=1");
  const Box part{{3, 0, 5}, {9, 7, 12}};
  EXPECT_EQ(call.filter->apply(image, part, call.values), crop(map_of(image,
                                                                      "riesz:sigma_mm=1:order_x=0:order_y=2:"
                                                                      "structure_tensor_sigma_mm=1"),
                                                               part));
}

}  // namespace

}  // namespace radgauge
