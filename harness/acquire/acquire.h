#pragma once

#include <memory>
#include <vector>

#include "acquire/registry.h"
#include "study/plan.h"

namespace radgauge::acquire {

/// The geometry of the rows that are wanted, looked at in parallel; of the others nothing is opened. One per
/// row of the study. `threads` 0: every processor.
std::vector<RowGeometry> look_at_rows(const Sources& sources, const std::vector<bool>& wanted, int threads);

/// The geometry of every row of a study.
std::vector<RowGeometry> look_at_all_rows(const study::Study& study, int threads = 0);

/// The inputs of the rows that are wanted, each file read once, with the scanners that conditions ask for;
/// empty for the others. One per row of the study.
std::vector<std::vector<Input>> row_inputs(const Sources& sources, const study::Plan& plan,
                                           const std::vector<bool>& wanted);

/// A scan cropped to what the study needs of it, with what operations of the image stage ask for.
struct AcquiredScan : Scan {
  std::uint64_t image_content = 0;           ///< content_of the whole image (content.h)
  std::vector<std::uint64_t> mask_contents;  ///< of the whole masks, one per row; 0 where there is none
  Mask roi;  ///< the first usable mask, on the lattice of the image: the Roi of image stages
  std::shared_ptr<Memo> shared = std::make_shared<Memo>();  ///< what operations derive from image and roi
};

/// Has an acquisition scanned and crops it (crop_box); `notices` then holds, for each row, those of its
/// geometry, too. `geometry` is that of all rows of the study. Throws
/// Error(data) if the image cannot be had.
AcquiredScan acquire(const Sources& sources, const study::Plan& plan, const study::Acquisition& acquisition,
                     const std::vector<RowGeometry>& geometry, double context_mm = 0);

/// The whole scan of one row by itself. Throws Error(data) if it cannot be measured.
Scan scan_row(const study::Study& study, const study::CohortRow& row);

}  // namespace radgauge::acquire
