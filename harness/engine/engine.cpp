#include "engine/engine.h"

#include "core/error.h"
#include "core/hash.h"

namespace radgauge::engine {

std::string CellIdentity::text() const {
  std::string text = patient + "/" + lesion + (channel.empty() ? "" : "/" + channel);
  const std::pair<const char*, const std::string*> levels[] = {{"session", &session},
                                                               {"reader", &reader},
                                                               {"scanner", &scanner},
                                                               {"site", &site},
                                                               {"engine", &engine}};
  for (const auto& [factor, level] : levels)
    if (!level->empty()) text += std::string("/") + factor + "=" + *level;
  return text + " under " + condition;
}

std::vector<std::vector<FeatureVector>> Engine::extract_many(
    std::span<const Measurement> measurements) const {
  std::vector<std::vector<FeatureVector>> results;
  for (const Measurement& m : measurements) try {
      results.push_back(extract(m.subject, m.requests));
    } catch (const Error& error) {
      if (m.problem == nullptr) throw;
      *m.problem = error.what();
      results.emplace_back();
    }
  return results;
}

std::vector<TraceStep> Engine::trace(const Subject& subject, const FeatureRequest& request) const {
  const auto sum = [](const auto& values) { return xxh3(std::as_bytes(std::span(values))); };
  std::vector<TraceStep> steps{{"image", "", sum(subject.image.voxels)}};
  for (const NamedMap& map : subject.maps) steps.push_back({"image", map.name, sum(map.image.voxels)});
  steps.push_back({"mask", "", sum(subject.mask.voxels)});
  const std::vector<MappedFeature> list = features(request);
  const FeatureVector values = extract(subject, std::span(&request, 1)).front();
  for (std::size_t f = 0; f < values.size(); ++f)
    steps.push_back({"value", feature_name("", "", list[f].map, list[f].info.tag),
                     values[f].status == Status::ok ? sum(std::span(&values[f].value, 1))
                                                    : xxh3(std::string_view(values[f].reason))});
  return steps;
}

std::vector<KeptStep> Engine::kept_steps(const Subject& subject, const FeatureRequest& request) const {
  std::vector<KeptStep> steps = kept_images(subject.image, subject.mask, subject.maps);
  KeptStep value{"value", ""};
  const std::vector<MappedFeature> list = features(request);
  const FeatureVector values = extract(subject, std::span(&request, 1)).front();
  for (std::size_t f = 0; f < values.size(); ++f)
    value.numbers.push_back(kept_value(feature_name("", "", list[f].map, list[f].info.tag), values[f]));
  steps.push_back(std::move(value));
  return steps;
}

std::string_view TextPool::keep(std::string text) const {
  const std::lock_guard lock(mutex_);
  return *texts_.insert(std::move(text)).first;
}

}  // namespace radgauge::engine
