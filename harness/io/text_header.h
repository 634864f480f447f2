#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"

namespace radgauge::io {

/// The text that begins a MetaImage or an NRRD file: lines of key and value, and where the voxels begin.
struct TextHeader {
  std::string path;
  std::vector<std::string> keys;
  std::vector<std::string> values;
  std::int64_t length = 0;  ///< bytes up to the first voxel, if the voxels follow in the same file

  /// The value of `key`, or nothing.
  std::optional<std::string> find(const std::string& key) const;
  /// An Error(data) that names the file.
  Error error(const std::string& message) const;
};

/// Reads lines "key: value" (NRRD; keys are made lower case, as the format does not tell cases apart) or "key
/// = value" (MetaImage; it does). The header ends after the line whose key is `last_key`, or, if that is
/// empty, with an empty line. Error(data) for an empty file and for a line without a separator, which no text
/// header has.
TextHeader read_text_header(const std::string& path, char separator, const std::string& last_key);

/// The numbers of a list like "20 10 10"; throws Error(data) naming `key` unless each is a whole number above
/// 0.
std::vector<std::int64_t> sizes_of(const TextHeader& header, const std::string& key);

}  // namespace radgauge::io
