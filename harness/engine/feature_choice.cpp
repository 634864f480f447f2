#include "engine/feature_choice.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "reference/extractor.h"

namespace radgauge::engine {

namespace {

bool holds(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

/// A tag that IBSI does not know.
FeatureInfo own_feature(const std::string& tag) {
  FeatureInfo info;
  info.tag = info.name = tag;
  info.unit = "1";
  info.standardised = false;
  return info;
}

}  // namespace

std::vector<MappedFeature> chosen_features(const FeatureRequest& request,
                                           const std::vector<std::string>& chosen,
                                           const std::vector<std::string>& nameable) {
  std::vector<MappedFeature> list;
  for (MappedFeature& feature : reference::feature_list(request)) {
    const std::string& tag = feature.info.tag;
    const bool wanted = chosen.empty() || std::any_of(chosen.begin(), chosen.end(), [&](const auto& pattern) {
                          return matches_pattern(tag, pattern);
                        });
    if (wanted && (nameable.empty() || holds(nameable, tag))) list.push_back(std::move(feature));
  }
  for (const std::string& tag : chosen) {
    const bool is_pattern = tag.find_first_of("*?") != std::string::npos;
    const bool is_there =
        std::any_of(list.begin(), list.end(), [&](const MappedFeature& f) { return f.info.tag == tag; });
    if (!is_pattern && !is_there) list.push_back({std::string(kOriginal), describe_tag(tag)});
  }
  return list;
}

FeatureInfo describe_tag(const std::string& tag) {
  static const std::map<std::string, FeatureInfo> known = [] {
    FeatureSettings settings;
    settings.aggregation = Aggregation::all;
    std::map<std::string, FeatureInfo> all;
    for (FeatureInfo& info : reference::feature_list(settings)) all.emplace(info.tag, info);
    return all;
  }();
  const auto found = known.find(tag);
  return found == known.end() ? own_feature(tag) : found->second;
}

}  // namespace radgauge::engine
