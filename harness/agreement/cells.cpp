#include "agreement/cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace radgauge::agreement {

CellBlock read_block(const QuestionTable& table, std::size_t first, std::size_t count) {
  const std::size_t n = table.objects.size() * table.columns.size();
  CellBlock block{first, n, std::vector<double>(count * n), std::vector<Status>(count * n)};
  for (std::size_t f = 0; f < count; ++f)
    table.read(first + f, std::span(block.values).subspan(f * n, n),
               std::span(block.statuses).subspan(f * n, n));
  return block;
}

namespace {

bool is_whole(const CellBlock& block, std::size_t first, std::size_t count) {
  bool whole = count > 0;
  for (std::size_t at = first; at < first + count; ++at)
    whole = whole && block.statuses[at] == Status::ok && std::isfinite(block.values[at]);
  return whole;
}

}  // namespace

FeatureCells gather(const QuestionTable& table, const CellBlock& block, std::size_t feature,
                    std::span<const std::size_t> rows, std::span<const std::size_t> patient_of_row) {
  const std::size_t k = table.columns.size();
  const std::size_t start = (feature - block.first) * block.cells;
  statistics::Ratings all(rows.size(), k);
  FeatureCells out;
  std::array<std::size_t, 5> counts{};
  std::size_t whole = 0;
  std::vector<bool> row_used(rows.size(), false), column_used(k, false);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::size_t row = start + rows[r] * k;
    if (is_whole(block, row, k)) {
      std::copy_n(block.values.data() + row, k, all.values.data() + r * k);
      row_used[r] = true;
      ++whole;
      continue;
    }
    bool present = false;
    for (std::size_t j = 0; j < k; ++j) {
      const std::size_t at = row + j;
      Status status = block.statuses[at];
      if (status == Status::absent) continue;
      present = true;
      ++out.present;
      if (status == Status::ok && !std::isfinite(block.values[at])) status = Status::undefined;
      ++counts[static_cast<std::size_t>(status)];
      if (status != Status::ok) continue;
      all.at(r, j) = block.values[at];
      row_used[r] = column_used[j] = true;
    }
    out.objects += present ? 1 : 0;
  }
  out.objects += whole;
  out.present += whole * k;
  counts[0] += whole * k;
  if (whole > 0) column_used.assign(k, true);
  out.not_ok = out.present - counts[0];
  for (std::size_t s = 1; s < counts.size(); ++s)
    if (counts[s] > (out.worst == Status::ok ? 0 : counts[static_cast<std::size_t>(out.worst)]))
      out.worst = static_cast<Status>(s);
  for (std::size_t j = 0; j < k; ++j) {
    if (column_used[j]) out.columns.push_back(j);
    if (!column_used[j]) out.empty_columns.push_back(table.columns[j]);
  }
  out.rows.resize(rows.size());
  out.patients.resize(rows.size());
  std::size_t used = 0;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!row_used[r]) continue;
    out.rows[used] = rows[r];
    out.patients[used++] = patient_of_row[rows[r]];
  }
  out.rows.resize(used);
  out.patients.resize(used);
  out.ratings.n_subjects = out.rows.size();
  out.ratings.n_raters = out.columns.size();
  out.complete = counts[0] == out.rows.size() * out.columns.size();
  if (out.rows.size() == rows.size() && out.columns.size() == k) {
    out.ratings.values = std::move(all.values);
    out.sums = statistics::subject_sums(out.ratings);
    return out;
  }
  out.ratings.values.reserve(out.rows.size() * out.columns.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (row_used[r])
      for (const std::size_t j : out.columns) out.ratings.values.push_back(all.at(r, j));
  out.sums = statistics::subject_sums(out.ratings);
  return out;
}

namespace {

/// Replaces `effects` by the means over their rows of what the other factor leaves of `values`; returns the
/// largest change.
double fit_effects(const std::vector<double>& values, const std::vector<std::size_t>& of,
                   const std::vector<double>& others, const std::vector<std::size_t>& of_other,
                   std::vector<double>& effects) {
  std::vector<double> sums(effects.size(), 0), counts(effects.size(), 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[of[i]] += values[i] - others[of_other[i]];
    counts[of[i]] += 1;
  }
  double change = 0;
  for (std::size_t e = 0; e < effects.size(); ++e) {
    const double mean = sums[e] / counts[e];
    change = std::max(change, std::abs(mean - effects[e]));
    effects[e] = mean;
  }
  return change;
}

}  // namespace

