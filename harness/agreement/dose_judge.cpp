#include "agreement/dose_judge.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "agreement/decision.h"
#include "agreement/difference.h"
#include "agreement/estimate.h"
#include "agreement/variation.h"
#include "core/nan.h"
#include "core/text.h"
#include "statistics/distributions.h"
#include "statistics/gauge_rr.h"

namespace radgauge::agreement {
namespace {

/// One entry for each limit that is set, `of` gives its margin; the order is that of Limits.
template <class Of>
void for_each_limit(const Limits& limits, const Of& of) {
  const std::pair<const char*, double> list[] = {
      {"icc_lower", limits.icc_lower}, {"rc_percent_upper", limits.rc_percent_upper},
      {"wcv_upper", limits.wcv_upper}, {"ndc_min", limits.ndc_min},
      {"bias_max", limits.bias_max},   {"failure_max", limits.failure_max}};
  for (std::size_t i = 0; i < std::size(list); ++i)
    if (!std::isnan(list[i].second)) of(i, list[i].first, list[i].second);
}

double bound_margin(std::size_t i, double limit, const Evidence& e) {
  switch (i) {
    case 0:
      return e.icc.lower - limit;
    case 1:
      return limit - e.rc_percent.upper;
    case 2:
      return limit - e.wcv.upper;
    case 3:
      return e.icc.lower - statistics::icc_of_categories(limit);
    case 4:
      return limit - e.bias.upper;
    default:
      return e.cells == 0 ? kNaN : limit - static_cast<double>(e.failures) / static_cast<double>(e.cells);
  }
}

double rc_percent_of(const LevelVerdict& level, const PairEstimates& e) {
  if (level.log_scale) return 100 * std::expm1(statistics::kRepeatabilityFactor * e.wsd_log);
  return level.has_mean ? 100 * statistics::kRepeatabilityFactor * e.wcv : kNaN;
}

/// Cells of the level alone: base is not what is on trial.
void count_cells(const LevelPairs& pairs, const CellBlock& block, LevelVerdict& out, Evidence& evidence) {
  for (std::size_t r = 0; r < pairs.object_of_row.size(); ++r) {
    const Status status = block.statuses[2 * r + 1];
    if (status == Status::absent) continue;
    const bool failed = status != Status::ok || !std::isfinite(block.values[2 * r + 1]);
    PairSums& sums = out.sums[pairs.patient_of_row[r]];
    ++sums.cells;
    sums.failures += failed ? 1 : 0;
    ++evidence.cells;
    evidence.failures += failed ? 1 : 0;
  }
  if (evidence.cells > 0)
    out.point.failure_rate = static_cast<double>(evidence.failures) / static_cast<double>(evidence.cells);
}

void count_objects(const LevelPairs& pairs, const CellBlock& block, LevelVerdict& out) {
  std::set<std::size_t> objects, patients;
  for (std::size_t r = 0; r < pairs.object_of_row.size(); ++r)
    if (block.statuses[2 * r] == Status::ok && block.statuses[2 * r + 1] == Status::ok) {
      objects.insert(pairs.object_of_row[r]);
      patients.insert(pairs.patient_of_row[r]);
    }
  out.n_objects = static_cast<std::int64_t>(objects.size());
  out.n_patients = static_cast<std::int64_t>(patients.size());
}

/// Agreement, spread and shift of the pairs, as in an answer to a question with these two columns.
void estimate(const Question& question, const LevelPairs& pairs, const FeatureCells& cells,
              std::size_t feature, const FeatureInfo& info, LevelVerdict& out, Evidence& evidence) {
  Question pair = against_base(question);
  pair.missing = MissingRule::complete_cases;
  FeatureRow row;
  row.unit = info.unit;
  row.ibsi_code = info.ibsi_code;
  AgreementDetail detail;
  const FeatureCells of_icc = pairs.table.held.empty() ? cells : without_held_levels(pairs.table, cells);
  out.sums = pair_sums(of_icc.ratings, of_icc.patients, out.sums.size());
  const IccResult icc = estimate_icc(pair, of_icc, false);
  evidence.icc = icc.limits;
  evidence.patients = icc.n_patients;
  evidence.why_no_icc = icc.why;
  if (!std::isnan(icc.value)) out.no_discrimination = same_under_base(cells, pairs.object_of_row);
  evidence.no_discrimination = out.no_discrimination;
  out.point.icc = icc.value;
  fill_variation(cells, question, row, detail, evidence);
  fill_difference(pair, pairs.table, feature, cells, std::sqrt(icc.between), row, detail, evidence);
  out.point.bias = row.bias;
  out.log_scale = detail.scale == Scale::log;
  out.has_mean = !std::isnan(row.wcv);
}

}  // namespace

LevelVerdict judge_level(const Question& question, const QuestionTable& table, const LevelPairs& pairs,
                         const CellBlock& block, std::size_t feature, std::size_t n_patients) {
  const CellBlock values = pair_block(table, pairs, block, feature, base_values_of(table, block, feature));
  const FeatureCells cells = gather(pairs.table, values, feature, pairs.rows, pairs.patient_of_row);
  LevelVerdict out;
  out.sums.resize(n_patients);
  Evidence evidence;
  if (cells.ratings.n_raters == 2)
    estimate(question, pairs, cells, feature, table.features[feature], out, evidence);
  else
    evidence.why_no_icc = evidence.why_no_wcv = evidence.why_no_bias =
        cells.columns.empty() || cells.columns.front() != 0 ? "no cell has a value under base"
                                                            : "no cell has a value at this level";
  count_cells(pairs, values, out, evidence);
  count_objects(pairs, values, out);
  const Decided decided = decide(question, evidence);
  out.point.decision = decided.decision;
  out.point.reason = decided.reason;
  out.point.icc_lower = evidence.icc.lower;
  out.point.icc_upper = evidence.icc.upper;
  const std::vector<double> ones(n_patients, 1);
  out.point.rc_percent = rc_percent_of(out, estimates_of(weighted(out.sums, ones)));
  out.point.rc_percent_upper = evidence.rc_percent.upper;
  for_each_limit(deciding_limits(question), [&](std::size_t i, const char* key, double limit) {
    out.margins.push_back({key, bound_margin(i, limit, evidence)});
  });
  return out;
}

std::vector<double> estimate_margins(const Limits& limits, const LevelVerdict& level,
                                     const PairEstimates& e) {
  std::vector<double> margins;
  for_each_limit(limits, [&](std::size_t i, const char*, double limit) {
    const double values[] = {e.icc - limit,
                             limit - rc_percent_of(level, e),
                             level.has_mean ? limit - e.wcv : kNaN,
                             e.icc - statistics::icc_of_categories(limit),
                             limit - e.bias_sd,
                             limit - e.failure_rate};
    margins.push_back(values[i]);
  });
  return margins;
}

}  // namespace radgauge::agreement
