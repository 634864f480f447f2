#pragma once

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

/// What the limits of a question need to know of a feature. `wcv` is a fraction.
struct Evidence {
  Interval icc;
  Interval wcv;
  std::string_view why_no_icc;
  std::string_view why_no_wcv;
};

struct Decision {
  std::string word;    ///< certified, not certified, inconclusive, not estimable
  std::string reason;  ///< of every word but certified
};

/// A limit is met when the whole interval is on its good side, missed when the whole interval is on the bad
/// side. One missed limit: not certified. Otherwise one without an interval: not estimable. Otherwise one
/// that lies inside its interval: inconclusive. A limit of NaN is not set.
Decision decide(const Limits& limits, const Evidence& evidence);

/// Koo & Li 2016 (doi:10.1016/j.jcm.2016.02.012) by the lower limit: below 0.50 poor, below 0.75 moderate,
/// below 0.90 good, else excellent. Empty for NaN.
std::string koo_li_class(double icc_lower);

}  // namespace radgauge::agreement
