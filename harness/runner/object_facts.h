#pragma once

#include <vector>

#include "runner/unit.h"

namespace radgauge::runner {

/// What a base cell records of its object as acquired.
struct ObjectFacts {
  std::vector<store::StoredMagnitude> magnitudes;  ///< volume, voxels, noise
  std::vector<store::StoredNotice> notices;
  std::vector<store::StoredChecksum> checksums;  ///< of what image and mask hold, whole
};

/// Empty where the object's mask could not be read. `place` is the mask of the row among those of the
/// acquisition.
ObjectFacts object_facts(const acquire::AcquiredScan& scan, std::size_t place, Modality modality);

}  // namespace radgauge::runner
