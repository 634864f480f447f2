#pragma once

#include <string>

#include "acquire/source.h"

namespace radgauge::acquire {

/// A mask of a row with what is surprising about it.
struct RowMask {
  Mask mask;
  std::vector<Notice> notices = {};
};

/// The mask of a row for an image on `image`: an image file on its own lattice; of an RTSTRUCT (contours to
/// voxels by their centres, or by CohortRow::contour_coverage; even-odd) or a DICOM SEG (at least half of a
/// voxel) the named structure, on the lattice of the image. `frame_uid` is the image's frame of reference, ""
/// where it is not known; `may_resample`: a SEG on other pixels stays on them. Throws Unusable.
RowMask read_row_mask(const study::CohortRow& row, const Lattice& image, const std::string& frame_uid,
                      bool may_resample);

/// Where the ROI lies on the image, into `geometry`, whose lattice and box are known; notices of what lies
/// outside or at the edge. Throws Unusable if most of it is outside. `file` is the mask as the study writes
/// it.
void place_roi(const std::string& file, const Mask& mask, RowGeometry& geometry);

bool is_there(const std::string& path);

/// SHA-256 of a file, kMissingFile if it cannot be read.
std::string hash_or_missing(const std::string& path);

}  // namespace radgauge::acquire
