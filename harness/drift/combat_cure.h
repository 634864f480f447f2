#pragma once

#include <string>
#include <vector>

#include "drift/drift_data.h"
#include "models/model.h"
#include "statistics/combat.h"

namespace radgauge::drift {

/// Columns of a model's inputs: [condition][input of the card][object].
using ColumnsOfConditions = std::vector<std::vector<std::vector<double>>>;

/// A way to use ComBat, with the reference as reference batch.
struct CombatVariant {
  std::string name;
  std::string what;
  std::string warning;
  statistics::CombatOptions options = {};
  bool keeps_covariates = false;  ///< columns of the cohort are in its design
  bool is_frozen = false;         ///< fitted to others than those it is applied to
};

/// Every way that drift tries. `learns_from_others`: the data have patients whom the comparison leaves out.
std::vector<CombatVariant> combat_variants(bool learns_from_others);

/// What a model says of columns whose features went through ComBat.
struct HarmonisedScores {
  std::vector<std::vector<std::vector<double>>> score;  ///< [output][condition][object]
  std::vector<std::string> why_left_out;                ///< of each condition; "" where it is not
  std::string obstacle;                                 ///< why there is no ComBat at all
};

/// ComBat of the features of one model, on objects that have all of them (and the covariates), whatever other
/// models read. A condition with fewer than two of those that it is fitted to is left out. Frozen it is
/// fitted to the patients whom the comparison leaves out, and without such five times, each time to four
/// fifths of the patients and applied to the others. Covariates are those of the data, or, if they name none,
/// of the model.
HarmonisedScores harmonised_scores(const DriftData& data, const models::Model& model,
                                   const ColumnsOfConditions& columns, const CombatVariant& variant);

}  // namespace radgauge::drift
