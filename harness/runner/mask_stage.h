#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/operation.h"
#include "imaging/mask_distances.h"
#include "reference/preprocessing/grid.h"
#include "store/store.h"
#include "study/plan.h"
#include "study/study.h"

namespace radgauge::runner {

/// What the operations of the mask stage made of a mask.
struct ChangedMask {
  std::optional<Mask> changed;  ///< without: no operation changed it
  std::vector<store::StoredMagnitude> magnitudes;
  std::optional<std::string> problem;  ///< of the operation that failed
  double seconds = 0;
};

/// What the mask stage of a unit knows beside image and mask.
struct MaskStage {
  const study::Study& study;
  std::size_t extraction;  ///< to which its magnitudes are told: the first of its grid
  const MaskSource& origin;
  const ProgramHost& programs;
};

/// The operations of a condition on the mask of `prepared`, whose distances these are. What fails is told in
/// `problem`. `draws`: the random numbers of a step.
ChangedMask change_mask(const MaskStage& stage, const study::Condition& condition,
                        const std::function<Draws(const study::AppliedOperation&)>& draws,
                        const reference::Prepared& prepared, const imaging::MaskDistances& distances);

}  // namespace radgauge::runner
