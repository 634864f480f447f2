#include "reference/extractor.h"

#include <algorithm>
#include <deque>
#include <tuple>

#include "core/error.h"
#include "core/hash.h"
#include "core/text.h"
#include "reference/features/family.h"
#include "reference/features/matrix_checksum.h"

namespace radgauge::reference {

namespace {

/// The families that the settings name, in the order of the manual.
std::vector<const Family*> chosen_families(const FeatureSettings& settings) {
  std::vector<std::string> known{"all"};
  for (const Family& family : families()) known.emplace_back(family.name);
  std::vector<std::string> wanted = split(settings.families, '+');
  for (std::string& name : wanted) {
    name = trim(name);
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw Error(ErrorKind::study, "families = '" + settings.families + "': there is no family '" + name +
                                        "'" + did_you_mean(name, known) + "; known are " + join(known, ", "));
  }
  const auto has = [&](std::string_view name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  std::vector<const Family*> chosen;
  for (const Family& family : families())
    if (has("all") || has(family.name)) chosen.push_back(&family);
  return chosen;
}

/// Values made once per key, in places that stay.
template <class Key, class T>
class Cache {
 public:
  template <class Make>
  const T& get(const Key& key, Make make) {
    for (const auto& [known, value] : entries_)
      if (known == key) return value;
    return entries_.emplace_back(key, make()).second;
  }

 private:
  std::deque<std::pair<Key, T>> entries_;
};

using ResegmentationKey = std::tuple<double, double, double>;
using LevelsKey = std::tuple<ResegmentationKey, Discretisation, std::int64_t, double, double>;

ResegmentationKey resegmentation_key(const FeatureSettings& s) {
  return {s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma};
}

/// Parameters that a discretisation does not use are no part of its key.
LevelsKey levels_key(const FeatureSettings& s) {
  return {resegmentation_key(s), s.discretisation, s.discretisation == Discretisation::fbn ? s.bin_count : 0,
          s.discretisation == Discretisation::fbs ? s.bin_width : 0.0,
          s.discretisation == Discretisation::fbs ? s.bin_origin_shift : 0.0};
}

/// Everything that extractions of one mask over the image, or over one map of it, share.
class Shared {
 public:
  /// `image` is what a map was made of, or nullptr for the image itself.
  Shared(const Volume& voxels, const Mask& mask, Shared* image)
      : voxels_(voxels), mask_(mask), image_(image), roi_(cut_roi(voxels, mask)) {}

  /// Values of a family, and the checksum of its matrices where the extractor is asked for steps (else 0).
  struct Values {
    FeatureVector features;
    std::uint64_t matrices = 0;
  };

  const Values& values(const Family& family, const FeatureSettings& s, bool with_matrices) {
    const LevelsKey levels = family.depends_on == DependsOn::levels
                                 ? levels_key(s)
                                 : LevelsKey{resegmentation_key(s), Discretisation::none, 0, 0.0, 0.0};
    const OwnSettings own = family.own_settings == nullptr ? OwnSettings{} : family.own_settings(s);
    return values_.get({family.name, levels, s.aggregation, own}, [&] {
      MatrixChecksum sum;
      Values made;
      made.features = compute(family, s, with_matrices ? &sum : nullptr);
      made.matrices = sum.xxh3();
      return made;
    });
  }

  const IntensityMask& intensity_mask(const FeatureSettings& s) {
    return masks_.get(resegmentation_key(s), [&] {
      if (image_ != nullptr) return mask_of_map(image_->intensity_mask(s));
      return resegment(roi_, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
    });
  }

  const Levels& levels(const FeatureSettings& s) {
    return levels_.get(levels_key(s), [&] { return discretise(roi_, intensity_mask(s), own_range(s)); });
  }

  FeatureVector compute(const Family& family, const FeatureSettings& s, MatrixChecksum* matrices = nullptr) {
    const IntensityMask& mask = intensity_mask(s);
    static const Levels kNoLevels;
    const Levels* grey = &kNoLevels;
    if (family.depends_on == DependsOn::levels) grey = &levels(s);
    static const Shape kNoShape;
    const Shape* shape = &kNoShape;
    if (family.needs == Needs::shape) shape = &shapes_.get(0, [&] { return measure_shape(roi_); });
    static const ZoneMaps kNoZones;
    const ZoneMaps* zones = &kNoZones;
    if (family.needs == Needs::zones)
      zones =
          &zones_.get({levels_key(s), s.aggregation}, [&] { return find_zones(roi_, *grey, s.aggregation); });
    const Surroundings* around = &kNoSurroundings;
    if (family.surroundings_mm > 0)
      around = &surroundings_.get(family.surroundings_mm,
                                  [&] { return cut_surroundings(voxels_, mask_, family.surroundings_mm); });
    if (image_ == nullptr) return family.values({roi_, *shape, mask, *grey, *zones, s, *around, matrices});
    const FeatureSettings own = own_range(s);
    return family.values({roi_, *shape, mask, *grey, *zones, own, *around, matrices});
  }

 private:
  /// The voxels that the image keeps, with the values of the map.
  IntensityMask mask_of_map(const IntensityMask& of_image) const {
    IntensityMask own;
    own.inside = of_image.inside;
    own.values.reserve(of_image.values.size());
    for (std::size_t i = 0; i < own.inside.size(); ++i)
      if (own.inside[i] != 0) own.values.push_back(roi_.intensity[i]);
    if (own.values.empty()) return own;
    own.lowest = *std::min_element(own.values.begin(), own.values.end());
    own.highest = *std::max_element(own.values.begin(), own.values.end());
    return own;
  }

  /// The bounds of resegmentation are intensities of the image; those of a map are its own.
  FeatureSettings own_range(const FeatureSettings& s) const {
    FeatureSettings own = s;
    if (image_ == nullptr) return own;
    own.resegmentation_lower = FeatureSettings{}.resegmentation_lower;
    own.resegmentation_upper = FeatureSettings{}.resegmentation_upper;
    return own;
  }

  const Volume& voxels_;
  const Mask& mask_;
  Shared* image_;
  Roi roi_;
  Cache<int, Shape> shapes_;
  Cache<double, Surroundings> surroundings_;
  Cache<ResegmentationKey, IntensityMask> masks_;
  Cache<LevelsKey, Levels> levels_;
  Cache<std::pair<LevelsKey, Aggregation>, ZoneMaps> zones_;
  Cache<std::tuple<std::string_view, LevelsKey, Aggregation, OwnSettings>, Values> values_;
};

/// The image and, as they are asked for, its maps.
class Maps {
 public:
  Maps(const Volume& image, const Mask& mask, std::span<const NamedMap> maps)
      : mask_(mask), maps_(maps), original_(image, mask, nullptr) {}

  Shared& of(const std::string& name) {
    if (name == kOriginal) return original_;
    for (auto& [known, shared] : made_)
      if (known == name) return shared;
    const auto map =
        std::find_if(maps_.begin(), maps_.end(), [&](const NamedMap& m) { return m.name == name; });
    if (map == maps_.end())
      throw Error(ErrorKind::data, "the subject has no map '" + name + "'; make it of the image first");
    try {
      made_.emplace_back(std::piecewise_construct, std::forward_as_tuple(name),
                         std::forward_as_tuple(map->image, mask_, &original_));
    } catch (const Error& error) {
      throw error.within("map " + name);
    }
    return made_.back().second;
  }

 private:
  const Mask& mask_;
  std::span<const NamedMap> maps_;
  Shared original_;
  std::deque<std::pair<std::string, Shared>> made_;
};

/// The families of these settings that measure this map.
std::vector<const Family*> families_over(const std::string& map, const FeatureSettings& settings) {
  std::vector<const Family*> chosen = chosen_families(settings);
  if (map != kOriginal) std::erase_if(chosen, [](const Family* family) { return !family->over_maps; });
  return chosen;
}

template <class T>
std::uint64_t checksum(const std::vector<T>& values) {
  return xxh3(std::as_bytes(std::span(values)));
}

std::uint64_t checksum(const Levels& levels) {
  return levels.words.empty() ? checksum(levels.bytes) : checksum(levels.words);
}

/// A value, or its state where it has none.
std::uint64_t checksum(const FeatureValue& value) {
  const std::string text = value.status == Status::ok ? "" : std::string(value.reason);
  return text.empty() ? xxh3(std::as_bytes(std::span(&value.value, 1))) : xxh3(text);
}

}  // namespace

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

std::vector<TraceStep> trace(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                             const FeatureRequest& request) {
  const FeatureSettings& s = request.settings;
  Maps shared(image, mask, maps);
  std::vector<TraceStep> images, masks, levels, matrices, values;
  images.push_back({"image", "", checksum(image.voxels)});
  masks.push_back({"mask", "", checksum(mask.voxels)});
  masks.push_back({"resegmented", "", checksum(shared.of(std::string(kOriginal)).intensity_mask(s).inside)});
  for (const std::string& map : request.maps) {
    const std::string prefix = feature_prefix("", "", map);
    Shared& over = shared.of(map);
    for (const NamedMap& made : maps)
      if (made.name == map) images.push_back({"image", map, checksum(made.image.voxels)});
    levels.push_back({"discretised", map == kOriginal ? "" : map, checksum(over.levels(s))});
    for (const Family* family : families_over(map, s)) {
      MatrixChecksum sum;
      const FeatureVector found = over.compute(*family, s, &sum);
      if (sum.xxh3() != 0) matrices.push_back({"matrix", prefix + std::string(family->name), sum.xxh3()});
      const std::vector<FeatureInfo> infos = family->list(s);
      for (std::size_t f = 0; f < found.size(); ++f)
        values.push_back({"value", prefix + infos[f].tag, checksum(found[f])});
    }
  }
  std::vector<TraceStep> steps = std::move(images);
  for (const auto* part : {&masks, &levels, &matrices, &values})
    steps.insert(steps.end(), part->begin(), part->end());
  return steps;
}

}  // namespace radgauge::reference
