#include "core/error.h"
#include "engine/registry.h"
#include "reference/extractor.h"

namespace radgauge::engine {

namespace {

class BuiltIn : public Engine {
 public:
  const std::string& name() const override {
    static const std::string text = "built-in";
    return text;
  }
  std::vector<MappedFeature> features(const FeatureRequest& request) const override {
    return reference::feature_list(request);
  }
  std::vector<FeatureVector> extract(const Subject& subject,
                                     std::span<const FeatureRequest> requests) const override {
    return reference::extract(subject.image, subject.mask, subject.maps, requests);
  }
  /// Measurements of one image and mask are one extraction of all their requests.
  std::vector<std::vector<FeatureVector>> extract_many(
      std::span<const Measurement> measurements) const override {
    std::vector<std::vector<FeatureVector>> results;
    for (std::size_t begin = 0; begin < measurements.size();) {
      const Subject& first = measurements[begin].subject;
      std::vector<FeatureRequest> requests;
      std::size_t end = begin;
      for (; end < measurements.size() && &measurements[end].subject.image == &first.image &&
             &measurements[end].subject.mask == &first.mask;
           ++end)
        requests.insert(requests.end(), measurements[end].requests.begin(), measurements[end].requests.end());
      std::vector<std::vector<TraceStep>> steps;
      std::vector<FeatureVector> vectors =
          measurements[begin].steps == nullptr
              ? extract(first, requests)
              : reference::extract(first.image, first.mask, first.maps, requests, steps);
      auto next = vectors.begin();
      for (; begin < end; ++begin) {
        if (measurements[begin].steps != nullptr && !steps.empty()) {
          const auto at = steps.begin() + (next - vectors.begin());
          measurements[begin].steps->assign(
              at, at + static_cast<std::ptrdiff_t>(measurements[begin].requests.size()));
        }
        const auto last = next + static_cast<std::ptrdiff_t>(measurements[begin].requests.size());
        results.emplace_back(std::make_move_iterator(next), std::make_move_iterator(last));
        next = last;
      }
    }
    return results;
  }
  std::vector<Notice> notices(const Subject& subject, const FeatureRequest& request) const override {
    return reference::notices(subject.image, subject.mask, request.settings);
  }
  std::vector<TraceStep> trace(const Subject& subject, const FeatureRequest& request) const override {
    return reference::trace(subject.image, subject.mask, subject.maps, request);
  }
  std::vector<KeptStep> kept_steps(const Subject& subject, const FeatureRequest& request) const override {
    return reference::kept_steps(subject.image, subject.mask, subject.maps, request);
  }
};

std::shared_ptr<const Engine> make(const io::Yaml*) {
  return std::make_shared<BuiltIn>();
}

}  // namespace

const Engine& built_in_engine() {
  static const BuiltIn engine;
  return engine;
}

namespace engines {

EngineKind built_in() {
  return {"built-in", "the reference extractor of radgauge", {}, false, &make};
}

}  // namespace engines
}  // namespace radgauge::engine
