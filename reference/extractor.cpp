#include "reference/extractor.h"

#include <algorithm>
#include <deque>
#include <tuple>

#include "core/error.h"
#include "core/text.h"
#include "reference/features/family.h"

namespace radgauge::reference {

namespace {

/// The families that the settings name, in the order of the manual.
std::vector<const Family*> chosen_families(const ExtractionSettings& settings) {
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

ResegmentationKey resegmentation_key(const ExtractionSettings& s) {
  return {s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma};
}

/// Parameters that a discretisation does not use are no part of its key.
LevelsKey levels_key(const ExtractionSettings& s) {
  return {resegmentation_key(s), s.discretisation, s.discretisation == Discretisation::fbn ? s.bin_count : 0,
          s.discretisation == Discretisation::fbs ? s.bin_width : 0.0,
          s.discretisation == Discretisation::fbs ? s.bin_origin_shift : 0.0};
}

/// Everything that extractions of one image and mask share.
class Shared {
 public:
  Shared(const Volume& image, const Mask& mask) : image_(image), mask_(mask), roi_(cut_roi(image, mask)) {}

  const FeatureVector& values(const Family& family, const ExtractionSettings& s) {
    const LevelsKey levels = family.depends_on == DependsOn::levels
                                 ? levels_key(s)
                                 : LevelsKey{resegmentation_key(s), Discretisation::none, 0, 0.0, 0.0};
    const OwnSettings own = family.own_settings == nullptr ? OwnSettings{} : family.own_settings(s);
    return values_.get({family.name, levels, s.aggregation, own}, [&] { return compute(family, s); });
  }

 private:
  FeatureVector compute(const Family& family, const ExtractionSettings& s) {
    const IntensityMask& mask = masks_.get(resegmentation_key(s), [&] {
      return resegment(roi_, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
    });
    static const Levels kNoLevels;
    const Levels* levels = &kNoLevels;
    if (family.depends_on == DependsOn::levels)
      levels = &levels_.get(levels_key(s), [&] { return discretise(roi_, mask, s); });
    static const Shape kNoShape;
    const Shape* shape = &kNoShape;
    if (family.needs == Needs::shape) shape = &shapes_.get(0, [&] { return measure_shape(roi_); });
    static const ZoneMaps kNoZones;
    const ZoneMaps* zones = &kNoZones;
    if (family.needs == Needs::zones)
      zones = &zones_.get({levels_key(s), s.aggregation},
                          [&] { return find_zones(roi_, *levels, s.aggregation); });
    const Surroundings* around = &kNoSurroundings;
    if (family.surroundings_mm > 0)
      around = &surroundings_.get(family.surroundings_mm,
                                  [&] { return cut_surroundings(image_, mask_, family.surroundings_mm); });
    return family.values({roi_, *shape, mask, *levels, *zones, s, *around});
  }

  const Volume& image_;
  const Mask& mask_;
  Roi roi_;
  Cache<int, Shape> shapes_;
  Cache<double, Surroundings> surroundings_;
  Cache<ResegmentationKey, IntensityMask> masks_;
  Cache<LevelsKey, Levels> levels_;
  Cache<std::pair<LevelsKey, Aggregation>, ZoneMaps> zones_;
  Cache<std::tuple<std::string_view, LevelsKey, Aggregation, OwnSettings>, FeatureVector> values_;
};

}  // namespace

std::vector<FeatureInfo> feature_list(const ExtractionSettings& settings) {
  std::vector<FeatureInfo> list;
  for (const Family* family : chosen_families(settings)) {
    const std::vector<FeatureInfo> infos = family->list(settings);
    list.insert(list.end(), infos.begin(), infos.end());
  }
  return list;
}

double surroundings_mm(const ExtractionSettings& settings) {
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
  std::vector<FeatureVector> results;
  Shared shared(image, mask);
  for (const ExtractionSettings& s : settings) {
    FeatureVector& values = results.emplace_back();
    for (const Family* family : chosen_families(s)) {
      const FeatureVector& part = shared.values(*family, s);
      values.insert(values.end(), part.begin(), part.end());
    }
  }
  return results;
}

}  // namespace radgauge::reference
