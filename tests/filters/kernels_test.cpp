// oracle: impulse responses are the analytic kernels, turned round nowhere: a convolution puts h[k] at k.
#include <numbers>

#include "filter_example.h"

namespace radgauge {

namespace {

using testing::impulse;
using testing::map_of;

/// Every voxel of the response to an impulse in the middle against the kernel at that offset.
template <class Kernel>
void expect_kernel(const std::string& filter, const Lattice& lattice, double tolerance, Kernel kernel) {
  const Volume map = map_of(impulse(lattice), filter);
  const Index3& n = lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        ASSERT_NEAR(map(x, y, z), kernel(x - n[0] / 2, y - n[1] / 2, z - n[2] / 2), tolerance)
            << filter << " at " << x << " " << y << " " << z;
}

TEST(FilterKernelOracle, MeanIsABox) {
  expect_kernel("mean:support_voxels=5:boundary=zero", testing::unit_lattice({11, 12, 13}), 1e-9,
                [](std::int64_t x, std::int64_t y, std::int64_t z) {
                  return std::max({std::abs(x), std::abs(y), std::abs(z)}) <= 2 ? 1 / 125.0 : 0.0;
                });
  expect_kernel("mean:support_voxels=3:dimension=2D:boundary=zero", testing::unit_lattice({7, 8, 5}), 1e-8,
                [](std::int64_t x, std::int64_t y, std::int64_t z) {
                  return z == 0 && std::max(std::abs(x), std::abs(y)) <= 1 ? 1 / 9.0 : 0.0;
                });
}

TEST(FilterKernelOracle, LogIsTheFormulaOfIbsi) {
  Lattice lattice = testing::unit_lattice({15, 15, 15});
  lattice.spacing_mm = {2, 2, 2};
  for (const bool in_volume : {true, false}) {
    const double d = in_volume ? 3 : 2, s = 3.0 / 2;
    expect_kernel(
        std::string("log:sigma_mm=3:truncation_sigma=3:boundary=zero:dimension=") + (in_volume ? "3D" : "2D"),
        lattice, 4e-9,  // half a step of float32
        [=](std::int64_t x, std::int64_t y, std::int64_t z) {
          const std::int64_t reach = 5;  // floor(3 * 1.5 + 0.5)
          if (std::max({std::abs(x), std::abs(y), std::abs(z)}) > reach || (!in_volume && z != 0)) return 0.0;
          const double k2 = static_cast<double>(x * x + y * y + z * z);
          return -1 / (s * s) * std::pow(1 / (std::sqrt(2 * std::numbers::pi) * s), d) * (d - k2 / (s * s)) *
                 std::exp(-k2 / (2 * s * s));
        });
  }
}

TEST(FilterKernelOracle, LawsKernelsAreTheTable) {
  // L5 along x, E3 along y, S5 along z, by their published weights.
  const double l5[] = {1, 4, 6, 4, 1}, e3[] = {-1, 0, 1}, s5[] = {-1, 0, 2, 0, -1};
  expect_kernel("laws:kernels=L5E3S5:boundary=zero", testing::unit_lattice({9, 9, 9}), 1e-7,
                [&](std::int64_t x, std::int64_t y, std::int64_t z) {
                  if (std::abs(x) > 2 || std::abs(y) > 1 || std::abs(z) > 2) return 0.0;
                  return l5[x + 2] / std::sqrt(70.0) * e3[y + 1] / std::sqrt(2.0) * s5[z + 2] /
                         std::sqrt(6.0);
                });
}

TEST(FilterKernelOracle, GaborIsItsEnvelope) {
  Lattice lattice = testing::unit_lattice({31, 27, 3});
  lattice.spacing_mm = {1, 1.5, 1};
  // Of an impulse the wave has modulus 1.
  const double theta = 0.7, gamma = 1.5, sigma = 2;
  expect_kernel("gabor:sigma_mm=2:lambda_mm=4:gamma=1.5:theta_rad=0.7:boundary=zero", lattice, 1e-7,
                [=](std::int64_t i, std::int64_t j, std::int64_t k) {
                  const double x = static_cast<double>(i), y = 1.5 * static_cast<double>(j);
                  if (k != 0 || std::abs(x) > 6 * sigma || std::abs(y) > 6 * sigma) return 0.0;
                  const double a = x * std::cos(theta) + y * std::sin(theta);
                  const double b = y * std::cos(theta) - x * std::sin(theta);
                  return std::exp(-(a * a + gamma * gamma * b * b) / (2 * sigma * sigma));
                });
}

// The first taps of PyWavelets 1.9 (MIT), dec_lo of db2 and dec_hi of coif1, placed as IBSI 2 says: a 0 after
// an even number of taps, the middle of what is then odd at the voxel.
TEST(FilterKernelOracle, WaveletsAreTheDecompositionFilters) {
  const double low[] = {-0.12940952255126037, 0.2241438680420134, 0.8365163037378079, 0.48296291314453416, 0};
  expect_kernel("wavelet:wavelet=db2:subband=LL:dimension=2D:boundary=zero", testing::unit_lattice({9, 9, 1}),
                1e-7, [&](std::int64_t x, std::int64_t y, std::int64_t) {
                  return std::abs(x) > 2 || std::abs(y) > 2 ? 0.0 : low[x + 2] * low[y + 2];
                });
  const double high[] = {0.07273261951252645,
                         0.3378976624574818,
                         -0.8525720202116004,
                         0.3848648468648578,
                         0.07273261951252645,
                         -0.015655728135791993,
                         0};
  expect_kernel("wavelet:wavelet=coif1:subband=HH:dimension=2D:boundary=zero",
                testing::unit_lattice({9, 9, 1}), 1e-7, [&](std::int64_t x, std::int64_t y, std::int64_t) {
                  return std::abs(x) > 3 || std::abs(y) > 3 ? 0.0 : high[x + 3] * high[y + 3];
                });
}

// Level 2 is the low-pass of level 1, then taps two voxels apart: their product for Haar is a box of four.
TEST(FilterKernelOracle, TheSecondLevelOfHaarIsABoxOfFour) {
  expect_kernel("wavelet:wavelet=haar:subband=LLL:level=2:boundary=zero", testing::unit_lattice({11, 11, 11}),
                1e-7, [](std::int64_t x, std::int64_t y, std::int64_t z) {
                  const auto in = [](std::int64_t i) { return i >= -3 && i <= 0; };
                  return in(x) && in(y) && in(z) ? 1 / 8.0 : 0.0;
                });
}

}  // namespace

}  // namespace radgauge
