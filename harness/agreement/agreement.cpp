#include "agreement/agreement.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "agreement/cells.h"
#include "agreement/decision.h"
#include "agreement/difference.h"
#include "agreement/estimate.h"
#include "agreement/variation.h"
#include "agreement/worst.h"
#include "core/text.h"
#include "statistics/concordance.h"
#include "statistics/multiplicity.h"

namespace radgauge::agreement {
namespace {

using agreement::FeatureCells;

// The rows of a table that are answered for together, and why they cannot be.
struct Part {
  agreement::StratumKey key;
  std::vector<std::size_t> rows;
  std::string obstacle;
};

/// `present`: cells_of_rows() of the table.
std::string obstacle_of(const QuestionTable& table, const std::vector<std::size_t>& rows,
                        const std::vector<std::size_t>& present) {
  if (table.features.empty()) return "no feature was measured";
  if (rows.size() < 2) return "fewer than two objects: there is nothing to tell apart";
  if (table.columns.size() < 2) return "fewer than two conditions: nothing is measured twice";
  const bool one_patient = std::all_of(rows.begin(), rows.end(), [&](std::size_t row) {
    return table.patients[row] == table.patients[rows.front()];
  });
  if (one_patient) return "one patient: an interval over patients needs two or more";
  const auto repeated =
      std::count_if(rows.begin(), rows.end(), [&](std::size_t row) { return present[row] >= 2; });
  if (repeated == 0)
    return "patients measured once each over " + to_text(static_cast<std::int64_t>(table.columns.size())) +
           " conditions: the condition is confounded with the patient; measure the same objects under "
           "two or more";
  return {};
}

std::vector<std::size_t> all_rows(const QuestionTable& table) {
  std::vector<std::size_t> rows(table.objects.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::vector<Part> parts_of(const QuestionTable& table) {
  std::vector<Part> parts{{{}, all_rows(table), {}}};
  for (const Stratum& stratum : table.strata) parts.push_back({stratum.key, stratum.rows, {}});
  const std::vector<std::size_t> present = cells_of_rows(table);
  for (Part& part : parts) part.obstacle = obstacle_of(table, part.rows, present);
  return parts;
}

// What one feature gives to the answer for one part.
struct Result {
  FeatureRow row;
  AgreementDetail detail;
  std::optional<WorstCase> worst;
};

// Gauge R&R in SDs: 100 GRR / TV and the number of distinct categories 1.41 PV / GRR (AIAG 2010), of the
// share that the ICC gives to the objects.
void fill_gauge(double icc, FeatureRow& row) {
  if (std::isnan(icc)) return;
  const double part = std::max(0.0, icc);
  row.study_variation_percent = 100 * std::sqrt(1 - part);
  if (part < 1) row.ndc = std::floor(agreement::distinct_categories(part));
}

Result unanswered(const Question& question, const QuestionTable& table, std::size_t feature,
                  const Part& part) {
  Result out;
  FeatureRow& row = out.row;
  const FeatureInfo& info = table.features[feature];
  row.question = out.detail.question = question.name;
  row.stratum = out.detail.stratum = part.key;
  row.feature = out.detail.feature = table.feature_names[feature];
  row.ibsi_code = info.ibsi_code;
  row.unit = info.unit;
  row.family = info.family;
  row.icc_form = question.form;
  row.n_conditions = static_cast<std::int64_t>(table.columns.size());
  row.reason = part.obstacle;
  return out;
}

// A feature with two values puts objects into two boxes however still it stands; that is a label, not a
// measurement.
constexpr std::size_t kFewestValues = 3;

std::string no_discrimination(const FeatureCells& cells) {
  const std::size_t distinct =
      agreement::distinct_objects(cells.sums, agreement::spread_of(cells.ratings).magnitude);
  if (distinct >= kFewestValues) return {};
  return "does not tell objects apart: " + to_text(static_cast<std::int64_t>(distinct)) +
         (distinct == 1 ? " distinct value over " : " distinct values over ") +
         to_text(static_cast<std::int64_t>(cells.rows.size())) + " objects, " +
         to_text(static_cast<std::int64_t>(kFewestValues)) + " are needed";
}

// Why nothing is said of all conditions together; empty if something is.
std::string nothing_complete(const Question& question, const FeatureCells& cells) {
  if (question.form == IccForm::one_way) return {};
  return agreement::complete_objects(cells) > 0
             ? ""
             : "complete in no object: none has a value in every condition";
}

// Features beyond which no REML estimate is given beside the ANOVA form: one takes 5 ms for 50 objects x 30
// columns, all the rest of an answer a tenth of that.
constexpr std::size_t kMostWithReml = 5000;

void decide_feature(const Question& question, const agreement::Evidence& evidence,
                    const std::vector<std::string>& notes, FeatureRow& row) {
  const agreement::Decided decided = agreement::decide(question.limits, evidence);
  row.decision = decided.decision;
  row.all_but_patients = decided.all_but_patients;
  row.reason = decided.reason;
  row.reason_kind = notes.empty() ? decided.kind : agreement::ReasonKind::anything;
  if (notes.empty()) return;
  row.note = notes.back();
  row.reason += (row.reason.empty() ? "" : "; ") + join(notes, "; ");
}

void fill_icc(const agreement::IccResult& icc, FeatureRow& row, AgreementDetail& detail) {
  row.n_patients = static_cast<std::int64_t>(icc.n_patients);
  row.n_objects = static_cast<std::int64_t>(icc.n_objects);
  row.icc = icc.value;
  row.icc_lower = icc.limits.lower;
  row.icc_upper = icc.limits.upper;
  row.icc_class = agreement::koo_li_class(row.icc_lower, row.icc_upper);
  row.unmoved = icc.unchanged;
  row.status = !std::isnan(icc.value) ? Status::ok : icc.constant ? Status::degenerate : Status::undefined;
  fill_gauge(icc.value, row);
  detail.icc_lower_one_sided = icc.lower_one_sided;
  detail.icc_jackknife_lower = icc.jackknife.lower;
  detail.icc_jackknife_upper = icc.jackknife.upper;
  detail.icc_classical_lower = icc.classical.lower;
  detail.icc_classical_upper = icc.classical.upper;
  detail.icc_reml = icc.reml;
  detail.p_value = icc.p_value;
  detail.noise_largest_share = icc.noise_largest_share;
  detail.noise_effective_patients = icc.noise_effective_patients;
  detail.moved_share_upper = icc.moved_share_upper;
  detail.between_sd = std::sqrt(icc.between);
}

// Rows of one lesion are readings of it. Crossed forms leave out rows with a missing cell, but by REML.
std::int64_t lesions_that_entered(const Question& question, const QuestionTable& table,
                                  const FeatureCells& cells) {
  const bool all = question.form == IccForm::one_way || question.missing == MissingRule::reml;
  std::vector<std::size_t> complete;
  if (!all) statistics::complete_cases(cells.ratings, &complete);
  std::set<std::string_view> lesions;
  for (std::size_t i = 0; i < (all ? cells.rows.size() : complete.size()); ++i)
    lesions.insert(table.lesions[cells.rows[all ? i : complete[i]]]);
  return static_cast<std::int64_t>(lesions.size());
}

// How much is told of a feature: everything; all but REML and the worst case; or its decision alone.
enum class Depth { all_objects, stratum, decision };

Result answer_feature(const Question& question, const QuestionTable& table, const agreement::CellBlock& block,
                      std::size_t feature, const Part& part, const std::vector<std::size_t>& patients,
                      Depth depth) {
  Result out = unanswered(question, table, feature, part);
  FeatureRow& row = out.row;
  const FeatureCells cells = agreement::gather(table, block, feature, part.rows, patients);
  if (cells.present > 0)
    row.failure_rate = static_cast<double>(cells.not_ok) / static_cast<double>(cells.present);
  agreement::Evidence evidence;
  evidence.cells = cells.present;
  evidence.failures = cells.not_ok;
  if (cells.rows.empty()) {
    row.status = cells.worst == Status::ok ? Status::absent : cells.worst;
    evidence.why_no_icc = evidence.why_no_wcv = evidence.why_no_bias = "no cell has a value";
    decide_feature(question, evidence, {}, row);
    return out;
  }
  const agreement::IccResult icc = agreement::estimate_icc(
      question, cells, depth == Depth::all_objects && table.features.size() <= kMostWithReml);
  fill_icc(icc, row, out.detail);
  if (!table.lesions.empty() && row.n_objects > 0)
    row.n_objects = lesions_that_entered(question, table, cells);
  evidence.icc = icc.limits;
  evidence.patients = icc.n_patients;
  evidence.why_no_icc = icc.why;
  evidence.nothing_complete = nothing_complete(question, cells);
  if (!std::isnan(icc.value)) evidence.no_discrimination = no_discrimination(cells);
  // A decision alone needs what its limits ask for.
  const Limits& limits = question.limits;
  if (depth != Depth::decision || !std::isnan(limits.rc_percent_upper) || !std::isnan(limits.wcv_upper))
    agreement::fill_variation(cells, question, row, out.detail, evidence);
  if (depth != Depth::decision || !std::isnan(limits.bias_max))
    agreement::fill_difference(question, table, feature, cells, out.detail.between_sd, row, out.detail,
                               evidence);
  decide_feature(question, evidence, icc.notes, row);
  if (depth == Depth::decision) return out;
  const bool complete = cells.ratings.complete();
  const statistics::Ratings kept =
      complete ? statistics::Ratings() : statistics::complete_cases(cells.ratings);
  row.occc = statistics::overall_concordance(complete ? cells.ratings : kept).occc;
  out.detail.kendall_w = statistics::kendall_w(complete ? cells.ratings : kept).w;
  if (depth == Depth::all_objects && row.decision != agreement::Decision::certified && !std::isnan(icc.value))
    out.worst = agreement::worst_case(question, table, cells, row);
  return out;
}

void set_q_values(std::span<Result> results) {
  std::vector<double> p;
  for (const Result& result : results) p.push_back(result.detail.p_value);
  const std::vector<double> q = statistics::benjamini_hochberg(p);
  for (std::size_t i = 0; i < results.size(); ++i) results[i].row.q_value = q[i];
}

// Features that a thread answers for at once.
constexpr std::size_t kBlock = 8;

}  // namespace

std::vector<std::size_t> cells_of_rows(const QuestionTable& table) {
  if (table.features.empty()) return {};
  const std::size_t k = table.columns.size();
  const agreement::CellBlock block = agreement::read_block(table, 0, 1);
  std::vector<std::size_t> present(table.objects.size(), 0);
  for (std::size_t i = 0; i < block.statuses.size(); ++i)
    present[i / k] += block.statuses[i] == Status::absent ? 0 : 1;
  return present;
}

std::string obstacle(const QuestionTable& table) {
  return obstacle_of(table, all_rows(table), cells_of_rows(table));
}

Answer answer_in_detail(const Question& question, const QuestionTable& table) {
  const std::vector<Part> parts = parts_of(table);
  const std::vector<std::size_t> patients = agreement::patient_indices(table);
  const std::size_t n = table.features.size();
  std::vector<Result> results(parts.size() * n);
  const bool hopeless =
      std::all_of(parts.begin(), parts.end(), [](const Part& p) { return !p.obstacle.empty(); });
  oneapi::tbb::parallel_for(std::size_t{0}, (n + kBlock - 1) / kBlock, [&](std::size_t b) {
    const std::size_t first = b * kBlock, count = std::min(kBlock, n - first);
    for (std::size_t f = first; f < first + count; ++f) {
      agreement::CellBlock block;
      if (!hopeless) block = agreement::read_block(table, f, 1);
      for (std::size_t p = 0; p < parts.size(); ++p)
        results[p * n + f] = parts[p].obstacle.empty()
                                 ? answer_feature(question, table, block, f, parts[p], patients,
                                                  p == 0 ? Depth::all_objects : Depth::stratum)
                                 : unanswered(question, table, f, parts[p]);
    }
  });
  for (std::size_t p = 0; p < parts.size(); ++p) set_q_values(std::span(results).subspan(p * n, n));
  Answer out;
  for (Result& result : results) {
    out.rows.push_back(std::move(result.row));
    out.details.push_back(std::move(result.detail));
    if (result.worst) out.worst_cases.push_back(std::move(*result.worst));
  }
  std::stable_sort(out.worst_cases.begin(), out.worst_cases.end(),
                   [](const WorstCase& a, const WorstCase& b) { return a.share > b.share; });
  return out;
}

std::vector<FeatureRow> answer(const Question& question, const QuestionTable& table) {
  return answer_in_detail(question, table).rows;
}

std::vector<agreement::Decision> decisions(const Question& question, const QuestionTable& table) {
  const Part all{{}, all_rows(table), obstacle(table)};
  const std::size_t n = table.features.size();
  if (!all.obstacle.empty()) return std::vector<agreement::Decision>(n, agreement::Decision::not_estimable);
  const std::vector<std::size_t> patients = agreement::patient_indices(table);
  std::vector<agreement::Decision> list(n);
  oneapi::tbb::parallel_for(std::size_t{0}, (n + kBlock - 1) / kBlock, [&](std::size_t b) {
    const std::size_t first = b * kBlock, count = std::min(kBlock, n - first);
    for (std::size_t f = first; f < first + count; ++f)
      list[f] = answer_feature(question, table, agreement::read_block(table, f, 1), f, all, patients,
                               Depth::decision)
                    .row.decision;
  });
  return list;
}

}  // namespace radgauge::agreement
