#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "reference/values/judgement.h"

namespace radgauge::reference {

/// Names of the two parts of the validation set in results: patients whose ROI touches the first or last
/// slice stand apart, because teams extend image and mask differently there.
inline constexpr std::string_view kValidation = "validation";
inline constexpr std::string_view kValidationEdge = "validation-edge";

/// What the teams of the validation phase of IBSI 1 (Zwanenburg et al., Radiology 2020,
/// doi:10.1148/radiol.2020191145) or of phase 3 of IBSI 2 (Whybra, Zwanenburg et al., Radiology 2024,
/// doi:10.1148/radiol.231319) agreed on for one feature of one scan, with the spread of all their
/// submissions.
struct ConsensusValue {
  std::string modality;  ///< CT, MR_T1, PET
  std::string patient;   ///< STS_001
  std::string filter;    ///< of IBSI 2: 1 to 9
  std::string family;
  std::string tag;
  std::string ibsi_code;
  std::string aggregation;
  std::int64_t n_teams = 0;
  double median = 0, min = 0, max = 0, mad = 0;  ///< over all teams; mad: median of |x - median|
  std::int64_t n_valid = 0, n_agree = 0;  ///< teams that meet configurations C to E; those in the consensus
  double value = 0;
  double tolerance = 0;
  std::string consensus;  ///< moderate, strong, very strong
  bool at_edge = false;   ///< the ROI touches the first or last slice
};

/// The features with a moderate or better consensus, in the order of the file. `consensus_file` is
/// reference_values_ibsi1_phase3.csv or reference_values_ibsi2_phase3.csv, `cases_file` cases.csv of the
/// validation data. Throws Error(data) with file:line for a table that is none.
std::vector<ConsensusValue> read_consensus(const std::string& consensus_file, const std::string& cases_file);

/// As for IBSI 1, but the tolerance holds for the value itself: |value - consensus| <= tolerance.
JudgedValue judge(const ConsensusValue& reference, double value);
JudgedValue judge_missing(const ConsensusValue& reference);

}  // namespace radgauge::reference
