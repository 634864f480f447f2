#pragma once

#include <vector>

#include "runner/unit.h"

namespace radgauge::runner {

/// Magnitudes of the object as acquired; empty where its mask could not be read.
/// `place` is the mask of the row among those of the acquisition.
std::vector<store::StoredMagnitude> object_magnitudes(const acquire::AcquiredScan& scan, std::size_t place,
                                                      Modality modality);

}  // namespace radgauge::runner
