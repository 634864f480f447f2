#pragma once

#include <string>
#include <vector>

#include "intake/cohort_table.h"
#include "intake/index.h"
#include "intake/name_pattern.h"
#include "intake/pseudonyms.h"

namespace radgauge::intake {

/// What the rows of a DICOM folder are made with.
struct DicomIntake {
  std::string roi_pattern = "*";  ///< structures and segments that are lesions, as a shell's pattern
  double contour_coverage = 0;    ///< of rows with an RTSTRUCT (study::CohortRow)
  std::string table_folder;       ///< of cohort.csv, which its paths are relative to
  bool share_masks = false;       ///< series without regions take those of their study and frame of reference
};

/// The rows of an index: one for each structure of each structure set or segmentation whose image is there
/// and can be measured. Patients, sites and devices are pseudonyms; sessions count a patient's studies by
/// their dates; readers are the labels of structure sets. `known` gets each patient's identifier and
/// pseudonym.
CohortTable dicom_rows(const Index& index, const DicomIntake& intake, const Pseudonyms& pseudonyms,
                       std::vector<std::pair<std::string, std::string>>& known);

/// The rows of files whose names follow a pattern (name_pattern.h), images and masks. `share_masks`: an image
/// without masks takes those of the one other channel or modality of its patient and session that has any.
CohortTable pattern_rows(const NamePattern& pattern, const std::string& image_pattern,
                         const std::string& table_folder, bool share_masks, bool& any_image);

/// Opens what the rows name, `threads` rows at once, and finds what a run would stumble over: everything that
/// a source finds, and, unless `headers_only`, what only voxels show: ranges, pieces, edges, copies. Rows
/// that no run can measure are taken out. `root` is what files of findings are relative to. `share_masks`: a
/// mask that lies on the pixels of one image may be interpolated for the others that have it.
void check_rows(CohortTable& table, const std::string& root, const std::string& table_folder,
                bool headers_only, int threads, bool share_masks = false);

}  // namespace radgauge::intake
