#include "workflow/one_pair.h"

#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "io/dicom/series.h"
#include "io/image_file.h"
#include "reference/preprocessing/grid.h"
#include "study/cohort.h"

namespace radgauge::workflow {

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

/// What a DICOM image says that it is; other of a file that does not say.
Modality modality_in(const std::string& image) {
  if (io::has_image_ending(image) || !io::is_dicom(image)) return Modality::other;
  try {
    return study::parse_modality(io::find_series(image).first().modality).value_or(Modality::other);
  } catch (const Error&) {
    return Modality::other;  // the source says what is wrong with it
  }
}

}  // namespace

study::Study study_of_pair(const PairRequest& request) {
  study::CohortRow row;
  row.patient = "image";
  row.image = request.image;
  row.mask = request.mask;
  if (request.mask_label && !row.set_label(*request.mask_label))
    throw Error(ErrorKind::usage,
                "--mask-label '" + shortened(*request.mask_label) +
                    "' is not a whole number other than 0, as the values of a mask file are");
  if (const auto problem = row.set_contour_coverage(request.contour_coverage.value_or("")))
    throw Error(ErrorKind::usage, "--contour-coverage: " + *problem);
  row.modality = request.modality ? modality_of(*request.modality) : modality_in(row.image);
  row.unit = study::usual_unit(row.modality);
  study::Study study;
  study.name = "pair";
  study.rows.push_back(row);
  study.sources = {study::source_of_image(row.image)};
  study.extractions.push_back(extraction_of(request.extraction));
  return study;
}

void print_notices(const store::CellRecord& cell, std::ostream& err) {
  for (const store::StoredNotice& stored : cell.notices)
    if (is_surprising(stored.notice) && stored.notice.kind != NoticeKind::beside_padding)
      err << "radgauge: note: " << sentence(stored.notice) << "\n";
}

}  // namespace radgauge::workflow
