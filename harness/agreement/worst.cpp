#include "agreement/worst.h"

#include <cmath>

#include "agreement/estimate.h"

namespace radgauge::agreement {

std::optional<WorstCase> worst_case(const Question& question, const QuestionTable& table,
                                    const FeatureCells& cells, const FeatureCells& of_icc,
                                    const FeatureRow& row) {
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
  statistics::Ratings without;
  without.n_raters = cells.ratings.n_raters;
  without.n_subjects = cells.ratings.n_subjects - 1;
  for (std::size_t i = 0; i < cells.ratings.n_subjects; ++i)
    for (std::size_t j = 0; j < cells.ratings.n_raters; ++j) {
      const double value = cells.ratings.at(i, j);
      if (i != object) {
        without.values.push_back(of_icc.ratings.at(i, j));
      } else if (std::abs(value - out.object_mean) > farthest) {
        farthest = std::abs(value - out.object_mean);
        out.value = value;
        out.column = table.columns[cells.columns[j]];
      }
    }
  out.icc_without = icc_value(question, without);
  return out;
}

}  // namespace radgauge::agreement
