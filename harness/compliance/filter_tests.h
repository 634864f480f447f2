#pragma once

#include <span>
#include <string>
#include <vector>

#include "compliance/claims.h"
#include "core/extraction_settings.h"
#include "core/volume.h"

namespace radgauge::compliance {

/// A filter of IBSI 2 (Whybra, Zwanenburg et al. 2024, doi:10.1148/radiol.231319; parameters: reference
/// manual, arXiv:2006.05470) under its number there.
struct FilterTest {
  std::string id;      ///< of phase 2: 1.A to 9.B; of phase 3: 1 to 9
  std::string filter;  ///< as in `radgauge filter --filter`; "": the image itself
};

/// Phase 2: A are in slices of the CT phantom as it is, B in its volume of 1 mm voxels.
std::span<const FilterTest> phase_two_filters();
/// Phase 3: of the scans of the validation set.
std::span<const FilterTest> phase_three_filters();

/// The 18 intensity statistics of every filter of phase 2 on the CT phantom, as claims of the set filters.
std::vector<Claim> measure_phase_two(const Volume& image, const Mask& mask);

/// The same of phase 3 on one scan, resampled and resegmented as the settings say; `labels` names the scan.
std::vector<Claim> measure_phase_three(const Volume& image, const Mask& mask,
                                       const ExtractionSettings& settings, const Claim& labels);

}  // namespace radgauge::compliance
