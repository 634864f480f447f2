#pragma once

#include <string>
#include <vector>

#include "acquire/acquire.h"

namespace radgauge::runner {

/// An operation of the study that was fitted to the study's own readers.
struct FittedOperation {
  std::string step;  ///< as conditions name it: "mask.observer:calibrate=readers"
  std::vector<Magnitude> magnitudes;

  /// "mask.observer:calibrate=readers: sd_mm 1.52 mm, ..." for people.
  std::string text() const;
};

/// Fits the operations of `plan` that ask for it (Operation::wants_readers), each combination of parameters
/// once, and fills what was found into their values; names of conditions stay. Rests on every object of the
/// study that two readers drew on the image's lattice, never on the cells left to run, so that shards and
/// resumed runs find the same. Throws Error(data) if the masks do not tell.
std::vector<FittedOperation> calibrate(const study::Study& study,
                                       const std::vector<acquire::RowGeometry>& geometry, study::Plan& plan);

}  // namespace radgauge::runner
