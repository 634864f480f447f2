#pragma once

#include <string>

#include "analysis/measurements.h"
#include "analysis/results.h"
#include "study/study.h"

namespace radgauge::analysis {

/// SHA-256 of what was measured: name, seed, engine, extractions and conditions of the study, the version
/// that measured, objects with the hashes of their inputs, features, and of every cell in plan order its
/// status, reason, magnitudes, and the status and value (to the bit, where it is ok) of every feature. Not of
/// how it was kept or how long it took: equal for any number of threads, after --resume, and in any file.
/// `measurements` are a store's.
std::string measured_digest(const study::Study& study, const Measurements& measurements);

/// SHA-256 of what was decided: questions and limits of the study, and the decision of every feature and
/// stratum under each question in `results`.
std::string decided_digest(const study::Study& study, const StudyResults& results);

}  // namespace radgauge::analysis
