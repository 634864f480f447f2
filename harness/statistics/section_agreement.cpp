#include <algorithm>
#include <cmath>

#include "statistics/concordance.h"
#include "statistics/distributions.h"
#include "statistics/repeatability.h"
#include "statistics/section_parts.h"
#include "statistics/tolerance.h"

namespace radgauge::statistics::section {
namespace {

// A share of a mean says something where the unit has a zero that all values are on one side of.
bool change_sign(const Ratings& ratings) {
  const auto any = [&](auto test) { return std::any_of(ratings.values.begin(), ratings.values.end(), test); };
  return any([](double v) { return v > 0; }) && any([](double v) { return v < 0; });
}

void add_shares_of_the_mean(Rows& rows, const Ratings& ratings, const Repeatability& r) {
  const bool signs = r.reason.empty() && change_sign(ratings);
  const auto add = [&](const char* name, double value, std::string_view reason) {
    rows.add(name, signs ? std::nan("") : value,
             signs ? std::string_view("the values change sign: a share of their mean says nothing; RC is in "
                                      "the unit of the values")
                   : reason);
  };
  add("wCV_rms_pooled_df", r.wcv_rms_pooled_df, r.cv_reason);
  add("wCV_rms_mean", r.wcv_rms_mean, r.cv_reason);
  add("wCV_wSD_over_grand_mean", r.wcv_wsd_over_grand_mean, r.reason.empty() ? "the mean is 0" : r.reason);
  add("wCV_mean_of_cv", r.wcv_mean_of_cv, r.cv_reason);
  rows.add("wSD_log", r.wsd_log, r.log_reason);
  rows.add("wCV_log_exp_minus_1", wcv_log_exp_minus_1(r.wsd_log), r.log_reason);
  rows.add("wCV_log_sqrt", wcv_log_sqrt(r.wsd_log), r.log_reason);
  add("RC_percent_rms", 100 * kRepeatabilityFactor * r.wcv_rms_pooled_df, r.cv_reason);
  rows.add("RC_log_percent_lower", 100 * std::expm1(-kRepeatabilityFactor * r.wsd_log), r.log_reason);
  rows.add("RC_log_percent_upper", 100 * std::expm1(kRepeatabilityFactor * r.wsd_log), r.log_reason);
}

void add_repeatability(Rows& rows, const Ratings& ratings) {
  const Repeatability r = repeatability(ratings);
  rows.add("n_subjects", r.n_subjects);
  rows.add("df_within", r.df_within);
  rows.add("wSD", r.wsd, r.reason);
  rows.add("wSD.lower", r.wsd_lower, r.reason);
  rows.add("wSD.upper", r.wsd_upper, r.reason);
  rows.add("RC", r.rc, r.reason);
  rows.add("RC.lower", r.rc_lower, r.reason);
  rows.add("RC.upper", r.rc_upper, r.reason);
  rows.add("RC_277", 2.77 * r.wsd, r.reason);
  // RC holds 95 % of differences on average; this factor holds them with 95 % confidence.
  rows.add("RC_tolerance_95_95",
           std::sqrt(2.0) * tolerance_factor_known_mean(r.df_within, 0.95, 0.95) * r.wsd, r.reason);
  rows.add("RC_exact_z", kNormal975 * std::sqrt(2.0) * r.wsd, r.reason);
  add_shares_of_the_mean(rows, ratings, r);
}

void add_rating_concordance(Rows& rows, const Ratings& ratings) {
  if (!ratings.complete()) return;  // repeats of unequal number are not raters
  const OverallConcordance o = overall_concordance(ratings);
  rows.add("occc", o.occc, o.reason);
  rows.add("occc_n_denominator", o.n_denominator, o.reason);
  rows.add("oprec", o.precision, o.reason.empty() ? "fewer than two raters vary" : o.reason);
  rows.add("oaccu", o.accuracy, o.reason.empty() ? "the overall precision is 0 or undefined" : o.reason);
  const KendallW w = kendall_w(ratings);
  rows.add("kendall_W", w.w, w.reason);
  rows.add("kendall_W_uncorrected", w.uncorrected, w.reason);
  rows.add("kendall_W_chi2", w.chi_square, w.reason);
  rows.add("kendall_W_df", w.df, w.reason);
  rows.add("kendall_W_chi2_p", w.p, w.reason);
}

}  // namespace

std::vector<StatRow> agreement(const Table& table) {
  const bool pairs = has_column(table, "x") || has_column(table, "y");
  if (pairs && !has_column(table, "value")) return pair_agreement(table);
  std::vector<StatRow> out;
  for (const LongFeature& f : read_long(table, {"subject"}, "rater")) {
    Rows rows(out, f.feature, "-");
    add_repeatability(rows, f.ratings);
    add_rating_concordance(rows, f.ratings);
  }
  return out;
}

}  // namespace radgauge::statistics::section
