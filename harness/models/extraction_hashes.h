#pragma once

#include "io/yaml.h"
#include "models/model.h"

namespace radgauge::models {

/// The key `extractions` of a model: by the name of an extraction the hash of what it was trained on
/// (study/extraction_hash.h); empty where the key is not there. Throws Error(study) with file:line:column for
/// a hash that is not one of 16 hexadecimal digits.
ExtractionHashes decode_extraction_hashes(const io::Yaml& model);

/// "extractions: {original: 0123456789abcdef}", which reads back as the same.
std::string extraction_hashes_text(const ExtractionHashes& hashes);

}  // namespace radgauge::models
