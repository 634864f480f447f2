#include "statistics/icc.h"
#include "statistics/rating_reml.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

void add_form(Rows& rows, const std::string& name, const IccEstimate& icc) {
  rows.add(name + ".value", icc.value, icc.reason);
  rows.add(name + ".F", icc.f, icc.reason.empty() ? "0/0" : icc.reason);
  rows.add(name + ".df1", icc.df1, icc.reason);
  rows.add(name + ".df2", icc.df2, icc.reason);
  rows.add(name + ".p", icc.p, icc.reason.empty() ? "F is 0/0" : icc.reason);
  if (icc.lower_reason.empty())
    rows.add(name + ".lower", icc.lower, icc.reason);
  else
    rows.add_doubtful(name + ".lower", icc.lower, icc.lower_reason);
  rows.add(name + ".upper", icc.upper, icc.reason);
}

void add_anova(Rows rows, const Ratings& complete) {
  const IccFamily icc = icc_anova(complete);
  const MeanSquares& ms = icc.mean_squares;
  const char* few = "too few subjects or raters";
  rows.add("n_subjects", static_cast<double>(ms.n_subjects));
  rows.add("n_raters", static_cast<double>(ms.n_raters));
  rows.add("MSB", ms.msb, few);
  rows.add("MSJ", ms.msj, few);
  rows.add("MSE", ms.mse, few);
  rows.add("MSW", ms.msw, few);
  add_form(rows, "ICC1", icc.one_way);
  add_form(rows, "ICC2", icc.agreement);
  add_form(rows, "ICC3", icc.consistency);
  add_form(rows, "ICC1k", icc.one_way_mean);
  add_form(rows, "ICC2k", icc.agreement_mean);
  add_form(rows, "ICC3k", icc.consistency_mean);
  rows.add(
      "satterthwaite_v", icc.satterthwaite_df,
      icc.agreement.reason.empty() ? "no variation between raters or in the residual" : icc.agreement.reason);
  const double k = static_cast<double>(ms.n_raters);
  // From the mean squares: 1 - ICC would lose the digits.
  rows.add("one_minus_ICC1",
           icc.one_way.reason.empty() ? k * ms.msw / (ms.msb + (k - 1) * ms.msw) : icc.one_way.value,
           icc.one_way.reason);
  rows.add("one_minus_ICC3",
           icc.consistency.reason.empty() ? k * ms.mse / (ms.msb + (k - 1) * ms.mse) : icc.consistency.value,
           icc.consistency.reason);
}

void add_one_way(Rows rows, const Ratings& ratings) {
  const OneWayAnova anova = one_way_anova(ratings);
  rows.add("n_subjects", anova.n_subjects);
  rows.add("n_values", anova.n_values);
  rows.add("k0", anova.k0, anova.icc.reason);
  rows.add("k_mean", anova.k_mean, anova.icc.reason);
  rows.add("k_harmonic", anova.k_harmonic, anova.icc.reason);
  rows.add("MSB", anova.msb, anova.icc.reason);
  rows.add("MSW", anova.msw, anova.icc.reason);
  rows.add("var_subject", anova.var_subject, anova.icc.reason);
  rows.add("ICC1.value", anova.icc.value, anova.icc.reason);
  rows.add("ICC1.F", anova.icc.f, anova.icc.reason);
  rows.add("ICC1.df1", anova.icc.df1, anova.icc.reason);
  rows.add("ICC1.df2", anova.icc.df2, anova.icc.reason);
  rows.add("ICC1.p", anova.icc.p, anova.icc.reason);
}

void add_reml(std::vector<StatRow>& out, const LongFeature& f) {
  const RatingComponents one = reml_one_way(f.ratings), two = reml_two_way(f.ratings);
  Rows rows(out, f.feature, "reml_oneway");
  rows.add("var_subject", one.var_subject, one.reason);
  rows.add("var_residual", one.var_residual, one.reason);
  rows.add("ICC1.value", one.var_subject / (one.var_subject + one.var_residual), one.reason);
  rows.add("grand_mean", one.grand_mean, one.reason);
  Rows both(out, f.feature, "reml_twoway");
  const double vs = two.var_subject, vr = two.var_rater, ve = two.var_residual, k = two.n_raters;
  both.add("var_subject", vs, two.reason);
  both.add("var_rater", vr, two.reason);
  both.add("var_residual", ve, two.reason);
  both.add("n_raters", k);
  both.add("grand_mean", two.grand_mean, two.reason);
  both.add("ICC2.value", vs / (vs + vr + ve), two.reason);
  both.add("ICC3.value", vs / (vs + ve), two.reason);
  both.add("ICC2k.value", vs / (vs + (vr + ve) / k), two.reason);
  both.add("ICC3k.value", vs / (vs + ve / k), two.reason);
}

}  // namespace

std::vector<StatRow> icc(const Table& table) {
  std::vector<StatRow> out;
  for (const LongFeature& f : read_long(table, {"subject"}, "rater")) {
    if (f.ratings.complete()) {
      add_anova(Rows(out, f.feature, "anova"), f.ratings);
    } else {
      add_one_way(Rows(out, f.feature, "anova_n0"), f.ratings);
      add_anova(Rows(out, f.feature, "complete_cases"), complete_cases(f.ratings));
      add_reml(out, f);
    }
  }
  return out;
}

}  // namespace radgauge::statistics::section
