#include "agreement/cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace radgauge::agreement {

FeatureCells gather(const QuestionTable& table, std::size_t feature) {
  const std::size_t n = table.objects.size(), k = table.columns.size();
  Ratings all(n, k);
  FeatureCells out;
  std::array<std::size_t, 5> counts{};
  std::vector<bool> row_used(n, false), column_used(k, false);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < k; ++j) {
      Status status = table.status(i, j, feature);
      if (status == Status::absent) continue;
      ++out.present;
      const double value = status == Status::ok ? table.value(i, j, feature) : 0;
      if (!std::isfinite(value)) status = Status::undefined;
      ++counts[static_cast<std::size_t>(status)];
      if (status != Status::ok) continue;
      all.at(i, j) = value;
      row_used[i] = column_used[j] = true;
    }
  out.not_ok = out.present - counts[0];
  for (std::size_t s = 1; s < counts.size(); ++s)
    if (counts[s] > (out.worst == Status::ok ? 0 : counts[static_cast<std::size_t>(out.worst)]))
      out.worst = static_cast<Status>(s);
  for (std::size_t j = 0; j < k; ++j) {
    if (column_used[j]) out.columns.push_back(j);
    if (!column_used[j]) out.empty_columns.push_back(table.columns[j]);
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (!row_used[i]) continue;
    out.rows.push_back(i);
    for (const std::size_t j : out.columns) out.ratings.values.push_back(all.at(i, j));
  }
  out.ratings.n_subjects = out.rows.size();
  out.ratings.n_raters = out.columns.size();
  return out;
}

std::vector<std::size_t> patient_indices(const QuestionTable& table, const std::vector<std::size_t>& rows) {
  std::map<std::string, std::size_t> seen;
  std::vector<std::size_t> out;
  for (const std::size_t row : rows)
    out.push_back(seen.emplace(table.patients[row], seen.size()).first->second);
  return out;
}

Spread spread_of(const Ratings& ratings) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  Spread out;
  double least = kInf, most = -kInf;
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    double low = kInf, high = -kInf;
    for (std::size_t j = 0; j < ratings.n_raters; ++j) {
      const double value = ratings.at(i, j);
      if (std::isnan(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (low > high) continue;
    least = std::min(least, low);
    most = std::max(most, high);
    out.within = std::max(out.within, high - low);
  }
  if (least > most) return out;
  out.magnitude = std::max(std::abs(least), std::abs(most));
  out.total = most - least;
  return out;
}

}  // namespace radgauge::agreement
