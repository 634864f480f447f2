#include <cmath>
#include <map>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "statistics/cox.h"
#include "statistics/section_parts.h"
#include "statistics/survival_concordance.h"

namespace radgauge::statistics::section {
namespace {

struct SurvivalTable {
  std::vector<double> time;
  std::vector<std::uint8_t> status;
  std::vector<std::size_t> rows;  ///< of the table: those with a time and a status
};

[[noreturn]] void refuse_survival(const std::string& message) {
  throw Error(ErrorKind::data, message);
}

SurvivalTable read_survival(const Table& table) {
  const std::size_t id = column(table, "id"), time = column(table, "time"), status = column(table, "status");
  SurvivalTable out;
  std::set<std::string> seen;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string who = label(table, row, id);
    const std::string place = "data row " + std::to_string(row + 1) + ", id '" + shortened(who) + "': ";
    if (!seen.insert(who).second) refuse_survival(place + "the id occurs twice; keep one of the rows");
    const double t = number(table, row, time), s = number(table, row, status);
    if (std::isnan(t) || std::isnan(s)) continue;
    if (!(t >= 0)) refuse_survival(place + "time is " + to_text(t) + "; it must not be negative");
    if (s != 0 && s != 1)
      refuse_survival(place + "status is " + to_text(s) + "; it must be 0 (censored) or 1 (event)");
    out.time.push_back(t);
    out.status.push_back(s == 1 ? 1 : 0);
    out.rows.push_back(row);
  }
  if (out.rows.empty()) refuse_survival("no row has a time and a status");
  return out;
}

// The cases whose columns are all there.
struct SurvivalCases {
  std::vector<double> time;
  std::vector<std::uint8_t> status;
  std::vector<std::vector<double>> columns;
  SurvivalTimes times() const { return {time, status}; }
  std::vector<std::span<const double>> spans() const { return {columns.begin(), columns.end()}; }
};

SurvivalCases cases_with(const Table& table, const SurvivalTable& all,
                         const std::vector<std::string>& names) {
  SurvivalCases out;
  out.columns.resize(names.size());
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    std::vector<double> values;
    for (const std::string& name : names) values.push_back(number(table, all.rows[i], column(table, name)));
    bool complete = true;
    for (const double v : values) complete = complete && !std::isnan(v);
    if (!complete) continue;
    out.time.push_back(all.time[i]);
    out.status.push_back(all.status[i]);
    for (std::size_t c = 0; c < values.size(); ++c) out.columns[c].push_back(values[c]);
  }
  return out;
}

void add_survival_concordance(std::vector<StatRow>& out, const Table& table, const SurvivalTable& all) {
  const SurvivalCases cases = cases_with(table, all, {"risk"});
  const SurvivalConcordance c = survival_concordance(cases.times(), cases.columns[0]);
  Rows rows(out, "risk", "-");
  rows.add("concordant", c.concordant);
  rows.add("discordant", c.discordant);
  rows.add("tied_risk", c.tied_risk);
  rows.add("tied_time", c.tied_time);
  rows.add("tied_both", c.tied_both);
  rows.add("cindex", c.c, c.reason);
  rows.add("cindex_se", c.se, c.reason);
  rows.add("cindex.lower", c.lower(), c.reason);
  rows.add("cindex.upper", c.upper(), c.reason);
  rows.add("cindex_uno_nG2", c.uno, c.reason);
}

// Of a table of x1, x2, x3 where no coefficients are given: those of the format's examples.
const std::vector<std::string> kExampleNames{"x1", "x2", "x3"};
const std::vector<double> kExampleCoefficients{0.55, -0.03, 0.4};
constexpr double kDefaultHorizon = 10;

// The Cox model that is judged besides the one that is fitted.
std::vector<double> given_coefficients(const std::vector<std::string>& names, const StatOptions& options) {
  if (!options.coefficients.empty() && options.coefficients.size() != names.size())
    throw Error(ErrorKind::usage, "--coefficients has " + count_text(options.coefficients.size()) +
                                      " numbers; the table has " + count_text(names.size()) +
                                      " columns for them: " + listed(names));
  return options.coefficients.empty() && names == kExampleNames ? kExampleCoefficients : options.coefficients;
}

double given_horizon(const StatOptions& options) {
  if (std::isnan(options.horizon)) return kDefaultHorizon;
  if (!(options.horizon > 0 && std::isfinite(options.horizon)))
    throw Error(ErrorKind::usage, "--horizon is " + to_text(options.horizon) + "; it must be above 0");
  return options.horizon;
}

std::vector<double> linear_predictor(const SurvivalCases& cases, std::span<const double> beta) {
  std::vector<double> out(cases.time.size());
  for (std::size_t c = 0; c < cases.columns.size(); ++c)
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += beta[c] * cases.columns[c][i];
  return out;
}

void add_fixed(Rows& rows, const SurvivalCases& cases, std::span<const double> coefficients, CoxTies ties) {
  const std::vector<double> fixed = linear_predictor(cases, coefficients);
  rows.add("loglik_at_fixed_betas", cox_log_likelihood(cases.times(), fixed, ties));
  if (ties != CoxTies::efron) return;
  const std::span<const double> columns[] = {fixed};
  const CoxFit slope = fit_cox(cases.times(), columns, ties);
  rows.add("cal_slope_of_fixed_lp", slope.reason.empty() ? slope.beta[0] : kNaN, slope.reason);
  rows.add("cal_slope_of_fixed_lp_se", slope.reason.empty() ? slope.se[0] : kNaN, slope.reason);
}

