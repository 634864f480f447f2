#pragma once

#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "agreement/confounding.h"
#include "analysis/measurements.h"

namespace radgauge::analysis {

/// What was recorded of each row of the cohort itself (runner/unit.h); NaN where it was not.
struct ObjectMagnitudes {
  std::vector<double> volume_mm3, voxels, noise_sd;
};
ObjectMagnitudes object_magnitudes(const study::Study& study, const Measurements& measurements);

/// The strata that a question asks for, over table rows made of these rows of the cohort. Tertiles of volume
/// are those of all objects of the study, each with the volume of its first mask under base, so that a lesion
/// is in the same stratum whatever is asked.
std::vector<agreement::Stratum> strata_of(const study::Study& study, const Measurements& measurements,
                                          const study::StudyQuestion& asked,
                                          const std::vector<std::size_t>& cohort_rows);

/// Every feature under base of the first row of each object. `certainty` is left empty.
agreement::BaseValues base_values(const study::Study& study, const Measurements& measurements);

}  // namespace radgauge::analysis
