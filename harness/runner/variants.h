#pragma once

#include <string>
#include <vector>

#include "runner/unit.h"

namespace radgauge::runner {

/// An engine that measures nothing: image and mask are what is wanted.
const engine::Engine& no_engine();

/// What a cell came to: the image and mask that an extractor would get (the grid of the first extraction);
/// both are empty where it failed.
struct Variant {
  std::size_t cell = 0;   ///< of Plan::cells
  std::string condition;  ///< its name
  store::CellRecord record;
  Volume image;
  Mask mask;
};

/// The scan of one acquisition, read by itself. Throws Error(data) where image or mask cannot be read.
acquire::AcquiredScan acquire_alone(const study::Study& study, const study::Plan& plan,
                                    std::size_t acquisition, double context_mm);

/// The variants that make_variants below makes, from a scan that acquire_alone has read with that context.
std::vector<Variant> make_variants(const study::Study& study, const study::Plan& plan,
                                   std::size_t acquisition, const acquire::AcquiredScan& scan,
                                   const std::vector<std::size_t>& cells, double context_mm);

/// Makes `cells` of one acquisition (of Plan::acquisitions), in their order, planned and run like those of a
/// study, with `context_mm` around every mask. Throws Error(data) where image or mask cannot be read.
std::vector<Variant> make_variants(const study::Study& study, const study::Plan& plan,
                                   std::size_t acquisition, const std::vector<std::size_t>& cells,
                                   double context_mm);

}  // namespace radgauge::runner
