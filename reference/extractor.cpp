#include "reference/extractor.h"

#include "reference/shared_steps.h"

namespace radgauge::reference {

std::vector<FeatureInfo> feature_list(const FeatureSettings& settings) {
  std::vector<FeatureInfo> list;
  for (const Family* family : chosen_families(settings)) {
    const std::vector<FeatureInfo> infos = family->list(settings);
    list.insert(list.end(), infos.begin(), infos.end());
  }
  return list;
}

std::vector<MappedFeature> feature_list(const FeatureRequest& request) {
  std::vector<MappedFeature> list;
  for (const std::string& map : request.maps)
    for (const Family* family : families_over(map, request.settings))
      for (FeatureInfo& info : family->list(request.settings)) list.push_back({map, std::move(info)});
  return list;
}

double surroundings_mm(const FeatureSettings& settings) {
  double margin_mm = 0;
  for (const Family* family : chosen_families(settings))
    margin_mm = std::max(margin_mm, family->surroundings_mm);
  return margin_mm;
}

std::vector<FamilyInfo> family_list() {
  std::vector<FamilyInfo> list;
  for (const Family& family : families())
    list.push_back({std::string(family.name), std::string(family.help)});
  return list;
}

std::vector<FeatureVector> extract(const Volume& image, const Mask& mask,
                                   std::span<const ExtractionSettings> settings) {
  std::vector<FeatureRequest> requests(settings.size());
  for (std::size_t i = 0; i < settings.size(); ++i) requests[i].settings = settings[i];
  return extract(image, mask, {}, requests);
}

namespace {

/// One checksum of several.
class Combined {
 public:
  void add(std::uint64_t sum) { sums_.push_back(sum); }
  /// Nothing was added: the step was not taken.
  void append(const char* step, std::vector<TraceStep>& steps) const {
    if (!sums_.empty()) steps.push_back({step, "", sums_.size() == 1 ? sums_.front() : checksum(sums_)});
  }

 private:
  std::vector<std::uint64_t> sums_;
};

std::vector<FeatureVector> extract_all(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                       std::span<const FeatureRequest> requests,
                                       std::vector<std::vector<TraceStep>>* steps) {
  std::vector<FeatureVector> results;
  Maps shared(image, mask, maps);
  for (const FeatureRequest& request : requests) {
    const FeatureSettings& s = request.settings;
    FeatureVector& values = results.emplace_back();
    Combined levels, matrices;
    for (const std::string& map : request.maps) {
      bool has_levels = false;
      for (const Family* family : families_over(map, s)) {
        Shared& over = shared.of(map);
        const Shared::Values& part = over.values(*family, s, steps != nullptr);
        values.insert(values.end(), part.features.begin(), part.features.end());
        if (part.matrices != 0) matrices.add(part.matrices);
        has_levels = has_levels || family->depends_on == DependsOn::levels;
      }
      if (steps != nullptr && has_levels) levels.add(checksum(shared.of(map).levels(s)));
    }
    if (steps == nullptr) continue;
    std::vector<TraceStep>& own = steps->emplace_back();
    own.push_back({"resegmented", "", checksum(shared.of(std::string(kOriginal)).intensity_mask(s).inside)});
    levels.append("discretised", own);
    matrices.append("matrix", own);
  }
  return results;
}

}  // namespace

std::vector<FeatureVector> extract(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                   std::span<const FeatureRequest> requests) {
  return extract_all(image, mask, maps, requests, nullptr);
}

std::vector<FeatureVector> extract(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                   std::span<const FeatureRequest> requests,
                                   std::vector<std::vector<TraceStep>>& steps) {
  steps.clear();
  return extract_all(image, mask, maps, requests, &steps);
}

}  // namespace radgauge::reference
