#include "control_fixtures.h"
#include "core/error.h"

namespace radgauge {
namespace {

// oracle: uniform between the lowest and the highest of the region: Kolmogorov-Smirnov, P(D > 2.2 / sqrt(n))
// < 0.0002.
TEST(ControlUniformOracle, UniformOverTheRange) {
  expect_control("control.uniform", [](std::vector<double> before, std::vector<double> after) {
    const auto [low, high] = std::minmax_element(before.begin(), before.end());
    std::sort(after.begin(), after.end());
    ASSERT_GE(after.front(), *low);
    ASSERT_LE(after.back(), *high);
    const auto n = static_cast<double>(after.size());
    double distance = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
      const double p = (after[i] - *low) / (*high - *low);
      distance = std::max(
          {distance, std::abs(p - static_cast<double>(i) / n), std::abs(p - static_cast<double>(i + 1) / n)});
    }
    EXPECT_LT(distance * std::sqrt(n), 2.2);
  });
}

TEST(ControlUniformMechanics, RefusesWhatItCannotDo) {
  expect_control_refuses("control.uniform");
}

}  // namespace
}  // namespace radgauge
