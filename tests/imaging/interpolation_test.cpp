#include "imaging/interpolation.h"

namespace radgauge {

using namespace radgauge::imaging;

namespace {

/// Numbers without a pattern, the same on every machine.
std::vector<float> scattered(std::int64_t n) {
  std::vector<float> values;
  std::uint32_t state = 12345;
  for (std::int64_t i = 0; i < n; ++i) {
    state = state * 1664525U + 1013904223U;
    values.push_back(static_cast<float>(state >> 8) / 65536.0F);
  }
  return values;
}

std::array<SampleAxis, 3> axes(const Index3& size, Interpolation method) {
  std::array<SampleAxis, 3> list;
  for (std::size_t a = 0; a < 3; ++a) list[a] = {size[a], 0, size[a], method, false};
  return list;
}

// oracle: the definition of an interpolating spline.
TEST(InterpolationOracle, CubicMeetsEverySample) {
  for (const Index3& size : {Index3{7, 5, 3}, Index3{60, 2, 45}, Index3{1, 41, 6}}) {
    const std::vector<float> samples = scattered(size[0] * size[1] * size[2]);
    for (const bool by_slice : {false, true}) {
      const std::vector<double> c = bspline_coefficients(samples, size, by_slice);
      SampleArray<double> array{c, axes(size, Interpolation::cubic)};
      if (by_slice) array.axes[2].method = Interpolation::nearest;
      const std::vector<double> again = sample_affine(array, kIdentity3, {0, 0, 0}, Box{{0, 0, 0}, size});
      for (std::size_t i = 0; i < samples.size(); ++i) EXPECT_NEAR(again[i], samples[i], 1e-10);
    }
  }
}

// oracle: cubic splines contain the cubic polynomials (away from the mirrored ends).
TEST(InterpolationOracle, CubicReproducesCubicPolynomials) {
  const std::int64_t n = 80;
  const auto p = [](double x) {
    return 1 + 0.3 * (x - 40) - 0.02 * std::pow(x - 40, 2) + 5e-4 * std::pow(x - 40, 3);
  };
  std::vector<float> samples;
  for (std::int64_t i = 0; i < n; ++i) samples.push_back(static_cast<float>(p(static_cast<double>(i))));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Index3 size{1, 1, 1};
    size[axis] = n;
    const std::vector<double> c = bspline_coefficients(samples, size, false);
    const SampleArray<double> array{c, axes(size, Interpolation::cubic)};
    for (double x = 30; x < 50; x += 0.37) {
      Vec3 point{0, 0, 0};
      point[axis] = x;
      EXPECT_NEAR(sample_at(array, point), p(x), 2e-5) << "float32 samples of size 60";
    }
  }
}

// oracle: hand-computed.
TEST(InterpolationOracle, LinearAndNearestByHand) {
  const std::vector<double> v{0, 10, 20, 40};
  SampleArray<double> array{v, axes({4, 1, 1}, Interpolation::linear)};
  EXPECT_DOUBLE_EQ(sample_at(array, {2.25, 0, 0}), 25);
  EXPECT_DOUBLE_EQ(sample_at(array, {-0.4, 0, 0}), 0) << "extended by the edge value";
  EXPECT_DOUBLE_EQ(sample_at(array, {7, 3, -2}), 40);
  array.axes = axes({4, 1, 1}, Interpolation::nearest);
  EXPECT_DOUBLE_EQ(sample_at(array, {2.4, 0, 0}), 20);
  EXPECT_DOUBLE_EQ(sample_at(array, {2.6, 0, 0}), 40);
}

TEST(InterpolationMechanics, ACroppedMaskIsZeroOutsideAndACroppedImageIsExtended) {
  const std::vector<std::uint8_t> mask{1, 1};
  SampleArray<std::uint8_t> cropped{mask, axes({2, 1, 1}, Interpolation::linear)};
  cropped.axes[0] = {2, 5, 12, Interpolation::linear, true};
  EXPECT_DOUBLE_EQ(sample_at(cropped, {4.75, 0, 0}), 0.75);
  EXPECT_DOUBLE_EQ(sample_at(cropped, {6.75, 0, 0}), 0.25);
  EXPECT_DOUBLE_EQ(sample_at(cropped, {9, 0, 0}), 0);
  cropped.axes[0].zero_outside_crop = false;
  EXPECT_DOUBLE_EQ(sample_at(cropped, {9, 0, 0}), 1);
}

class SamplingPathInvariant : public ::testing::TestWithParam<Interpolation> {};

// invariant: axis by axis, slice by slice and point by point are the same sampling, edges included.
TEST_P(SamplingPathInvariant, AllPathsAgree) {
  const Index3 size{23, 19, 11};
  const std::vector<float> samples = scattered(size[0] * size[1] * size[2]);
  std::vector<double> c(samples.begin(), samples.end());
  if (GetParam() == Interpolation::cubic) c = bspline_coefficients(samples, size, false);
  const SampleArray<double> array{c, axes(size, GetParam())};
  const Box box{{-3, -2, -4}, {30, 25, 17}};
  const std::array<Matrix3, 3> maps{Matrix3{0.83, 0, 0, 0, 1.1, 0, 0, 0, 0.7},
                                    Matrix3{0.9, -0.2, 0, 0.2, 0.9, 0, 0, 0, 0.7},
                                    Matrix3{0.9, -0.2, 0.05, 0.2, 0.9, 0.1, -0.1, 0.02, 0.7}};
  const Vec3 shift{0.31, -0.17, 0.43};
  for (const Matrix3& m : maps) {
    const std::vector<double> values = sample_affine(array, m, shift, box);
    std::size_t n = 0;
    double largest = 0;
    for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
      for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
        for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) {
          const Vec3 point =
              multiply(m, Vec3{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}) +
              shift;
          double sum = 0;  // the definition: all taps of all axes
          const Taps tx = taps_at(point[0], array.axes[0]);
          const Taps ty = taps_at(point[1], array.axes[1]);
          const Taps tz = taps_at(point[2], array.axes[2]);
          for (std::size_t k = 0; k < 4; ++k)
            for (std::size_t j = 0; j < 4; ++j)
              for (std::size_t i = 0; i < 4; ++i)
                sum += tx.weight[i] * ty.weight[j] * tz.weight[k] *
                       c[static_cast<std::size_t>(tx.index[i] +
                                                  size[0] * (ty.index[j] + size[1] * tz.index[k]))];
          largest = std::max({largest, std::abs(values[n] - sum), std::abs(sample_at(array, point) - sum)});
          ++n;
        }
    EXPECT_LE(largest, 1e-9) << "samples reach 256";
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, SamplingPathInvariant,
                         ::testing::Values(Interpolation::nearest, Interpolation::linear,
                                           Interpolation::cubic));

// invariant: a mirrored image has mirrored coefficients.
TEST(InterpolationInvariant, MirroringCommutesWithThePrefilter) {
  const Index3 size{50, 4, 3};
  const std::vector<float> samples = scattered(600);
  std::vector<float> flipped = samples;
  for (auto row = flipped.begin(); row != flipped.end(); row += 50) std::reverse(row, row + 50);
  const std::vector<double> c = bspline_coefficients(samples, size, false);
  std::vector<double> f = bspline_coefficients(flipped, size, false);
  for (auto row = f.begin(); row != f.end(); row += 50) std::reverse(row, row + 50);
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_NEAR(c[i], f[i], 1e-9);
}

}  // namespace
}  // namespace radgauge
