#include <cmath>
#include <nlohmann/json.hpp>

#include "core/feature_request.h"
#include "core/limits.h"
#include "core/text.h"
#include "phantoms/registry.h"
#include "reference/filters/registry.h"
#include "reference/preprocessing/grid.h"
#include "study/condition_presets.h"
#include "study/keys.h"
#include "study/operations.h"

namespace radgauge::study {

namespace {

using Json = nlohmann::ordered_json;

Json field_schema(const Field& field) {
  Json schema;
  switch (field.kind) {
    case FieldKind::real:
      // YAML's .inf is not a JSON number; editors see it as text.
      schema["type"] = field.range.may_be_infinite ? Json::array({"number", "string"}) : Json("number");
      break;
    case FieldKind::integer:
      schema["type"] = "integer";
      break;
    case FieldKind::boolean:
      schema["type"] = "boolean";
      break;
    case FieldKind::choice:
      schema["enum"] = field.choices;
      break;
    case FieldKind::text:
      schema["type"] = "string";
      break;
  }
  if (std::isfinite(field.range.lowest))
    schema[field.range.above_lowest ? "exclusiveMinimum" : "minimum"] = field.range.lowest;
  if (std::isfinite(field.range.highest))
    schema[field.range.below_highest ? "exclusiveMaximum" : "maximum"] = field.range.highest;
  schema["description"] = field.help + (field.unit.empty() ? "" : " (" + field.unit + ")");
  const bool finite =
      !std::holds_alternative<double>(field.fallback) || std::isfinite(std::get<double>(field.fallback));
  if (finite) std::visit([&](const auto& value) { schema["default"] = value; }, field.fallback);
  return schema;
}

/// A value, a list of levels, or {from, to} of a number.
Json levels_schema(const Field& field, const Json& one) {
  Json forms = Json::array({one, Json{{"type", "array"}, {"minItems", 1}, {"items", one}}});
  if (field.kind == FieldKind::real || field.kind == FieldKind::integer)
    forms.push_back({{"type", "object"},
                     {"description", "range, in a group of design latin-hypercube"},
                     {"additionalProperties", false},
                     {"properties", {{"from", {{"type", "number"}}}, {"to", {{"type", "number"}}}}},
                     {"required", Json::array({"from", "to"})}});
  return {{"anyOf", forms}};
}

Json fields_schema(const std::vector<Field>& fields, bool levels) {
  Json schema{{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
  for (const Field& field : fields) {
    const Json one = field_schema(field);
    schema["properties"][field.name] = levels ? levels_schema(field, one) : one;
  }
  return schema;
}

Json table_schema(const KeyTable& table) {
  Json schema{{"type", "object"},
              {"description", table.help},
              {"additionalProperties", false},
              {"properties", Json::object()}};
  Json required = Json::array();
  for (const Key& key : table.keys) {
    const auto types = split(key.type, '|');
    schema["properties"][key.name] = {{"type", types.size() == 1 ? Json(types.front()) : Json(types)},
                                      {"description", key.help}};
    if (!key.choices.empty()) {
      if (key.type == "array")
        schema["properties"][key.name]["items"] = {{"enum", key.choices}};
      else
        schema["properties"][key.name]["enum"] = key.choices;
    }
    if (key.required) required.push_back(key.name);
  }
  if (!required.empty()) schema["required"] = required;
  return schema;
}

Json reference_to(const char* name) {
  return Json{{"$ref", std::string("#/$defs/") + name}};
}

Json step_schema() {
  Json alternatives = Json::array();
  for (const Operation& operation : operations()) {
    Json parameters = fields_schema(operation.fields, true);
    std::vector<Value> defaults;
    for (const Field& field : operation.fields) defaults.push_back(field.fallback);
    if (operation.identity(defaults)) parameters["minProperties"] = 1;
    alternatives.push_back({{"type", "object"},
                            {"description", operation.summary},
                            {"properties", {{operation.id, parameters}}},
                            {"required", Json::array({operation.id})},
                            {"additionalProperties", false}});
  }
  return {{"oneOf", alternatives}};
}

/// original, or {FILTER: {parameters}, name: NAME}.
Json map_schema() {
  Json forms = Json::array({Json{{"const", std::string(kOriginal)}}});
  for (const ImageFilter& filter : reference::image_filters())
    forms.push_back(
        {{"type", "object"},
         {"description", filter.summary},
         {"properties", {{filter.id, fields_schema(filter.fields, false)}, {"name", {{"type", "string"}}}}},
         {"required", Json::array({filter.id})},
         {"additionalProperties", false}});
  return {{"anyOf", forms}};
}

Json extraction_schema() {
  Json schema = fields_schema(field_table<ExtractionSettings>(), false);
  Json names = Json::array();
  for (const reference::Preset& preset : reference::presets()) names.push_back(preset.name);
  schema["properties"]["preset"] = {{"enum", names}, {"description", "settings to start from"}};
  schema["properties"]["maps"] = {{"type", "array"},
                                  {"minItems", 1},
                                  {"description", "what is measured: the image (original) and maps of it"},
                                  {"items", map_schema()}};
  return schema;
}

Json phantom_schema() {
  Json alternatives = Json::array();
  for (const phantoms::Phantom& phantom : phantoms::phantoms()) {
    Json schema = fields_schema(phantom.fields, false);
    schema["properties"]["kind"] = {{"const", phantom.id}, {"description", phantom.summary}};
    schema["properties"]["count"] = {
        {"type", "integer"}, {"minimum", 1}, {"description", phantoms_keys().keys[1].help}};
    schema["properties"]["name"] = {{"type", "string"}, {"description", phantoms_keys().keys[2].help}};
    if (phantom.object != nullptr) {
      schema["properties"]["scanners"] = {{"type", "array"},
                                          {"minItems", 1},
                                          {"items", {{"type", Json::array({"string", "object"})}}},
                                          {"description", phantoms_keys().keys[3].help}};
      schema["properties"]["repeats"] = {{"type", "integer"},
                                         {"minimum", 1},
                                         {"maximum", 1000},
                                         {"description", phantoms_keys().keys[4].help}};
    }
    schema["required"] = Json::array({"kind", "count"});
    alternatives.push_back(schema);
  }
  return {{"oneOf", alternatives}};
}

}  // namespace

std::string study_schema() {
  Json schema = table_schema(study_keys());
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "radgauge study";
  Json& properties = schema["properties"];
  properties["cohort"]["items"] = reference_to("cohort");
  properties["phantoms"] = {
      {"anyOf",
       Json::array({reference_to("phantoms"),
                    Json{{"type", "array"}, {"minItems", 1}, {"items", reference_to("phantoms")}}})}};
  properties["extractions"]["additionalProperties"] = reference_to("extraction");
  properties["conditions"]["additionalProperties"] = reference_to("group");
  Json names = Json::array();
  for (const ConditionPreset& preset : condition_presets()) names.push_back(preset.name);
  properties["conditions"]["properties"]["preset"] = {{"enum", names},
                                                      {"description", "groups with sourced levels"}};
  properties["questions"]["items"] = reference_to("question");
  properties["models"]["items"] = {{"type", "object"}};  // a file, or a signature
  properties["drift"] = reference_to("drift");
  properties["gate"] = reference_to("gate");
  properties["failures"] = reference_to("failures");
  Json& defs = schema["$defs"];
  defs["cohort"] = table_schema(cohort_keys());
  defs["phantoms"] = phantom_schema();
  defs["extraction"] = extraction_schema();
  defs["group"] = table_schema(group_keys());
  defs["group"]["properties"]["chain"]["items"] = reference_to("step");
  defs["step"] = step_schema();
  defs["question"] = table_schema(question_keys());
  defs["question"]["properties"]["limits"] = reference_to("limits");
  defs["question"]["properties"]["gauge"] = reference_to("gauge");
  defs["gauge"] = table_schema(gauge_keys());
  defs["limits"] = fields_schema(field_table<Limits>(), false);
  defs["limits"]["description"] = limits_keys().help;
  defs["models"] = table_schema(models_keys());
  defs["drift"] = table_schema(drift_keys());
  defs["gate"] = table_schema(gate_keys());
  defs["failures"] = table_schema(failures_keys());
  return schema.dump(2) + "\n";
}

}  // namespace radgauge::study
