#include "agreement/agreement.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "agreement/cells.h"
#include "agreement/decision.h"
#include "core/text.h"
#include "statistics/cluster.h"
#include "statistics/concordance.h"
#include "statistics/icc.h"
#include "statistics/repeatability.h"

namespace radgauge {
namespace {

using agreement::FeatureCells;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void append(std::string& reason, const std::string& more) {
  if (more.empty()) return;
  if (!reason.empty()) reason += "; ";
  reason += more;
}

// The ICC of a feature with the interval that decides, and variances within and between objects.
struct Icc {
  double value = kNaN;
  agreement::Interval limits;
  double within = kNaN;
  double between = kNaN;
  double n_patients = 0;
  double n_objects = 0;
  std::string note;      // what a reader must know of an ICC that exists
  std::string_view why;  // why there is none
};

void one_way(const Ratings& ratings, std::span<const std::size_t> patients, Icc& out) {
  const OneWayAnova anova = one_way_anova(ratings);
  const JackknifeLimits jack = jackknife_one_way(ratings, patients);
  out.n_patients = jack.n_patients;
  out.n_objects = jack.n_objects;
  out.value = anova.icc.value;
  out.limits = {jack.lower, jack.upper};
  out.within = anova.msw;
  out.between = std::max(0.0, anova.var_subject);
  out.why = anova.icc.reason.empty() ? jack.reason : anova.icc.reason;
  if (!ratings.complete())
    out.note = to_text(static_cast<std::int64_t>(anova.n_values)) + " of " +
               to_text(static_cast<std::int64_t>(ratings.values.size())) + " values; unbalanced n0 form";
}

// The outer of the jackknife's limits (patients drawn, columns fixed) and McGraw & Wong's (columns drawn,
// objects independent): each leaves out what the other covers.
void crossed(IccForm form, const Ratings& ratings, std::span<const std::size_t> patients, Icc& out) {
  const bool absolute = form == IccForm::agreement;
  const MeanSquares ms = mean_squares(ratings);
  const IccEstimate icc = absolute ? icc_agreement(ms) : icc_consistency(ms);
  const JackknifeLimits jack =
      jackknife_crossed(ratings, patients, absolute ? CrossedForm::agreement : CrossedForm::consistency);
  out.n_patients = jack.n_patients;
  out.n_objects = jack.n_objects;
  out.value = icc.value;
  out.why = icc.reason;
  const double n = static_cast<double>(ms.n_subjects), k = static_cast<double>(ms.n_raters);
  out.within = ms.mse + (absolute ? std::max(0.0, (ms.msj - ms.mse) / n) : 0);
  out.between = std::max(0.0, (ms.msb - ms.mse) / k);
  if (jack.n_patients < 2) {
    out.why = jack.reason.empty() ? std::string_view("one patient") : jack.reason;
    return;
  }
  out.limits = {icc.lower, icc.upper};
  if (std::isnan(jack.lower))
    append(out.note, "McGraw-Wong limits alone: " + std::string(jack.reason));
  else
    out.limits = {std::min(icc.lower, jack.lower), std::max(icc.upper, jack.upper)};
}

std::string empty_columns_note(const std::vector<std::string>& columns) {
  if (columns.empty()) return {};
  return "left out for want of any value: " +
         (columns.size() > 3 ? std::to_string(columns.size()) + " conditions" : join(columns, " "));
}

std::size_t patients_with_repeats(const FeatureCells& cells, std::span<const std::size_t> patients) {
  std::set<std::size_t> found;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) {
    std::size_t values = 0;
    for (std::size_t j = 0; j < cells.columns.size(); ++j)
      values += std::isnan(cells.ratings.at(i, j)) ? 0 : 1;
    if (values >= 2) found.insert(patients[i]);
  }
  return found.size();
}

Icc estimate(const Question& question, const QuestionTable& table, const FeatureCells& cells) {
  Icc out;
  const auto patients = agreement::patient_indices(table, cells.rows);
  out.n_patients = static_cast<double>(*std::max_element(patients.begin(), patients.end()) + 1);
  out.n_objects = static_cast<double>(cells.rows.size());
  const auto spread = agreement::spread_of(cells.ratings);
  if (spread.total <= agreement::kRounding * spread.magnitude) {
    out.why = "constant: every object has the same value";
    return out;
  }
  if (question.form == IccForm::one_way) {
    one_way(cells.ratings, patients, out);
  } else {
    std::vector<std::size_t> kept, rows;
    const Ratings complete = complete_cases(cells.ratings, &kept);
    for (const std::size_t i : kept) rows.push_back(cells.rows[i]);
    if (rows.size() < cells.rows.size())
      out.note = "complete cases: " + std::to_string(rows.size()) + " of " +
                 std::to_string(cells.rows.size()) + " objects";
    crossed(question.form, complete, agreement::patient_indices(table, rows), out);
  }
  append(out.note, empty_columns_note(cells.empty_columns));
  if (spread.within <= agreement::kRounding * spread.magnitude &&
      patients_with_repeats(cells, patients) >= 2 && !std::isnan(out.value)) {
    out.value = out.limits.lower = out.limits.upper = 1;
    out.why = {};
    append(out.note, "unchanged in every condition");
  }
  return out;
}

// Mean over objects of (mean over the other columns - base).
double bias_against(const QuestionTable& table, std::size_t feature, const FeatureCells& cells) {
  const auto base =
      std::find(cells.columns.begin(), cells.columns.end(), static_cast<std::size_t>(table.base_column));
  const auto base_at = static_cast<std::size_t>(base - cells.columns.begin());
  const bool has_column = table.base_column >= 0 && base != cells.columns.end();
  if (!has_column && (table.base_column >= 0 || !table.base_value)) return kNaN;
  double total = 0, objects = 0;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) {
    const double reference =
        has_column ? cells.ratings.at(i, base_at) : table.base_value(cells.rows[i], feature);
    if (std::isnan(reference)) continue;
    double sum = 0, count = 0;
    for (std::size_t j = 0; j < cells.columns.size(); ++j) {
      const double value = cells.ratings.at(i, j);
      if ((has_column && j == base_at) || std::isnan(value)) continue;
      sum += value - reference;
      ++count;
    }
    if (!(count > 0)) continue;
    total += sum / count;
    ++objects;
  }
  return objects > 0 ? total / objects : kNaN;
}

