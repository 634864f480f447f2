#include "models/extraction_hashes.h"

#include <algorithm>
#include <cctype>

#include "core/text.h"

namespace radgauge::models {

ExtractionHashes decode_extraction_hashes(const io::Yaml& model) {
  ExtractionHashes out;
  const io::Yaml* map = model.find("extractions");
  if (map == nullptr) return out;
  for (const io::Yaml::Entry& entry : map->as_map("extractions")) {
    const std::string& hash = entry.value.as_text("extractions");
    if (hash.size() != 16 || !std::all_of(hash.begin(), hash.end(), [](unsigned char c) {
          return std::isdigit(c) != 0 || (c >= 'a' && c <= 'f');
        }))
      throw entry.value.error("extractions: '" + shortened(hash) + "' of '" + shortened(entry.key) +
                              "' is no hash of 16 digits 0-9 a-f, as radgauge train writes it");
    out[entry.key] = hash;
  }
  return out;
}

std::string extraction_hashes_text(const ExtractionHashes& hashes) {
  std::vector<std::string> parts;
  for (const auto& [name, hash] : hashes) parts.push_back(io::yaml_scalar(name) + ": \"" + hash + "\"");
  return "extractions: {" + join(parts, ", ") + "}";
}

}  // namespace radgauge::models
