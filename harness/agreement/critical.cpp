#include "agreement/critical.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agreement/decision.h"
#include "agreement/dose_judge.h"
#include "core/nan.h"
#include "core/text.h"

namespace radgauge::agreement {
namespace {

using agreement::LevelVerdict;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr std::size_t kCriticalBlock = 8;
constexpr double kMostLost = 0.1;            // share of the draws without an answer
constexpr std::int64_t kFewestPatients = 5;  // with fewer, draws of one patient alone are no rarity

/// A place on a curve: the index of the level before it, and the share of the way to the next. -inf before
/// the first level, inf beyond the last, NaN unknown. Strength grows with it whatever the sign of the levels.
using Place = double;

/// Share of the way from `before` to `after` at which the first of the margins reaches 0, and which.
std::pair<double, std::size_t> first_crossing(const std::vector<double>& before,
                                              const std::vector<double>& after) {
  std::pair<double, std::size_t> first{kNaN, 0};
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!(after[i] < 0) || !(before[i] >= 0)) continue;
    const double share = std::isinf(after[i]) ? 0 : before[i] / (before[i] - after[i]);
    if (!(first.first <= share)) first = {share, i};
  }
  return first;
}

double achieved_at(const DoseCurve& curve, Place place) {
  if (!std::isfinite(place)) return place;
  const auto level = static_cast<std::size_t>(place);
  const double from = curve.levels[level].achieved;
  if (level + 1 >= curve.levels.size()) return from;
  return from + (place - static_cast<double>(level)) * (curve.levels[level + 1].achieved - from);
}

/// Where the estimates first miss a limit, over the first `n` levels.
Place place_of_estimates(const Limits& limits, const std::vector<LevelVerdict>& levels, std::size_t n,
                         std::span<const double> weights) {
  std::vector<double> before;
  for (std::size_t m = 0; m < n; ++m) {
    const auto estimates = agreement::estimates_of(agreement::weighted(levels[m].sums, weights));
    std::vector<double> margins = agreement::estimate_margins(limits, levels[m], estimates);
    bool missed = false;
    for (const double margin : margins) {
      if (std::isnan(margin)) return kNaN;
      missed = missed || margin < 0;
    }
    if (missed && m == 0) return -kInf;
    if (missed) return static_cast<double>(m - 1) + first_crossing(before, margins).first;
    before = std::move(margins);
  }
  return kInf;
}

/// Levels before the first at which something that the limits need cannot be estimated at all.
std::size_t estimable_levels(const Limits& limits, const std::vector<LevelVerdict>& levels,
                             std::span<const double> weights) {
  for (std::size_t m = 0; m < levels.size(); ++m) {
    const auto estimates = agreement::estimates_of(agreement::weighted(levels[m].sums, weights));
    for (const double margin : agreement::estimate_margins(limits, levels[m], estimates))
      if (std::isnan(margin)) return m;
  }
  return levels.size();
}

void fill_estimate_crossing(const Limits& limits, const DoseCurve& curve,
                            const std::vector<LevelVerdict>& levels, const std::vector<double>& draws,
                            CriticalRow& row) {
  const std::size_t patients = levels.front().sums.size();
  const std::vector<double> ones(patients, 1);
  const std::size_t n = estimable_levels(limits, levels, ones);
  row.estimate_crossing = achieved_at(curve, place_of_estimates(limits, levels, n, ones));
  std::vector<Place> places;
  const std::size_t n_draws = draws.size() / patients;
  for (std::size_t b = 0; b < n_draws && row.n_patients >= kFewestPatients; ++b) {
    const Place place =
        place_of_estimates(limits, levels, n, std::span(draws).subspan(b * patients, patients));
    if (!std::isnan(place)) places.push_back(place);
  }
  if (static_cast<double>(n_draws - places.size()) > kMostLost * static_cast<double>(n_draws) ||
      places.empty()) {
    row.reason += std::string(row.reason.empty() ? "" : "; ") + "too few patients for a bootstrap interval";
    return;
  }
  std::sort(places.begin(), places.end());
  const auto last = static_cast<double>(places.size() - 1);
  row.estimate_crossing_lower = achieved_at(curve, places[static_cast<std::size_t>(0.025 * last)]);
  row.estimate_crossing_upper = achieved_at(curve, places[static_cast<std::size_t>(std::ceil(0.975 * last))]);
}

std::vector<double> bounds_of(const LevelVerdict& level) {
  std::vector<double> bounds;
  for (const agreement::Margin& margin : level.margins) bounds.push_back(margin.bound);
  return bounds;
}

/// The last level before the first that is not certified, and where between them the limit is crossed.
void fill_critical(const DoseCurve& curve, const std::vector<LevelVerdict>& levels, CriticalRow& row) {
  std::size_t n = 0;
  while (n < levels.size() && levels[n].point.decision == agreement::Decision::certified) ++n;
  const std::size_t last = n == 0 ? 0 : n - 1;
  row.critical = curve.levels[last].achieved;
  row.requested = curve.levels[last].requested;
  if (n == levels.size()) {
    row.answer = agreement::CriticalPlace::beyond_largest;
    return;
  }
  row.answer = n == 0 ? agreement::CriticalPlace::below_smallest : agreement::CriticalPlace::at;
  row.beyond = levels[n].point.decision;
  row.reason = levels[n].point.reason;
  std::vector<double> before =
      n == 0 ? std::vector<double>(levels[0].margins.size(), kInf) : bounds_of(levels[n - 1]);
  const auto [share, which] = first_crossing(before, bounds_of(levels[n]));
  if (n == 0) {  // nothing milder to interpolate from: which limit is missed, not where
    for (const agreement::Margin& margin : levels[0].margins)
      if (row.limit.empty() && margin.bound < 0) row.limit = margin.limit;
    return;
  }
  if (std::isnan(share)) return;
  row.limit = levels[n].margins[which].limit;
  row.crossing = achieved_at(curve, static_cast<double>(n - 1) + share);
}

