// oracle: what textures become in a scanner, in closed form, up to their co-occurrence features.
#include <numbers>

#include "core/error.h"
#include "fixtures.h"
#include "imaging/coloured_noise.h"
#include "imaging/gaussian_filter.h"
#include "phantoms/prediction/texture_chain.h"
#include "reference/independent_voxels.h"
#include "reference/measured.h"
#include "reference/z_test.h"

namespace radgauge {

using namespace radgauge::phantoms;

namespace {

using namespace testing;

// A Gaussian texture of width w under a Gaussian blur of s is one of sqrt(w^2 + s^2), with less variance.
TEST(TextureChainOracle, GaussiansStayGaussian) {
  const double sd = 20, w = 2, plane = 1.3, across = 1.8, noise_sd = 7, noise_w = 0.9;
  TextureChain chain{gaussian_psd(sd, w), gaussian_mtf(plane, across), {}, {0.9, 0.9, 0.9}, 64};
  chain.slice_nps = [&](const Vec3& f) {
    const double square = noise_w * noise_w;
    return noise_sd * noise_sd * 4 * std::numbers::pi * square *
           std::exp(-4 * std::pow(std::numbers::pi, 2) * square * (f[0] * f[0] + f[1] * f[1]));
  };
  const std::vector<Vec3> lags{{0, 0, 0}, {1.5, 0, 0}, {2, -2, 0}, {0, 0, 3}, {1, 2, 3}};
  const std::vector<double> found = autocovariances(chain, lags);
  const double a = w * w + plane * plane, b = w * w + across * across;
  for (std::size_t i = 0; i < lags.size(); ++i) {
    const double in_plane = lags[i][0] * lags[i][0] + lags[i][1] * lags[i][1];
    double expected = sd * sd * w * w * w / (a * std::sqrt(b)) *
                      std::exp(-in_plane / (4 * a) - lags[i][2] * lags[i][2] / (4 * b));
    if (lags[i][2] == 0) expected += noise_sd * noise_sd * std::exp(-in_plane / (4 * noise_w * noise_w));
    EXPECT_NEAR(found[i], expected, 1e-6 * sd * sd) << i;
  }
}

// The quadrature gives a spectrum that is known up to a factor the variance asked for.
TEST(TextureChainOracle, FactorOfASpectrum) {
  const double w = 1.7;
  const FrequencyFunction shape = [w](const Vec3& f) { return 3 * gaussian_psd(1, w)(f); };
  const FrequencyFunction scaled = spectrum_of_variance(shape, 400, {0.6, 0.6, 0.6}, 48);
  for (const Vec3 f : {Vec3{0, 0, 0}, Vec3{0.1, 0.05, 0.2}})
    EXPECT_NEAR(scaled(f), gaussian_psd(20, w)(f), 1e-6 * scaled({0, 0, 0}));
}

/// Features of the binned pair, from the probabilities of all pairs of bins.
ExpectedCooccurrence binned_normals(double sd, double rho, double width) {
  constexpr int kBins = 60, kPoints = 4000;
  const auto below = [](double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); };
  std::vector<double> joint(kBins * kBins, 0);
  for (int i = 0; i < kPoints; ++i) {
    const double x = -8 + 16 * (i + 0.5) / kPoints;
    const double weight = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) * 16 / kPoints;
    const auto bin = static_cast<int>(std::floor(x * sd / width + 0.3)) + kBins / 2;
    if (bin < 0 || bin >= kBins) continue;
    for (int j = 0; j < kBins; ++j) {
      const auto edge = [&](int k) {
        return ((k - kBins / 2 - 0.3) * width / sd - rho * x) / std::sqrt(1 - rho * rho);
      };
      joint[static_cast<std::size_t>(bin * kBins + j)] += weight * (below(edge(j + 1)) - below(edge(j)));
    }
  }
  double mean = 0;
  for (int i = 0; i < kBins; ++i)
    for (int j = 0; j < kBins; ++j) mean += joint[static_cast<std::size_t>(i * kBins + j)] * i;
  ExpectedCooccurrence e;
  double covariance = 0;
  for (int i = 0; i < kBins; ++i)
    for (int j = 0; j < kBins; ++j) {
      const double p = joint[static_cast<std::size_t>(i * kBins + j)];
      e.contrast += p * (i - j) * (i - j);
      e.joint_variance += p * (i - mean) * (i - mean);
      covariance += p * (i - mean) * (j - mean);
      if (p > 0) e.joint_entropy -= p * std::log2(p);
    }
  e.correlation = covariance / e.joint_variance;
  return e;
}

