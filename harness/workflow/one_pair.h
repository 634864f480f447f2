#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "store/store.h"
#include "study/study.h"

namespace radgauge::workflow {

/// One image with one mask, as a user names them.
struct PairRequest {
  std::string image;                           ///< image file, or a DICOM series: its folder or a file of it
  std::string mask;                            ///< mask file, RTSTRUCT or SEG
  std::string extraction = "none";             ///< a preset, or a YAML file of settings
  std::optional<std::string> mask_label = {};  ///< value or name of the ROI in the mask
  std::optional<std::string> contour_coverage = {};  ///< of an RTSTRUCT (study::CohortRow)
  std::optional<std::string> modality = {};          ///< CT, MR, PET or other; else what the image says
};

/// A study of that one object and no condition but base: the planner and the runner are those of every study.
/// Throws Error(usage) naming what is wrong by its option.
study::Study study_of_pair(const PairRequest& request);

/// What is surprising about the pair, each in a line of `err`; of its noise nobody asked.
void print_notices(const store::CellRecord& cell, std::ostream& err);

}  // namespace radgauge::workflow
