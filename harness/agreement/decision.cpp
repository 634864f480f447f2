#include "agreement/decision.h"

#include <cmath>
#include <vector>

#include "core/text.h"
#include "statistics/distributions.h"

namespace radgauge::agreement {
namespace {

enum class Met { yes, no, unclear, unknown };

struct Verdict {
  Met met;
  std::string reason;
};

std::string range_text(Interval x) {
  return to_rounded_text(x.lower, 3) + " to " + to_rounded_text(x.upper, 3);
}

Verdict at_least(const std::string& name, Interval x, double limit, std::string_view why) {
  if (!(x.lower <= x.upper)) return {Met::unknown, std::string(why)};
  if (x.lower >= limit) return {Met::yes, {}};
  const std::string text = name + " " + range_text(x);
  if (x.upper < limit) return {Met::no, text + " is below " + to_text(limit)};
  return {Met::unclear, text + " includes " + to_text(limit)};
}

Verdict at_most(const std::string& name, Interval x, double limit, std::string_view why) {
  if (!(x.lower <= x.upper)) return {Met::unknown, std::string(why)};
  if (x.upper <= limit) return {Met::yes, {}};
  const std::string text = name + " " + range_text(x);
  if (x.lower > limit) return {Met::no, text + " is above " + to_text(limit)};
  return {Met::unclear, text + " includes " + to_text(limit)};
}

}  // namespace

Decision decide(const Limits& limits, const Evidence& e) {
  std::vector<Verdict> verdicts;
  if (!std::isnan(limits.icc_lower))
    verdicts.push_back(at_least("ICC", e.icc, limits.icc_lower, e.why_no_icc));
  const double percent = 100 * kRepeatabilityFactor;
  if (!std::isnan(limits.rc_percent_upper))
    verdicts.push_back(at_most("RC %", {percent * e.wcv.lower, percent * e.wcv.upper},
                               limits.rc_percent_upper, e.why_no_wcv));
  if (!std::isnan(limits.wcv_upper))
    verdicts.push_back(at_most("wCV", e.wcv, limits.wcv_upper, e.why_no_wcv));
  if (verdicts.empty()) return {"not estimable", "the question sets no limit"};
  const std::pair<Met, const char*> order[] = {
      {Met::no, "not certified"}, {Met::unknown, "not estimable"}, {Met::unclear, "inconclusive"}};
  for (const auto& [met, word] : order) {
    std::vector<std::string> reasons;
    for (const Verdict& v : verdicts)
      if (v.met == met) reasons.push_back(v.reason);
    if (!reasons.empty()) return {word, join(reasons, "; ")};
  }
  return {"certified", {}};
}

std::string koo_li_class(double icc_lower) {
  if (std::isnan(icc_lower)) return {};
  if (icc_lower < 0.5) return "poor";
  if (icc_lower < 0.75) return "moderate";
  return icc_lower < 0.9 ? "good" : "excellent";
}

}  // namespace radgauge::agreement
