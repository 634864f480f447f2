#include "compliance/self_test.h"

#include <gtest/gtest.h>

#include "core/text.h"
#include "reference/values/reference_values.h"

namespace radgauge::compliance {
namespace {

// Features whose values are the references themselves.
void published(std::vector<FeatureInfo>& features, std::vector<FeatureValue>& values) {
  for (const reference::ReferenceValue& wanted : reference::reference_features("digital")) {
    FeatureInfo info;
    info.tag = wanted.tag;
    features.push_back(info);
    values.push_back(FeatureValue::ok(wanted.value.value_or(0)));
  }
}

TEST(SelfTestOracle, TheBuiltInExtractorMeetsEveryPublishedValue) {
  const SelfTest test = self_test();
  EXPECT_TRUE(test.passed()) << test.first_mismatch;
  EXPECT_EQ(test.expected, 482);
}

TEST(SelfTestMechanics, OneWrongValueFailsAndIsNamed) {
  std::vector<FeatureInfo> features;
  std::vector<FeatureValue> values;
  published(features, values);
  EXPECT_TRUE(judge_digital(features, values).passed());
  const auto mean = std::find_if(features.begin(), features.end(),
                                 [](const FeatureInfo& info) { return info.tag == "stat_mean"; });
  ASSERT_NE(mean, features.end());
  FeatureValue& value = values[static_cast<std::size_t>(mean - features.begin())];
  value.value += 0.1;
  SelfTest test = judge_digital(features, values);
  EXPECT_FALSE(test.passed());
  EXPECT_EQ(test.matching, test.expected - 1);
  EXPECT_EQ(test.first_mismatch,
            "stat_mean is " + radgauge::to_text(value.value) + ", the reference is 2.15");
  EXPECT_NE(self_test_text(test).find("481 of 482"), std::string::npos);
  value = FeatureValue::undefined("nothing");
  EXPECT_NE(judge_digital(features, values).first_mismatch.find("stat_mean has no value"), std::string::npos);
  test = judge_digital({}, {});
  EXPECT_FALSE(test.passed());
  EXPECT_EQ(test.matching, 0);
}

}  // namespace
}  // namespace radgauge::compliance
