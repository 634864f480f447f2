#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

namespace radgauge::testing {

/// Means over independent seeds, each tested against its expectation: |z| < 4 with the standard error of the
/// seeds. Seeds are fixed, so a test passes always or never.
class ZTest {
 public:
  void add(const std::string& what, double value) {
    Sample& s = samples_[what];
    ++s.n;
    const double step = value - s.mean;
    s.mean += step / s.n;
    s.squares += step * (value - s.mean);
  }
  /// `largest_se`: a standard error above it would make the test blind.
  void expect(const std::string& what, double expectation, double largest_se) const {
    const auto found = samples_.find(what);
    ASSERT_NE(found, samples_.end()) << what;
    const Sample& s = found->second;
    ASSERT_GE(s.n, 20) << what;
    const double se = std::sqrt(s.squares / (s.n - 1) / s.n);
    EXPECT_LT(se, largest_se) << what;
    EXPECT_LT(std::abs(s.mean - expectation), 4 * se + 1e-12 * std::abs(expectation))
        << what << ": mean " << s.mean << ", expected " << expectation << ", standard error " << se;
  }

 private:
  struct Sample {
    double n = 0, mean = 0, squares = 0;
  };
  std::map<std::string, Sample> samples_;
};

}  // namespace radgauge::testing
