#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agreement/agreement.h"
#include "agreement/robustness.h"

namespace radgauge::agreement {

/// The rows of a table that are answered for together, and why they cannot be.
struct Part {
  StratumKey key;
  std::vector<std::size_t> rows;
  std::string obstacle;
};

/// What one feature gives to the answer for one part.
struct FeatureAnswer {
  FeatureRow row;
  AgreementDetail detail;
  std::optional<WorstCase> worst;
};

/// A part of a table with the pairs of its levels.
struct AskedPart {
  const Question& question;
  const QuestionTable& table;
  const Part& part;
  const std::vector<std::size_t>& patients;  ///< patient_indices() of the table
  std::vector<LevelPairs> levels;
  std::vector<std::size_t> lesion_of_row;  ///< index of QuestionTable::lesions; empty as it is
};
AskedPart asked_part(const Question& question, const QuestionTable& table, const Part& part,
                     const std::vector<std::size_t>& patients);

/// How much is told of a feature: everything; all but REML and the worst case; or its decision alone.
enum class Depth { all_objects, stratum, decision };

/// The answer for a part that has an obstacle.
FeatureAnswer unanswered(const Question& question, const QuestionTable& table, std::size_t feature,
                         const Part& part);

/// The answer for a part without one: of all columns together or, where the table has levels, of the worst of
/// them against base with the ICC over all columns beside it. `block` holds the feature.
FeatureAnswer answer_feature(const AskedPart& asked, const CellBlock& block, std::size_t feature,
                             Depth depth);

}  // namespace radgauge::agreement
