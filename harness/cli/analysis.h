#pragma once

#include <string>

#include "cli/measurements.h"
#include "report/results.h"

namespace radgauge {

/// Everything that a report says, from the store alone; no image is read.
report::StudyResults analyse(const Study& study, const Plan& plan, const Measurements& measurements);

/// Writes features.csv, agreement.csv, confounding.csv, worst_cases.csv, cells.csv, timings.csv,
/// summary.json, provenance.json, report.html, report.md and junit.xml, each whole or not at all, and says on
/// standard output how the run ended. Returns the exit code: 4 if more cells failed than the study allows, 5
/// if nothing was measured, else 0.
int finish_run(const Study& study, const Plan& plan, const Store& store, const std::string& folder,
               double seconds);

}  // namespace radgauge
