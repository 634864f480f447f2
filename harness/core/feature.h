#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace radgauge {

/// The state of one measurement. `degenerate`: the ROI has no spread or no size for this feature (constant,
/// one voxel); `undefined`: the formula has no value here (0/0); `failed`: the cell could not be made;
/// `absent`: the data has no such cell.
enum class Status : std::uint8_t { ok = 0, degenerate = 1, undefined = 2, failed = 3, absent = 4 };

std::string_view to_text(Status status);
/// The status of a word as tables write it; nothing if it is none.
std::optional<Status> parse_status(std::string_view word);

/// What a feature is: its tag (`cm_joint_max_3D_comb`), IBSI code, name in the IBSI manual, unit
/// (`1, mm, mm^2, mm^3, mm^-1, intensity, intensity^2`), family and aggregation ("" where the family has
/// none). `standardised` is false if IBSI names the feature but has no reference value for it.
struct FeatureInfo {
  std::string tag;
  std::string ibsi_code;
  std::string name;
  std::string unit;
  std::string family;
  std::string aggregation;
  bool standardised = true;
  friend bool operator==(const FeatureInfo&, const FeatureInfo&) = default;
};

/// One feature value, or why there is none. `reason` is a string literal.
struct FeatureValue {
  double value = std::numeric_limits<double>::quiet_NaN();
  Status status = Status::undefined;
  std::string_view reason;

  static FeatureValue ok(double value) { return {value, Status::ok, {}}; }
  static FeatureValue degenerate(std::string_view reason) {
    return {std::numeric_limits<double>::quiet_NaN(), Status::degenerate, reason};
  }
  static FeatureValue undefined(std::string_view reason) {
    return {std::numeric_limits<double>::quiet_NaN(), Status::undefined, reason};
  }
};

/// The values of one cell, in the order of its feature list.
using FeatureVector = std::vector<FeatureValue>;

}  // namespace radgauge
