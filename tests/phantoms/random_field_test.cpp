#include <complex>

#include "fixtures.h"
#include "phantoms/object/gaussian_texture.h"
#include "phantoms/object_moments.h"
#include "reference/z_test.h"

namespace radgauge {
namespace {

using namespace testing;

constexpr double kFieldSd = 25, kFieldAverage = 40;

/// Products of two points at a distance along x, off the nodes, with their known mean.
double pair_product(const phantoms::Object& object, double distance_mm) {
  double sum = 0, n = 0;
  for (double z = -6.13; z < 6; z += 3)
    for (double y = -8.4; y < 8; y += 2.3)
      for (double x = -8.27; x < 4; x += 1.7, ++n)
        sum += (hu_at(object, {x, y, z}) - kFieldAverage) *
               (hu_at(object, {x + distance_mm, y, z}) - kFieldAverage);
  return sum / n;
}

void compare_autocovariance(const std::vector<std::pair<std::string, Value>>& given,
                            const std::function<double(double)>& autocorrelation) {
  auto values = given;
  values.insert(values.end(), {{"width_mm", 24.0}, {"thickness_mm", 24.0}});
  const Made made("random_field", values);
  ZTest z;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const phantoms::Object object = made.object(seed);
    for (const double distance : {0.0, 1.5, 4.0})
      z.add(to_text(Value(distance)), pair_product(object, distance));
  }
  for (const double distance : {0.0, 1.5, 4.0})
    z.expect(to_text(Value(distance)), kFieldSd * kFieldSd * autocorrelation(distance),
             0.1 * kFieldSd * kFieldSd);
}

// oracle: the autocovariance between the nodes is the closed form of each model.
TEST(RandomFieldOracle, AutocovarianceOfGauss) {
  compare_autocovariance({{"correlation_mm", 2.0}}, [](double r) { return std::exp(-r * r / 16); });
}
TEST(RandomFieldOracle, AutocovarianceOfMatern) {
  compare_autocovariance({{"model", std::string("matern")}, {"correlation_mm", 2.0}, {"smoothness", 2.5}},
                         [](double r) { return (1 + r / 2 + r * r / 12) * std::exp(-r / 2); });
}

// oracle: the spectrum of the field falls as f^-beta between two bands of plane waves along x.
TEST(RandomFieldOracle, SpectrumOfAPowerLaw) {
  const Made made(
      "random_field",
      {{"model", std::string("power_law")}, {"beta", 3.0}, {"width_mm", 32.0}, {"thickness_mm", 32.0}});
  const auto power = [](const phantoms::Object& object, int waves) {
    // Of one plane wave of `waves` periods in the block, over lines under a window that ends softly.
    double sum = 0;
    for (double y = -12; y <= 12; y += 6)
      for (double z = -12; z <= 12; z += 6) {
        std::complex<double> amplitude = 0;
        for (double x = -15.5; x < 16; x += 1)
          amplitude += (hu_at(object, {x, y, z}) - kFieldAverage) * std::pow(std::cos(M_PI * x / 32), 2) *
                       std::polar(1.0, 2 * M_PI * waves * x / 32);
        sum += std::norm(amplitude);
      }
    return sum;
  };
  double low = 0, high = 0;
  for (std::uint64_t seed = 0; seed < 16; ++seed) {
    const phantoms::Object object = made.object(seed);
    low += power(object, 3);
    high += power(object, 6);
  }
  // A line sees the integral of f^-3 over the frequencies across it, cut at 1/4 per mm: 2 pi (1/f - ...).
  const auto line = [](double f) { return 1 / f - 1 / std::hypot(f, 0.25 * std::sqrt(4 / M_PI)); };
  // On the nodes the field has what linear interpolation will take away.
  const auto node = [](double f) { return std::pow(phantoms::interpolation_transfer(f, 1), -2); };
  const double expected = line(3 / 32.0) * node(3 / 32.0) / (line(6 / 32.0) * node(6 / 32.0));
  EXPECT_NEAR(std::log2(low / high), std::log2(expected), 0.25);
}

// oracle: a Gaussian field has skewness 0 and excess kurtosis 0, and an SD of the law it is drawn from.
TEST(RandomFieldOracle, MomentsOfANormalLaw) {
  const Made made("random_field", {{"correlation_mm", 1.5}, {"width_mm", 30.0}, {"thickness_mm", 30.0}});
  ZTest z;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const ObjectMoments m = moments_of(made.object(seed), {1.3, 1.3, 1.3});
    z.add("mean", m.mean);
    z.add("skewness", m.skewness);
    z.add("kurtosis", m.excess_kurtosis);
  }
  z.expect("mean", kFieldAverage, 0.05 * kFieldSd);
  z.expect("skewness", 0, 0.05);
  z.expect("kurtosis", 0, 0.06);
}

TEST(RandomFieldMechanics, RefusesCellsThatCannotHoldIt) {
  const auto problem = [](const std::vector<std::pair<std::string, Value>>& given) {
    const Made made("random_field", given);
    return made.phantom->problem(made.values);
  };
  EXPECT_NE(problem({{"correlation_mm", 0.5}}).find("correlation_mm = 0.5 is below cell_mm = 1"),
            std::string::npos);
  EXPECT_NE(problem({{"cell_mm", 8.0}, {"correlation_mm", 9.0}}).find("fewer than 8"), std::string::npos);
  EXPECT_NE(problem({{"cell_mm", 0.1}, {"width_mm", 300.0}}).find("use larger cells"), std::string::npos);
  EXPECT_EQ(problem({}), "");
}

}  // namespace
}  // namespace radgauge
