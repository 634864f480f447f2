#pragma once

#include <string>
#include <vector>

#include "record/run_folder.h"

namespace radgauge::record {

/// The rows of the cohort as a store keeps them: the columns of a cohort table, then the covariates. Rows of
/// generators follow from the study and are not among them; "" if there are no others.
std::string measured_cohort_csv(const study::Study& study);

/// The rows back. Their files need not be there any more. Throws Error(data) for a damaged table.
std::vector<study::CohortRow> cohort_of(const std::string& csv);

/// What was measured in each row of the study, so that two runs can tell whether they measured the same:
/// roles and hashes of its inputs. "" where a store does not say.
std::vector<std::string> row_identities(const study::Study& study, const store::StoreTables& tables);

/// SHA-256 over the inputs of all objects that the store knows; "" if no file is among them.
std::string inputs_hash(const store::StoreTables& tables);

/// The objects of two stores of one study whose inputs are known to both and differ, by the files that
/// changed
/// ("images/P01.nii.gz"), or by their names where no file did.
std::vector<std::string> changed_inputs(const store::StoreTables& before, const store::StoreTables& now);

}  // namespace radgauge::record
