#include "analysis/shown_values.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace radgauge::analysis {

namespace {

constexpr std::size_t kPictured = 3;

double distance_from_limit(const agreement::FeatureRow& row, double limit) {
  const double of = std::isnan(limit) ? 0.75 : limit;
  return std::abs(std::sqrt(std::max(0.0, 1 - row.icc_lower)) - std::sqrt(std::max(0.0, 1 - of)));
}

/// Columns that a row of the answer compares with its reference: of a worst level its own, else all others.
std::vector<std::size_t> compared_columns(const agreement::QuestionTable& table,
                                          const agreement::FeatureRow& row, std::ptrdiff_t reference) {
  for (const agreement::ComparedLevel& level : table.levels)
    if (level.name == row.level) return level.columns;
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (static_cast<std::ptrdiff_t>(c) != reference) columns.push_back(c);
  return columns;
}

ShownFeature shown_feature(const AskedQuestion& asked, const QuestionResult& question, std::size_t row) {
  const agreement::QuestionTable& table = asked.table;
  const std::size_t n = table.objects.size(), k = table.columns.size();
  ShownFeature out{row, std::vector<double>(n * k), std::vector<double>(n, std::nan("")), {}};
  std::vector<Status> statuses(n * k);
  table.read(row, out.values, statuses);  // rows of stratum "all" stand first, in the order of the features
  for (std::size_t i = 0; i < out.values.size(); ++i)
    if (statuses[i] != Status::ok || !std::isfinite(out.values[i])) out.values[i] = std::nan("");
  // As the bias is taken (agreement.h).
  std::ptrdiff_t reference = table.base_column;
  if (reference < 0 && !table.read_base && asked.question.form != IccForm::one_way) reference = 0;
  if (reference >= 0)
    for (std::size_t i = 0; i < n; ++i)
      out.reference[i] = out.values[i * k + static_cast<std::size_t>(reference)];
  else if (table.read_base)
    table.read_base(row, out.reference);
  out.compared = compared_columns(table, question.rows[row], reference);
  return out;
}

}  // namespace

std::vector<std::size_t> pictured_rows(const QuestionResult& question) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < question.rows.size(); ++i)
    if (question.rows[i].stratum.is_all() && !std::isnan(question.rows[i].icc_lower) &&
        !question.rows[i].unmoved)
      order.push_back(i);
  const double limit = question.question.limits.icc_lower;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return distance_from_limit(question.rows[a], limit) < distance_from_limit(question.rows[b], limit);
  });
  std::vector<std::size_t> out;
  std::set<std::string> families;
  for (const std::size_t i : order)
    if (out.size() < kPictured && families.insert(question.rows[i].family).second) out.push_back(i);
  return out;
}

ShownValues shown_values(const AskedQuestion& asked, const QuestionResult& question) {
  ShownValues out;
  if (!question.obstacle.empty()) return out;
  out.objects = asked.table.objects;
  out.columns = asked.table.columns;
  out.acquired = asked.conditions.empty();
  std::vector<std::size_t> rows = pictured_rows(question);
  const std::size_t features = asked.table.features.size();
  if (out.acquired && features * out.objects.size() * out.columns.size() <= kMostShownValues) {
    rows.resize(features);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
  }
  for (const std::size_t row : rows) out.features.push_back(shown_feature(asked, question, row));
  return out;
}

}  // namespace radgauge::analysis
