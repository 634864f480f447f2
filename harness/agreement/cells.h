#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "statistics/ratings.h"

namespace radgauge::agreement {

/// Every cell of some neighbouring features, feature by feature and row by row.
struct CellBlock {
  std::size_t first = 0;  ///< feature
  std::size_t cells = 0;  ///< of each feature
  std::vector<double> values;
  std::vector<Status> statuses;
};
CellBlock read_block(const QuestionTable& table, std::size_t first, std::size_t count);

/// The values of one feature over some rows of a table, ready for statistics: objects x columns, NaN where
/// the status is not ok. Objects and columns without any value are left out.
struct FeatureCells {
  statistics::Ratings ratings;
  statistics::SubjectSums sums;       ///< of the ratings
  std::vector<std::size_t> rows;      ///< of the question's table, of each object
  std::vector<std::size_t> columns;   ///< of the question's table, of each column
  std::vector<std::size_t> patients;  ///< of each object, as in `patient_of_row`
  std::size_t present = 0;            ///< cells that are not absent
  std::size_t not_ok = 0;             ///< of those, without a value
  Status worst = Status::ok;          ///< commonest status of the cells without a value
  std::size_t objects = 0;            ///< with a cell that is not absent
  std::vector<std::string> empty_columns;
  bool complete = true;  ///< Ratings::complete()
};
FeatureCells gather(const QuestionTable& table, const CellBlock& block, std::size_t feature,
                    std::span<const std::size_t> rows, std::span<const std::size_t> patient_of_row);

/// The cells without the mean differences between the levels that rows hold fixed (QuestionTable::held):
/// level effects of the additive model row mean = lesion + level, by least squares, with mean 0 over the
/// rows. What no lesion shares stays: it is told apart from nothing.
FeatureCells without_held_levels(const QuestionTable& table, const FeatureCells& cells);

/// The share of objects that do not tell what they would have shown: without two values, or, if that is more,
/// of cells that failed. 0 to 1.
double missing_share(const FeatureCells& cells);

/// The share of the cells that are not absent which have no value. 0 to 1.
double failed_share(const FeatureCells& cells);

/// Index from 0 of each label, in order of first appearance.
std::vector<std::size_t> indices_of(const std::vector<std::string>& labels);

/// Index from 0 of the patient of every row, in order of first appearance.
std::vector<std::size_t> patient_indices(const QuestionTable& table);

/// Objects with a value in every column that has any.
std::size_t complete_objects(const FeatureCells& cells);

/// How many different patients these are.
std::size_t count_patients(std::span<const std::size_t> patients);

/// Largest magnitude, range over everything, and largest range within one object.
struct Spread {
  double magnitude = 0;
  double total = 0;
  double within = 0;
};
Spread spread_of(const statistics::Ratings& ratings);

/// A spread below this part of the magnitude is the rounding of double arithmetic, not a measurement.
inline constexpr double kRounding = 1e-12;

/// Object means closer than this part of the magnitude are one value: below it, summation order and
/// instruction sets already move features (design 9).
inline constexpr double kSameValue = 1e-9;

/// A feature with two values puts objects into two boxes however still it stands; that is a label, not a
/// measurement.
inline constexpr std::size_t kFewestValues = 3;

/// How many different means the objects have, to kSameValue.
std::size_t distinct_objects(const statistics::SubjectSums& sums, double magnitude);

}  // namespace radgauge::agreement
