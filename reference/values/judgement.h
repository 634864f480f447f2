#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "reference/values/reference_values.h"

namespace radgauge::reference {

using radgauge::to_text;

/// What a value is worth beside its reference.
enum class Verdict { match, mismatch, missing, not_standardised };
std::string_view to_text(Verdict verdict);

/// One value beside its reference, whichever extractor made it; a row of `radgauge ibsi`.
struct JudgedValue {
  std::string set;       ///< digital, a, ..., validation
  std::string object;    ///< digital_phantom, ct_phantom, STS_001
  std::string modality;  ///< CT, MR_T1, PET; "" for the digital phantom
  std::string filter;    ///< of IBSI 2; "" for none
  std::string family;
  std::string tag;
  std::string ibsi_code;
  std::string aggregation;
  double value = std::numeric_limits<double>::quiet_NaN();      ///< NaN: there is none
  double reference = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not standardised
  double tolerance = std::numeric_limits<double>::quiet_NaN();
  Verdict verdict = Verdict::missing;
  std::string consensus;
  std::string note;     ///< where the value stands in a table, why there is none, the spread between teams
  std::string finding;  ///< what is known about a row that is no match

  /// The tag, after the filter if there is one: "6.A stat_mean".
  std::string name() const { return filter.empty() ? tag : filter + " " + tag; }
};

/// Does `value` meet `reference`? The rule of IBSI: |round(value, 3 significant digits) - reference| <=
/// tolerance, with 1e-9 of the reference for decimal fractions in binary. False for NaN.
bool meets(double value, double reference, double tolerance);

/// A row for `reference`, with the verdict on `value`. A NaN is a mismatch: a feature that is claimed must
/// have a value on these objects.
JudgedValue judge(const ReferenceValue& reference, double value);
/// A row for a value that the extractor does not have.
JudgedValue judge_missing(const ReferenceValue& reference);

/// How many rows have each verdict.
struct VerdictCounts {
  std::int64_t match = 0;
  std::int64_t mismatch = 0;
  std::int64_t missing = 0;
  std::int64_t not_standardised = 0;

  void add(Verdict verdict);
  /// Standardised values that were claimed.
  std::int64_t compared() const { return match + mismatch; }
};
VerdictCounts count_verdicts(const std::vector<JudgedValue>& values);

}  // namespace radgauge::reference
