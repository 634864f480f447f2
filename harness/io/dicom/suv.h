#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "io/dicom/dataset.h"
#include "io/dicom/slice.h"

namespace radgauge::io {

/// What a PET series says that its SUV follows from. Nothing where the header has no value.
struct SuvHeader {
  std::string units;             ///< Units: BQML, GML, CM2ML, CNTS, ...
  std::string suv_type;          ///< SUV Type; "" is BW
  std::string sex;               ///< M, F or O
  std::string decay_correction;  ///< START, ADMIN, NONE
  std::string corrections;       ///< Corrected Image, as written; "" if absent
  std::optional<double> weight_kg, height_m;
  std::optional<double> dose_bq, half_life_s;
  std::optional<double> administered_s;                 ///< Radiopharmaceutical Start Date Time
  std::optional<double> administered_clock_s;           ///< Radiopharmaceutical Start Time, after midnight
  std::optional<double> ge_scan_s;                      ///< GE's private scan date and time
  std::optional<double> philips_suv, philips_activity;  ///< Philips' private factors; above 0
  std::optional<double> decay_reference_s;              ///< Decay Correction Date Time, of enhanced PET
  std::size_t tracers = 1;                              ///< radiopharmaceuticals that were given
  std::optional<double> series_s;                       ///< Series Date and Time
  std::optional<double> earliest_acquisition_s;         ///< of all slices
};

/// Units and doses as the manual below says: a weight above 1000 is in grams, a dose below 10^5 in MBq.
SuvHeader suv_header(const DicomDataset& header, const std::vector<DicomSlice>& slices);

/// Why there is no SUV.
struct NoSuv {
  DicomFault kind = DicomFault::suv_impossible;
  std::string found, advice;
};

/// What a rescaled value of a slice is multiplied with to get the body-weight SUV, in g/ml.
///
/// Source: Vacha et al., Comprehensive Manual for SUV Computation (IBSI-SUV, 2026,
/// https://oncoray.github.io/suv_computation/suv.html); QIBA SUV consensus pseudo-code; Sugawara et al. 1999
/// (10.1148/radiology.213.2.r99nv37521) for the normalisations of GML and CM2ML. Decay is corrected to: the
/// time that an enhanced object names; GE's private scan time; else acquisition + average count time - Frame
/// Reference Time; else Series Time if it is not after the first acquisition; else that.
std::variant<double, NoSuv> suv_factor(const SuvHeader& header, const PetTimes& slice);

}  // namespace radgauge::io
