#pragma once

#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "agreement/cells.h"

namespace radgauge::agreement {

/// The pairs (base, level) of a table: a row for each object and draw of the level, two columns.
struct LevelPairs {
  QuestionTable table;                      ///< of the pairs; it has names, not values
  std::vector<std::size_t> rows;            ///< 0, 1, 2, ...
  std::vector<std::size_t> object_of_row;   ///< row of the question's table
  std::vector<std::size_t> column_of_row;   ///< of the question's table
  std::vector<std::size_t> lesion_of_row;   ///< index of QuestionTable::lesions or, without, of the object
  std::vector<std::size_t> patient_of_row;  ///< patient_indices() of the question's table
};

/// Of some rows of a table. `patients`: patient_indices() of the table.
LevelPairs level_pairs(const QuestionTable& table, const ComparedLevel& level,
                       const std::vector<std::size_t>& rows, const std::vector<std::size_t>& patients);

/// The values of a feature under base, of each row of a table: its column of base, or what read_base says;
/// NaN where there is none. `block` holds the feature's cells of the table.
std::vector<double> base_values_of(const QuestionTable& table, const CellBlock& block, std::size_t feature);

/// The values of one feature as pairs. `block` holds its cells of the question's table, `base` are its
/// base_values_of().
CellBlock pair_block(const QuestionTable& table, const LevelPairs& pairs, const CellBlock& block,
                     std::size_t feature, std::span<const double> base);

/// How a level is asked about: agreement with base, both columns fixed.
Question against_base(const Question& question);

/// Is `a` a worse row than `b`? By the decision (not certified, not estimable, inconclusive, inconclusive
/// only for want of patients, certified), then by the lower limit of the ICC, then by the ICC.
bool is_worse(const FeatureRow& a, const FeatureRow& b);

/// Why a feature cannot tell objects apart: fewer than three distinct values under base, whatever a level
/// does. Empty if it can. `object_of_row`: of each row of `cells`.
std::string same_under_base(const FeatureCells& cells, const std::vector<std::size_t>& object_of_row);

}  // namespace radgauge::agreement
