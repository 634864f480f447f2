#include <gtest/gtest.h>

#include <map>

#include "phantoms/registry.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "reference/values/judgement.h"

namespace radgauge {
using namespace radgauge::phantoms;
using namespace radgauge::reference;
namespace {

// oracle: the 482 published values of the digital phantom of IBSI 1. Phantom and values are built in, so that
// this needs no reference data.
TEST(DigitalPhantomOracle, EveryPublishedValueIsMet) {
  const Phantom* phantom = find_phantom("ibsi_digital");
  const Preset* preset = find_preset("ibsi-digital");
  ASSERT_NE(phantom, nullptr);
  ASSERT_NE(preset, nullptr);
  const ExtractionSettings& s = preset->settings;
  const Scan scan = phantom->generate({}, 0, 0);
  const Prepared prepared = resample(sampling_source(scan.image, s), scan.image, scan.mask,
                                     grid_plan(scan.image.lattice, s), s, surroundings_mm(s));
  const FeatureVector values = extract(prepared.image, prepared.mask, std::span(&s, 1)).front();
  const std::vector<FeatureInfo> features = feature_list(s);
  ASSERT_EQ(values.size(), features.size());
  std::map<std::string, FeatureValue> measured;
  for (std::size_t i = 0; i < features.size(); ++i) measured[features[i].tag] = values[i];

  VerdictCounts counts;
  for (const ReferenceValue& reference : reference_features("digital")) {
    ASSERT_TRUE(measured.count(reference.tag)) << reference.tag;
    const FeatureValue& value = measured.at(reference.tag);
    EXPECT_EQ(value.status, Status::ok) << reference.tag << ": " << value.reason;
    const Verdict verdict = judge(reference, value.value).verdict;
    EXPECT_NE(verdict, Verdict::mismatch) << reference.tag << " is " << value.value;
    counts.add(verdict);
  }
  EXPECT_EQ(counts.match, 482);
  EXPECT_EQ(counts.not_standardised, 5);
}

}  // namespace
}  // namespace radgauge