void add_cox(std::vector<StatRow>& out, const SurvivalCases& cases, const std::vector<std::string>& names,
             std::span<const double> coefficients, CoxTies ties) {
  Rows rows(out, ties == CoxTies::efron ? "efron" : "breslow", "-");
  const CoxFit fit = fit_cox(cases.times(), cases.spans(), ties);
  rows.add("loglik_null", fit.log_likelihood_null, fit.reason);
  for (std::size_t c = 0; c < names.size(); ++c) {
    rows.add("beta_" + names[c], fit.reason.empty() ? fit.beta[c] : kNaN, fit.reason);
    rows.add("se_" + names[c], fit.reason.empty() ? fit.se[c] : kNaN, fit.reason);
  }
  rows.add("loglik", fit.log_likelihood, fit.reason);
  rows.add("lr_chi2", fit.likelihood_ratio, fit.reason);
  rows.add("wald_chi2", fit.wald, fit.reason);
  rows.add("score_chi2", fit.reason.empty() ? fit.score : kNaN, fit.reason);
  if (!coefficients.empty()) add_fixed(rows, cases, coefficients, ties);
  if (ties != CoxTies::efron) return;
  SurvivalConcordance c;
  if (fit.reason.empty()) c = survival_concordance(cases.times(), linear_predictor(cases, fit.beta));
  rows.add("cindex_of_fitted_lp", c.c, fit.reason);
  rows.add("cindex_of_fitted_lp_se", c.se, fit.reason);
}

void add_groups(std::vector<StatRow>& out, const Table& table, const SurvivalTable& all, double horizon) {
  const std::string area = "rmst_" + to_text(horizon);
  const std::size_t group = column(table, "group");
  std::set<std::string> names;
  for (const std::size_t row : all.rows) names.insert(label(table, row, group));
  std::vector<std::size_t> number_of;
  for (const std::size_t row : all.rows)
    number_of.push_back(
        static_cast<std::size_t>(std::distance(names.begin(), names.find(label(table, row, group)))));
  std::size_t g = 0;
  for (const std::string& name : names) {
    std::vector<double> time;
    std::vector<std::uint8_t> status;
    double events = 0;
    for (std::size_t i = 0; i < all.rows.size(); ++i) {
      if (number_of[i] != g) continue;
      time.push_back(all.time[i]);
      status.push_back(all.status[i]);
      events += all.status[i];
    }
    const auto curve = kaplan_meier({time, status});
    const MedianSurvival median = median_survival(curve);
    const RestrictedMean mean = restricted_mean(curve, horizon);
    Rows rows(out, "group:" + name, "-");
    rows.add("n", static_cast<double>(time.size()));
    rows.add("events", events);
    rows.add("median", median.median, "the curve stays above 0.5");
    rows.add("median.lower_loglog", median.lower, "the lower limit stays above 0.5");
    rows.add("median.upper_loglog", median.upper, "the upper limit stays above 0.5");
    rows.add(area, mean.mean);
    rows.add(area + "_se", mean.se);
    ++g;
  }
  for (const int rho : {0, 1}) {
    const LogRank test = log_rank({all.time, all.status}, number_of, rho);
    Rows rows(out, "rho" + std::to_string(rho), "-");
    rows.add("logrank_chi2", test.chi_square, test.reason);
    rows.add("logrank_df", test.df, test.reason);
    rows.add("logrank_p", test.p, test.reason);
    g = 0;
    for (const std::string& name : names) {
      rows.add("observed:" + name, test.observed[g]);
      rows.add("expected:" + name, test.expected[g]);
      rows.add("variance:" + name, test.variance[g]);
      ++g;
    }
  }
}

bool is_covariate(const std::string& name) {
  return name.size() > 1 && name[0] == 'x' && parse_int(name.substr(1)).has_value();
}

}  // namespace

std::vector<StatRow> survival(const Table& table, const StatOptions& options) {
  const double horizon = given_horizon(options);
  const SurvivalTable all = read_survival(table);
  std::vector<std::string> covariates;
  for (const std::string& name : table.header)
    if (is_covariate(name)) covariates.push_back(name);
  if (covariates.empty() && !has_column(table, "risk") && !has_column(table, "group"))
    refuse_survival(
        "nothing to compare with time and status: add a column risk, group, or x1, x2, ...; the table has: " +
        listed(table.header));
  const std::vector<double> coefficients = given_coefficients(covariates, options);
  std::vector<StatRow> out;
  if (has_column(table, "risk")) add_survival_concordance(out, table, all);
  if (!covariates.empty()) {
    const SurvivalCases cases = cases_with(table, all, covariates);
    for (const CoxTies ties : {CoxTies::efron, CoxTies::breslow})
      add_cox(out, cases, covariates, coefficients, ties);
  }
  if (has_column(table, "group")) add_groups(out, table, all, horizon);
  return out;
}

}  // namespace radgauge::statistics::section