void fill_repeatability(const FeatureCells& cells, FeatureRow& row, agreement::Evidence& evidence) {
  const Repeatability r = repeatability(cells.ratings);
  row.wsd = r.wsd;
  row.rc = r.rc;
  row.rc_lower = r.rc_lower;
  row.rc_upper = r.rc_upper;
  evidence.why_no_wcv = r.reason.empty() ? "object means cross zero: wCV and RC % say nothing" : r.reason;
  if (!r.means_cross_zero) row.wcv = r.wcv_rms_pooled_df;
  if (r.wsd == 0) row.wcv = 0;
  if (row.wcv == 0) evidence.wcv = {0, 0};
  if (row.wcv > 0) {
    const ChiSquareFactors factors = chi_square_factors(r.df_within);
    evidence.wcv = {factors.lower * row.wcv, factors.upper * row.wcv};
  }
}

// Gauge R&R in SDs: 100 GRR / TV and the number of distinct categories 1.41 PV / GRR (AIAG 2010).
void fill_gauge(const Icc& icc, FeatureRow& row) {
  const double total = icc.within + icc.between;
  if (!(total > 0)) return;
  row.study_variation_percent = 100 * std::sqrt(icc.within / total);
  if (icc.within > 0) row.ndc = std::floor(1.41 * std::sqrt(icc.between / icc.within));
}

std::string_view form_name(IccForm form) {
  if (form == IccForm::one_way) return "one_way";
  return form == IccForm::agreement ? "agreement" : "consistency";
}

FeatureRow blank_row(const Question& question, const QuestionTable& table, std::size_t feature) {
  FeatureRow row;
  const FeatureInfo& info = table.features[feature];
  row.question = question.name;
  row.feature = table.feature_names[feature];
  row.ibsi_code = info.ibsi_code;
  row.unit = info.unit;
  row.family = info.family;
  row.icc_form = form_name(question.form);
  row.n_conditions = static_cast<std::int64_t>(table.columns.size());
  row.decision = "not estimable";
  row.status = "undefined";
  return row;
}

FeatureRow answer_feature(const Question& question, const QuestionTable& table, std::size_t feature) {
  FeatureRow row = blank_row(question, table, feature);
  const FeatureCells cells = agreement::gather(table, feature);
  if (cells.present > 0)
    row.failure_rate = static_cast<double>(cells.not_ok) / static_cast<double>(cells.present);
  if (cells.rows.empty()) {
    row.status = to_text(cells.worst == Status::ok ? Status::absent : cells.worst);
    row.reason = "no cell has a value";
    return row;
  }
  const Icc icc = estimate(question, table, cells);
  agreement::Evidence evidence{icc.limits, {}, icc.why, {}};
  fill_repeatability(cells, row, evidence);
  fill_gauge(icc, row);
  row.bias = bias_against(table, feature, cells);
  row.occc = overall_concordance(complete_cases(cells.ratings)).occc;
  row.n_patients = static_cast<std::int64_t>(icc.n_patients);
  row.n_objects = static_cast<std::int64_t>(icc.n_objects);
  row.icc = icc.value;
  row.icc_lower = icc.limits.lower;
  row.icc_upper = icc.limits.upper;
  row.icc_class = agreement::koo_li_class(row.icc_lower);
  row.status = std::isnan(icc.value) ? (icc.why.starts_with("constant") ? "degenerate" : "undefined") : "ok";
  const agreement::Decision decision = agreement::decide(question.limits, evidence);
  row.decision = decision.word;
  append(row.reason, decision.reason);
  append(row.reason, icc.note);
  return row;
}

}  // namespace

std::string obstacle(const QuestionTable& table) {
  if (table.features.empty()) return "no feature was measured";
  if (table.objects.size() < 2) return "fewer than two objects: there is nothing to tell apart";
  if (table.columns.size() < 2) return "fewer than two conditions: nothing is measured twice";
  const auto patients = agreement::patient_indices(table, [&] {
    std::vector<std::size_t> rows(table.objects.size());
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
    return rows;
  }());
  if (*std::max_element(patients.begin(), patients.end()) == 0)
    return "one patient: an interval over patients needs two or more";
  std::size_t repeated = 0;
  for (std::size_t i = 0; i < table.objects.size(); ++i) {
    std::size_t present = 0;
    for (std::size_t j = 0; j < table.columns.size(); ++j)
      present += table.status(i, j, 0) == Status::absent ? 0 : 1;
    repeated += present >= 2 ? 1 : 0;
  }
  if (repeated == 0)
    return "patients measured once each over " + std::to_string(table.columns.size()) +
           " conditions: the condition is confounded with the patient; measure the same objects under two or "
           "more";
  return {};
}

std::vector<FeatureRow> answer(const Question& question, const QuestionTable& table) {
  const std::string hindrance = obstacle(table);
  std::vector<FeatureRow> rows;
  for (std::size_t feature = 0; feature < table.features.size(); ++feature) {
    rows.push_back(hindrance.empty() ? answer_feature(question, table, feature)
                                     : blank_row(question, table, feature));
    if (!hindrance.empty()) rows.back().reason = hindrance;
  }
  return rows;
}

}  // namespace radgauge