CriticalRow start_row(const Question& question, const QuestionTable& table, const DoseCurve& curve,
                      std::size_t feature) {
  CriticalRow row;
  row.question = question.name;
  row.factor = curve.factor;
  row.side = curve.side;
  row.feature = table.feature_names[feature];
  row.ibsi_code = table.features[feature].ibsi_code;
  row.family = table.features[feature].family;
  row.magnitude = curve.magnitude;
  row.unit = curve.unit;
  row.n_levels = static_cast<std::int64_t>(curve.levels.size());
  for (const DoseLevel& level : curve.levels)
    row.n_repeats = std::max(row.n_repeats, static_cast<std::int64_t>(level.columns.size()));
  return row;
}

void not_estimable(const std::string& why, CriticalRow& row) {
  row.answer = agreement::CriticalPlace::not_estimable;
  row.critical = row.requested = row.crossing = kNaN;
  row.limit.clear();
  row.beyond.reset();
  row.reason = why;
}

/// What all features share.
struct Shared {
  const Question& question;
  const QuestionTable& table;
  const std::vector<DoseCurve>& curves;
  std::string hindrance;  ///< why nothing can be told
  std::size_t n_patients = 0;
  std::vector<std::vector<LevelPairs>> pairs;  ///< of each curve and level
  std::vector<std::size_t> first_point;        ///< of each curve, among the points
  std::vector<double> draws;
};

Shared prepare(const Question& question, const QuestionTable& table, const std::vector<DoseCurve>& curves,
               const PatientBootstrap& bootstrap) {
  Shared shared{question, table, curves, obstacle(table), 0, {}, {0}, {}};
  const std::vector<std::size_t> patients = agreement::patient_indices(table);
  shared.n_patients = agreement::count_patients(patients);
  std::vector<std::size_t> rows(table.objects.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  for (const DoseCurve& curve : curves) {
    shared.pairs.emplace_back();
    for (const DoseLevel& level : curve.levels)
      shared.pairs.back().push_back(level_pairs(table, {"level", level.columns}, rows, patients));
    shared.first_point.push_back(shared.first_point.back() + table.features.size() * curve.levels.size());
  }
  shared.draws = agreement::patient_draws(bootstrap, shared.n_patients);
  return shared;
}

LevelVerdict judge(const Shared& shared, const agreement::CellBlock& block, std::size_t c, std::size_t m,
                   std::size_t feature) {
  LevelVerdict level;
  if (shared.hindrance.empty()) {
    level = agreement::judge_level(shared.question, shared.table, shared.pairs[c][m], block, feature,
                                   shared.n_patients);
  } else {
    level.point.decision = agreement::Decision::not_estimable;
    level.point.reason = shared.hindrance;
  }
  const DoseCurve& curve = shared.curves[c];
  level.point.question = shared.question.name;
  level.point.factor = curve.factor;
  level.point.side = curve.side;
  level.point.feature = shared.table.feature_names[feature];
  level.point.requested = curve.levels[m].requested;
  level.point.achieved = curve.levels[m].achieved;
  return level;
}

void answer_one(const Shared& shared, const agreement::CellBlock& block, std::size_t c, std::size_t feature,
                CriticalAnswer& out) {
  const DoseCurve& curve = shared.curves[c];
  std::vector<LevelVerdict> levels;
  for (std::size_t m = 0; m < curve.levels.size(); ++m) {
    levels.push_back(judge(shared, block, c, m, feature));
    out.points[shared.first_point[c] + feature * curve.levels.size() + m] = levels.back().point;
  }
  CriticalRow row = start_row(shared.question, shared.table, curve, feature);
  const LevelVerdict& mildest = levels.front();
  row.n_patients = mildest.n_patients;
  row.n_objects = mildest.n_objects;
  fill_critical(curve, levels, row);
  if (mildest.point.decision == agreement::Decision::not_estimable || !mildest.no_discrimination.empty())
    not_estimable(mildest.point.reason, row);
  else
    fill_estimate_crossing(deciding_limits(shared.question), curve, levels, shared.draws, row);
  out.rows[c * shared.table.features.size() + feature] = std::move(row);
}

}  // namespace

CriticalAnswer critical_magnitudes(const Question& question, const QuestionTable& table,
                                   const std::vector<DoseCurve>& curves, const PatientBootstrap& bootstrap) {
  CriticalAnswer out;
  const std::size_t n = table.features.size();
  if (curves.empty() || n == 0) return out;
  const Shared shared = prepare(question, table, curves, bootstrap);
  out.rows.resize(curves.size() * n);
  out.points.resize(shared.first_point.back());
  oneapi::tbb::parallel_for(std::size_t{0}, (n + kCriticalBlock - 1) / kCriticalBlock, [&](std::size_t b) {
    const std::size_t first = b * kCriticalBlock, count = std::min(kCriticalBlock, n - first);
    agreement::CellBlock block;
    if (shared.hindrance.empty()) block = agreement::read_block(table, first, count);
    for (std::size_t c = 0; c < curves.size(); ++c)
      for (std::size_t f = first; f < first + count; ++f) answer_one(shared, block, c, f, out);
  });
  return out;
}

}  // namespace radgauge::agreement
