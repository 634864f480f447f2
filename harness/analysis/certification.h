#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/certificate.h"
#include "analysis/measurements.h"

namespace radgauge::analysis {

/// What whoever signs a certificate adds to the results. Dates are ISO 8601.
struct CertificateOptions {
  std::vector<std::string> questions;  ///< certified ones; empty: all
  std::int64_t valid_days = 365;       ///< from the date of the measurement
  std::string name;
  std::string role;
  std::string date;  ///< beside the signature, not before the measurement; "" leaves a line
};

/// A certificate with the results it is of: only the questions that were asked for.
struct Certification {
  StudyResults results;
  Certificate certificate;
};

/// From the closed store and the study in `folder`, whose hashes it gives. Depends on nothing else: the same
/// folder and options give the same certificate on every day and machine. Throws Error(usage) for a question
/// that the study does not ask, and for a date before the measurement.
Certification certify(const study::Study& study, const study::Plan& plan, const Measurements& measurements,
                      const StudyResults& results, const std::string& folder,
                      const CertificateOptions& options);

}  // namespace radgauge::analysis
