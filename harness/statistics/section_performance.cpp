#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "statistics/calibration.h"
#include "statistics/classification.h"
#include "statistics/roc.h"
#include "statistics/section_parts.h"

namespace radgauge::statistics::section {
namespace {

constexpr std::string_view kEmptyShare = "a share of no cases";

struct PerformanceTable {
  std::vector<std::string> models;          ///< names of the columns of probabilities
  std::vector<std::uint8_t> label;          ///< of each row
  std::vector<std::string> scanner;         ///< of each row; empty without such a column
  std::vector<std::vector<double>> scores;  ///< of each model and row; NaN where missing
};

[[noreturn]] void refuse_performance(const std::string& message) {
  throw Error(ErrorKind::data, message);
}

PerformanceTable read_performance(const Table& table) {
  PerformanceTable out;
  const std::size_t id = column(table, "id"), label_column = column(table, "label");
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.header.size(); ++c)
    if (table.header[c] == "p" || table.header[c].starts_with("p_")) {
      columns.push_back(c);
      out.models.push_back(table.header[c]);
    }
  if (columns.empty())
    refuse_performance("no column of probabilities: call them p, or p_NAME; the table has: " +
                       listed(table.header));
  if (table.rows.empty()) refuse_performance("the table has a header but no rows");
  out.scores.resize(columns.size());
  std::set<std::pair<std::string, std::string>> seen;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string place = "data row " + std::to_string(row + 1);
    const std::string who = label(table, row, id);
    const std::string scanner =
        has_column(table, "scanner") ? label(table, row, column(table, "scanner")) : "";
    if (!seen.insert({who, scanner}).second)
      refuse_performance(place + ": id '" + shortened(who) + "' occurs twice" +
                         (scanner.empty() ? "" : " on scanner '" + shortened(scanner) + "'") +
                         "; keep one of the rows");
    const double y = number(table, row, label_column);
    if (y != 0 && y != 1)
      refuse_performance(place + ", id '" + shortened(who) + "': label is '" +
                         shortened(table.rows[row][label_column]) + "'; it must be 0 or 1");
    out.label.push_back(y == 1 ? 1 : 0);
    if (has_column(table, "scanner")) out.scanner.push_back(scanner);
    for (std::size_t m = 0; m < columns.size(); ++m) {
      const double p = number(table, row, columns[m]);
      if (!std::isnan(p) && !(p >= 0 && p <= 1))
        refuse_performance(place + ", column '" + out.models[m] + "': " + to_text(p) +
                           " is no probability; it must lie in [0, 1]");
      out.scores[m].push_back(p);
    }
  }
  return out;
}

struct Cases {
  std::vector<std::uint8_t> label;
  std::vector<double> score;
};

// The rows that every one of `needed` has a score in, and `keep` says yes to.
template <class Keep>
Cases cases_of(const PerformanceTable& table, std::size_t model, const std::vector<std::size_t>& needed,
               Keep keep) {
  Cases out;
  for (std::size_t row = 0; row < table.label.size(); ++row) {
    const bool complete = std::none_of(needed.begin(), needed.end(),
                                       [&](std::size_t m) { return std::isnan(table.scores[m][row]); });
    if (!complete || !keep(row)) continue;
    out.label.push_back(table.label[row]);
    out.score.push_back(table.scores[model][row]);
  }
  return out;
}

Cases all_cases(const PerformanceTable& table, std::size_t model, const std::vector<std::size_t>& needed) {
  return cases_of(table, model, needed, [](std::size_t) { return true; });
}

void add_share(Rows& rows, const std::string& name, const Proportion& share, std::int64_t successes,
               std::int64_t n) {
  const Proportion exact = clopper_pearson(successes, n);
  rows.add(name, share.value, kEmptyShare);
  rows.add(name + ".wilson.lower", share.lower, kEmptyShare);
  rows.add(name + ".wilson.upper", share.upper, kEmptyShare);
  rows.add(name + ".cp.lower", exact.lower, kEmptyShare);
  rows.add(name + ".cp.upper", exact.upper, kEmptyShare);
}

