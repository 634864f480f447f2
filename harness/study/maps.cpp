#include "study/maps.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "reference/filters/registry.h"
#include "study/decode_parts.h"
#include "study/map_changes.h"
#include "study/yaml_text.h"

namespace radgauge::study {

namespace {

/// "log_sigma_mm_3": the filter and what is not as it is by default.
std::string default_name(const ImageFilter& filter, const std::vector<Value>& values) {
  std::string name = filter.id;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != filter.fields[i].fallback)
      name += "_" + filter.fields[i].name + "_" + to_text(values[i]);
  return name;
}

MapUse decode_map(const io::Yaml& yaml) {
  if (yaml.kind == io::Yaml::Kind::scalar && yaml.text == kOriginal) return {};
  const std::vector<std::string> known = ids_of(reference::image_filters());
  const std::string choices =
      "; known: original" + (known.empty() ? std::string() : ", ") + join(known, ", ");
  if (yaml.kind == io::Yaml::Kind::scalar)
    throw yaml.error("a map is 'original' or {FILTER: {parameters}}, not '" + yaml.text + "'" +
                     did_you_mean(yaml.text, known) + choices);
  MapUse use;
  const io::Yaml* name = nullptr;
  for (const io::Yaml::Entry& entry : yaml.as_map("a map")) {
    if (entry.key == "name") {
      name = &entry.value;
      continue;
    }
    const ImageFilter* filter = reference::find_image_filter(entry.key);
    if (filter == nullptr)
      throw yaml.error("unknown filter '" + entry.key + "'" + did_you_mean(entry.key, known) + choices);
    if (use.filter != nullptr)
      throw yaml.error("a map is made by one filter, and this names " + use.filter->id + " and " +
                       filter->id);
    use.filter = filter;
    use.values = io::decode_fields(entry.value, filter->fields, filter->id, filter->problem);
  }
  if (use.filter == nullptr) throw yaml.error("a map needs a filter, {FILTER: {parameters}}" + choices);
  use.name = name != nullptr ? name->as_text("name") : default_name(*use.filter, use.values);
  check_name(name != nullptr ? *name : yaml, use.name, "the name of a map");
  if (use.name == kOriginal) throw yaml.error("a map cannot be called original: that is the image itself");
  return use;
}

}  // namespace

std::vector<MapUse> decode_maps(const io::Yaml& yaml) {
  std::vector<MapUse> maps;
  for (const io::Yaml& item : yaml.as_sequence("maps")) {
    maps.push_back(decode_map(item));
    const auto same = [&](const MapUse& map) { return map.name == maps.back().name; };
    if (std::count_if(maps.begin(), maps.end(), same) > 1)
      throw item.error("maps lists '" + maps.back().name + "' twice; give one of them another name");
  }
  if (maps.empty()) throw yaml.error("maps is an empty list; leave it out to measure the image itself");
  return maps;
}

std::string maps_text(const std::vector<MapUse>& maps) {
  std::string text = "[";
  for (const MapUse& map : maps) {
    if (text.size() > 1) text += ", ";
    text += map.filter == nullptr
                ? std::string(kOriginal)
                : "{" + map.filter->id + ": {" + parameters_text(map.filter->fields, map.values) +
                      "}, name: " + map.name + "}";
  }
  return text + "]";
}

void check_map_names(const Study& study, const io::Yaml& yaml) {
  std::map<std::string, const MapUse*> known;
  for (const Extraction& extraction : study.extractions)
    for (const MapUse& map : extraction.maps) {
      const auto [before, is_new] = known.emplace(map.name, &map);
      if (!is_new && !(*before->second == map))
        throw yaml.error("two maps are called '" + map.name + "' and are not the same; extraction " +
                         extraction.name + " has to call its own differently");
    }
}

namespace {

/// The maps of an extraction, and what conditions make of them.
std::vector<MapUse> maps_of_plan(const Extraction& extraction, const Plan& plan) {
  std::vector<MapUse> maps = extraction.maps;
  for (const Condition& condition : plan.conditions)
    if (std::any_of(condition.chain.begin(), condition.chain.end(), [](const AppliedOperation& step) {
          return changed_filter(*step.operation) != nullptr;
        })) {
      const std::vector<MapUse> changed = maps_under(extraction, condition.chain);
      maps.insert(maps.end(), changed.begin(), changed.end());
    }
  return maps;
}

}  // namespace

Support map_support(const Study& study, const Plan& plan, bool slices_change, const Lattice& image) {
  Support all;
  for (const Extraction& extraction : study.extractions) {
    const GridSettings& grid = extraction.settings;
    const bool keeps = grid.interpolation == Interpolation::none;
    const Vec3 set_mm{grid.spacing_x_mm, grid.spacing_y_mm, grid.by_slice ? 0 : grid.spacing_z_mm};
    Vec3 spacing_mm = image.spacing_mm;
    for (std::size_t a = 0; a < 3; ++a)
      if (!keeps && set_mm[a] > 0) spacing_mm[a] = set_mm[a];
    for (const MapUse& map : maps_of_plan(extraction, plan)) {
      if (map.filter == nullptr) continue;
      const Support one = map.filter->support(map.values);
      all.reach = std::max(all.reach, one.reach);
      if (std::max(one.margin_slices, one.margin_voxels) > 0 && slices_change)
        all.reach = Support::Reach::volume;
      all.margin_mm = std::max(all.margin_mm, one.room_mm(spacing_mm));
    }
  }
  return all;
}

Index3 map_margin(const MapUse& map, const Lattice& lattice) {
  return map.filter == nullptr ? Index3{0, 0, 0} : map.filter->support(map.values).room_voxels(lattice);
}

}  // namespace radgauge::study
