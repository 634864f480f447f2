#include "agreement/decision.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/text.h"
#include "statistics/gauge_rr.h"

namespace radgauge::agreement {
namespace {

enum class Met { yes, no, unclear, unknown };

struct Verdict {
  Met met;
  std::string reason;
  ReasonKind kind = ReasonKind::anything;
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

Verdict failures_at_most(const Evidence& e, double limit) {
  if (e.cells == 0) return {Met::unknown, "no cell was to be measured"};
  const double share = static_cast<double>(e.failures) / static_cast<double>(e.cells);
  if (share <= limit) return {Met::yes, {}};
  return {Met::no, to_text(static_cast<std::int64_t>(e.failures)) + " of " +
                       to_text(static_cast<std::int64_t>(e.cells)) + " cells without a value: " +
                       to_rounded_text(share, 3) + " is above " + to_text(limit)};
}

// The limits that are set, in the order of the field table.
std::vector<Verdict> verdicts_on(const Limits& limits, const Evidence& e) {
  std::vector<Verdict> verdicts;
  if (!std::isnan(limits.icc_lower))
    verdicts.push_back(at_least("ICC", e.icc, limits.icc_lower, e.why_no_icc));
  if (!verdicts.empty() && verdicts.back().met != Met::unknown) verdicts.back().kind = ReasonKind::icc_limit;
  if (!std::isnan(limits.rc_percent_upper))
    verdicts.push_back(
        at_most(std::string(e.rc_percent_name), e.rc_percent, limits.rc_percent_upper, e.why_no_wcv));
  if (!std::isnan(limits.wcv_upper))
    verdicts.push_back(at_most("wCV", e.wcv, limits.wcv_upper, e.why_no_wcv));
  if (!std::isnan(limits.ndc_min))
    verdicts.push_back(at_least("distinct categories",
                                {distinct_categories(e.icc.lower), distinct_categories(e.icc.upper)},
                                limits.ndc_min, e.why_no_icc));
  if (!std::isnan(limits.bias_max))
    verdicts.push_back(at_most("bias (SDs between objects)", e.bias, limits.bias_max, e.why_no_bias));
  if (!std::isnan(limits.failure_max)) verdicts.push_back(failures_at_most(e, limits.failure_max));
  return verdicts;
}

Verdict enough_patients(double patients, double least) {
  if (patients >= least) return {Met::yes, {}};
  return {Met::unclear,
          to_text(static_cast<std::int64_t>(patients)) + " patients, fewer than " + to_text(least)};
}

}  // namespace

Decided decide(const Limits& limits, const Evidence& e) {
  std::vector<Verdict> verdicts = verdicts_on(limits, e);
  if (verdicts.empty()) return {Decision::not_estimable, "the question sets no limit"};
  if (!e.no_discrimination.empty()) verdicts.push_back({Met::no, e.no_discrimination});
  if (!e.nothing_complete.empty()) verdicts.push_back({Met::unknown, e.nothing_complete});
  const bool others_met =
      std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.met == Met::yes; });
  if (!std::isnan(limits.patients_min)) verdicts.push_back(enough_patients(e.patients, limits.patients_min));
  const std::pair<Met, Decision> order[] = {{Met::no, Decision::not_certified},
                                            {Met::unknown, Decision::not_estimable},
                                            {Met::unclear, Decision::inconclusive}};
  for (const auto& [met, decision] : order) {
    std::vector<std::string> reasons;
    ReasonKind kind = ReasonKind::anything;
    for (const Verdict& v : verdicts)
      if (v.met == met && std::find(reasons.begin(), reasons.end(), v.reason) == reasons.end()) {
        reasons.push_back(v.reason);
        kind = v.kind;
      }
    if (!reasons.empty())
      return {decision, join(reasons, "; "), reasons.size() == 1 ? kind : ReasonKind::anything, others_met};
  }
  return {Decision::certified, {}};
}

Limits deciding_limits(const Question& question) {
  Limits limits = question.limits;
  if (question.objects == Objects::materials)
    limits.icc_lower = limits.ndc_min = limits.bias_max = limits.patients_min =
        std::numeric_limits<double>::quiet_NaN();
  return limits;
}

Decided decide(const Question& question, const Evidence& evidence) {
  const Limits limits = deciding_limits(question);
  Decided decided = decide(limits, evidence);
  const bool repeatability = !std::isnan(limits.rc_percent_upper) || !std::isnan(limits.wcv_upper);
  if (question.objects == Objects::materials && !repeatability && decided.decision != Decision::not_certified)
    decided = {
        Decision::not_estimable,
        "objects are materials of a phantom: an ICC over them says how unlike they are, not how well a lesion "
        "is measured; limit rc_percent_upper or wcv_upper"};
  return decided;
}

double distinct_categories(double icc) {
  if (icc >= 1) return std::numeric_limits<double>::infinity();
  return std::isnan(icc) ? icc : statistics::categories_of_icc(std::max(0.0, icc));
}

namespace {

KooLi class_of(double icc) {
  if (icc < 0.5) return KooLi::poor;
  if (icc < 0.75) return KooLi::moderate;
  return icc < 0.9 ? KooLi::good : KooLi::excellent;
}

}  // namespace

std::optional<KooLiRange> koo_li_class(double icc_lower, double icc_upper) {
  if (std::isnan(icc_lower) || std::isnan(icc_upper)) return std::nullopt;
  return KooLiRange{class_of(icc_lower), class_of(icc_upper)};
}

}  // namespace radgauge::agreement
