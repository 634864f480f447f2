#include "cli/one_pair.h"

#include <filesystem>
#include <iostream>

#include "core/error.h"
#include "core/text.h"
#include "reference/preprocessing/grid.h"
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

Modality modality_of(const std::string& word) {
  if (const auto modality = study::parse_modality(word)) return *modality;
  throw Error(ErrorKind::usage, "--modality '" + word + "' is not one of CT, MR, PET, other");
}

}  // namespace

std::vector<CommandOption> pair_options() {
  return {{"image", "", OptionKind::text, "IMAGE", "image file: NIfTI, NRRD or MetaImage", true},
          {"mask", "", OptionKind::text, "MASK", "mask file on the lattice of the image", true},
          {"extraction", "--extraction", OptionKind::text, "PRESET|FILE",
           "settings: a preset (radgauge list presets) or a YAML file of settings (default none)"},
          {"mask-label", "--mask-label", OptionKind::integer, "N",
           "value of the ROI in the mask; needed when it has several"},
          {"modality", "--modality", OptionKind::text, "WORD",
           "CT, MR, PET or other (default): names the unit of intensity features"}};
}

study::Study study_of_pair(const Arguments& arguments) {
  study::CohortRow row;
  row.patient = "image";
  row.image = arguments.text("image");
  row.mask = arguments.text("mask");
  row.mask_label = arguments.integer("mask-label");
  row.modality = modality_of(arguments.text("modality", "other"));
  row.unit = study::usual_unit(row.modality);
  study::Study study;
  study.name = "pair";
  study.rows.push_back(row);
  study.extractions.push_back(extraction_of(arguments.text("extraction", "none")));
  return study;
}

void print_notices(const store::CellRecord& cell) {
  for (const store::StoredNotice& stored : cell.notices)
    if (is_surprising(stored.notice) && stored.notice.kind != NoticeKind::beside_padding)
      std::cerr << "radgauge: note: " << sentence(stored.notice) << "\n";
}

}  // namespace radgauge::cli
