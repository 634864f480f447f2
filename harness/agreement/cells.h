#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "statistics/ratings.h"

namespace radgauge::agreement {

/// The values of one feature, ready for statistics: objects x columns, NaN where the status is not ok.
/// Objects and columns without any value are left out.
struct FeatureCells {
  Ratings ratings;
  std::vector<std::size_t> rows;     ///< of the question's table, of each object
  std::vector<std::size_t> columns;  ///< of the question's table, of each column
  std::size_t present = 0;           ///< cells that are not absent
  std::size_t not_ok = 0;            ///< of those, without a value
  Status worst = Status::ok;         ///< commonest status of the cells without a value
  std::vector<std::string> empty_columns;
};
FeatureCells gather(const QuestionTable& table, std::size_t feature);

/// Indices from 0 of the patients of `rows`, in order of first appearance.
std::vector<std::size_t> patient_indices(const QuestionTable& table, const std::vector<std::size_t>& rows);

/// Largest magnitude, range over everything, and largest range within one object.
struct Spread {
  double magnitude = 0;
  double total = 0;
  double within = 0;
};
Spread spread_of(const Ratings& ratings);

/// A spread below this part of the magnitude is the rounding of double arithmetic, not a measurement.
inline constexpr double kRounding = 1e-12;

}  // namespace radgauge::agreement
