#include "compliance/self_test.h"

#include <algorithm>

#include "core/text.h"
#include "phantoms/registry.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "reference/values/judgement.h"

namespace radgauge::compliance {

SelfTest judge_digital(std::span<const FeatureInfo> features, std::span<const FeatureValue> values) {
  SelfTest out;
  for (const reference::ReferenceValue& wanted : reference::reference_features("digital")) {
    if (!wanted.value) continue;
    ++out.expected;
    const auto found = std::find_if(features.begin(), features.end(),
                                    [&](const FeatureInfo& info) { return info.tag == wanted.tag; });
    const auto index = static_cast<std::size_t>(found - features.begin());
    const bool measured = index < values.size() && values[index].status == Status::ok;
    if (measured && reference::meets(values[index].value, *wanted.value, wanted.tolerance)) {
      ++out.matching;
      continue;
    }
    if (out.first_mismatch.empty())
      out.first_mismatch =
          wanted.tag +
          (measured ? " is " + radgauge::to_text(values[index].value) : std::string(" has no value")) +
          ", the reference is " + radgauge::to_text(*wanted.value);
  }
  return out;
}

SelfTest self_test() {
  const phantoms::Phantom* phantom = phantoms::find_phantom("ibsi_digital");
  std::vector<Value> parameters;
  for (const Field& field : phantom->fields) parameters.push_back(field.fallback);
  const Scan scan = phantom->generate(parameters, 1, 0);
  const ExtractionSettings settings = reference::find_preset("ibsi-digital")->settings;
  const auto vectors = reference::extract(scan.image, scan.mask, std::span(&settings, 1));
  return judge_digital(reference::feature_list(settings), vectors.front());
}

std::string self_test_text(const SelfTest& test) {
  const std::string text = radgauge::to_text(test.matching) + " of " + radgauge::to_text(test.expected) +
                           " reference values of the IBSI digital phantom match";
  return test.first_mismatch.empty() ? text : text + "; the first that does not: " + test.first_mismatch;
}

}  // namespace radgauge::compliance
