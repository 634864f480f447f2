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

/// Is `name` of a data file a pattern of several ("slice%03d.raw", with a range behind it), or "LIST"? A "%"
/// in the name of one file is a letter like others.
bool names_several_files(const std::string& name);

/// How many mm the unit of length `unit` has; 1 for "" and what stands for "unknown". Throws Error(data)
/// naming it for a unit that is none.
double mm_per_unit(const TextHeader& header, const std::string& unit);

/// Slope and intercept that a header repeats from DICOM (0028,1053 and 0028,1052, however the key is
/// written); 1 and 0 where it does not.
struct NotedRescale {
  double slope = 1;
  double intercept = 0;
};
NotedRescale noted_rescale(const TextHeader& header);

/// The numbers of a list like "20 10 10"; throws Error(data) naming `key` unless each is a whole number above
/// 0.
std::vector<std::int64_t> sizes_of(const TextHeader& header, const std::string& key);

}  // namespace radgauge::io