FeatureCells without_held_levels(const QuestionTable& table, const FeatureCells& cells) {
  constexpr int kMostSweeps = 1000;
  FeatureCells out = cells;
  std::vector<double> means(cells.rows.size());
  for (std::size_t i = 0; i < cells.sums.subject.size(); ++i)
    means[cells.sums.subject[i]] = cells.sums.mean[i];
  const auto of_rows = [&](const std::vector<std::string>& labels) {
    std::vector<std::string> list;
    for (const std::size_t row : cells.rows) list.push_back(labels[row]);
    return indices_of(list);
  };
  const std::vector<std::size_t> level = of_rows(table.held);
  const std::vector<std::size_t> lesion = of_rows(table.lesions.empty() ? table.objects : table.lesions);
  std::vector<double> levels(1 + *std::max_element(level.begin(), level.end()), 0.0);
  std::vector<double> lesions(1 + *std::max_element(lesion.begin(), lesion.end()), 0.0);
  double largest = 0;
  for (const double mean : means) largest = std::max(largest, std::abs(mean));
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    fit_effects(means, lesion, levels, level, lesions);
    if (fit_effects(means, level, lesions, lesion, levels) <= kRounding * largest) break;
  }
  double mean = 0;
  for (const std::size_t l : level) mean += levels[l] / static_cast<double>(level.size());
  const std::size_t k = cells.columns.size();
  for (std::size_t i = 0; i < cells.rows.size(); ++i)
    for (std::size_t j = 0; j < k; ++j) out.ratings.at(i, j) -= levels[level[i]] - mean;
  out.sums = statistics::subject_sums(out.ratings);
  return out;
}

double missing_share(const FeatureCells& cells) {
  std::size_t told = 0;
  for (std::size_t i = 0; i < cells.sums.count.size(); ++i) told += cells.sums.count[i] >= 2 ? 1 : 0;
  const double untold = 1 - static_cast<double>(told) / static_cast<double>(std::max(cells.objects, told));
  return std::max(untold, failed_share(cells));
}

double failed_share(const FeatureCells& cells) {
  return static_cast<double>(cells.not_ok) / static_cast<double>(std::max<std::size_t>(1, cells.present));
}

std::vector<std::size_t> indices_of(const std::vector<std::string>& labels) {
  std::map<std::string_view, std::size_t> seen;
  std::vector<std::size_t> out;
  for (const std::string& label : labels) out.push_back(seen.emplace(label, seen.size()).first->second);
  return out;
}

std::vector<std::size_t> patient_indices(const QuestionTable& table) {
  return indices_of(table.patients);
}

std::size_t complete_objects(const FeatureCells& cells) {
  if (cells.complete) return cells.rows.size();
  std::size_t complete = 0;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) {
    bool whole = true;
    for (std::size_t j = 0; j < cells.columns.size(); ++j)
      whole = whole && !std::isnan(cells.ratings.at(i, j));
    complete += whole ? 1 : 0;
  }
  return complete;
}

std::size_t count_patients(std::span<const std::size_t> patients) {
  if (patients.empty()) return 0;
  std::vector<bool> seen(*std::max_element(patients.begin(), patients.end()) + 1, false);
  for (const std::size_t patient : patients) seen[patient] = true;
  return static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
}

Spread spread_of(const statistics::Ratings& ratings) {
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

std::size_t distinct_objects(const statistics::SubjectSums& sums, double magnitude) {
  std::vector<double> means = sums.mean;  // relative to one pivot: differences are what counts
  std::sort(means.begin(), means.end());
  std::size_t distinct = means.empty() ? 0 : 1;
  double last = means.empty() ? 0 : means.front();
  for (const double mean : means)
    if (mean - last > kSameValue * magnitude) {
      ++distinct;
      last = mean;
    }
  return distinct;
}

}  // namespace radgauge::agreement
