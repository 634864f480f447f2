#pragma once

#include <string>
#include <vector>

#include "record/run_folder.h"

namespace radgauge::record {

/// A path as results show it: of an absolute one the last part only.
std::string shown_path(const std::string& path);

/// The rows of a cohort of files as a store keeps them: the columns of a cohort table, `image_sha256`,
/// `mask_sha256`, then the covariates.
std::string measured_cohort_csv(const study::Study& study, const std::vector<InputFile>& inputs);

/// The rows back. Their files need not be there any more. Throws Error(data) for a damaged table.
std::vector<study::CohortRow> cohort_of(const std::string& csv);

/// SHA-256 of the files of each row of the store's cohort; "" where the store does not say or there was none.
struct RowHashes {
  std::string image;
  std::string mask;
};
std::vector<RowHashes> row_hashes(const store::StoreTables& tables);

/// What was measured in each row of the study's cohort, so that two runs can tell whether they measured the
/// same: the hashes of image and mask, or the generator with its parameters, seed and number. "" where a
/// store does not say.
std::vector<std::string> row_identities(const study::Study& study, const store::StoreTables& tables);

}  // namespace radgauge::record
