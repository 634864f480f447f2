#pragma once

#include <string>
#include <vector>

#include "analysis/drift_places.h"
#include "core/field.h"
#include "models/model.h"

namespace radgauge::analysis {

// Columns of the cohort, one entry for each object. Throw Error(data) that names the patient, the row and
// what was expected for a text that cannot be taken, and for rows of one object that contradict each other.

/// Throws Error(study) naming `what` ("outcome") if the cohort has no such column.
void require_column(const study::Study& study, const std::string& column, const std::string& what);

/// Numbers within the range; NaN where nothing is said. `expected` is told of those that are not.
std::vector<double> object_numbers(const study::Study& study, const DriftPlaces& places,
                                   const std::string& column, const Range& range,
                                   const std::string& expected);

/// 0 or 1; NaN where nothing is said.
std::vector<double> binary_outcome(const study::Study& study, const DriftPlaces& places,
                                   const std::string& column);

/// 1 for the class of this output of the model, 0 for its others; NaN where nothing is said.
std::vector<double> class_outcome(const study::Study& study, const DriftPlaces& places,
                                  const models::ModelCard& card, std::size_t output);

/// A column or an acquired factor as texts; "" for an object that has several levels, or none.
std::vector<std::string> object_levels(const study::Study& study, const DriftPlaces& places,
                                       const std::string& column);

/// Numbers of more than six values in two: up to the median, and above. Others as they are.
std::vector<std::string> grouped_levels(std::vector<std::string> levels);

}  // namespace radgauge::analysis
