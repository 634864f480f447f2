#include "pages/pages.h"

#include <algorithm>

#include "agreement/columns.h"
#include "core/error.h"
#include "core/text.h"
#include "io/json.h"
#include "phantoms/registry.h"
#include "phantoms/scanners/scanner.h"
#include "reference/extractor.h"
#include "reference/filters/registry.h"
#include "reference/preprocessing/grid.h"
#include "statistics/sections.h"
#include "study/condition_presets.h"
#include "study/keys.h"
#include "study/operations.h"
#include "study/scanners.h"

namespace radgauge::pages {

std::string table_cell(std::string text) {
  for (auto at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
  return text;
}

namespace {

std::string fields_page(const std::vector<Field>& fields) {
  if (fields.empty()) return "It has no parameters.\n";
  std::string text = "| parameter | default | unit | allowed | meaning |\n|---|---|---|---|---|\n";
  for (const Field& field : fields) {
    std::string allowed(kind_name(field.kind));
    if (field.kind == FieldKind::choice) allowed = join(field.choices, ", ");
    if (field.kind == FieldKind::real || field.kind == FieldKind::integer)
      allowed += ", " + field.range.text();
    text += "| " + field.name + " | " + table_cell(to_text(field.fallback)) + " | " + field.unit + " | " +
            table_cell(allowed) + " | " + table_cell(field.help) + " |\n";
  }
  return text;
}

std::string operation_page(const Operation& op) {
  return "# " + op.id + "\n\n" + op.summary + "\n\nStage: " + std::string(to_text(op.stage)) +
         (op.random ? "; random: repeats differ" : "; not random: repeats would be equal") + ".\n\n" +
         op.details + "\n\n" + fields_page(op.fields) + "\nSource: " + op.citation + "\n";
}

std::string phantom_page(const phantoms::Phantom& phantom) {
  return "# " + phantom.id + "\n\n" + phantom.summary + "\n\n" + phantom.details + "\n\n" +
         fields_page(phantom.fields) + "\nSource: " + phantom.citation + "\n";
}

std::string scanner_kind_page(const phantoms::ScannerKind& kind) {
  return "# " + kind.id + "\n\n" + kind.summary + "\n\n" + kind.details +
         "\n\nA scanner file is a map with `scanner` (its name), `modality: " + kind.id + "`, and\n\n" +
         fields_page(kind.fields) + "\nSource: " + kind.citation + "\n";
}

/// The file of a scanner of the fleet, and what its keys mean.
std::string scanner_page(const std::string& name) {
  std::string text = "# " + name + "\n\nA virtual scanner. Copy its file and edit it:\n\n";
  for (const std::string& line : split(*study::fleet_text(name), '\n'))
    text += line.empty() ? "" : "    " + line + "\n";
  return text + "\n" + scanner_kind_page(*study::read_scanner(name, "").kind);
}

std::string filter_page(const ImageFilter& filter) {
  return "# " + filter.id + "\n\n" + filter.summary + "\n\n" + filter.details + "\n\n" +
         fields_page(filter.fields) + "\nSource: " + filter.citation + "\n";
}

std::string preset_page(const reference::Preset& preset) {
  auto table = field_table<ExtractionSettings>();
  const auto values = to_values(preset.settings);
  for (std::size_t i = 0; i < table.size(); ++i) table[i].fallback = values[i];
  std::string page = fields_page(table);
  page.replace(page.find("default"), 7, "value");
  return "# " + preset.name + "\n\n" + preset.help + "\n\n" + page;
}

std::string condition_preset_page(const study::ConditionPreset& preset) {
  std::string text = "# " + preset.name + "\n\n" + preset.help +
                     "\n\nIn a study: `conditions: {preset: " + preset.name +
                     "}`, beside which own groups may stand; one of the same name replaces the " +
                     "preset's. Written out it is\n\n    conditions:\n";
  for (const study::PresetGroup& group : preset.groups)
    text += "      " + group.name + ": " + group.yaml + "\n";
  for (const study::PresetGroup& group : preset.groups) {
    text +=
        "\n" + group.name + ": " + group.help + "\n\n| parameter | where its levels come from |\n|---|---|\n";
    for (const study::LevelSource& level : group.sources)
      text += "| " + level.parameter + " | " + table_cell(level.source) + " |\n";
  }
  return text;
}

std::string keys_page(const study::KeyTable& table) {
  std::string text = "# " + table.name + "\n\n" + table.help +
                     "\n\n| key | type | required | meaning |\n|---|---|---|---|\n";
  for (const study::Key& key : table.keys)
    text += "| " + key.name + " | " + table_cell(key.type) + " | " + (key.required ? "yes" : "no") + " | " +
            table_cell(key.help) + " |\n";
  return text;
}

/// Every feature of every family with all aggregations.
std::vector<FeatureInfo> all_features() {
  ExtractionSettings settings;
  settings.aggregation = Aggregation::all;
  return reference::feature_list(settings);
}

std::string features_page() {
  std::string text =
      "# Features\n\nNames and codes follow the reference manual of the Image Biomarker Standardisation "
      "Initiative (arXiv:1612.07003).\n\n"
      "| feature | code | name | aggregation | unit |\n|---|---|---|---|---|\n";
  for (const FeatureInfo& f : all_features())
    text += "| " + f.tag + " | " + f.ibsi_code + " | " + table_cell(f.name) +
            (f.standardised ? "" : ", not standardised") + " | " + f.aggregation + " | " + f.unit + " |\n";
  return text;
}

std::string feature_page(const FeatureInfo& f) {
  return "# " + f.tag + "\n\n" + f.name + ", IBSI code " + f.ibsi_code + ".\n\nFamily: " + f.family +
         (f.aggregation.empty() ? "" : "; aggregation: " + f.aggregation) + "; unit: " + f.unit +
         (f.standardised ? "" : "; not standardised: IBSI has no reference value for it") +
         ".\n\nSource: Zwanenburg et al., Image Biomarker Standardisation Initiative, reference "
         "manual, arXiv:1612.07003.\n";
}

/// The columns of a table of results as a Table Schema (https://specs.frictionlessdata.io/table-schema).
template <class Row>
std::string columns_schema(const std::string& title, const std::vector<agreement::Column<Row>>& columns) {
  nlohmann::ordered_json schema{
      {"title", title}, {"missingValues", {""}}, {"fields", nlohmann::ordered_json::array()}};
  constexpr const char* kTypes[] = {"string", "number", "integer", "string"};  // as in Column
  for (const agreement::Column<Row>& column : columns)
    schema["fields"].push_back(
        {{"name", column.name}, {"type", kTypes[column.member.index()]}, {"description", column.help}});
  return io::to_json_text(schema);
}

}  // namespace

std::vector<std::string> entry_kinds() {
  return {"perturbations", "phantoms", "scanners", "filters", "presets",   "condition-presets",
          "families",      "features", "commands", "keys",    "statistics"};
}

std::vector<Entry> entries(const std::string& kind, const std::vector<CommandPage>& commands) {
  std::vector<Entry> list;
  if (kind == "perturbations") {
    for (const Operation& op : study::operations()) list.push_back({kind, op.id, op.summary});
  } else if (kind == "phantoms") {
    for (const phantoms::Phantom& phantom : phantoms::phantoms())
      list.push_back({kind, phantom.id, phantom.summary});
  } else if (kind == "scanners") {
    for (const std::string& name : study::fleet_names())
      list.push_back({kind, name, study::read_scanner(name, "").kind->summary});
  } else if (kind == "filters") {
    for (const ImageFilter& filter : reference::image_filters())
      list.push_back({kind, filter.id, filter.summary});
  } else if (kind == "presets") {
    for (const reference::Preset& preset : reference::presets())
      list.push_back({kind, preset.name, preset.help});
  } else if (kind == "condition-presets") {
    for (const study::ConditionPreset& preset : study::condition_presets())
      list.push_back({kind, preset.name, preset.help});
  } else if (kind == "families") {
    for (const reference::FamilyInfo& family : reference::family_list())
      list.push_back({kind, family.name, family.help});
  } else if (kind == "features") {
    for (const FeatureInfo& f : all_features())
      list.push_back({kind, f.tag, f.name + " [" + f.ibsi_code + "]"});
  } else if (kind == "commands") {
    for (const CommandPage& command : commands) list.push_back({kind, command.name, command.summary});
  } else if (kind == "keys") {
    for (const study::KeyTable* table : study::key_tables()) list.push_back({kind, table->name, table->help});
  } else if (kind == "statistics") {
    for (const statistics::SectionInfo& section : statistics::section_list())
      list.push_back({kind, section.name, section.help});
  } else {
    throw Error(ErrorKind::usage, "unknown kind '" + kind + "'" + did_you_mean(kind, entry_kinds()) +
                                      "; known: " + join(entry_kinds(), ", "));
  }
  return list;
}

std::string describe(const std::string& name, const std::vector<CommandPage>& commands) {
  if (const Operation* op = study::find_operation(name)) return operation_page(*op);
  if (const phantoms::Phantom* phantom = phantoms::find_phantom(name)) return phantom_page(*phantom);
  if (study::fleet_text(name)) return scanner_page(name);
  if (const phantoms::ScannerKind* kind = phantoms::find_scanner_kind(name)) return scanner_kind_page(*kind);
  if (const ImageFilter* filter = reference::find_image_filter(name)) return filter_page(*filter);
  if (const reference::Preset* preset = reference::find_preset(name)) return preset_page(*preset);
  if (const study::ConditionPreset* preset = study::find_condition_preset(name))
    return condition_preset_page(*preset);
  for (const CommandPage& command : commands)
    if (command.name == name) return command.page;
  for (const study::KeyTable* table : study::key_tables())
    if (table->name == name) return keys_page(*table);
  for (const FeatureInfo& f : all_features())
    if (f.tag == name || f.ibsi_code == name) return feature_page(f);
  for (const reference::FamilyInfo& family : reference::family_list())
    if (family.name == name) return "# " + family.name + "\n\n" + family.help + "\n";
  for (const statistics::SectionInfo& section : statistics::section_list())
    if (section.name == name) return "# " + section.name + "\n\n" + section.help + "\n";
  std::vector<std::string> names;
  for (const std::string& kind : entry_kinds())
    for (const Entry& entry : entries(kind, commands)) names.push_back(entry.name);
  throw Error(ErrorKind::usage, "nothing is called '" + name + "'" + did_you_mean(name, names) +
                                    "; `radgauge list KIND` lists what there is (" +
                                    join(entry_kinds(), ", ") + ")");
}

std::vector<GeneratedFile> generated_files(const std::vector<CommandPage>& commands) {
  const std::string folder = "harness/docs/reference/";
  const std::string note = "<!-- Made by `radgauge docs`; edit the tables in the sources. -->\n\n";
  std::vector<GeneratedFile> files;
  const auto add = [&](const std::string& name, const auto& list, const auto& page) {
    std::string text = note;
    for (const auto& item : list) text += page(item) + "\n";
    files.push_back({folder + name, text});
  };
  add("perturbations.md", study::operations(), operation_page);
  add("phantoms.md", phantoms::phantoms(), phantom_page);
  add("scanners.md", phantoms::scanner_kinds(), scanner_kind_page);
  add("filters.md", reference::image_filters(), filter_page);
  add("presets.md", reference::presets(), preset_page);
  add("condition_presets.md", study::condition_presets(), condition_preset_page);
  add("commands.md", commands, [](const CommandPage& command) { return command.page; });
  add("study_file.md", study::key_tables(), [](const study::KeyTable* table) { return keys_page(*table); });
  files.push_back({folder + "features.md", note + features_page()});
  files.push_back({"results/schema/study.schema.json", study::study_schema()});
  files.push_back({"results/schema/critical.schema.json",
                   columns_schema("critical.csv: how much of each factor a feature bears",
                                  agreement::critical_columns())});
  files.push_back({"results/schema/dose_response.schema.json",
                   columns_schema("dose_response.csv: agreement of each level of a factor with base",
                                  agreement::dose_point_columns())});
  return files;
}

}  // namespace radgauge::pages
