#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analysis/measurements.h"
#include "drift/drift_data.h"
#include "drift/drift_results.h"

namespace radgauge::analysis {

/// The measurements of a study as the columns that its models read. An object (patient and lesion) has one
/// row per level; further rows (sessions, readers) are its repeats. Refers to all three arguments. Throws
/// Error(study) naming an input, an outcome or a time that the study does not have.
drift::DriftData drift_data(const study::Study& study, const study::Plan& plan,
                            const Measurements& measurements);

/// What the models of a study do between its conditions; empty without `drift:`. Throws Error(study) for an
/// input that was not measured, Error(data) naming the patient of an outcome other than 0 or 1, or of a
/// covariate that is no number.
drift::DriftResults drift_of(const study::Study& study, const study::Plan& plan,
                             const Measurements& measurements);

}  // namespace radgauge::analysis
