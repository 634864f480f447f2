#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analysis/measurements.h"
#include "drift/drift_data.h"
#include "drift/drift_results.h"

namespace radgauge::analysis {

/// The measurements of a study as the columns that its models read. Under one level an object (patient and
/// lesion) is measured once for each session, reader, scanner and site: its repeats, in the order in which
/// the cohort first names them. Channels of one repeat belong together; NaN where a channel lacks it. Refers
/// to all three arguments. Throws Error(study) naming an input, an outcome or a time that the study does not
/// have.
drift::DriftData drift_data(const study::Study& study, const study::Plan& plan,
                            const Measurements& measurements);

/// Are the inputs, outcome and time of a model in such a study? Throws Error(study) naming what is not.
void check_drift_model(const study::Study& study, const study::Plan& plan, const Measurements& measurements,
                       const models::ModelCard& card);

/// Can the models of a study be judged by what it is going to measure, under the outcomes of its cohort?
/// `planned` has the features. Throws as drift_of() does, before anything runs.
void check_drift(const study::Study& study, const study::Plan& plan, store::StoreTables planned);

/// What the models of a study do between its conditions; empty without `drift:`. Throws Error(study) for an
/// input that was not measured, Error(data) naming the patient of an outcome other than 0 or 1, or of a
/// covariate that is no number.
drift::DriftResults drift_of(const study::Study& study, const study::Plan& plan,
                             const Measurements& measurements);

}  // namespace radgauge::analysis
