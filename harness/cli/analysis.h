#pragma once

#include <string>

#include "cli/measurements.h"
#include "report/results.h"

namespace radgauge {

/// The questions and limits that differ from those fixed before the first measurement, a sentence for each.
std::vector<std::string> changes_since_measurement(const Study& study, const StoreTables& tables);

/// Everything that a report says, from the store alone; no image is read.
report::StudyResults analyse(const Study& study, const Plan& plan, const Measurements& measurements);

/// Writes the files of a run that can be made again from the store (run_folder.h names them; the certificate
/// when every cell of the plan is in the store), each whole or not at all, and says on standard output how
/// the run ended. The store has to be open for reading only, so that its file is final and can be hashed.
/// Returns the exit code: 4 if more cells failed than the study allows, 5 if nothing was measured, else 0.
int finish_run(const Study& study, const Plan& plan, const Store& store, const std::string& folder,
               double seconds);

}  // namespace radgauge
