#pragma once

#include <limits>
#include <string>
#include <vector>

#include "coverage/design.h"

namespace radgauge::coverage {

/// One interval of one sample, with what it is to cover. A one-sided limit has an infinite other end.
struct Interval {
  const char* name = "";
  double truth = 0;
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
};

/// Every interval that radgauge prints for such a table, in an order that depends on the design alone.
std::vector<Interval> intervals(const Design& design, const Sample& sample);

/// The interval that certifies this form: its lower limit has to exceed the limit of the question.
std::string certifying_interval(const Design& design);

}  // namespace radgauge::coverage