// The corrected moments are those of the bins themselves, wherever bins begin.
TEST(TextureChainOracle, CooccurrenceOfBinnedNormals) {
  for (const double rho : {-0.3, 0.0, 0.6, 0.85})
    for (const double width : {5.0, 10.0}) {
      const ExpectedCooccurrence found = expected_cooccurrence(400, 400 * rho, width);
      const ExpectedCooccurrence bins = binned_normals(20, rho, width);
      EXPECT_NEAR(found.contrast, bins.contrast, 0.002 * bins.contrast) << rho << " " << width;
      EXPECT_NEAR(found.joint_variance, bins.joint_variance, 0.002 * bins.joint_variance);
      EXPECT_NEAR(found.correlation, bins.correlation, 0.002);
      EXPECT_NEAR(found.joint_entropy, bins.joint_entropy, 0.01);
    }
}

TEST(TextureChainMechanics, RefusesWhatHasNoAnswer) {
  const std::vector<Vec3> lags{{0, 0, 0}};
  EXPECT_THROW(autocovariances({gaussian_psd(1, 1), {}, {}, {0, 1, 1}}, lags), Error);
  EXPECT_THROW(autocovariances({gaussian_psd(1, 1), {}, {}, {1, NAN, 1}}, lags), Error);
  EXPECT_THROW(autocovariances({gaussian_psd(1, 1), {}, {}, {1, 1, 1}, 4}, lags), Error);
  EXPECT_THROW(expected_cooccurrence(100, 100, 5), Error);
  EXPECT_THROW(expected_cooccurrence(100, 20, 0), Error);
  EXPECT_THROW(expected_cooccurrence(NAN, 20, 5), Error);
  EXPECT_THROW(spectrum_of_variance([](const Vec3&) { return 0.0; }, 1, {1, 1, 1}), Error);
}

constexpr double kChainSd = 25, kChainW = 1.5, kChainNoise = 9, kChainPlane = 0.8, kChainAcross = 1.0;

/// A spectrum that rises from 0 and falls again, as that of filtered backprojection does.
double chain_nps_shape(double f) {
  return f * std::exp(-std::pow(f / 0.25, 2));
}

/// The object on a fine lattice, blurred, every second voxel of it, and noise.
Volume chain_scan(const Object& object, std::uint64_t seed) {
  const ScannerKind& kind = *find_scanner_kind("ideal");
  const auto values = with_defaults(kind.fields, {{"pixel_mm", 0.75},
                                                  {"slice_mm", 0.75},
                                                  {"matrix", std::int64_t{80}},
                                                  {"oversampling", std::int64_t{1}}});
  const Volume fine = imaging::gaussian_filter(kind.make(values, {})->expose(object)->noiseless(),
                                               {kChainPlane, kChainPlane, kChainAcross});
  Lattice lattice = fine.lattice;
  for (std::size_t a = 0; a < 3; ++a) {
    lattice.size[a] = (lattice.size[a] + 1) / 2;
    lattice.spacing_mm[a] *= 2;
  }
  Volume scan(lattice);
  const auto noise =
      imaging::coloured_noise(lattice, scan.window, imaging::plane_kernel(chain_nps_shape, 1.5, 1.5), {1},
                              Draws(seed, "chain", "test", 0, 0));
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x)
        scan(x, y, z) = fine(2 * x, 2 * y, 2 * z) + static_cast<float>(kChainNoise) * noise(x, y, z);
  return scan;
}

/// The chain that chain_scan is, as its MTF and NPS tell it.
TextureChain chain_prediction() {
  TextureChain chain{
      gaussian_psd(kChainSd, kChainW), gaussian_mtf(kChainPlane, kChainAcross), {}, {0.7, 0.7, 0.7}, 64};
  // The integral of f exp(-(f/c)^2) over the plane is pi^(3/2) c^3 / 2.
  const double scale = kChainNoise * kChainNoise / (std::pow(std::numbers::pi, 1.5) * std::pow(0.25, 3) / 2);
  chain.slice_nps = [scale](const Vec3& f) { return scale * chain_nps_shape(std::hypot(f[0], f[1])); };
  return chain;
}

