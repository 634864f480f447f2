#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace radgauge::reference {

/// The set of IBSI 2: its phase 2, features of filtered images of the CT phantom.
inline constexpr std::string_view kFilters = "filters";

/// One row of reference/values/ibsi1.csv, a reference value of IBSI 1 (Zwanenburg et al., Radiology 2020,
/// doi:10.1148/radiol.2020191145; IBSI reference manual, arXiv:1612.07003, CC BY 4.0), or of ibsi2.csv
/// (Whybra, Zwanenburg et al., Radiology 2024, doi:10.1148/radiol.231319).
struct ReferenceValue {
  std::string set;        ///< digital, a, b, c, d, e, filters
  std::string tag;        ///< cm_joint_max_3D_comb
  std::string ibsi_code;  ///< four characters; "" for diagnostics
  std::string
      second_code;     ///< of IVH features that share their first: NK6P is the 10 % of volume fraction BC2M
  std::string family;  ///< morphology, glcm, ...
  std::string name;    ///< in the manual
  std::string aggregation;  ///< 2D_avg, 2D_comb, 2_5D_avg, 2_5D_comb, 3D_avg, 3D_comb, 2D, 2_5D, 3D, or ""
                            ///< where there is none
  std::optional<double> value;  ///< nothing: not standardised
  double tolerance = 0;
  std::string consensus;  ///< weak, moderate, strong, very strong
  std::string note;       ///< unit, and what to know
  std::string source;
  std::string licence;
  std::string filter = {};  ///< of the set filters: 1.A to 9.B

  bool is_diagnostic() const { return family == "diagnostic"; }
};

/// All rows, set by set, diagnostics last. The order of a set is that of the published table.
const std::vector<ReferenceValue>& reference_values();

/// The sets: digital, a, b, c, d, e, filters.
const std::vector<std::string>& reference_sets();
/// The rows of one set that are features; empty for an unknown set.
std::span<const ReferenceValue> reference_features(std::string_view set);
/// The rows of one set that describe image and ROI after each step of processing; none for digital.
std::span<const ReferenceValue> reference_diagnostics(std::string_view set);

/// nullptr if the set has no such feature; of the set filters, that of the first filter.
const ReferenceValue* find_reference(std::string_view set, std::string_view tag);

}  // namespace radgauge::reference
