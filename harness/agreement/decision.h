#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "agreement/agreement.h"

namespace radgauge::agreement {

/// A number and the 95 % interval that decides about it; NaN where there is none.
struct Interval {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

/// What the limits of a question need to know of a feature.
struct Evidence {
  Interval icc;
  Interval wcv;         ///< fraction
  Interval rc_percent;  ///< percent
  std::string_view rc_percent_name = "RC %";
  Interval bias;             ///< |bias| in SDs between objects
  double patients = 0;       ///< that the ICC rests on
  std::size_t cells = 0;     ///< that are not absent
  std::size_t failures = 0;  ///< of those, without a value
  std::string_view why_no_icc;
  std::string_view why_no_wcv;
  std::string_view why_no_bias;
  std::string nothing_complete;   ///< why too few objects say anything of all conditions; empty if enough do
  std::string no_discrimination;  ///< why the feature cannot tell objects apart; empty if it can
};

struct Decided {
  Decision decision = Decision::not_estimable;
  std::string reason;  ///< of every decision but certified
  ReasonKind kind = ReasonKind::anything;
  bool all_but_patients = false;  ///< every limit is met but the number of patients
};

/// A limit is met when the whole interval is on its good side, missed when the whole interval is on the bad
/// side. One missed limit, or no power to tell objects apart: not certified. Otherwise one without an
/// interval, or no object measured under every condition of a crossed question: not estimable. Otherwise one
/// that lies inside its interval: inconclusive. The share of failures has no interval: what failed, failed. A
/// limit of NaN is not set.
Decided decide(const Limits& limits, const Evidence& evidence);

/// By deciding_limits(). Materials without a limit on RC or wCV are not estimable, but where too many cells
/// failed.
Decided decide(const Question& question, const Evidence& evidence);

/// Distinct categories 1.41 PV/GRR = 1.41 sqrt(ICC/(1 - ICC)), not rounded; 0 for an ICC below 0.
double distinct_categories(double icc);

/// The classes of both ends of an interval of the ICC; nothing for NaN.
std::optional<KooLiRange> koo_li_class(double icc_lower, double icc_upper);

}  // namespace radgauge::agreement
