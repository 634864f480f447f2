#pragma once

#include <string>
#include <vector>

#include "intake/finding.h"
#include "intake/identifiers.h"
#include "io/dicom/series.h"
#include "io/dicom/structures.h"

namespace radgauge::intake {

/// Everything that headers say of the files below a folder. Paths are relative to that folder.
struct Index {
  std::string root;
  std::vector<io::DicomSeries> series;
  std::vector<io::DicomStructureSet> structure_sets;
  std::vector<io::DicomSegmentation> segmentations;  ///< without their frames' pixels
  std::vector<std::string> image_files;              ///< NIfTI, NRRD, MetaImage
  std::vector<Finding> findings;
  Identifiers identifiers;
};

/// Reads the headers of all files below `root`, `threads` files at once; no pixel. Symbolic links to folders
/// are not followed. Throws Error(data) if `root` cannot be opened.
Index index_folder(const std::string& root, int threads);

/// `path` without `root`; "." for the root itself.
std::string relative_path(const std::string& root, const std::string& path);

}  // namespace radgauge::intake
