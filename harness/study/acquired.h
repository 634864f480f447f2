#pragma once

#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// A way of measuring again that comes with the data, and the column of the cohort that says which.
struct AcquiredFactor {
  std::string name;
  std::string CohortRow::*level;
};

/// reader, session, scanner, site.
const std::vector<AcquiredFactor>& acquired_factor_table();
const std::vector<std::string>& acquired_factor_names();

/// The level of an acquired factor; empty if the table has none.
const std::string& level_of(const CohortRow& row, const std::string& factor);

/// The object, with the level of each acquired factor that is held fixed: "P01/1/session=2".
std::string row_name(const CohortRow& row, const std::vector<std::string>& within);

/// Are the conditions of this group draws, not chosen levels: repeats of one condition and nothing else, or
/// samples of a Latin hypercube?
bool draws_of_one_condition(const Group& group);

/// `gauge:` of a question whose other keys are decoded. Throws Error(study) with file:line:column.
GaugeRequest decode_gauge(const io::Yaml& yaml, const StudyQuestion& question,
                          const std::vector<Group>& groups);

/// The same as an entry of the question's map in YAML, ", gauge: {...}"; empty without factors and repeats.
std::string gauge_text(const GaugeRequest& gauge);

}  // namespace radgauge::study
