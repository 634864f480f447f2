#pragma once

#include <optional>

#include "agreement/agreement.h"
#include "agreement/cells.h"
#include "agreement/estimate.h"

namespace radgauge::agreement {

/// The object with the largest part of the within-object sum of squares, its cell farthest from its mean, and
/// the ICC without the object. None where nothing changes. `of_icc`: the cells that the ICC is of
/// (without_held_levels); `icc`: its estimate_icc().
std::optional<WorstCase> worst_case(const Question& question, const QuestionTable& table,
                                    const FeatureCells& cells, const FeatureCells& of_icc,
                                    const IccResult& icc, const FeatureRow& row);

}  // namespace radgauge::agreement
