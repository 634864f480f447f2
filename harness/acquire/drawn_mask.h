#pragma once

#include <string>
#include <vector>

#include "core/volume.h"
#include "imaging/rasterise.h"
#include "io/dicom/structures.h"

namespace radgauge::acquire {

/// A region drawn as contours on an image, and how much of it the image does not have.
struct DrawnMask {
  Mask mask;
  std::int64_t contours = 0;
  std::int64_t contours_outside = 0;  ///< with a point more than a voxel beyond the image
};

/// The voxels of `image` inside the contours of a region. Where all contours lie in slices of the image, a
/// slice has its own; where they were drawn on other slices of the same frame, it has those of the nearest
/// plane within half their distance. Throws io::DicomError for contours that are not parallel to the slices;
/// `file` names the structure set there.
DrawnMask drawn_mask(const io::DicomRoi& roi, const Lattice& image, const imaging::ContourRule& rule,
                     const std::string& file);

/// One segment on the lattice of `image`: its frames must lie on the image's pixels (they may be fewer).
/// Throws io::DicomError(other_grid) where they do not, empty_mask for one without a voxel.
Mask segment_mask(const io::DicomSegmentation& segmentation, std::int64_t segment, const Lattice& image);

/// One segment on the lattice of the segmentation's own frames (missing ones hold nothing), for an image that
/// it was not drawn on. Throws io::DicomError(other_grid) where they are on none (a single slice, uneven
/// ones), empty_mask for a segment without a voxel.
Mask segment_on_own_pixels(const io::DicomSegmentation& segmentation, std::int64_t segment);

}  // namespace radgauge::acquire
