#include "agreement/robustness.h"

#include <cmath>

#include "core/nan.h"
#include "core/text.h"

namespace radgauge::agreement {
namespace {

int severity(const FeatureRow& row) {
  switch (row.decision) {
    case Decision::certified:
      return 0;
    case Decision::inconclusive:
      return row.all_but_patients ? 1 : 2;
    case Decision::not_estimable:
      return 3;
    case Decision::not_certified:
      break;
  }
  return 4;
}

// A number that does not exist is no worse than one that does.
bool below(double a, double b) {
  return a < b || (!std::isnan(a) && std::isnan(b));
}

}  // namespace

LevelPairs level_pairs(const QuestionTable& table, const ComparedLevel& level,
                       const std::vector<std::size_t>& rows, const std::vector<std::size_t>& patients) {
  LevelPairs out;
  out.table.columns = {"base", level.name};
  out.table.base_column = 0;
  const std::vector<std::size_t> lesion = indices_of(table.lesions.empty() ? table.objects : table.lesions);
  for (const std::size_t row : rows)
    for (const std::size_t column : level.columns) {
      out.rows.push_back(out.rows.size());
      out.object_of_row.push_back(row);
      out.column_of_row.push_back(column);
      out.patient_of_row.push_back(patients[row]);
      out.lesion_of_row.push_back(lesion[row]);
      out.table.patients.push_back(table.patients[row]);
      out.table.objects.push_back(table.objects[row]);
      if (!table.held.empty()) out.table.held.push_back(table.held[row]);
      out.table.lesions.push_back(table.lesions.empty() ? table.objects[row] : table.lesions[row]);
    }
  return out;
}

CellBlock pair_block(const QuestionTable& table, const LevelPairs& pairs, const CellBlock& block,
                     std::size_t feature, std::span<const double> base) {
  const std::size_t k = table.columns.size(), n = pairs.rows.size();
  const std::size_t start = (feature - block.first) * block.cells;
  CellBlock out{feature, 2 * n, std::vector<double>(2 * n), std::vector<Status>(2 * n)};
  for (std::size_t r = 0; r < n; ++r) {
    const double unchanged = base[pairs.object_of_row[r]];
    out.values[2 * r] = unchanged;
    out.statuses[2 * r] = std::isnan(unchanged) ? Status::absent : Status::ok;
    const std::size_t from = start + pairs.object_of_row[r] * k + pairs.column_of_row[r];
    out.values[2 * r + 1] = block.values[from];
    out.statuses[2 * r + 1] = block.statuses[from];
  }
  return out;
}

std::vector<double> base_values_of(const QuestionTable& table, const CellBlock& block, std::size_t feature) {
  std::vector<double> base(table.objects.size(), kNaN);
  if (table.base_column < 0) {
    table.read_base(feature, base);
    return base;
  }
  const std::size_t k = table.columns.size(), start = (feature - block.first) * block.cells;
  for (std::size_t row = 0; row < base.size(); ++row) {
    const std::size_t at = start + row * k + static_cast<std::size_t>(table.base_column);
    if (block.statuses[at] == Status::ok) base[row] = block.values[at];
  }
  return base;
}

Question against_base(const Question& question) {
  Question pair = question;
  pair.form = IccForm::agreement;
  pair.levels = Levels::fixed;
  return pair;
}

bool is_worse(const FeatureRow& a, const FeatureRow& b) {
  if (severity(a) != severity(b)) return severity(a) > severity(b);
  if (below(a.icc_lower, b.icc_lower) || below(b.icc_lower, a.icc_lower))
    return below(a.icc_lower, b.icc_lower);
  return below(a.icc, b.icc);
}

std::string same_under_base(const FeatureCells& cells, const std::vector<std::size_t>& object_of_row) {
  statistics::Ratings base;
  base.n_raters = 1;
  std::vector<bool> seen(object_of_row.empty() ? 0 : object_of_row.back() + 1, false);
  for (std::size_t i = 0; i < cells.ratings.n_subjects; ++i) {
    const std::size_t object = object_of_row[cells.rows[i]];
    if (seen[object] || std::isnan(cells.ratings.at(i, 0))) continue;
    seen[object] = true;
    base.values.push_back(cells.ratings.at(i, 0));
  }
  base.n_subjects = base.values.size();
  const std::size_t distinct = distinct_objects(statistics::subject_sums(base), spread_of(base).magnitude);
  if (distinct >= kFewestValues) return {};
  return "does not tell objects apart: " + count_text(distinct) +
         (distinct == 1 ? " distinct value over " : " distinct values over ") + count_text(base.n_subjects) +
         " objects under base, " + count_text(kFewestValues) + " are needed";
}

}  // namespace radgauge::agreement
