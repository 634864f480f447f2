#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace radgauge::report {

/// Of what a structured report is about; nothing in it identifies a patient.
struct ReportedRegion {
  std::string patient;  ///< a pseudonym
  std::string lesion;
  std::string inputs;  ///< hashes of image and mask, which the UIDs follow from
};

/// A measurement of a structured report as it was read.
struct ReportedValue {
  std::string ibsi_code;  ///< code value, scheme IBSI
  std::string feature;    ///< tag
  std::string unit;       ///< UCUM
  bool has_value = false;
  double value = 0;  ///< the float64 that was written, to the last bit
};

/// The features of one cell as a DICOM structured report (Comprehensive 3D SR, PS3.16 TID 1500 "Measurement
/// Report", with one measurement group of TID 1501 and a NUM item for each feature): concept names are IBSI
/// codes, units UCUM, values text and float64 (Floating Point Value). A feature without a value has none, and
/// the qualifier 114006 "Measurement failure". UIDs and bytes follow from `region` and the values.
std::string structured_report(const std::vector<store::StoredFeature>& features,
                              const store::CellRecord& cell, const ReportedRegion& region);

/// The measurements of such a report. Throws io::DicomError for a file that is none.
std::vector<ReportedValue> read_structured_report(const std::string& path);

}  // namespace radgauge::report
