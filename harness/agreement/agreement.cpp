#include "agreement/agreement.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "agreement/cells.h"
#include "agreement/feature_answer.h"
#include "core/text.h"
#include "statistics/multiplicity.h"

namespace radgauge::agreement {
namespace {

using agreement::FeatureCells;

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

void set_q_values(std::span<FeatureAnswer> results) {
  std::vector<double> p;
  for (const FeatureAnswer& result : results) p.push_back(result.detail.p_value);
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
  std::vector<FeatureAnswer> results(parts.size() * n);
  std::vector<AskedPart> asked;
  for (const Part& part : parts) asked.push_back(asked_part(question, table, part, patients));
  const bool hopeless =
      std::all_of(parts.begin(), parts.end(), [](const Part& p) { return !p.obstacle.empty(); });
  oneapi::tbb::parallel_for(std::size_t{0}, (n + kBlock - 1) / kBlock, [&](std::size_t b) {
    const std::size_t first = b * kBlock, count = std::min(kBlock, n - first);
    for (std::size_t f = first; f < first + count; ++f) {
      agreement::CellBlock block;
      if (!hopeless) block = agreement::read_block(table, f, 1);
      for (std::size_t p = 0; p < parts.size(); ++p)
        results[p * n + f] =
            parts[p].obstacle.empty()
                ? answer_feature(asked[p], block, f, p == 0 ? Depth::all_objects : Depth::stratum)
                : unanswered(question, table, f, parts[p]);
    }
  });
  for (std::size_t p = 0; p < parts.size(); ++p) set_q_values(std::span(results).subspan(p * n, n));
  Answer out;
  for (FeatureAnswer& result : results) {
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
  const AskedPart asked = asked_part(question, table, all, patients);
  std::vector<agreement::Decision> list(n);
  oneapi::tbb::parallel_for(std::size_t{0}, (n + kBlock - 1) / kBlock, [&](std::size_t b) {
    const std::size_t first = b * kBlock, count = std::min(kBlock, n - first);
    for (std::size_t f = first; f < first + count; ++f)
      list[f] = answer_feature(asked, agreement::read_block(table, f, 1), f, Depth::decision).row.decision;
  });
  return list;
}

}  // namespace radgauge::agreement
