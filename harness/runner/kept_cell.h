#pragma once

#include <string>
#include <vector>

#include "core/kept_step.h"
#include "runner/unit.h"

namespace radgauge::runner {

/// The steps of one extraction of a cell.
struct KeptExtraction {
  std::string name;
  std::vector<KeptStep> steps;
};

/// A cell that was measured again, with what the extractor had in hand.
struct KeptCell {
  store::CellRecord record;
  std::vector<KeptExtraction> extractions;  ///< in the order of the study; none where the cell failed
};

/// Measures one cell of a plan again, in the crop and with the draws that the whole study gives it, and keeps
/// the steps of every extraction. The first two of each are the image and the mask as acquired (part
/// "as acquired"). Throws Error(data) where image or mask cannot be read.
KeptCell keep_cell(const study::Study& study, study::Plan plan, const engine::Engine& engine,
                   std::size_t cell);

}  // namespace radgauge::runner
