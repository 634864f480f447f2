#include "engine/several.h"

#include <unordered_map>
#include <unordered_set>

#include "core/error.h"
#include "core/hash.h"
#include "core/nan.h"
#include "core/text.h"
#include "engine/registry.h"

namespace radgauge::engine {

namespace {

constexpr const char* kNotMeasured = "this engine does not measure it";

std::string place_of(const MappedFeature& feature) {
  return feature_name("", "", feature.map, feature.info.tag);
}

class SeveralEngines : public Engine {
 public:
  explicit SeveralEngines(NamedEngines engines) : engines_(std::move(engines)) {
    std::vector<std::string> names;
    for (const auto& [name, engine] : engines_) {
      names.push_back(engine->name());
      identity_ += name + " " + engine->name() + " " + engine->identity() + "\n";
    }
    name_ = join(names, ", ");
    identity_ = sha256(identity_);
  }

  const std::string& name() const override { return name_; }
  std::string identity() const override { return identity_; }

  Input input(std::string_view of) const override {
    for (const auto& [name, engine] : engines_)
      if (name == of) return engine->input();
    return Input::prepared;
  }

  std::size_t batch(std::string_view of) const override {
    for (const auto& [name, engine] : engines_)
      if (name == of) return engine->batch();
    return 1;
  }

  std::vector<MappedFeature> features(const FeatureRequest& request) const override {
    std::vector<MappedFeature> all;
    std::unordered_set<std::string> known;
    for (const auto& [name, engine] : engines_)
      for (MappedFeature& feature : engine->features(request))
        if (known.insert(place_of(feature)).second) all.push_back(std::move(feature));
    return all;
  }

  std::string refusal(const PlannedRequest& planned) const override {
    for (const auto& [name, engine] : engines_)
      if (std::string why = engine->refusal(planned); !why.empty()) return why;
    return {};
  }

  std::vector<std::string> untold(const PlannedRequest& planned) const override {
    std::vector<std::string> all;
    for (const auto& [name, engine] : engines_)
      for (std::string& line : engine->untold(planned)) all.push_back(std::move(line));
    return all;
  }

  std::vector<FeatureVector> extract(const Subject& subject,
                                     std::span<const FeatureRequest> requests) const override {
    const Engine& engine = engine_of(subject);
    return in_place(engine, requests, engine.extract(subject, requests));
  }

  /// Neighbours of one engine stay together, so that it may share their work.
  std::vector<std::vector<FeatureVector>> extract_many(
      std::span<const Measurement> measurements) const override {
    std::vector<std::vector<FeatureVector>> results(measurements.size());
    for (const auto& [name, engine] : engines_) {
      std::vector<Measurement> own;
      std::vector<std::size_t> at;
      for (std::size_t i = 0; i < measurements.size(); ++i)
        if (&engine_of(measurements[i].subject) == engine.get()) {
          own.push_back(measurements[i]);
          at.push_back(i);
        }
      if (own.empty()) continue;
      std::vector<std::vector<FeatureVector>> made = engine->extract_many(own);
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i].problem != nullptr && own[i].problem->has_value()) continue;
        results[at[i]] = in_place(*engine, own[i].requests, std::move(made[i]));
      }
    }
    return results;
  }

  std::vector<Notice> notices(const Subject& subject, const FeatureRequest& request) const override {
    return engine_of(subject).notices(subject, request);
  }
  std::vector<TraceStep> trace(const Subject& subject, const FeatureRequest& request) const override {
    return engine_of(subject).trace(subject, request);
  }
  std::vector<KeptStep> kept_steps(const Subject& subject, const FeatureRequest& request) const override {
    return engine_of(subject).kept_steps(subject, request);
  }

 private:
  const Engine& engine_of(const Subject& subject) const {
    for (const auto& [name, engine] : engines_)
      if (name == subject.cell.engine) return *engine;
    throw Error(ErrorKind::internal, "the cell " + subject.cell.text() + " is of no engine of its study");
  }

  /// What one engine made, in the order of what all of them measure.
  std::vector<FeatureVector> in_place(const Engine& engine, std::span<const FeatureRequest> requests,
                                      std::vector<FeatureVector> made) const {
    std::vector<FeatureVector> out;
    for (std::size_t r = 0; r < requests.size(); ++r) {
      std::unordered_map<std::string, std::size_t> own;
      for (const MappedFeature& feature : engine.features(requests[r]))
        own.emplace(place_of(feature), own.size());
      FeatureVector vector;
      for (const MappedFeature& feature : features(requests[r])) {
        const auto at = own.find(place_of(feature));
        if (at == own.end())
          vector.push_back({kNaN, Status::absent, kNotMeasured});
        else
          vector.push_back(made[r][at->second]);
      }
      out.push_back(std::move(vector));
    }
    return out;
  }

  NamedEngines engines_;
  std::string name_;
  std::string identity_;
};

}  // namespace

std::shared_ptr<const Engine> several_engines(NamedEngines engines) {
  return std::make_shared<SeveralEngines>(std::move(engines));
}

std::shared_ptr<const Engine> make_several(const std::vector<std::string>& words,
                                           const std::vector<std::string>& names, const std::string& folder,
                                           const std::string& where) {
  NamedEngines engines;
  for (std::size_t i = 0; i < words.size(); ++i)
    engines.emplace_back(names[i], make_engine(words[i], folder, where));
  return several_engines(std::move(engines));
}

}  // namespace radgauge::engine