void add_operating_point(Rows& rows, const std::string& at, const Cases& cases, double threshold) {
  const ConfusionCounts c = confusion_counts(cases.label, cases.score, threshold);
  const auto tp = c.true_positive, fp = c.false_positive, tn = c.true_negative, fn = c.false_negative;
  rows.add(at + ".tp", static_cast<double>(tp));
  rows.add(at + ".fp", static_cast<double>(fp));
  rows.add(at + ".tn", static_cast<double>(tn));
  rows.add(at + ".fn", static_cast<double>(fn));
  add_share(rows, at + ".sensitivity", sensitivity(c), tp, tp + fn);
  add_share(rows, at + ".specificity", specificity(c), tn, tn + fp);
  add_share(rows, at + ".ppv", positive_predictive_value(c), tp, tp + fp);
  add_share(rows, at + ".npv", negative_predictive_value(c), tn, tn + fn);
  add_share(rows, at + ".accuracy", accuracy(c), tp + tn, c.n());
  rows.add(at + ".f1", f1_score(c), "no positive, found or missed");
  rows.add(at + ".balanced_accuracy", balanced_accuracy(c), kEmptyShare);
  rows.add(at + ".mcc", matthews_correlation(c), "a margin of the two by two table is empty");
}

void add_discrimination(Rows& rows, const Cases& cases) {
  const Auc auc = auc_delong(cases.label, cases.score);
  const RocCurve curve = roc_curve(cases.label, cases.score);
  rows.add("auc", auc.auc, auc.reason);
  rows.add("auc_delong_var", auc.variance, auc.reason);
  rows.add("auc_delong_se", auc.se(), auc.reason);
  rows.add("auc_delong_unclipped.lower", auc.lower_unclipped(), auc.reason);
  rows.add("auc_delong_unclipped.upper", auc.upper_unclipped(), auc.reason);
  rows.add("auc_delong.lower", auc.lower(), auc.reason);
  rows.add("auc_delong.upper", auc.upper(), auc.reason);
  const AucLimits logit = auc_logit_limits(auc);
  rows.add("auc_delong_logit.lower", logit.lower, "the area is 0 or 1");
  rows.add("auc_delong_logit.upper", logit.upper, "the area is 0 or 1");
  const PartialAuc specific = partial_auc_specificity(curve, 0.8);
  const PartialAuc sensitive = partial_auc_sensitivity(curve, 0.9);
  rows.add("pauc_spec_1_0.8", specific.area, auc.reason);
  rows.add("pauc_sens_1_0.9", sensitive.area, auc.reason);
  rows.add("pauc_spec_1_0.8_mcclish", specific.mcclish, auc.reason);
  rows.add("pauc_sens_1_0.9_mcclish", sensitive.mcclish, auc.reason);
  rows.add("average_precision", average_precision(curve), "no positive");
  const YoudenOptimum best = youden(curve);
  rows.add("youden_J", best.j);
  rows.add("youden_n_optima", best.n_optima);
  rows.add("youden_threshold_mid_first", best.mid_first);
  rows.add("youden_sens_first", best.sensitivity_first);
  rows.add("youden_spec_first", best.specificity_first);
  rows.add("youden_threshold_observed_lowest", best.lowest_threshold);
  rows.add("youden_threshold_observed_highest", best.highest_threshold);
  rows.add("youden_sens_lowest", best.sensitivity_lowest);
  rows.add("youden_spec_lowest", best.specificity_lowest);
  add_operating_point(rows, "at0.5", cases, 0.5);
  add_operating_point(rows, "atYouden", cases, best.lowest_threshold);
}

