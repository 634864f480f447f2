#pragma once

#include <string>

namespace radgauge {

/// The processor's name as the system tells it, or "unknown".
std::string processor_name();
/// Now, in UTC, ISO 8601: "2026-11-21T22:11:00Z".
std::string utc_now();

}  // namespace radgauge
