#include <filesystem>
#include <iostream>

#include "cli/commands/commands.h"
#include "cli/output.h"
#include "core/error.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "record/feature_table.h"
#include "reference/preprocessing/grid.h"
#include "runner/runner.h"
#include "study/cohort.h"

namespace radgauge::cli {

namespace {

study::Extraction extraction_of(const std::string& word) {
  if (const reference::Preset* preset = reference::find_preset(word))
    return {"original", preset->name, preset->settings};
  if (std::filesystem::exists(word)) return study::decode_extraction("original", io::read_yaml(word));
  std::vector<std::string> names;
  for (const reference::Preset& preset : reference::presets()) names.push_back(preset.name);
  throw Error(ErrorKind::usage, "--extraction '" + word + "' is neither a preset nor a file" +
                                    did_you_mean(word, names) + "; presets: " + join(names, ", "));
}

/// A study of one object and no condition but base.
study::Study study_of_pair(const Arguments& arguments) {
  study::CohortRow row;
  row.patient = "image";
  row.image = arguments.text("image");
  row.mask = arguments.text("mask");
  row.mask_label = arguments.integer("mask-label");
  const std::string modality = arguments.text("modality", "other");
  const auto parsed = study::parse_modality(modality);
  if (!parsed)
    throw Error(ErrorKind::usage, "--modality '" + modality + "' is not one of CT, MR, PET, other");
  row.modality = *parsed;
  row.unit = arguments.has("modality") ? study::usual_unit(*parsed) : "intensity";
  study::Study study;
  study.name = "pair";
  study.rows.push_back(row);
  study.extractions.push_back(extraction_of(arguments.text("extraction", "none")));
  study.resample_mask = arguments.has("resample-mask");
  return study;
}

std::string as_csv(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell) {
  std::string text = io::csv_line({"feature", "ibsi_code", "value", "unit", "status", "reason"});
  for (std::size_t i = 0; i < features.size(); ++i)
    text +=
        io::csv_line({features[i].name, features[i].info.ibsi_code,
                      cell.statuses[i] == Status::ok ? to_text(cell.values[i]) : "", features[i].info.unit,
                      std::string(to_text(cell.statuses[i])), std::string(cell.reason_of(i))});
  return text;
}

std::string as_json(const std::vector<store::StoredFeature>& features, const store::CellRecord& cell) {
  nlohmann::ordered_json json{{"schema", 1}, {"features", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < features.size(); ++i)
    json["features"].push_back(
        {{"feature", features[i].name},
         {"ibsi_code", features[i].info.ibsi_code},
         {"value", io::json_number(cell.statuses[i] == Status::ok ? cell.values[i] : std::nan(""))},
         {"unit", features[i].info.unit},
         {"status", to_text(cell.statuses[i])},
         {"reason", cell.reason_of(i)}});
  return io::to_json_text(json);
}

void note_missing_values(const store::CellRecord& cell, std::int64_t roi_voxels) {
  const auto missing =
      std::count_if(cell.statuses.begin(), cell.statuses.end(), [](Status s) { return s != Status::ok; });
  if (roi_voxels == 1)
    std::cerr
        << "radgauge: the mask has one voxel; size, shape and texture cannot be measured on it. Check that "
           "the right structure and label were exported\n";
  if (missing > 0)
    std::cerr << "radgauge: " << missing << " of " << cell.statuses.size()
              << " features have no value on this ROI; the columns status and reason say why\n";
}

int run(const Arguments& arguments) {
  const study::Study study = study_of_pair(arguments);
  const study::Plan plan = study::make_plan(study);
  const engine::Engine& engine = engine::built_in_engine();
  const acquire::Sources sources(study);
  const acquire::RowGeometry geometry = sources.of(study.rows.front()).look(study.rows.front());
  if (geometry.problem) throw Error(ErrorKind::data, geometry.problem->text());
  const acquire::AcquiredScan scan = acquire::acquire(sources, plan, plan.acquisitions.front(), {geometry});
  runner::StageSeconds seconds{};
  const store::CellRecord cell =
      runner::compute_unit({study, plan, engine, scan}, plan.units.front(), {0}, seconds).front();
  if (cell.status == Status::failed)
    throw Error(ErrorKind::data, cell.reason)
        .within(study.rows.front().image + " with " + study.rows.front().mask);
  const auto features = record::stored_features(study, engine);
  const std::string text =
      arguments.text("format", "csv") == "json" ? as_json(features, cell) : as_csv(features, cell);
  note_missing_values(cell, geometry.roi_voxels);
  write_output(arguments, text);
  return 0;
}

}  // namespace

Command extract_command() {
  return {
      "extract",
      "prints the features of one image and mask",
      "Columns: feature, ibsi_code, value, unit, status, reason. A feature without a value says why (status "
      "degenerate or undefined); that is not an error. A file that cannot be used is: exit code 4.",
      {{"image", "", OptionKind::text, "IMAGE", "image file: NIfTI, NRRD or MetaImage", true, {}},
       {"mask", "", OptionKind::text, "MASK", "mask file on the lattice of the image", true, {}},
       {"extraction",
        "--extraction",
        OptionKind::text,
        "PRESET|FILE",
        "settings: a preset (radgauge list presets) or a YAML file of settings (default none)",
        false,
        {}},
       {"mask-label",
        "--mask-label",
        OptionKind::integer,
        "N",
        "value of the ROI in the mask; needed when it has several",
        false,
        {}},
       {"modality",
        "--modality",
        OptionKind::text,
        "WORD",
        "CT, MR, PET or other: names the unit of intensity features",
        false,
        {}},
       {"resample-mask",
        "--resample-mask",
        OptionKind::flag,
        "",
        "allow a mask on another lattice of the same frame",
        false,
        {}},
       format_option(),
       output_option()},
      {"radgauge extract image.nii.gz mask.nii.gz --extraction ct-1mm"},
      &run};
}

}  // namespace radgauge::cli
