#pragma once

#include <memory>
#include <string>
#include <vector>

#include "study/plan.h"

namespace radgauge::runner {

/// What is known of a row of the cohort before its image is read. `problem` says why it cannot be measured,
/// or is empty.
struct RowGeometry {
  std::string problem;
  Lattice image;  ///< of the whole image
  Box mask_box;   ///< of the ROI, in voxels of the image
  std::int64_t roi_voxels = 0;
};

/// Opens the header of the image, reads the mask, and compares their lattices: everything that can be known
/// without reading an image. A phantom is generated.
RowGeometry inspect_row(const study::Study& study, const study::CohortRow& row);

/// The mask of a row for an image on this lattice: on that lattice where the two differ by no more than the
/// study allows, on its own where the study resamples masks. Throws Error(data) otherwise.
Mask read_row_mask(const study::Study& study, const study::CohortRow& row, const Lattice& image);

/// Margin that every mask of the study is given in the grid stage, so that its mask operations have room. In
/// mm.
double mask_margin_mm(const study::Plan& plan);

/// How far around the mask an extraction of the study looks at the image (local intensity peaks). In mm.
double image_room_mm(const study::Study& study);

/// The part of the image that an acquisition needs: the ROIs of all its rows, the largest support of the
/// plan, what extractions look at around them, room for turned grids, and 24 voxels for the tails of the
/// cubic spline; `context_mm` more on request. It belongs to acquisition and study, never to the cells left
/// to run.
Box crop_box(const study::Study& study, const study::Plan& plan, const std::vector<RowGeometry>& rows,
             double context_mm = 0);

/// An acquired image with the masks of its rows, cropped. A row whose mask cannot be used has its reason in
/// `problems`.
struct AcquiredScan {
  Volume image;
  std::vector<Mask> masks;            ///< one per row of the acquisition
  std::vector<std::string> problems;  ///< one per row, "" if it can be measured
  Mask roi;  ///< the first usable mask, on the lattice of the image: the Roi of image stages
  std::shared_ptr<Memo> shared = std::make_shared<Memo>();  ///< what operations derive from image and roi
};

/// Reads or generates. Throws Error(data) if the image cannot be had.
AcquiredScan acquire(const study::Study& study, const study::Plan& plan,
                     const study::Acquisition& acquisition, const std::vector<RowGeometry>& geometry,
                     double context_mm = 0);

/// `text` with every image and mask path as the cohort writes it, so that no result holds a path of this
/// machine.
std::string without_folders(std::string text, const study::Study& study);

}  // namespace radgauge::runner
