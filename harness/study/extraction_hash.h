#pragma once

#include "models/model.h"
#include "study/study.h"

namespace radgauge::study {

/// What features are made with, in 16 hexadecimal digits of a SHA-256: by the name of each extraction that of
/// the engine's name and of every setting that is not its default, but which families are measured; by
/// EXTRACTION/MAP that of the filter of each map, too. Features of the same hash are of the same processing;
/// none are known of an imported study.
models::ExtractionHashes extraction_hashes(const Study& study);

/// The extraction, and the map if it has a filter, that a feature of this study comes from, as a key of
/// extraction_hashes(). `tag` is the feature's without prefixes.
std::string extraction_key(const Study& study, const std::string& feature, const std::string& extraction,
                           const std::string& tag);

/// Was the model trained with the extractions of this study? Throws Error(study) at `where` naming both
/// hashes where not, or where the study has no such extraction.
void check_extractions(const Study& study, const models::ModelCard& card, const io::Yaml& where);

}  // namespace radgauge::study
