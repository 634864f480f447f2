#pragma once

#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// A way of measuring again that comes with the data, and the column of the cohort that says which.
struct AcquiredFactor {
  std::string name;
  std::string CohortRow::*level;
  /// A study without questions asks one of it. Not of sites: their scanners go with them, so that what has to
  /// be held fixed is the user's to say.
  bool asked_by_default = true;
};

/// reader, session, scanner, site, engine: the one list of them.
const std::vector<AcquiredFactor>& acquired_factor_table();
/// The same in the order of the columns of a cohort: session, reader, scanner, site, engine.
const std::vector<AcquiredFactor>& acquired_columns();
const std::vector<std::string>& acquired_factor_names();

/// The level of an acquired factor; empty if the table has none.
const std::string& level_of(const CohortRow& row, const std::string& factor);

/// What is wrong with a level of an acquired factor that no row has, with the levels that there are; empty
/// for one that a row has.
std::string no_such_level(const std::vector<CohortRow>& rows, const std::string& factor,
                          const std::string& level);

/// The object, with the level of each acquired factor that is held fixed: "P01/1/session=2".
std::string row_name(const CohortRow& row, const std::vector<std::string>& within);

/// Is each session of an object on one level of `factor` alone (scanner or site), as when sessions 1 and 2
/// were on one scanner and session 3 on another? Then sessions are repeats within the factor. False where no
/// object has two levels.
bool sessions_are_nested(const std::vector<CohortRow>& rows, const std::string& factor);

/// Are the conditions of this group draws, not chosen levels: repeats of one condition and nothing else, or
/// samples of a Latin hypercube?
bool draws_of_one_condition(const Group& group);

/// `gauge:` of a question whose other keys are decoded. Throws Error(study) with file:line:column.
GaugeRequest decode_gauge(const io::Yaml& yaml, const StudyQuestion& question,
                          const std::vector<Group>& groups);

/// The same as an entry of the question's map in YAML, ", gauge: {...}"; empty without factors and repeats.
std::string gauge_text(const GaugeRequest& gauge);

}  // namespace radgauge::study
