#include <algorithm>
#include <cmath>
#include <map>

#include "agreement/numerical_floor.h"
#include "analysis/results.h"

namespace radgauge::analysis {
namespace {

void add_row(FeatureOverview& feature, const agreement::FeatureRow& row) {
  if (!std::isnan(row.icc_lower) &&
      (feature.weakest == nullptr || row.icc_lower < feature.weakest->icc_lower))
    feature.weakest = &row;
  feature.study_variation_percent = std::fmax(feature.study_variation_percent, row.study_variation_percent);
  feature.rc = std::fmax(feature.rc, row.rc);
  feature.failure_rate = std::fmax(feature.failure_rate, row.failure_rate);
  feature.edge_sensitive = std::fmax(feature.edge_sensitive, row.edge_sensitive);
}

bool before(const FeatureOverview& a, const FeatureOverview& b) {
  if ((a.weakest == nullptr) != (b.weakest == nullptr)) return b.weakest == nullptr;
  if (a.weakest != nullptr && a.weakest->icc_lower != b.weakest->icc_lower)
    return a.weakest->icc_lower > b.weakest->icc_lower;
  return a.feature < b.feature;
}

double log_f(double icc, double k) {
  return std::log((1 + (k - 1) * icc) / (1 - icc));
}

}  // namespace

bool is_edge_sensitive(const FeatureOverview& feature) {
  return radgauge::agreement::is_edge_sensitive(feature.feature, feature.edge_sensitive);
}

std::vector<FeatureOverview> overview(const StudyResults& results) {
  const std::size_t n_questions = results.questions.size();
  std::vector<FeatureOverview> list;
  std::map<std::string, std::size_t> index;
  for (std::size_t q = 0; q < n_questions; ++q)
    for (const agreement::FeatureRow& row : results.questions[q].rows) {
      if (!row.stratum.is_all()) continue;
      const auto [at, is_new] = index.emplace(row.feature, list.size());
      if (is_new) {
        list.emplace_back();
        list.back().feature = row.feature;
        list.back().ibsi_code = row.ibsi_code;
        list.back().unit = row.unit;
        list.back().family = row.family;
        list.back().rows.assign(n_questions, nullptr);
      }
      list[at->second].rows[q] = &row;
      add_row(list[at->second], row);
    }
  for (FeatureOverview& feature : list) {
    const bool certified =
        std::all_of(feature.rows.begin(), feature.rows.end(), [](const agreement::FeatureRow* row) {
          return row != nullptr && row->decision == agreement::Decision::certified;
        });
    feature.untested =
        certified && std::any_of(feature.rows.begin(), feature.rows.end(),
                                 [](const agreement::FeatureRow* row) { return row->unmoved; });
    feature.certified = certified && !feature.untested;
  }
  std::stable_sort(list.begin(), list.end(), before);
  return list;
}

double patients_for_even_chance(const agreement::FeatureRow& row, double limit) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double k = static_cast<double>(row.n_conditions);
  if (!(row.icc > limit) || !(row.icc < 1) || !(row.icc_lower < row.icc) || k < 2) return none;
  if (!(1 + (k - 1) * row.icc_lower > 0) || !(1 + (k - 1) * limit > 0)) return none;
  const double estimate = log_f(row.icc, k);
  const double ratio = (estimate - log_f(row.icc_lower, k)) / (estimate - log_f(limit, k));
  return static_cast<double>(row.n_patients) * ratio * ratio;
}

Outlook outlook(const QuestionResult& question) {
  const double limit = question.question.limits.icc_lower;
  Outlook out;
  std::vector<double> needed;
  for (const agreement::FeatureRow& row : question.rows) {
    if (!row.stratum.is_all() || row.decision != agreement::Decision::inconclusive) continue;
    ++out.inconclusive;
    if (question.question.objects == Objects::materials) continue;  // no ICC decides
    if (row.icc < limit) ++out.below;
    if (!(row.icc_lower < limit)) continue;
    const double patients = patients_for_even_chance(row, limit);
    if (std::isnan(patients)) continue;
    ++out.above;
    needed.push_back(patients);
  }
  if (needed.empty()) return out;
  std::sort(needed.begin(), needed.end());
  out.patients_for_half =
      std::max(std::ceil(needed[(needed.size() - 1) / 2]), question.question.limits.patients_min);
  return out;
}

}  // namespace radgauge::analysis
