#include "agreement/compare.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "agreement/cells.h"
#include "core/error.h"
#include "core/text.h"
#include "statistics/equivalence.h"
#include "statistics/multiplicity.h"
#include "statistics/repeatability.h"
#include "statistics/spread_ratio.h"
#include "statistics/standardised_bias.h"

namespace radgauge::agreement {
namespace {

using agreement::Decision;
using agreement::DecisionChange;
using agreement::SpreadChange;
using agreement::ValueChange;

constexpr double kLevel = 0.05;

void append(std::string& reason, std::string_view more) {
  if (more.empty() || reason.find(more) != std::string::npos) return;
  if (!reason.empty()) reason += "; ";
  reason += more;
}

/// The rows of a side's table, all of them, and their patients by numbers that hold in both runs.
struct SideRows {
  std::vector<std::size_t> rows;
  std::vector<std::size_t> patients;
};

SideRows rows_of(const ComparedSide& side, std::map<std::string, std::size_t>& numbers) {
  SideRows out;
  for (const std::string& patient : side.table->patients) {
    out.rows.push_back(out.rows.size());
    out.patients.push_back(numbers.emplace(patient, numbers.size()).first->second);
  }
  return out;
}

/// Spread of a feature within its objects; 0 where it is rounding.
struct ComparedSpread {
  double wsd = std::numeric_limits<double>::quiet_NaN();
  double df = 0;
  statistics::PatientSpread patients;
};

ComparedSpread compared_spread(const ComparedSide& side, std::size_t feature, const SideRows& all) {
  ComparedSpread out;
  const agreement::FeatureCells cells = agreement::gather(
      *side.table, agreement::read_block(*side.table, feature, 1), feature, all.rows, all.patients);
  if (cells.rows.empty()) return out;
  const statistics::Repeatability r = statistics::repeatability(cells.sums);
  const agreement::Spread range = agreement::spread_of(cells.ratings);
  out.wsd = r.wsd;
  out.df = r.df_within;
  out.patients = statistics::patient_spread(cells.ratings, cells.patients);
  if (range.within <= agreement::kRounding * range.magnitude) {
    if (out.wsd > 0) out.wsd = 0;
    std::fill(out.patients.sum_squares.begin(), out.patients.sum_squares.end(), 0.0);
  }
  return out;
}

SpreadChange change_of_spread(const statistics::SpreadRatio& r) {
  const double low = 1 / r.margin;
  if (r.lower > r.margin) return SpreadChange::larger;
  if (r.upper < low) return SpreadChange::smaller;
  if (r.upper < r.margin) return r.lower > low ? SpreadChange::equivalent : SpreadChange::not_larger;
  return SpreadChange::undecided;
}

void compare_spread(const ComparedSpread& before, const ComparedSpread& after, const CompareOptions& options,
                    ComparedFeature& out) {
  out.wsd_old = before.wsd;
  out.wsd_new = after.wsd;
  const statistics::SpreadRatio r = statistics::spread_ratio(after.patients, before.patients, options.margin);
  out.n_patients_old = static_cast<std::int64_t>(r.n_reference);
  out.n_patients_new = static_cast<std::int64_t>(r.n_target);
  for (const std::size_t p : after.patients.patient)
    out.n_patients_both +=
        std::binary_search(before.patients.patient.begin(), before.patients.patient.end(), p) ? 1 : 0;
  out.ratio = r.ratio;
  if (before.wsd == 0 && after.wsd == 0) {
    out.spread = SpreadChange::equivalent;
    append(out.reason, "nothing moves within objects in either run");
    return;
  }
  if (before.patients.patient == after.patients.patient &&
      before.patients.sum_squares == after.patients.sum_squares) {
    out.ratio_lower = out.ratio_upper = out.ratio;
    if (!std::isnan(out.ratio)) out.spread = SpreadChange::equivalent;
    append(out.reason, "the spread of every patient is the same in both runs");
    return;
  }
  if (before.wsd == 0 && after.wsd > 0) {
    out.spread = SpreadChange::undecided;
    append(out.reason, "nothing moved within objects before and something does now: no ratio");
    return;
  }
  if (after.wsd == 0 && before.wsd > 0) {
    out.spread = SpreadChange::not_larger;
    append(out.reason, "nothing moves within objects any more: no ratio");
    return;
  }
  if (!std::isnan(r.ratio)) {
    const statistics::SdRatio f =
        statistics::sd_ratio(after.wsd, after.df, before.wsd, before.df, options.margin);
    out.ratio_f_lower = f.ci90_lower;
    out.ratio_f_upper = f.ci90_upper;
  }
  append(out.reason, r.reason);
  if (std::isnan(r.lower)) {
    if (!std::isnan(r.ratio)) out.spread = SpreadChange::undecided;
    return;
  }
  out.ratio_lower = r.lower;
  out.ratio_upper = r.upper;
  out.p_equivalent = r.p_tost;
  out.p_worse = r.p_above;
  out.spread = change_of_spread(r);
}

DecisionChange change_of_decision(Decision before, Decision after) {
  const bool was = before == Decision::certified, is = after == Decision::certified;
  if (was && is) return DecisionChange::kept;
  if (is) return DecisionChange::gained;
  if (!was) return DecisionChange::still_out;
  return after == Decision::inconclusive ? DecisionChange::undecided : DecisionChange::lost;
}

void compare_decisions(const FeatureRow& was, const FeatureRow& is, const std::string& hindrance,
                       ComparedFeature& out) {
  out.icc_old = was.icc;
  out.icc_lower_old = was.icc_lower;
  out.icc_upper_old = was.icc_upper;
  out.icc_new = is.icc;
  out.icc_lower_new = is.icc_lower;
  out.icc_upper_new = is.icc_upper;
  out.decision_old = was.decision;
  out.decision_new = is.decision;
  // Certified before, and no answer now: the certificate is gone, whatever the obstacle. A feature that lacks
  // nothing but patients is worth as much as a certified one, so that small studies can be compared, too.
  const auto worth = [](const FeatureRow& row) {
    return row.all_but_patients ? Decision::certified : row.decision;
  };
  if (hindrance.empty() || worth(was) == Decision::certified)
    out.change = change_of_decision(worth(was), worth(is));
  append(out.reason, hindrance);
}

/// Mean change of each patient's objects, so that lesions of a patient count as one.
std::vector<double> patient_changes(const std::vector<PairedObject>& paired, const ComparedSide& before,
                                    std::size_t old_feature, const ComparedSide& after,
                                    std::size_t new_feature, ComparedFeature& out) {
  std::map<std::string, std::pair<double, double>> sums;
  std::vector<std::string> order;
  for (const PairedObject& object : paired) {
    const double is = after.base(object.new_row, new_feature), was = before.base(object.old_row, old_feature);
    if (std::isnan(is) || std::isnan(was)) continue;
    const bool rounding = std::abs(is - was) <= agreement::kRounding * std::max(std::abs(is), std::abs(was));
    const double change = rounding ? 0 : is - was;
    ++out.n_objects_paired;
    if (!(std::abs(change) <= std::abs(out.largest_change))) {
      out.largest_change = change;
      out.largest_change_object = object.object;
    }
    const auto [it, is_new] = sums.emplace(object.patient, std::pair{0.0, 0.0});
    if (is_new) order.push_back(object.patient);
    it->second.first += change;
    it->second.second += 1;
  }
  std::vector<double> means;
  for (const std::string& patient : order) means.push_back(sums[patient].first / sums[patient].second);
  return means;
}

void compare_values(const std::vector<PairedObject>& paired, const ComparedSide& before,
                    std::size_t old_feature, const ComparedSide& after, std::size_t new_feature,
                    const ComparedSpread& spread, double margin, ComparedFeature& out) {
  const std::vector<double> changes = patient_changes(paired, before, old_feature, after, new_feature, out);
  if (changes.empty()) return;
  if (out.largest_change == 0) {
    out.bias = out.bias_lower = out.bias_upper = 0;
    out.values = ValueChange::identical;
    return;
  }
  out.values = ValueChange::undecided;
  if (!(out.wsd_old > 0)) {
    append(out.reason, "values changed, and the spread of OLD is no measure of it");
    return;
  }
  const statistics::StandardisedBias test =
      statistics::standardised_bias(changes, statistics::log_spread(spread.patients), margin);
  out.bias = test.bias;
  append(out.reason, test.reason);
  if (!test.reason.empty()) return;
  out.bias_lower = test.lower;
  out.bias_upper = test.upper;
  out.p_bias_equivalent = test.p_equivalent;
  out.p_bias_worse = test.p_beyond;
  if (test.p_equivalent < kLevel) out.values = ValueChange::equivalent;
  if (test.p_beyond < kLevel) out.values = ValueChange::shifted;
}

ComparedFeature named(const ComparedSide& side, std::size_t feature) {
  ComparedFeature out;
  out.question = side.question.name;
  out.feature = side.table->feature_names[feature];
  out.ibsi_code = side.table->features[feature].ibsi_code;
  out.unit = side.table->features[feature].unit;
  return out;
}

/// What holds for every feature of a comparison.
struct Comparison {
  const ComparedSide& before;
  const ComparedSide& after;
  const std::vector<PairedObject>& paired;
  const CompareOptions& options;
  SideRows old_rows;
  SideRows new_rows;
  std::string hindrance;  ///< why one of the questions has no answer
};

ComparedFeature compare_feature(const Comparison& c, std::size_t old_feature, std::size_t new_feature) {
  ComparedFeature out = named(c.before, old_feature);
  compare_decisions(c.before.rows[old_feature], c.after.rows[new_feature], c.hindrance, out);
  const ComparedSpread spread = compared_spread(c.before, old_feature, c.old_rows);
  compare_spread(spread, compared_spread(c.after, new_feature, c.new_rows), c.options, out);
  compare_values(c.paired, c.before, old_feature, c.after, new_feature, spread, c.options.bias_margin, out);
  return out;
}

void set_q(std::vector<ComparedFeature>& rows, double ComparedFeature::*p, double ComparedFeature::*q) {
  std::vector<double> values;
  for (const ComparedFeature& row : rows) values.push_back(row.*p);
  const std::vector<double> of = statistics::benjamini_hochberg(values);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*q = of[i];
}

}  // namespace

CompareOptions check_margins(CompareOptions options) {
  if (!(options.margin > 1) || std::isinf(options.margin))
    throw Error(ErrorKind::usage,
                "the margin is " + to_text(options.margin) +
                    "; it must be a factor above 1: the ratio is tested within 1/margin and it");
  if (std::isnan(options.bias_margin)) options.bias_margin = std::sqrt(options.margin * options.margin - 1);
  if (!(options.bias_margin > 0) || std::isinf(options.bias_margin))
    throw Error(ErrorKind::usage, "the margin of the bias is " + to_text(options.bias_margin) +
                                      "; it must be above 0, in within-object standard deviations");
  return options;
}

std::vector<ComparedFeature> gone(const ComparedSide& before, const std::vector<std::string>& kept,
                                  const std::string& why) {
  const std::set<std::string> known(kept.begin(), kept.end());
  std::vector<ComparedFeature> out;
  for (std::size_t f = 0; f < before.table->feature_names.size(); ++f) {
    if (known.count(before.table->feature_names[f]) > 0) continue;
    ComparedFeature row = named(before, f);
    compare_decisions(before.rows[f], FeatureRow{}, {}, row);
    // What is not measured any more cannot be certified with more patients either.
    if (before.rows[f].decision == Decision::inconclusive) row.change = DecisionChange::lost;
    row.gone = true;
    append(row.reason, why);
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<ComparedFeature> compare(const ComparedSide& before, const ComparedSide& after,
                                     const std::vector<PairedObject>& paired, const CompareOptions& given) {
  const CompareOptions options = check_margins(given);
  std::map<std::string, std::size_t> numbers;
  const SideRows old_rows = rows_of(before, numbers), new_rows = rows_of(after, numbers);
  Comparison c{before, after, paired, options, old_rows, new_rows, obstacle(*before.table)};
  if (c.hindrance.empty()) c.hindrance = obstacle(*after.table);
  std::map<std::string, std::size_t> new_feature;
  for (const std::string& name : after.table->feature_names) new_feature.emplace(name, new_feature.size());
  std::vector<ComparedFeature> out;
  for (std::size_t f = 0; f < before.table->feature_names.size(); ++f)
    if (const auto it = new_feature.find(before.table->feature_names[f]); it != new_feature.end())
      out.push_back(compare_feature(c, f, it->second));
  return out;
}

void judge_together(std::vector<ComparedFeature>& rows) {
  set_q(rows, &ComparedFeature::p_equivalent, &ComparedFeature::q_equivalent);
  set_q(rows, &ComparedFeature::p_worse, &ComparedFeature::q_worse);
  set_q(rows, &ComparedFeature::p_bias_worse, &ComparedFeature::q_bias_worse);
  for (ComparedFeature& row : rows) {
    if (row.spread == SpreadChange::larger && !(row.q_worse < kLevel)) {
      row.spread = SpreadChange::undecided;
      append(row.reason, "the ratio is above its margin by itself, not among this many tests");
    }
    if (row.values == ValueChange::shifted && !(row.q_bias_worse < kLevel)) {
      row.values = ValueChange::undecided;
      append(row.reason, "the bias is above its margin by itself, not among this many tests");
    }
  }
}

ComparisonCounts count_comparison(const std::vector<ComparedFeature>& rows) {
  ComparisonCounts c;
  for (const ComparedFeature& row : rows) {
    c.compared += !row.gone && (row.change || row.spread || row.values) ? 1 : 0;
    c.lost += row.change == DecisionChange::lost ? 1 : 0;
    c.gone += row.gone && row.change == DecisionChange::lost ? 1 : 0;
    c.gained += row.change == DecisionChange::gained ? 1 : 0;
    c.undecided += row.change == DecisionChange::undecided ? 1 : 0;
    c.larger += row.spread == SpreadChange::larger ? 1 : 0;
    c.shifted += row.values == ValueChange::shifted ? 1 : 0;
    c.spread_equivalent += row.spread == SpreadChange::equivalent ? 1 : 0;
    c.spread_not_larger +=
        row.spread == SpreadChange::not_larger || row.spread == SpreadChange::smaller ? 1 : 0;
    c.spread_undecided += row.spread == SpreadChange::undecided ? 1 : 0;
  }
  return c;
}

}  // namespace radgauge::agreement
