#pragma once

#include <vector>

#include "study/study.h"

namespace radgauge::study {

/// The rows of an inline cohort list. Throws Error(study) with file:line:column.
std::vector<CohortRow> decode_inline_cohort(const io::Yaml& list);

/// `text` with each ${NAME} replaced by the environment variable NAME. Throws Error(study) naming one that is
/// not set.
std::string expand_variables(const std::string& text);

/// Where an image comes from by how it is written: KIND of "KIND://...", `files` of a path that ends as image
/// files do, else `dicom`.
StudySource source_of_image(const std::string& image);

/// The modality of a word in any case ("CT", "MR", "MRI", "MR_T1", "PET", "PT", "other"); nothing if it is
/// none.
std::optional<Modality> parse_modality(std::string_view word);

/// Unit of intensities that files of a modality have by convention: HU, SUV, arbitrary.
std::string usual_unit(Modality modality);

}  // namespace radgauge::study