void add_recalibration(Rows& rows, const Cases& cases) {
  const Recalibration r = recalibration(cases.label, cases.score);
  rows.add("citl", r.in_the_large, r.reason_in_the_large);
  rows.add("citl_se", r.in_the_large_se, r.reason_in_the_large);
  rows.add("cal_intercept", r.intercept, r.reason);
  rows.add("cal_slope", r.slope, r.reason);
  rows.add("cal_intercept_se", r.intercept_se, r.reason);
  rows.add("cal_slope_se", r.slope_se, r.reason);
  const bool infinite =
      std::any_of(cases.score.begin(), cases.score.end(), [](double p) { return p == 0 || p == 1; });
  if (!infinite) return;
  const Recalibration clipped = recalibration(cases.label, cases.score, 1e-6);
  rows.add("citl_clip1e_6", clipped.in_the_large, clipped.reason_in_the_large);
  rows.add("cal_intercept_clip1e_6", clipped.intercept, clipped.reason);
  rows.add("cal_slope_clip1e_6", clipped.slope, clipped.reason);
}

void add_calibration(Rows& rows, const Cases& cases) {
  const PredictionError e = prediction_error(cases.label, cases.score);
  rows.add("brier", e.brier);
  rows.add("brier_reference", e.brier_reference);
  rows.add("brier_scaled", e.brier_scaled);
  const auto right = calibration_bins(cases.label, cases.score, Binning::width_right);
  const BrierSplit split = brier_split(right, e.brier);
  rows.add("brier_reliability", split.reliability);
  rows.add("brier_resolution", split.resolution);
  rows.add("brier_uncertainty", split.uncertainty);
  rows.add("brier_within_bins", split.within);
  rows.add("log_loss_eps1e_15", e.log_loss);
  rows.add("mean_observed_minus_predicted", e.observed_minus_predicted);
  rows.add("observed_over_expected", e.observed_over_expected, "nothing is expected");
  rows.add("spiegelhalter_z", e.spiegelhalter_z, "every probability is 0, 0.5 or 1");
  add_recalibration(rows, cases);
  const BinnedError of_right = binned_error(right);
  const BinnedError of_left = binned_error(calibration_bins(cases.label, cases.score, Binning::width_left));
  const auto deciles = calibration_bins(cases.label, cases.score, Binning::quantile_right);
  const BinnedError of_deciles = binned_error(deciles);
  rows.add("ece_width10_right", of_right.expected);
  rows.add("mce_width10_right", of_right.largest);
  rows.add("ece_width10_left", of_left.expected);
  rows.add("mce_width10_left", of_left.largest);
  rows.add("ece_quantile10_right", of_deciles.expected);
  rows.add("mce_quantile10_right", of_deciles.largest);
  rows.add("n_quantile_bins_used", static_cast<double>(deciles.size()));
  rows.add("ece_count10", binned_error(calibration_bins(cases.label, cases.score, Binning::count)).expected);
  const SmoothCalibration smooth = smooth_calibration(cases.label, cases.score);
  rows.add("lowess_Eavg", smooth.ici, "every probability is the same");
  rows.add("lowess_E90", smooth.e90, "every probability is the same");
  rows.add("lowess_Emax", smooth.largest, "every probability is the same");
  const HosmerLemeshow hl = hosmer_lemeshow(cases.label, cases.score);
  const char* empty = "a group is empty, or has 0 expected cases of a class";
  rows.add("hl_chi2", hl.chi_square, empty);
  rows.add("hl_groups", hl.groups);
  rows.add("hl_df_internal", hl.groups - 2);
  rows.add("hl_df_external", hl.groups);
  rows.add("hl_p_df_g", hl.p_external, empty);
  rows.add("hl_p_df_g_minus_2", hl.p_internal, std::isnan(hl.chi_square) ? empty : "no degree of freedom");
}

void add_net_benefit(Rows& rows, const Cases& cases) {
  for (int percent = 5; percent <= 95; percent += 5) {
    const std::string at = std::string("@0.") + (percent < 10 ? "0" : "") + std::to_string(percent);
    const double threshold = percent / 100.0;
    const ConfusionCounts c = confusion_counts(cases.label, cases.score, threshold);
    rows.add("net_benefit_model" + at, net_benefit(c, threshold));
    rows.add("net_benefit_all" + at, net_benefit_all(c, threshold));
  }
}

