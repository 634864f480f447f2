#include "agreement/worst.h"

#include <algorithm>
#include <cmath>

#include "agreement/estimate.h"

namespace radgauge::agreement {
namespace {

// `row` may be beyond the last.
statistics::Ratings without_row(const statistics::Ratings& ratings, std::size_t row) {
  statistics::Ratings out = ratings;
  if (row >= out.n_subjects) return out;
  const auto first = out.values.begin() + static_cast<std::ptrdiff_t>(row * out.n_raters);
  out.values.erase(first, first + static_cast<std::ptrdiff_t>(out.n_raters));
  --out.n_subjects;
  return out;
}

// Of a list in ascending order; beyond its last if the number is not in it.
std::size_t index_of(const std::vector<std::size_t>& ascending, std::size_t number) {
  const auto at = std::lower_bound(ascending.begin(), ascending.end(), number);
  return at == ascending.end() || *at != number ? ascending.size()
                                                : static_cast<std::size_t>(at - ascending.begin());
}

}  // namespace

std::optional<WorstCase> worst_case(const Question& question, const QuestionTable& table,
                                    const FeatureCells& cells, const FeatureCells& of_icc,
                                    const IccResult& icc, const FeatureRow& row) {
  const statistics::SubjectSums& sums = cells.sums;
  double total = 0;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < sums.count.size(); ++i) {
    total += sums.sum_squares[i];
    if (sums.sum_squares[i] > sums.sum_squares[worst]) worst = i;
  }
  if (!(total > 0)) return std::nullopt;
  const std::size_t object = sums.subject[worst];
  WorstCase out;
  out.question = row.question;
  out.feature = row.feature;
  out.object = table.objects[cells.rows[object]];
  out.object_mean = sums.pivot + sums.mean[worst];
  out.share = sums.sum_squares[worst] / total;
  out.icc = row.icc;
  double farthest = -1;
  for (std::size_t j = 0; j < cells.ratings.n_raters; ++j) {
    const double value = cells.ratings.at(object, j);
    if (!(std::abs(value - out.object_mean) > farthest)) continue;
    farthest = std::abs(value - out.object_mean);
    out.value = value;
    out.column = table.columns[cells.columns[j]];
  }
  out.icc_without =
      icc_value(question, icc.kept.empty() ? without_row(of_icc.ratings, object)
                                           : without_row(icc.complete_cases, index_of(icc.kept, object)));
  return out;
}

}  // namespace radgauge::agreement
