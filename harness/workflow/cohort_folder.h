#pragma once

#include <optional>
#include <string>

#include "workflow/console.h"

namespace radgauge::workflow {

/// A folder that becomes a cohort table.
struct CohortRequest {
  std::string where;                     ///< folder of DICOM files, or a pattern of names of files
  std::string table = "cohort.csv";      ///< to be written, with problems.csv beside it
  std::optional<std::string> key = {};   ///< of the pseudonyms; nothing: cohort.key beside the table
  std::optional<std::string> join = {};  ///< table of outcomes
  std::string roi_pattern = "*";         ///< names of structures and segments (* and ?)
  std::optional<std::string> contour_coverage = {};  ///< of rows with an RTSTRUCT (study::CohortRow)
  std::string image_pattern = {};  ///< how images are named where masks are named by the pattern
  bool share_masks = false;        ///< images without masks take those drawn beside them
  bool headers_only = false;       ///< no voxel of an image is read
  int threads = 0;                 ///< 0: every processor
};

/// Writes the table and what is wrong in it, and counts both on the console. Throws Error(data) if there is
/// no image, after both are written, or no such folder; Error(usage) for a pattern that is none.
void write_cohort(const CohortRequest& request, const Console& console);

}  // namespace radgauge::workflow
