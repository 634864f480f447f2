#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drift/drift_data.h"
#include "models/model.h"

namespace radgauge::drift {

/// Least ICC(A,1) over the conditions of a feature that a refit keeps: as the studies choose it that filter
/// before they train (Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4, and most reviews: 0.75).
inline constexpr double kRefitIcc = 0.75;

/// A model that was learnt anew from the features of another that agree over the conditions.
struct Refit {
  std::shared_ptr<const models::Model> model;
  std::string what;      ///< which inputs it kept, in a sentence
  std::string obstacle;  ///< why there is none
};

/// An L1-penalised signature (models/train.h; Cox for a Cox model) of those inputs of `card` that have an ICC
/// of kRefitIcc or more, and of its covariates, on the reference, in the patients whom the comparison leaves
/// out (data.learning). The choice is made within each fold of the penalty, so that nothing leaks. At most
/// 2,000 objects are learnt from, the first ones.
Refit refit_without_drifting(const DriftData& data, const models::ModelCard& card, std::uint64_t seed);

}  // namespace radgauge::drift
