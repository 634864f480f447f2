#pragma once

#include <algorithm>
#include <deque>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/extraction_settings.h"
#include "core/feature_request.h"
#include "core/hash.h"
#include "core/text.h"
#include "reference/features/family.h"
#include "reference/features/matrix_checksum.h"

namespace radgauge::reference {

/// The families that the settings name, in the order of the manual.
inline std::vector<const Family*> chosen_families(const FeatureSettings& settings) {
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

inline ResegmentationKey resegmentation_key(const FeatureSettings& s) {
  return {s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma};
}

/// Parameters that a discretisation does not use are no part of its key.
inline LevelsKey levels_key(const FeatureSettings& s) {
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
inline std::vector<const Family*> families_over(const std::string& map, const FeatureSettings& settings) {
  std::vector<const Family*> chosen = chosen_families(settings);
  if (map != kOriginal) std::erase_if(chosen, [](const Family* family) { return !family->over_maps; });
  return chosen;
}

template <class T>
std::uint64_t checksum(const std::vector<T>& values) {
  return xxh3(std::as_bytes(std::span(values)));
}

inline std::uint64_t checksum(const Levels& levels) {
  return levels.words.empty() ? checksum(levels.bytes) : checksum(levels.words);
}

}  // namespace radgauge::reference