/// The variance of the mean over a box of voxels, from all of its lags.
double variance_of_mean(const TextureChain& chain, const Index3& size, double spacing_mm) {
  std::vector<Vec3> lags;
  std::vector<double> weights;
  for (std::int64_t z = 0; z < size[2] && z < 7; ++z)
    for (std::int64_t y = 0; y < size[1] && y < 7; ++y)
      for (std::int64_t x = 0; x < size[0] && x < 7; ++x) {
        lags.push_back({static_cast<double>(x) * spacing_mm, static_cast<double>(y) * spacing_mm,
                        static_cast<double>(z) * spacing_mm});
        double weight = 1;
        for (const auto& [lag, length] :
             {std::pair(x, size[0]), std::pair(y, size[1]), std::pair(z, size[2])})
          weight *=
              (lag == 0 ? 1 : 2) * static_cast<double>(length - lag) / static_cast<double>(length * length);
        weights.push_back(weight);
      }
  const std::vector<double> covariances = autocovariances(chain, lags);
  double sum = 0;
  for (std::size_t i = 0; i < lags.size(); ++i) sum += weights[i] * covariances[i];
  return sum;
}

// Phantom, blur, sampling and noise, up to co-occurrence: contrast and joint variance in bins, and the
// product of correlation and joint variance, which has no bias but that of the mean of a finite region.
TEST(TextureChainOracle, FromPhantomToCooccurrence) {
  const Made made("random_field", {{"sd", kChainSd},
                                   {"correlation_mm", kChainW},
                                   {"cell_mm", 0.75},
                                   {"width_mm", 40.0},
                                   {"thickness_mm", 30.0}});
  ExtractionSettings s;
  s.families = "cm";
  s.aggregation = Aggregation::volume;
  s.discretisation = Discretisation::fbs;
  s.bin_width = 8;
  s.resegmentation_lower = -400;
  ZTest z;
  Index3 size{0, 0, 0};
  for (std::uint64_t seed = 0; seed < 32; ++seed) {
    const Object object = made.object(seed);
    const Volume scan = chain_scan(object, seed);
    const Mask mask = mask_of(object.regions.front(), scan.lattice);
    size = bounding_box(mask).size();
    const auto features = measure(scan, mask, s);
    const double joint_variance = features.at("cm_joint_var_3D_comb").value;
    z.add("contrast", features.at("cm_contrast_3D_comb").value);
    z.add("joint variance", joint_variance);
    z.add("covariance", features.at("cm_corr_3D_comb").value * joint_variance);
  }
  const TextureChain chain = chain_prediction();
  const double mean_variance = variance_of_mean(chain, size, 1.5) / (s.bin_width * s.bin_width);
  // Merged matrices weight directions by their number of pairs.
  double pairs = 0, contrast = 0, covariance = 0, joint_variance = 0;
  for (const Index3& step : half_of_the_neighbours()) {
    double n = 1;
    Vec3 lag;
    for (std::size_t a = 0; a < 3; ++a) {
      n *= static_cast<double>(size[a] - std::abs(step[a]));
      lag[a] = 1.5 * static_cast<double>(step[a]);
    }
    const std::vector<double> c = autocovariances(chain, std::vector<Vec3>{{0, 0, 0}, lag});
    const ExpectedCooccurrence expected = expected_cooccurrence(c[0], c[1], s.bin_width);
    pairs += n;
    contrast += n * expected.contrast;
    joint_variance = expected.joint_variance;
    covariance += n * expected.correlation * expected.joint_variance;
  }
  z.expect("contrast", contrast / pairs, 0.02 * contrast / pairs);
  z.expect("joint variance", joint_variance - mean_variance, 0.02 * joint_variance);
  z.expect("covariance", covariance / pairs - mean_variance, 0.03 * joint_variance);
}

}  // namespace
}  // namespace radgauge
