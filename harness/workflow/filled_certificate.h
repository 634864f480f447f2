#pragma once

#include <optional>
#include <string>
#include <vector>

namespace radgauge::workflow {

/// A certificate in a folder of results that someone has filled in: with a name, a role or a date on it.
struct FilledCertificate {
  std::string number;
  std::string by;        ///< name, role and date, as far as they are there
  std::string measured;  ///< hash of what was measured (analysis/certificate.h); "" if the file does not say
  std::string decided;   ///< of what was decided
  std::vector<std::string> questions;  ///< certified by
};

/// Reads certificate.json in `folder`, or what certificate.html says of itself where that is all there is.
/// Nothing if there is none, or nothing is filled in. Does not throw for a damaged file.
std::optional<FilledCertificate> filled_certificate(const std::string& folder);

}  // namespace radgauge::workflow
