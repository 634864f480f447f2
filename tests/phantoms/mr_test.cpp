#include <tbb/global_control.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "core/error.h"
#include "phantoms/scanners/mr/any_dft.h"
#include "phantoms/scanners/mr/protocol.h"
#include "scanner_fixture.h"

namespace radgauge {

using namespace radgauge::phantoms;

namespace {

constexpr double kEndless = 1e6;
const std::string kScannerMr = "mr";

double water_signal() {
  return mr_signal(MrProtocol{}, kWater);
}

Given mr_with(std::int64_t matrix_x, std::int64_t matrix_y, std::int64_t out, Given more = {}) {
  more.insert(
      more.end(),
      {{"matrix_x", matrix_x}, {"matrix_y", matrix_y}, {"matrix_out", out}, {"field_of_view_mm", 128.0}});
  return more;
}

Object bar_from(double low_mm, double high_mm) {
  return one_part(
      {ShapeKind::box, {0.5 * (low_mm + high_mm), 0, 0}, {0.5 * (high_mm - low_mm), kEndless, kEndless}, 0},
      1);
}

Object disk(double radius_mm, const Vec3& centre_mm = {0, 0, 0}, std::int64_t slices = 1) {
  return one_part({ShapeKind::cylinder, centre_mm, {radius_mm, radius_mm, kEndless}, 0}, slices);
}

double pixel_mm_of(std::int64_t i, std::int64_t out) {
  return (static_cast<double>(i) - 0.5 * static_cast<double>(out - 1)) * 128 / static_cast<double>(out);
}

std::int64_t lowest_frequency(std::int64_t matrix) {
  return -(matrix / 2);
}

// oracle: closed forms of the signal equations.
TEST(MrSignalOracle, SpinEchoAndGradientEcho) {
  MrProtocol p;
  p.repetition_time_ms = 700;
  p.echo_time_ms = 30;
  EXPECT_NEAR(mr_signal(p, {1, 0.8, 900, 60, 0}), 1000 * 0.8 * (1 - std::exp(-7.0 / 9)) * std::exp(-0.5),
              1e-9);
  EXPECT_EQ(mr_signal(p, {1, 0, 900, 60, 0}), 0);
  EXPECT_EQ(mr_signal(p, {1, 1, 900, 0, 0}), 0);
  // The signal of a spoiled gradient echo is highest at the Ernst angle, cos a = exp(-TR/T1), where it is
  // sqrt((1 - E1) / (1 + E1)).
  p.sequence = MrSequence::spoiled_gre;
  p.echo_time_ms = 0;
  p.repetition_time_ms = 20;
  const double e1 = std::exp(-20.0 / 900);
  p.flip_angle_deg = std::acos(e1) * 180 / std::numbers::pi;
  const double highest = mr_signal(p, {1, 1, 900, 60, 0});
  EXPECT_NEAR(highest, 1000 * std::sqrt((1 - e1) / (1 + e1)), 1e-9);
  for (const double change : {-1.0, 1.0}) {
    MrProtocol other = p;
    other.flip_angle_deg += change;
    EXPECT_LT(mr_signal(other, {1, 1, 900, 60, 0}), highest);
  }
}

// oracle: a bar is its Fourier series, cut at what was acquired, whatever the lengths of the transforms.
TEST(MrScannerOracle, ABarIsItsFourierSeries) {
  struct Case {
    std::int64_t matrix, out;
    std::string filter;
  };
  for (const Case& c :
       {Case{64, 256, "none"}, Case{63, 217, "hamming"}, Case{96, 224, "fermi"}, Case{128, 128, "none"}}) {
    const Volume image = scan_without_noise(bar_from(-21.3, 33.7), kScannerMr,
                                            mr_with(c.matrix, 32, c.out, {{"filter", c.filter}}));
    for (std::int64_t i = 0; i < c.out; ++i) {
      std::complex<double> sum = 0;
      for (std::int64_t k = lowest_frequency(c.matrix); k < lowest_frequency(c.matrix) + c.matrix; ++k) {
        const double u = 2 * std::abs(static_cast<double>(k)) / static_cast<double>(c.matrix);
        const double weight = c.filter == "hamming" ? 0.54 + 0.46 * std::cos(std::numbers::pi * u)
                              : c.filter == "fermi" ? 1 / (1 + std::exp(10 * ((u - 0.7) / 0.3 - 0.5)))
                                                    : 1;
        const double turn = 2 * std::numbers::pi * static_cast<double>(k) / 128;
        const auto edge = [&](double x) {
          return std::polar(1.0, -turn * x) / std::complex<double>(0, -turn * 128);
        };
        const std::complex<double> share = k == 0 ? 55.0 / 128 : edge(33.7) - edge(-21.3);
        sum += weight * share * std::polar(1.0, turn * pixel_mm_of(i, c.out));
      }
      ASSERT_NEAR(static_cast<double>(image(i, c.out / 2, 0)) / water_signal(), std::abs(sum), 5e-4)
          << c.filter << " " << i;
    }
  }
}

// oracle: a disk is its Fourier series in the plane, R J1(2 pi R q) / q at spatial frequency q.
TEST(MrScannerOracle, ADiskIsItsFourierSeries) {
  const double radius = 31.7;
  const Volume image = scan_without_noise(disk(radius, {7.3, -11.9, 0}), kScannerMr, mr_with(64, 48, 96));
  for (const auto& [x, y] : {std::pair{48, 48}, {53, 16}, {20, 40}, {77, 39}, {5, 90}, {53, 63}}) {
    std::complex<double> sum = 0;
    for (std::int64_t ky = -24; ky < 24; ++ky)
      for (std::int64_t kx = -32; kx < 32; ++kx) {
        const double q = std::hypot(static_cast<double>(kx), static_cast<double>(ky)) / 128;
        const double area = q > 0 ? radius * std::cyl_bessel_j(1, 2 * std::numbers::pi * radius * q) / q
                                  : std::numbers::pi * radius * radius;
        const double turns = (static_cast<double>(kx) * (pixel_mm_of(x, 96) - 7.3) +
                              static_cast<double>(ky) * (pixel_mm_of(y, 96) + 11.9)) /
                             128;
        sum += area / (128.0 * 128.0) * std::polar(1.0, 2 * std::numbers::pi * turns);
      }
    EXPECT_NEAR(static_cast<double>(image(x, y, 0)) / water_signal(), std::abs(sum), 5e-4) << x << " " << y;
  }
}

// oracle: the overshoot of an edge is (2 Si(pi) / pi - 1) / 2 = 8.95 % of the jump (Gibbs).
TEST(MrScannerOracle, AnEdgeOvershootsByGibbs) {
  const Volume image = scan_without_noise(bar_from(-32, 32), kScannerMr, mr_with(256, 16, 2048));
  double highest = 0;
  for (std::int64_t x = 0; x < 2048; ++x) highest = std::max(highest, static_cast<double>(image(x, 1000, 0)));
  EXPECT_NEAR(highest / water_signal() - 1, 0.0895, 0.002);
}

struct BackgroundMoments {
  double mean = 0;
  double sd = 0;
};

/// Of the four corners, an eighth of the width each, in all slices.
BackgroundMoments corners(const Volume& image) {
  const Index3& n = image.lattice.size;
  std::vector<double> values;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        if (std::min(x, n[0] - 1 - x) < n[0] / 8 && std::min(y, n[1] - 1 - y) < n[1] / 8)
          values.push_back(static_cast<double>(image(x, y, z)));
  BackgroundMoments found;
  for (const double v : values) found.mean += v / static_cast<double>(values.size());
  for (const double v : values)
    found.sd += (v - found.mean) * (v - found.mean) / static_cast<double>(values.size());
  found.sd = std::sqrt(found.sd);
  return found;
}

// oracle: the background of one coil is Rayleigh distributed, that of several follows the chi distribution,
// that of homodyne detection one of half as many degrees of freedom, after whatever filter and zero filling.
TEST(MrScannerOracle, BackgroundFollowsItsLaw) {
  struct Case {
    Given given;
    double degrees;
  };
  const std::vector<Case> cases{
      {mr_with(128, 128, 128), 2},
      {mr_with(96, 80, 128, {{"filter", std::string("hamming")}, {"partial_fourier", 0.75}}), 2},
      {mr_with(128, 128, 128, {{"coils", std::int64_t{4}}, {"filter", std::string("fermi")}}), 8},
      {mr_with(128, 128, 128,
               {{"partial_fourier", 0.7},
                {"reconstruction", std::string("homodyne")},
                {"coils", std::int64_t{2}}}),
       2},
      {mr_with(128, 128, 128, {{"partial_fourier", 0.625}, {"reconstruction", std::string("homodyne")}}), 1}};
  for (const Case& c : cases) {
    const auto exposure = expose(disk(8, {0, 0, 0}, 20), kScannerMr, c.given);
    ASSERT_EQ(exposure->truth().front().name, "noise_sigma");
    const double sigma = exposure->truth().front().value;
    EXPECT_DOUBLE_EQ(sigma, water_signal() / 20);
    const BackgroundMoments found = corners(exposure->scan(Draws(3, "a", "b", 0, 0)));
    const double mean =
        std::numbers::sqrt2 * std::tgamma(0.5 * (c.degrees + 1)) / std::tgamma(0.5 * c.degrees);
    EXPECT_NEAR(found.mean / sigma, mean, 0.02 * mean) << c.degrees;
    EXPECT_NEAR(found.sd / sigma, std::sqrt(c.degrees - mean * mean), 0.03) << c.degrees;
  }
}

// oracle: signal over noise is as asked, in units of the image.
TEST(MrScannerOracle, SignalOverNoiseIsAsAsked) {
  const auto exposure = expose(disk(45, {0, 0, 0}, 8), kScannerMr,
                               mr_with(96, 96, 128, {{"snr", 30.0}, {"filter", std::string("hamming")}}));
  const Volume noisy = exposure->scan(Draws(3, "a", "b", 0, 0));
  const Volume& clean = exposure->noiseless();
  double mean = 0, squares = 0, n = 0;
  for (std::int64_t z = 0; z < 8; ++z)
    for (std::int64_t y = 34; y < 94; ++y)
      for (std::int64_t x = 34; x < 94; ++x, ++n) {
        const double off = static_cast<double>(noisy(x, y, z)) - static_cast<double>(clean(x, y, z));
        mean += static_cast<double>(noisy(x, y, z));
        squares += off * off;
      }
  EXPECT_NEAR(mean / n, water_signal(), 0.005 * water_signal());
  EXPECT_NEAR(mean / n / std::sqrt(squares / n), 30, 0.03 * 30);
}

// oracle: over the object the field runs from 1 - P/200 to 1 + P/200, whatever the object and the coils.
TEST(MrScannerOracle, NonUniformityIsAsAsked) {
  Object two_balls = disk(14, {-30, 20, 0});
  two_balls.parts.push_back(disk(10, {35, 10, 0}).parts[0]);
  for (const Object& object : {disk(40), disk(25, {20, -15, 0}), two_balls, bar_from(-50, 10)})
    for (const double percent : {10.0, 60.0})
      for (const std::int64_t coils : {1, 3}) {
        Given given = mr_with(128, 128, 128, {{"coils", coils}, {"inu_percent", percent}});
        const Volume shaded = scan_without_noise(object, kScannerMr, given);
        given.push_back({"inu_percent", 0.0});
        const Volume flat = scan_without_noise(object, kScannerMr, given);
        double low = 2, high = 0;
        // The bar leaves the view, where the field does not go on on the other side and so rings.
        for (std::size_t i = 8 * 128; i < 120 * 128; ++i) {
          if (static_cast<double>(flat.voxels[i]) < 0.9 * water_signal()) continue;
          const double field = static_cast<double>(shaded.voxels[i]) / static_cast<double>(flat.voxels[i]);
          low = std::min(low, field);
          high = std::max(high, field);
        }
        EXPECT_NEAR(low, 1 - percent / 200, 0.012);
        EXPECT_NEAR(high, 1 + percent / 200, 0.012);
      }
}

// invariant: motion turns the phase of samples only, so that the energy of the image stays (Parseval), and
// what is the same all along y does not show it.
TEST(MrScannerInvariant, MotionKeepsEnergyAndBlursAlongY) {
  const auto energy = [](const Volume& image) {
    double sum = 0;
    for (const float v : image.voxels) sum += static_cast<double>(v) * static_cast<double>(v);
    return sum;
  };
  const Given still = mr_with(128, 128, 128);
  const Given moved = mr_with(128, 128, 128, {{"motion_mm", 4.0}});
  const Volume before = scan_without_noise(disk(30), kScannerMr, still);
  const Volume after = scan_without_noise(disk(30), kScannerMr, moved);
  EXPECT_NEAR(energy(after) / energy(before), 1, 1e-6);
  const auto slope = [](const Volume& image, std::int64_t dx, std::int64_t dy) {
    double steepest = 0;
    for (std::int64_t i = 20; i < 60; ++i) {
      const std::int64_t x = dx != 0 ? i : 64, y = dy != 0 ? i : 64;
      steepest = std::max(
          steepest, static_cast<double>(image(x + dx, y + dy, 0)) - static_cast<double>(image(x, y, 0)));
    }
    return steepest;
  };
  EXPECT_LT(slope(after, 0, 1), 0.7 * slope(before, 0, 1));
  EXPECT_NEAR(slope(after, 1, 0), slope(before, 1, 0), 0.05 * slope(before, 1, 0));
  const Volume bar = scan_without_noise(bar_from(-30, 30), kScannerMr, moved);
  const Volume still_bar = scan_without_noise(bar_from(-30, 30), kScannerMr, still);
  for (std::size_t i = 0; i < bar.voxels.size(); ++i) ASSERT_NEAR(bar.voxels[i], still_bar.voxels[i], 1e-3);
}

// invariant: homodyne detection brings back what partial Fourier with zeros has lost.
TEST(MrScannerInvariant, HomodyneIsSharperThanZeros) {
  const Given coils{{"coils", std::int64_t{2}}};
  const Volume full = scan_without_noise(disk(30), kScannerMr, mr_with(128, 128, 128, coils));
  const auto distance = [&](const std::string& reconstruction) {
    const Volume image = scan_without_noise(
        disk(30), kScannerMr,
        mr_with(128, 128, 128, {coils[0], {"partial_fourier", 0.6}, {"reconstruction", reconstruction}}));
    double sum = 0;
    for (std::size_t i = 0; i < image.voxels.size(); ++i)
      sum += std::pow(static_cast<double>(image.voxels[i]) - static_cast<double>(full.voxels[i]), 2);
    return std::sqrt(sum);
  };
  EXPECT_LT(distance("homodyne"), 0.2 * distance("zero_filled"));
}

// invariant: a mirrored object has the mirrored image (an odd number of frequencies has each with its mirror
// image).
TEST(MrScannerInvariant, AMirroredObjectHasTheMirroredImage) {
  const Volume one = scan_without_noise(disk(20, {13, 9, 0}), kScannerMr, mr_with(65, 63, 128));
  const Volume other = scan_without_noise(disk(20, {-13, -9, 0}), kScannerMr, mr_with(65, 63, 128));
  for (std::int64_t y = 0; y < 128; ++y)
    for (std::int64_t x = 0; x < 128; ++x) ASSERT_NEAR(one(x, y, 0), other(127 - x, 127 - y, 0), 1e-3);
}

// oracle: slices average over their thickness, so that a ball keeps its volume.
TEST(MrScannerOracle, SlicesHoldTheVolumeOfABall) {
  const Object ball = one_part({ShapeKind::ellipsoid, {3, -2, 0.7}, {20, 20, 20}, 0}, 11);
  const Volume image = scan_without_noise(
      ball, kScannerMr, mr_with(128, 128, 128, {{"slice_mm", 5.0}, {"filter", std::string("hamming")}}));
  double sum = 0;
  for (const float v : image.voxels) sum += static_cast<double>(v);
  EXPECT_NEAR(sum / water_signal() * 5, 4 * std::numbers::pi / 3 * 8000, 0.01 * 33510);
}

// oracle: voxels of one value are what a box of the same extent is.
TEST(MrScannerOracle, ATextureOfOneValueIsABox) {
  Lattice lattice;
  lattice.size = {41, 31, 7};
  lattice.spacing_mm = {1, 1, 1};
  lattice.origin_mm = {-20, -10, -3};
  Object textured;
  textured.textures = {{Volume(lattice, 1), kWater}};
  textured.slices = 1;
  const Given given = mr_with(64, 64, 64, {{"slice_mm", 4.0}, {"inu_percent", 20.0}});
  const Volume found = scan_without_noise(textured, kScannerMr, given);
  const Volume box =
      scan_without_noise(one_part({ShapeKind::box, {0, 5, 0}, {20, 15, 3}, 0}, 1), kScannerMr, given);
  for (std::size_t i = 0; i < box.voxels.size(); ++i)
    ASSERT_NEAR(found.voxels[i], box.voxels[i], 0.005 * water_signal());
}

// invariant: equal draws give equal bytes with any number of threads; other repeats are other scans; a part
// of the field of view is a part of the image.
TEST(MrScannerInvariant, BytesFollowFromDrawsAlone) {
  const Given given = mr_with(64, 64, 96, {{"coils", std::int64_t{2}}, {"inu_percent", 30.0}});
  Object object = disk(20, {5, 5, 0}, 6);
  const Volume many = expose(object, kScannerMr, given)->scan(Draws(3, "a", "b", 0, 0));
  {
    const tbb::global_control one(tbb::global_control::max_allowed_parallelism, 1);
    EXPECT_EQ(expose(object, kScannerMr, given)->scan(Draws(3, "a", "b", 0, 0)), many);
  }
  EXPECT_NE(expose(object, kScannerMr, given)->scan(Draws(3, "a", "b", 0, 1)), many);
  object.centre_mm = {5, 5, 0};
  object.field_of_view_mm = 60;
  const Volume part = expose(object, kScannerMr, given)->scan(Draws(3, "a", "b", 0, 0));
  EXPECT_EQ(part.lattice.size, (Index3{45, 45, 6}));
  const Vec3 offset = many.lattice.to_index(part.lattice.origin_mm);
  const std::int64_t x0 = std::llround(offset[0]), y0 = std::llround(offset[1]);
  for (std::int64_t i = 0; i < 45; ++i) EXPECT_EQ(part(i, 2 * i % 45, 3), many(x0 + i, y0 + 2 * i % 45, 3));
}

// oracle: an inverse transform of any length is its sum.
TEST(MrAnyDftOracle, LengthsWithOtherPrimesAreSums) {
  for (const std::int64_t length : {1, 7, 12, 31, 34}) {
    const AnyDft dft(length);
    std::vector<double> data(dft.block_size()), scratch(dft.block_size());
    std::vector<std::complex<double>> values;
    for (std::int64_t k = 0; k < length; ++k) {
      values.emplace_back(std::sin(1.3 * static_cast<double>(k)), std::cos(0.7 * static_cast<double>(k * k)));
      data[static_cast<std::size_t>(16 * k + 3)] = values.back().real();
      data[static_cast<std::size_t>(16 * k + 11)] = values.back().imag();
    }
    const double* found = dft.backward(data.data(), scratch.data());
    for (std::int64_t n = 0; n < length; ++n) {
      std::complex<double> sum = 0;
      for (std::int64_t k = 0; k < length; ++k)
        sum +=
            values[static_cast<std::size_t>(k)] *
            std::polar(1.0, 2 * std::numbers::pi * static_cast<double>(k * n) / static_cast<double>(length));
      EXPECT_NEAR(found[16 * n + 3], sum.real(), 1e-12 * static_cast<double>(length)) << length;
      EXPECT_NEAR(found[16 * n + 11], sum.imag(), 1e-12 * static_cast<double>(length)) << length;
    }
  }
}

// mechanics: what cannot be is refused by name.
TEST(MrScannerMechanics, WhatCannotBeIsRefused) {
  const ScannerKind& kind = *find_scanner_kind("mr");
  const auto problem = [&](const Given& given) { return kind.problem(with_defaults(kind.fields, given)); };
  EXPECT_EQ(problem({}), "");
  EXPECT_NE(problem({{"matrix_out", std::int64_t{128}}}).find("matrix_out = 128 is below matrix_x = 256"),
            std::string::npos);
  EXPECT_NE(problem({{"echo_time_ms", 600.0}}).find("echo_time_ms = 600"), std::string::npos);
  EXPECT_EQ(problem({{"echo_time_ms", 600.0}, {"sequence", std::string("spoiled_gre")}}), "");
  Object dry = disk(20);
  dry.parts[0].tissue.proton_density = 0;
  EXPECT_THROW(expose(dry, kScannerMr, {}), Error);
  EXPECT_THROW(expose(disk(20, {500, 0, 0}), kScannerMr, {}), Error);
  Object turned = disk(20);
  Lattice lattice;
  lattice.size = {4, 4, 4};
  lattice.direction = rotation(2, 30);
  turned.textures = {{Volume(lattice, 1), kWater}};
  EXPECT_THROW(expose(turned, kScannerMr, {}), Error);
}

class MrFleetOracle : public ::testing::TestWithParam<std::string> {};
TEST_P(MrFleetOracle, ScannersHoldTheirSelfTest) {
  expect_self_test_holds(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Fleet, MrFleetOracle, ::testing::Values("MR-A", "MR-B", "MR-C", "MR-D"),
                         [](const auto& fleet) { return "MR_" + fleet.param.substr(3); });

}  // namespace
}  // namespace radgauge
