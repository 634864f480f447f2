#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/results.h"

namespace radgauge::analysis {

/// What a certificate says beside the results of its study. Dates are ISO 8601 ("2026-11-21"). Nothing here
/// may hold an absolute path, a user or a host name.
struct Certificate {
  std::string number;       ///< certificate_number()
  std::string measured_on;  ///< when the last cell was measured
  std::string valid_until;
  std::string issued_on;  ///< beside the signature; "" leaves a line
  std::string name;       ///< of who signs; "" leaves a line
  std::string role;
  Facts scope;                           ///< what was measured, how and on whom
  std::vector<std::string> deviations;   ///< from what was fixed before the first measurement
  std::vector<std::string> remarks;      ///< what limits the decisions: copied masks, magnitudes not reached
  std::vector<std::string> not_covered;  ///< what the certificate does not say
  Facts hashes;                          ///< SHA-256 of the files it rests on, and what each is of
  std::string software;                  ///< that measured and that wrote the certificate
};

/// Names among the hashes of a certificate: of what was measured and of what was decided (digest.h).
inline constexpr const char* kMeasuredHash = "what was measured";
inline constexpr const char* kDecidedHash = "what was decided";

/// "RG-1A2B-3C4D-5E6F", from what makes a certificate this one: the hashes of what was measured and decided,
/// the day it expires, and who signs as what and when. Not from files, which hold seconds and times too.
std::string certificate_number(const std::vector<std::string>& identity);

/// The day `days` after an ISO date; "" unless `date` is one. Throws Error(usage) outside the years 1 to
/// 9999.
std::string date_after(const std::string& date, std::int64_t days);
/// Is this text a date of the calendar, "2026-11-21"?
bool is_date(const std::string& text);

}  // namespace radgauge::analysis
