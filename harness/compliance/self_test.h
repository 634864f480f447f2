#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/feature.h"

namespace radgauge::compliance {

/// How the features of the digital phantom compare with the values that IBSI 1 published for it.
struct SelfTest {
  std::int64_t matching = 0;
  std::int64_t expected = 0;   ///< published values
  std::string first_mismatch;  ///< "stat_mean is 2.2, the reference is 2.15"; empty where all match

  bool passed() const { return expected > 0 && matching == expected; }
};

/// Compares `values`, in the order of `features`, with every standardised value of the set digital. A feature
/// that is not among them or has no value does not match.
SelfTest judge_digital(std::span<const FeatureInfo> features, std::span<const FeatureValue> values);

/// Makes the digital phantom, measures it and judges it: phantom, extractor and references are built in.
SelfTest self_test();

/// "482 of 482 reference values of the IBSI digital phantom match", and which is the first that does not.
std::string self_test_text(const SelfTest& test);

}  // namespace radgauge::compliance
