#include "study/map_changes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/text.h"
#include "reference/filters/registry.h"

namespace radgauge::study {

namespace {

constexpr std::string_view kPrefix = "map.";
constexpr const char* kUnchanged = "unchanged";

/// `map`, before the fields of the filter.
constexpr std::size_t kOwnFields = 1;

/// Does a value leave the parameter of the map as it is?
bool leaves_as_is(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return std::isinf(*real);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer == -1;
  const auto& text = std::get<std::string>(value);
  return text.empty() || text == kUnchanged;
}

/// A field of the filter with room for a value that changes nothing.
Field field_of_change(Field field) {
  field.help += "; ";
  switch (field.kind) {
    case FieldKind::real:
      field.fallback = std::numeric_limits<double>::infinity();
      field.range = {field.range.lowest, std::numeric_limits<double>::infinity(), field.range.above_lowest,
                     false, true};
      field.help += "inf";
      break;
    case FieldKind::integer:
      field.fallback = std::int64_t{-1};
      field.range.lowest = -1;
      field.range.above_lowest = false;
      field.help += "-1";
      break;
    case FieldKind::boolean:
      field.kind = FieldKind::choice;
      field.choices = {"true", "false"};
      [[fallthrough]];
    case FieldKind::choice:
      field.choices.insert(field.choices.begin(), kUnchanged);
      field.fallback = std::string(kUnchanged);
      field.help += kUnchanged;
      break;
    case FieldKind::text:
      field.fallback = std::string();
      field.help += "empty";
      break;
  }
  field.help += " leaves it as the study says";
  return field;
}

/// The value of a step as one of the filter's own field.
Value value_for(const Field& field, const Value& value) {
  if (field.kind == FieldKind::boolean) return std::get<std::string>(value) == "true";
  return value;
}

const std::string& map_named(const AppliedOperation& step) {
  return std::get<std::string>(step.values.front());
}

/// Every map of the study but the images themselves, each name once.
std::vector<MapUse> maps_of_study(const Study& study) {
  std::vector<MapUse> maps;
  for (const Extraction& extraction : study.extractions)
    for (const MapUse& map : extraction.maps)
      if (map.filter != nullptr &&
          std::none_of(maps.begin(), maps.end(), [&](const MapUse& m) { return m.name == map.name; }))
        maps.push_back(map);
  return maps;
}

std::vector<std::string> names_of_maps(const std::vector<MapUse>& maps, const ImageFilter& filter) {
  std::vector<std::string> names;
  for (const MapUse& map : maps)
    if (map.filter == &filter) names.push_back(map.name);
  return names;
}

/// At most eight, so that the message stays short.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  if (names.size() <= kShown) return join(names, ", ");
  return join({names.begin(), names.begin() + kShown}, ", ") + " and " +
         to_text(static_cast<std::int64_t>(names.size() - kShown)) + " more";
}

std::string target_problem(const AppliedOperation& step, const std::vector<MapUse>& maps) {
  const ImageFilter& filter = *changed_filter(*step.operation);
  const std::vector<std::string> names = names_of_maps(maps, filter);
  const std::string& name = map_named(step);
  if (names.empty())
    return "no extraction has a map of filter " + filter.id + "; give one maps: [original, {" + filter.id +
           ": {...}}]";
  if (name.empty())
    return names.size() == 1 ? ""
                             : "the study has several maps of filter " + filter.id +
                                   "; say with map: which of " + some_of(names);
  if (std::find(names.begin(), names.end(), name) != names.end()) return "";
  return "map = '" + name + "' is no map of filter " + filter.id + did_you_mean(name, names) + "; there is " +
         some_of(names);
}

/// Of the values of the map that the step makes.
std::string values_problem_of(const MapUse& map) {
  for (std::size_t i = 0; i < map.values.size(); ++i)
    if (std::string why = check(map.filter->fields[i], map.values[i]); !why.empty()) return why;
  return map.filter->problem(map.values);
}

}  // namespace

