#include "agreement/difference.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agreement/regression.h"
#include "core/nan.h"
#include "statistics/distributions.h"
#include "statistics/pairs.h"

namespace radgauge::agreement {
namespace {

// Of each object that has a reference and another value: the reference, and the others minus it.
struct Differences {
  std::vector<std::size_t> patients;
  std::vector<double> reference, mean, count;
  double within = 0;  // sum of squares about the means
};

// Column of `cells` that is the reference, or -1.
std::ptrdiff_t reference_column(const Question& question, const QuestionTable& table,
                                const FeatureCells& cells) {
  const bool first_stands_in = table.base_column < 0 && !table.read_base && question.form != IccForm::one_way;
  const std::ptrdiff_t wanted = first_stands_in ? 0 : table.base_column;
  const auto at = std::find(cells.columns.begin(), cells.columns.end(), static_cast<std::size_t>(wanted));
  return wanted < 0 || at == cells.columns.end() ? -1 : at - cells.columns.begin();
}

Differences differences(const QuestionTable& table, std::size_t feature, const FeatureCells& cells,
                        std::ptrdiff_t column) {
  Differences out;
  if (column < 0 && (table.base_column >= 0 || !table.read_base)) return out;
  std::vector<double> base;
  if (column < 0) {
    base.resize(table.objects.size());
    table.read_base(feature, base);
  }
  for (auto* list : {&out.reference, &out.mean, &out.count}) list->resize(cells.rows.size());
  out.patients.resize(cells.rows.size());
  const std::size_t k = cells.columns.size();
  std::size_t n = 0;
  for (std::size_t i = 0; i < cells.rows.size(); ++i) {
    const double* row = cells.ratings.values.data() + i * k;
    const double reference = column >= 0 ? row[column] : base[cells.rows[i]];
    if (std::isnan(reference)) continue;
    const auto is_other = [&](std::size_t j) {
      return static_cast<std::ptrdiff_t>(j) != column && !std::isnan(row[j]);
    };
    double sum = 0, count = 0;
    for (std::size_t j = 0; j < k; ++j) {
      if (!is_other(j)) continue;
      sum += row[j] - reference;
      ++count;
    }
    if (!(count > 0)) continue;
    out.patients[n] = cells.patients[i];
    out.reference[n] = reference;
    out.mean[n] = sum / count;
    out.count[n] = count;
    ++n;
    if (count == 1 && std::isfinite(sum)) continue;  // it is its own mean
    double squares = 0;
    for (std::size_t j = 0; j < k; ++j) {
      if (!is_other(j)) continue;
      const double deviation = (row[j] - reference) - sum / count;
      squares += deviation * deviation;
    }
    out.within += squares;
  }
  for (auto* list : {&out.reference, &out.mean, &out.count}) list->resize(n);
  out.patients.resize(n);
  return out;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Half the width of the 95 % interval of the bias over patients; NaN with one.
double bias_half_width(const Differences& d, double bias, double patients) {
  if (patients < 2) return kNaN;
  std::vector<double> sums(*std::max_element(d.patients.begin(), d.patients.end()) + 1, 0);
  for (std::size_t i = 0; i < d.mean.size(); ++i) sums[d.patients[i]] += d.mean[i] - bias;
  double squares = 0;
  for (const double sum : sums) squares += sum * sum;
  const auto n = static_cast<double>(d.mean.size());
  return statistics::t_quantile(0.975, patients - 1) * std::sqrt(patients / (patients - 1) * squares) / n;
}

// SD of one difference: objects and cells drawn.
double single_sd(const Differences& d) {
  const auto n = static_cast<double>(d.mean.size());
  double total = 0, sum = 0, squared_counts = 0, between = 0;
  for (std::size_t i = 0; i < d.mean.size(); ++i) {
    total += d.count[i];
    squared_counts += d.count[i] * d.count[i];
    sum += d.count[i] * d.mean[i];
  }
  for (std::size_t i = 0; i < d.mean.size(); ++i)
    between += d.count[i] * (d.mean[i] - sum / total) * (d.mean[i] - sum / total);
  between /= n - 1;
  if (!(total > n)) return std::sqrt(between);
  const double within = d.within / (total - n);
  const double k0 = (total - squared_counts / total) / (n - 1);
  return std::sqrt(std::max(0.0, (between - within) / k0) + within);
}

void fill_bland_altman(const Differences& d, double bias, double patients, AgreementDetail& detail) {
  if (d.mean.size() < 2) return;
  const double sd = single_sd(d);
  detail.ba_lower = bias - statistics::kNormal975 * sd;
  detail.ba_upper = bias + statistics::kNormal975 * sd;
  if (patients >= 2) {
    const double half =
        statistics::t_quantile(0.975, patients - 1) * sd *
        std::sqrt(1 / patients + statistics::kNormal975 * statistics::kNormal975 / (2 * (patients - 1)));
    detail.ba_outer_lower = detail.ba_lower - half;
    detail.ba_outer_upper = detail.ba_upper + half;
  }
  std::vector<double> middle(d.mean.size());
  for (std::size_t i = 0; i < d.mean.size(); ++i) middle[i] = d.reference[i] + d.mean[i] / 2;
  const Line line = least_squares(middle, d.mean);
  detail.ba_slope = line.slope;
  detail.ba_slope_lower = line.slope_lower;
  detail.ba_slope_upper = line.slope_upper;
}

void fill_two_columns(const statistics::Ratings& ratings, AgreementDetail& detail) {
  if (ratings.n_raters != 2) return;
  std::vector<double> x, y;
  for (auto* list : {&x, &y}) list->resize(ratings.n_subjects);
  std::size_t n = 0;
  for (std::size_t i = 0; i < ratings.n_subjects; ++i) {
    if (std::isnan(ratings.at(i, 0)) || std::isnan(ratings.at(i, 1))) continue;
    x[n] = ratings.at(i, 0);
    y[n++] = ratings.at(i, 1);
  }
  for (auto* list : {&x, &y}) list->resize(n);
  const statistics::LinConcordance lin = statistics::lin_concordance(x, y);
  detail.ccc = lin.ccc;
  detail.ccc_lower = lin.z_lower;
  detail.ccc_upper = lin.z_upper;
}

}  // namespace

void fill_difference(const Question& question, const QuestionTable& table, std::size_t feature,
                     const FeatureCells& cells, double between_sd, FeatureRow& row, AgreementDetail& detail,
                     Evidence& evidence) {
  fill_two_columns(cells.ratings, detail);
  evidence.why_no_bias = "there is no base to take the bias from";
  const Differences d = differences(table, feature, cells, reference_column(question, table, cells));
  if (d.mean.empty()) return;
  const auto patients = static_cast<double>(count_patients(d.patients));
  row.bias = mean_of(d.mean);
  const double half = bias_half_width(d, row.bias, patients);
  detail.bias_lower = row.bias - half;
  detail.bias_upper = row.bias + half;
  fill_bland_altman(d, row.bias, patients, detail);
  evidence.why_no_bias = "the objects do not differ: the bias has no scale";
  if (std::isnan(half) || !(between_sd > 0)) return;
  const bool spans_zero = detail.bias_lower <= 0 && detail.bias_upper >= 0;
  const double low = std::abs(detail.bias_lower), high = std::abs(detail.bias_upper);
  evidence.bias = {spans_zero ? 0 : std::min(low, high) / between_sd, std::max(low, high) / between_sd};
}

}  // namespace radgauge::agreement
