#pragma once

#include <string>
#include <vector>

#include "intake/finding.h"
#include "study/study.h"

namespace radgauge::intake {

/// Rows of a cohort, with paths relative to their folder, as the table has them.
struct CohortTable {
  std::vector<study::CohortRow> rows;
  std::vector<Finding> findings;
};

/// The table: the columns of the design, then covariates in the order of their names. Columns other than
/// patient, lesion, image, mask and modality stand there where some row fills them.
std::string cohort_csv(const std::vector<study::CohortRow>& rows);

/// Adds the columns of a table of outcomes by its column `patient`, which holds pseudonyms or, as `known`
/// maps them, identifiers; also by `session` if it has one. Patients without a row there are findings. Throws
/// Error(data) for a table without that column, or with columns that the cohort has.
void join_outcomes(CohortTable& table, const std::string& path,
                   const std::vector<std::pair<std::string, std::string>>& known);

}  // namespace radgauge::intake
