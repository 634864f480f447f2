#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "reference/extractor.h"

namespace radgauge::testing {

/// The features of one extraction by their tags. A value must be finite, anything else have a reason.
inline std::map<std::string, FeatureValue> measure(const Volume& image, const Mask& mask,
                                                   const ExtractionSettings& s) {
  const FeatureVector values = reference::extract(image, mask, std::span(&s, 1))[0];
  const std::vector<FeatureInfo> list = reference::feature_list(s);
  EXPECT_EQ(values.size(), list.size());
  std::map<std::string, FeatureValue> named;
  for (std::size_t i = 0; i < list.size(); ++i) {
    named[list[i].tag] = values[i];
    if (values[i].status == Status::ok)
      EXPECT_TRUE(std::isfinite(values[i].value)) << list[i].tag;
    else
      EXPECT_FALSE(values[i].reason.empty()) << list[i].tag;
  }
  return named;
}

inline ExtractionSettings all_aggregations() {
  ExtractionSettings s;
  s.aggregation = Aggregation::all;
  return s;
}

/// Families whose levels are the intensities themselves, under all aggregations.
inline ExtractionSettings levels_as_they_are(const std::string& families) {
  ExtractionSettings s = all_aggregations();
  s.discretisation = Discretisation::none;
  s.families = families;
  return s;
}

}  // namespace radgauge::testing
