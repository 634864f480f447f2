#pragma once

#include <string>
#include <vector>

#include "study/study.h"

namespace radgauge::intake {

/// A commented study file for a cohort of one modality: extraction and condition presets of that modality,
/// the questions that its patients, sessions, readers and scanners can answer (the others stand there as
/// comments, with the reason), limits, failures. `cohort` is the table as the study names it. Throws
/// Error(data) for rows of several modalities. `resample_mask`: masks on other pixels are interpolated.
std::string study_draft(const std::vector<study::CohortRow>& rows, const std::string& cohort,
                        const std::string& name, bool resample_mask = false);

/// Whether an image has a mask that another one has, too (`cohort --share-masks`).
bool has_shared_masks(const std::vector<study::CohortRow>& rows);

/// The modalities of rows, each once, with how many rows they have.
std::vector<std::pair<Modality, std::size_t>> modalities_of(const std::vector<study::CohortRow>& rows);

}  // namespace radgauge::intake
