#include "agreement/feature_answer.h"

#include <algorithm>
#include <cmath>

#include "agreement/decision.h"
#include "agreement/difference.h"
#include "agreement/estimate.h"
#include "agreement/variation.h"
#include "agreement/worst.h"
#include "core/nan.h"
#include "core/text.h"
#include "statistics/concordance.h"

namespace radgauge::agreement {
namespace {

// Gauge R&R in SDs: 100 GRR / TV and the number of distinct categories 1.41 PV / GRR (AIAG 2010), of the
// share that the ICC gives to the objects.
void fill_gauge(double icc, FeatureRow& row) {
  if (std::isnan(icc)) return;
  const double part = std::max(0.0, icc);
  row.study_variation_percent = 100 * std::sqrt(1 - part);
  if (part < 1) row.ndc = std::floor(distinct_categories(part));
}

std::string no_discrimination(const FeatureCells& cells) {
  const std::size_t distinct = distinct_objects(cells.sums, spread_of(cells.ratings).magnitude);
  if (distinct >= kFewestValues) return {};
  return "does not tell objects apart: " + to_text(static_cast<std::int64_t>(distinct)) +
         (distinct == 1 ? " distinct value over " : " distinct values over ") +
         to_text(static_cast<std::int64_t>(cells.rows.size())) + " objects, " +
         to_text(static_cast<std::int64_t>(kFewestValues)) + " are needed";
}

// Why nothing is said of all conditions together; empty if something is.
std::string nothing_complete(const Question& question, const FeatureCells& cells) {
  if (question.form == IccForm::one_way) return {};
  return complete_objects(cells) > 0 ? "" : "complete in no object: none has a value in every condition";
}

// Features beyond which no REML estimate is given beside the ANOVA form: one takes 5 ms for 50 objects x 30
// columns, all the rest of an answer a tenth of that.
constexpr std::size_t kMostWithReml = 5000;

void decide_feature(const Question& question, const Evidence& evidence, const std::vector<std::string>& notes,
                    FeatureRow& row) {
  const Decided decided = decide(question, evidence);
  row.decision = decided.decision;
  row.all_but_patients = decided.all_but_patients;
  row.reason = decided.reason;
  row.reason_kind = notes.empty() ? decided.kind : ReasonKind::anything;
  if (notes.empty()) return;
  row.note = notes.back();
  row.reason += (row.reason.empty() ? "" : "; ") + join(notes, "; ");
}

void fill_icc(const IccResult& icc, FeatureRow& row, AgreementDetail& detail) {
  row.n_patients = static_cast<std::int64_t>(icc.n_patients);
  row.n_objects = static_cast<std::int64_t>(icc.n_objects);
  row.icc = icc.value;
  row.icc_lower = icc.limits.lower;
  row.icc_upper = icc.limits.upper;
  row.icc_class = koo_li_class(row.icc_lower, row.icc_upper);
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
std::int64_t lesions_that_entered(const Question& question, const std::vector<std::size_t>& lesion_of_row,
                                  const FeatureCells& cells, const IccResult& icc) {
  const bool all =
      cells.complete || question.form == IccForm::one_way || question.missing == MissingRule::reml;
  std::vector<std::size_t> complete = icc.kept;
  if (!all && icc.constant) statistics::complete_cases(cells.ratings, &complete);
  std::vector<bool> seen(lesion_of_row.size(), false);
  for (std::size_t i = 0; i < (all ? cells.rows.size() : complete.size()); ++i)
    seen[lesion_of_row[cells.rows[all ? i : complete[i]]]] = true;
  return std::count(seen.begin(), seen.end(), true);
}

// The cells of one feature that are answered for together, and what is known of them beside their values.
struct Subject {
  FeatureCells cells;
  std::size_t present = 0, failures = 0;  ///< cells that are on trial, and those of them without a value
  const std::vector<std::size_t>* object_of_row = nullptr;  ///< of pairs with base
  const std::vector<std::size_t>* lesion_of_row = nullptr;  ///< empty: each row is an object of its own
};

FeatureAnswer answer_cells(const Question& question, const QuestionTable& table, const Subject& subject,
                           FeatureAnswer out, std::size_t feature, Depth depth, std::size_t n_features) {
  FeatureRow& row = out.row;
  const FeatureCells& cells = subject.cells;
  if (subject.present > 0)
    row.failure_rate = static_cast<double>(subject.failures) / static_cast<double>(subject.present);
  Evidence evidence;
  evidence.cells = subject.present;
  evidence.failures = subject.failures;
  if (cells.rows.empty()) {
    row.status = cells.worst == Status::ok ? Status::absent : cells.worst;
    evidence.why_no_icc = evidence.why_no_wcv = evidence.why_no_bias = "no cell has a value";
    decide_feature(question, evidence, {}, row);
    return out;
  }
  FeatureCells aligned;
  if (!table.held.empty()) aligned = without_held_levels(table, cells);
  const FeatureCells& of_icc = table.held.empty() ? cells : aligned;
  const IccResult icc =
      estimate_icc(question, of_icc, depth == Depth::all_objects && n_features <= kMostWithReml);
  fill_icc(icc, row, out.detail);
  if (!subject.lesion_of_row->empty() && row.n_objects > 0)
    row.n_objects = lesions_that_entered(question, *subject.lesion_of_row, of_icc, icc);
  evidence.icc = icc.limits;
  evidence.patients = icc.n_patients;
  evidence.why_no_icc = icc.why;
  evidence.nothing_complete = nothing_complete(question, cells);
  if (!std::isnan(icc.value))
    evidence.no_discrimination = subject.object_of_row == nullptr
                                     ? no_discrimination(cells)
                                     : same_under_base(cells, *subject.object_of_row);
  // A decision alone needs what its limits ask for.
  const Limits& limits = question.limits;
  if (depth != Depth::decision || !std::isnan(limits.rc_percent_upper) || !std::isnan(limits.wcv_upper))
    fill_variation(cells, question, row, out.detail, evidence);
  if (depth != Depth::decision || !std::isnan(limits.bias_max))
    fill_difference(question, table, feature, cells, out.detail.between_sd, row, out.detail, evidence);
  decide_feature(question, evidence, icc.notes, row);
  if (depth == Depth::decision) return out;
  // Where no levels are held, the ICC had the same cells.
  const bool same_cells = table.held.empty() && icc.mean_squares.n_subjects > 0;
  const statistics::Ratings kept =
      cells.complete || same_cells ? statistics::Ratings() : statistics::complete_cases(cells.ratings);
  const statistics::Ratings& whole = cells.complete ? cells.ratings : same_cells ? icc.complete_cases : kept;
  if (whole.n_subjects >= 2 && whole.n_raters >= 2)
    row.occc = statistics::occc(same_cells ? icc.mean_squares : statistics::mean_squares(whole));
  out.detail.kendall_w = statistics::kendall_w(whole).w;
  if (depth == Depth::all_objects && row.decision != Decision::certified && !std::isnan(icc.value))
    out.worst = worst_case(question, table, cells, of_icc, icc, row);
  return out;
}

FeatureAnswer answer_level(const AskedPart& asked, const LevelPairs& pairs, const CellBlock& values,
                           std::size_t feature, Depth depth) {
  Subject subject{gather(pairs.table, values, feature, pairs.rows, pairs.patient_of_row)};
  subject.object_of_row = &pairs.object_of_row;
  subject.lesion_of_row = &pairs.lesion_of_row;
  // Base is not what is on trial.
  for (std::size_t r = 0; r < pairs.rows.size(); ++r) {
    const Status status = values.statuses[2 * r + 1];
    if (status == Status::absent) continue;
    ++subject.present;
    subject.failures += status != Status::ok || !std::isfinite(values.values[2 * r + 1]) ? 1 : 0;
  }
  const Question question = against_base(asked.question);
  FeatureAnswer out = unanswered(question, asked.table, feature, asked.part);
  out.row.level = pairs.table.columns.back();
  if (subject.cells.ratings.n_raters == 2)
    return answer_cells(question, pairs.table, subject, std::move(out), feature, depth,
                        asked.table.features.size());
  Evidence evidence;
  evidence.cells = subject.present;
  evidence.failures = subject.failures;
  if (subject.present > 0)
    out.row.failure_rate = static_cast<double>(subject.failures) / static_cast<double>(subject.present);
  const bool no_base = subject.cells.columns.empty() || subject.cells.columns.front() != 0;
  evidence.why_no_icc = evidence.why_no_wcv = evidence.why_no_bias =
      no_base ? "no cell has a value under base" : "no cell has a value at this level";
  out.row.status = subject.cells.worst == Status::ok ? Status::absent : subject.cells.worst;
  decide_feature(question, evidence, {}, out.row);
  return out;
}

FeatureAnswer answer_columns(const AskedPart& asked, const CellBlock& block, std::size_t feature,
                             Depth depth) {
  Subject subject{gather(asked.table, block, feature, asked.part.rows, asked.patients)};
  subject.lesion_of_row = &asked.lesion_of_row;
  subject.present = subject.cells.present;
  subject.failures = subject.cells.not_ok;
  return answer_cells(asked.question, asked.table, subject,
                      unanswered(asked.question, asked.table, feature, asked.part), feature, depth,
                      asked.table.features.size());
}

}  // namespace

FeatureAnswer unanswered(const Question& question, const QuestionTable& table, std::size_t feature,
                         const Part& part) {
  FeatureAnswer out;
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

AskedPart asked_part(const Question& question, const QuestionTable& table, const Part& part,
                     const std::vector<std::size_t>& patients) {
  AskedPart out{question, table, part, patients, {}, indices_of(table.lesions)};
  if (part.obstacle.empty())
    for (const ComparedLevel& level : table.levels)
      out.levels.push_back(level_pairs(table, level, part.rows, patients));
  return out;
}

// The worst level, with the ICC over all columns beside it.
FeatureAnswer answer_feature(const AskedPart& asked, const CellBlock& block, std::size_t feature,
                             Depth depth) {
  if (asked.levels.empty()) return answer_columns(asked, block, feature, depth);
  const std::vector<double> base = base_values_of(asked.table, block, feature);
  const auto level_block = [&](const LevelPairs& pairs) {
    return pair_block(asked.table, pairs, block, feature, base);
  };
  // Of several levels the decision alone says which is worst; only that one is answered for in full.
  const std::size_t n = asked.levels.size();
  std::size_t worst = 0;
  FeatureAnswer out;
  bool unmoved = true;
  for (std::size_t i = 0; i < n; ++i) {
    FeatureAnswer level = answer_level(asked, asked.levels[i], level_block(asked.levels[i]), feature,
                                       n == 1 ? depth : Depth::decision);
    unmoved = unmoved && level.row.unmoved;
    if (i > 0 && !is_worse(level.row, out.row)) continue;
    worst = i;
    out = std::move(level);
  }
  if (n > 1 && depth != Depth::decision)
    out = answer_level(asked, asked.levels[worst], level_block(asked.levels[worst]), feature, depth);
  if (depth != Depth::decision) {
    const FeatureRow pooled = answer_columns(asked, block, feature, Depth::decision).row;
    out.detail.icc_pooled = pooled.icc;
    out.detail.icc_pooled_lower = pooled.icc_lower;
    out.detail.icc_pooled_upper = pooled.icc_upper;
  }
  out.row.unmoved = unmoved;
  if (n > 1 && !out.row.reason.empty() && out.row.decision != Decision::certified)
    out.row.reason = out.row.level + ": " + out.row.reason;
  return out;
}

}  // namespace radgauge::agreement