void add_model(std::vector<StatRow>& out, const std::string& model, const Cases& cases) {
  const auto positive = std::count(cases.label.begin(), cases.label.end(), std::uint8_t{1});
  const auto n = static_cast<std::ptrdiff_t>(cases.label.size());
  if (positive == 0 || positive == n)
    refuse_performance("column '" + model + "': all " + std::to_string(n) + " labels are " +
                       (positive == 0 ? "0" : "1") +
                       "; an area under the curve, a calibration and a threshold need both classes");
  Rows rows(out, model, "-");
  rows.add("n", static_cast<double>(n));
  rows.add("n_positive", static_cast<double>(positive));
  rows.add("n_negative", static_cast<double>(n - positive));
  add_discrimination(rows, cases);
  add_calibration(rows, cases);
  add_net_benefit(rows, cases);
}

void add_pair(std::vector<StatRow>& out, const PerformanceTable& table, std::size_t a, std::size_t b) {
  const Cases left = all_cases(table, a, {a, b}), right = all_cases(table, b, {a, b});
  if (left.label.empty()) return;
  const AucDifference d =
      auc_difference_paired(auc_delong(left.label, left.score), auc_delong(right.label, right.score));
  Rows rows(out, table.models[a] + "-" + table.models[b], "-");
  rows.add("auc_difference", d.difference, d.reason);
  rows.add("delong_cov", d.covariance, d.reason);
  rows.add("delong_paired_diff_se", d.se, d.reason);
  rows.add("delong_paired_diff.lower", d.lower, d.reason);
  rows.add("delong_paired_diff.upper", d.upper, d.reason);
  rows.add("delong_paired_z", d.z, d.reason);
  rows.add("delong_paired_p", d.p, d.reason);
}

void add_scanners(std::vector<StatRow>& out, const PerformanceTable& table, std::size_t model,
                  const std::string& one, const std::string& other) {
  const auto of = [&](const std::string& scanner) {
    const Cases cases =
        cases_of(table, model, {model}, [&](std::size_t row) { return table.scanner[row] == scanner; });
    return auc_delong(cases.label, cases.score);
  };
  const Auc a = of(one), b = of(other);
  const AucDifference d = auc_difference_unpaired(a, b);
  const std::string_view same = "neither area has a variance";
  Rows rows(out, table.models[model] + ":" + one + "-" + other, "-");
  rows.add("auc_" + one, a.auc, a.reason);
  rows.add("auc_" + other, b.auc, b.reason);
  rows.add("delong_unpaired_D", d.z, d.reason);
  rows.add("delong_unpaired_z", d.z, d.reason);
  rows.add("delong_unpaired_df", d.df, d.reason.empty() ? same : d.reason);
  rows.add("delong_unpaired_p_normal", d.p, d.reason);
  rows.add("delong_unpaired_p_welch_t", d.p_welch, d.reason.empty() ? same : d.reason);
}

}  // namespace

std::vector<StatRow> performance(const Table& text) {
  const PerformanceTable table = read_performance(text);
  std::vector<StatRow> out;
  std::vector<std::size_t> models;
  for (std::size_t m = 0; m < table.models.size(); ++m) {
    const Cases cases = all_cases(table, m, {m});
    if (cases.label.empty()) continue;
    models.push_back(m);
    add_model(out, table.models[m], cases);
  }
  if (models.empty()) refuse_performance("no row has a probability");
  for (std::size_t i = 0; i < models.size(); ++i)
    for (std::size_t k = i + 1; k < models.size(); ++k) add_pair(out, table, models[i], models[k]);
  const std::set<std::string> scanners(table.scanner.begin(), table.scanner.end());
  for (const std::size_t m : models)
    for (auto one = scanners.begin(); one != scanners.end(); ++one)
      for (auto other = std::next(one); other != scanners.end(); ++other)
        add_scanners(out, table, m, *one, *other);
  return out;
}

}  // namespace radgauge::statistics::section