Operation map_operation(const ImageFilter& filter) {
  Operation op;
  op.id = std::string(kPrefix) + filter.id;
  op.stage = Stage::extraction;
  op.summary = "make a map of filter " + filter.id + " with other parameters";
  op.details =
      "A map that extractions of the study measure (maps:) and that this filter makes is made with the values that "
      "are given here; what is not given stays as the study says. The features keep their names. `map` names the "
      "map; it may be left out where the study has one of this filter. Image, mask and the other maps stay as they "
      "are. The filter: " +
      filter.summary + ". " + filter.details;
  op.citation = filter.citation;
  op.fields.push_back({"map",
                       FieldKind::text,
                       "",
                       std::string(),
                       {},
                       {},
                       "name of the map that is changed; empty: the only one of this filter"});
  for (const Field& field : filter.fields) op.fields.push_back(field_of_change(field));
  op.support = [](std::span<const Value>) { return Support{}; };
  op.refusal = [](std::span<const Value>, Modality) { return std::string(); };
  op.problem = [](std::span<const Value>) { return std::string(); };
  op.identity = [](std::span<const Value> values) {
    return std::all_of(values.begin() + kOwnFields, values.end(), leaves_as_is);
  };
  return op;
}

const ImageFilter* changed_filter(const Operation& operation) {
  if (operation.stage != Stage::extraction || operation.extraction != nullptr) return nullptr;
  return reference::find_image_filter(std::string_view(operation.id).substr(kPrefix.size()));
}

bool changes_map(const AppliedOperation& step, const MapUse& map) {
  return map.filter != nullptr && changed_filter(*step.operation) == map.filter &&
         (map_named(step).empty() || map_named(step) == map.name);
}

MapUse changed_map(const AppliedOperation& step, MapUse map) {
  if (!changes_map(step, map)) return map;
  for (std::size_t i = 0; i < map.values.size(); ++i)
    if (const Value& value = step.values[kOwnFields + i]; !leaves_as_is(value))
      map.values[i] = value_for(map.filter->fields[i], value);
  return map;
}

std::vector<MapUse> maps_under(const Extraction& extraction, const std::vector<AppliedOperation>& chain) {
  std::vector<MapUse> maps = extraction.maps;
  for (const AppliedOperation& step : chain)
    for (MapUse& map : maps) map = changed_map(step, std::move(map));
  return maps;
}

std::vector<Magnitude> map_magnitudes(const AppliedOperation& step, const MapUse& map) {
  std::vector<Magnitude> magnitudes;
  const MapUse changed = changed_map(step, map);
  const auto number = [](const Value& value) {
    const auto* real = std::get_if<double>(&value);
    return real != nullptr ? *real : static_cast<double>(std::get<std::int64_t>(value));
  };
  for (std::size_t i = 0; i < changed.values.size(); ++i) {
    const Field& field = map.filter->fields[i];
    const Value& asked = step.values[kOwnFields + i];
    if ((field.kind != FieldKind::real && field.kind != FieldKind::integer) || leaves_as_is(asked)) continue;
    magnitudes.push_back({field.name, number(asked), number(changed.values[i]), field.unit});
  }
  return magnitudes;
}

std::optional<double> map_level(const Study& study, const AppliedOperation& step, std::size_t parameter) {
  for (const MapUse& map : maps_of_study(study)) {
    if (!changes_map(step, map)) continue;
    const Value& value = map.values[parameter - kOwnFields];
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  }
  return std::nullopt;
}

std::string map_change_problem(const Study& study, std::span<const AppliedOperation> chain) {
  std::vector<MapUse> maps = maps_of_study(study);
  for (const AppliedOperation& step : chain) {
    if (changed_filter(*step.operation) == nullptr) continue;
    if (std::string why = target_problem(step, maps); !why.empty()) return step.operation->id + ": " + why;
    for (MapUse& map : maps) {
      if (!changes_map(step, map)) continue;
      map = changed_map(step, std::move(map));
      if (std::string why = values_problem_of(map); !why.empty())
        return step.operation->id + ": map " + map.name + ": " + why;
    }
  }
  return "";
}

}  // namespace radgauge::study
