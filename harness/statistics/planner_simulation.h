#pragma once

#include "statistics/planner.h"

namespace radgauge::statistics {

inline constexpr std::int64_t kSimulatedStudies = 2000;

/// The share of kSimulatedStudies studies, the same in every call, in which a feature is certified by the
/// limits that decide: guarded_icc() of the delete-one-patient jackknife, columns fixed, or guarded_within()
/// of the values over their object's mean (guarded.h), with the design's unseen_noise_ratio. Objects are
/// normal; the noise within them is the design's, of the variance that `truth` gives on average over the
/// patients: 1 - ICC beside an ICC, the squared wCV of objects of mean 1. `limit` and `truth` are of the
/// design's quantity. 0 below patients_min. NaN out of range, or where the noise is `formula`. The noise of
/// one patient in ten five times that of the others is what features of PET and CT lesions show
/// (results/compliance/coverage.md). O(studies n k).
double simulated_certification(const PlannedDesign& design, double limit, double truth);

/// ICC whose 1.41 PV/GRR is `categories`, and the wCV, a fraction, of an RC in percent; both are the value
/// itself for the quantity that is decided by. ICC and wCV of a limit in the quantity of a design.
double planned_icc(PlannedQuantity quantity, double value);
double planned_wcv(PlannedQuantity quantity, double value);
bool is_of_icc(PlannedQuantity quantity);

}  // namespace radgauge::statistics
