#pragma once

#include <string>
#include <vector>

#include "runner/variants.h"

namespace radgauge::records {

/// A file of the reference data (RADGAUGE_DATA); Error(usage) when the variable is not set.
std::string data_file(const std::string& relative);

/// A study of one object: `row` is its line of an inline cohort in YAML, `conditions` the text below that
/// key.
study::Study study_of(const std::string& row, const std::string& extraction, const std::string& conditions);

/// Every variant of the study's only acquisition, base first.
std::vector<runner::Variant> variants_of(const study::Study& study, double context_mm = 0);

/// What an operation recorded under this name, e.g. ("mask.observer", "dice"); nullptr if it did not.
const store::StoredMagnitude* magnitude(const runner::Variant& variant, const std::string& operation,
                                        const std::string& parameter);

/// `peer_csv` is what peers/perturb_mirp.py wrote of the CT phantom of IBSI 1. Writes perturbations.csv and
/// perturbations.md into the folder.
void compare_with_mirp(const std::string& peer_csv, const std::string& folder);

/// mask.observer at Dice 0.85 on the PET and MR lesions of the validation phase: observer.csv, observer.md.
void record_observer(const std::string& folder);

/// One row per registered perturbation in a PNG; `table_csv` says how each is shown (columns operation,
/// scan, chain). With `check` only whether every perturbation has its row; returns what is wrong, "" if
/// nothing is.
std::string picture_perturbations(const std::string& table_csv, const std::string& png_file, bool check);

}  // namespace radgauge::records
