// oracle: responses that are known in closed form.
#include <numbers>

#include "filter_example.h"
#include "reference/filters/parts/simoncelli_gain.h"
#include "reference/filters/parts/wavelet_kernels.h"

namespace radgauge {

using namespace radgauge::reference;

namespace {

using testing::map_of;

/// f of the offset in voxels from the middle of the lattice.
template <class F>
Volume drawn(const Lattice& lattice, F f) {
  Volume image(lattice);
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x)
        image(x, y, z) = static_cast<float>(f(static_cast<double>(x - lattice.size[0] / 2),
                                              static_cast<double>(y - lattice.size[1] / 2),
                                              static_cast<double>(z - lattice.size[2] / 2)));
  return image;
}

// A Gaussian of standard deviation t under a LoG of s is the Laplacian of a Gaussian of sqrt(s^2 + t^2),
// sampling apart, which for s = t = 2 voxels is below 1e-6 of the peak.
TEST(FilterClosedFormOracle, LogOfAGaussianBlob) {
  const double t = 2, s = 2, r2 = s * s + t * t;
  const Volume blob = drawn(testing::unit_lattice({25, 25, 25}), [=](double x, double y, double z) {
    return 1000 * std::exp(-(x * x + y * y + z * z) / (2 * t * t));
  });
  const Volume map = map_of(blob, "log:sigma_mm=2:truncation_sigma=6:boundary=zero");
  const double amplitude = 1000 * std::pow(t * t / r2, 1.5);
  for (std::int64_t x = 6; x < 19; ++x) {
    const double d2 = static_cast<double>((x - 12) * (x - 12));
    EXPECT_NEAR(map(x, 12, 12), amplitude * std::exp(-d2 / (2 * r2)) * (d2 / r2 - 3) / r2, 1e-3) << x;
  }
}

// Voxels that are no cubes see the same blob in mm, in units of the geometric mean of the spacings.
TEST(FilterClosedFormOracle, LogOfAGaussianBlobInAnisotropicVoxels) {
  Lattice lattice = testing::unit_lattice({41, 41, 29});
  lattice.spacing_mm = {1, 1, 1.5};
  const double t = 3, s = 3, r2 = s * s + t * t;
  const Volume blob = drawn(lattice, [=](double x, double y, double z) {
    return 1000 * std::exp(-(x * x + y * y + 2.25 * z * z) / (2 * t * t));
  });
  const Volume map = map_of(blob, "log:sigma_mm=3:truncation_sigma=6:boundary=nearest");
  const double amplitude = 1000 * std::pow(t * t / r2, 1.5);
  const double unit_squared = std::pow(1.0 * 1.0 * 1.5, 2.0 / 3);
  EXPECT_NEAR(map(20, 20, 14), -3 / r2 * amplitude * unit_squared, 1e-3);
}

// zero_mean: a constant image has no response.
TEST(FilterClosedFormOracle, LogOfZeroMeanIsBlindToAConstant) {
  const Volume flat(testing::unit_lattice({12, 12, 12}), 1000.0F);
  const Volume map = map_of(flat, "log:sigma_mm=1.5:zero_mean=true");
  for (const float v : map.voxels) ASSERT_NEAR(v, 0, 1e-9);
  EXPECT_GT(std::abs(map_of(flat, "log:sigma_mm=1.5").voxels[0]), 1e-3F) << "as sampled it sees one";
}

// A plane wave cos(2 pi u / L) along the direction of the kernel, away from the edges: the modulus is half
// the kernel's transform at its own wavelength, pi sigma^2 / gamma, but for the opposite frequency.
TEST(FilterClosedFormOracle, GaborOfAPlaneWave) {
  const double theta = 0.6, lambda = 4, sigma = 3, gamma = 1.5;
  const Volume wave = drawn(testing::unit_lattice({81, 81, 1}), [=](double x, double y, double) {
    return std::cos(2 * std::numbers::pi * (x * std::cos(theta) + y * std::sin(theta)) / lambda);
  });
  const Volume map = map_of(wave, "gabor:sigma_mm=3:lambda_mm=4:gamma=1.5:theta_rad=0.6:boundary=zero");
  const double expected = std::numbers::pi * sigma * sigma / gamma;
  for (std::int64_t x = 30; x <= 50; x += 5) EXPECT_NEAR(map(x, 40, 0), expected, 1e-5 * expected);
  const Volume across = map_of(wave, "gabor:sigma_mm=3:lambda_mm=4:gamma=1.5:theta_rad=2.17:boundary=zero");
  EXPECT_LT(across(40, 40, 0), 1e-3 * expected);
}

/// cos(2 pi k.x / n + phase) on a lattice of n voxels a side.
Volume plane_wave(std::int64_t n, const Index3& k, double phase) {
  return drawn(testing::unit_lattice({n, n, n}), [=](double x, double y, double z) {
    const double turns =
        (static_cast<double>(k[0]) * x + static_cast<double>(k[1]) * y + static_cast<double>(k[2]) * z) /
        static_cast<double>(n);
    return std::cos(2 * std::numbers::pi * turns + phase);
  });
}

// On an odd number of voxels the frequencies of IBSI 2 are 2 k / (n - 1), so a wave is an eigenfunction.
TEST(FilterClosedFormOracle, SimoncelliOfAPlaneWave) {
  const Index3 k{3, 2, -4};
  const Vec3 f{6.0 / 20, 4.0 / 20, -8.0 / 20};
  const double gain = simoncelli_gain(f, 1);
  EXPECT_NEAR(gain, std::cos(std::numbers::pi / 2 * std::log2(2 * std::sqrt(116.0) / 20)), 1e-12);
  const Volume wave = plane_wave(21, k, 0.3), map = map_of(wave, "simoncelli:level=1");
  for (std::size_t i = 0; i < map.voxels.size(); ++i) ASSERT_NEAR(map.voxels[i], gain * wave.voxels[i], 1e-6);
}

// The Riesz transform turns cos into sin, times the direction cosine; twice, into -cos times its square.
TEST(FilterClosedFormOracle, RieszOfAPlaneWave) {
  const Index3 k{3, 2, -4};
  const double gain = simoncelli_gain({6.0 / 20, 4.0 / 20, -8.0 / 20}, 1), size = std::sqrt(29.0);
  const Volume wave = plane_wave(21, k, 0.3), quarter = plane_wave(21, k, 0.3 - std::numbers::pi / 2);
  const Volume x = map_of(wave, "riesz:of=simoncelli:boundary=periodic");
  const Volume yy = map_of(wave, "riesz:order_x=0:order_y=2:of=simoncelli:boundary=periodic");
  const Volume xz = map_of(wave, "riesz:order_x=1:order_z=1:of=simoncelli:boundary=periodic");
  for (std::size_t i = 0; i < x.voxels.size(); ++i) {
    ASSERT_NEAR(x.voxels[i], gain * 3 / size * quarter.voxels[i], 1e-6);
    ASSERT_NEAR(yy.voxels[i], -gain * 4 / 29 * wave.voxels[i], 1e-6);
    ASSERT_NEAR(xz.voxels[i], gain * std::sqrt(2.0) * 12 / 29 * wave.voxels[i], 1e-6);
  }
}

// The components of one order have the energy of the filter's own response (Unser and Van De Ville 2010).
TEST(FilterClosedFormOracle, RieszKeepsTheEnergy) {
  const Volume image = testing::textured(testing::unit_lattice({15, 15, 15}), 100);
  const auto energy = [](const Volume& map) {
    double sum = 0;
    for (const float v : map.voxels) sum += double{v} * double{v};
    return sum;
  };
  double parts = 0;
  for (const char* order : {"order_x=2", "order_x=0:order_y=2", "order_x=0:order_z=2", "order_x=1:order_y=1",
                            "order_x=1:order_z=1", "order_x=0:order_y=1:order_z=1"})
    parts += energy(map_of(image, std::string("riesz:of=simoncelli:boundary=periodic:") + order));
  const double whole = energy(map_of(image, "simoncelli"));
  EXPECT_NEAR(parts, whole, 1e-6 * whole);
}

// Orthogonal wavelets: norm 1, orthogonal to their own even shifts, and as many vanishing moments as they
// say.
TEST(WaveletKernelOracle, OrthonormalWithVanishingMoments) {
  std::vector<std::pair<std::string, int>> moments{{"haar", 1}};
  for (int n = 1; n <= 20; ++n) moments.emplace_back("db" + std::to_string(n), n);
  for (int n = 1; n <= 5; ++n) moments.emplace_back("coif" + std::to_string(n), 2 * n);
  for (const auto& [name, vanishing] : moments) {
    const WaveletKernels kernels = wavelet_kernels(name).value();
    const auto n = kernels.low.size();
    for (std::size_t shift = 0; shift < n; shift += 2) {
      double low = 0, high = 0, across = 0;
      for (std::size_t k = 0; k + shift < n; ++k) {
        low += kernels.low[k] * kernels.low[k + shift];
        high += kernels.high[k] * kernels.high[k + shift];
        across += kernels.low[k] * kernels.high[k + shift];
      }
      EXPECT_NEAR(low, shift == 0 ? 1 : 0, 1e-12) << name;
      EXPECT_NEAR(high, shift == 0 ? 1 : 0, 1e-12) << name;
      EXPECT_NEAR(across, 0, 1e-12) << name;
    }
    for (int power = 0; power < std::min(vanishing, 6); ++power) {
      double moment = 0;
      for (std::size_t k = 0; k < n; ++k)
        moment += kernels.high[k] * std::pow(static_cast<double>(k) / static_cast<double>(n), power);
      EXPECT_NEAR(moment, 0, 1e-10) << name << " moment " << power;
    }
  }
  EXPECT_FALSE(wavelet_kernels("db21") || wavelet_kernels("coif6") || wavelet_kernels("db0") ||
               wavelet_kernels("sym4"));
}

// Perfect reconstruction of the stationary transform: each subband filtered once more with its own kernels
// turned round, all eight added, is eight times the image (|L|^2 + |H|^2 = 2 at every frequency).
TEST(FilterClosedFormOracle, WaveletsReconstructTheImage) {
  const Volume image = testing::textured(testing::unit_lattice({12, 10, 8}), 100);
  for (const char* wavelet : {"haar", "db3", "coif2"}) {
    const WaveletKernels kernels = wavelet_kernels(wavelet).value();
    std::vector<double> sum(image.voxels.size(), 0.0);
    for (const char* subband : {"LLL", "LLH", "LHL", "LHH", "HLL", "HLH", "HHL", "HHH"}) {
      const Volume band = map_of(
          image, std::string("wavelet:wavelet=") + wavelet + ":subband=" + subband + ":boundary=periodic");
      // Turned round in space, periodic: reversed images under the same filter.
      Volume turned = band;
      std::reverse(turned.voxels.begin(), turned.voxels.end());
      Volume again = map_of(
          turned, std::string("wavelet:wavelet=") + wavelet + ":subband=" + subband + ":boundary=periodic");
      std::reverse(again.voxels.begin(), again.voxels.end());
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += double{again.voxels[i]};
    }
    for (std::size_t i = 0; i < sum.size(); ++i) ASSERT_NEAR(sum[i], 8 * image.voxels[i], 2e-3) << wavelet;
  }
}

}  // namespace

}  // namespace radgauge
