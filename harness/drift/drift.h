#pragma once

#include <cstdint>
#include <memory>

#include "drift/drift_data.h"
#include "drift/drift_results.h"

namespace radgauge::drift {

struct DriftOptions {
  std::uint64_t seed = 1;
  std::int64_t bootstraps = 1000;  ///< draws of patients; 0 for none
  bool cures = true;
};

/// What changes for each model between the reference and every other condition. Parallel over draws of
/// patients, the same bytes for any number of threads. O(models conditions objects (inputs + draws)).
DriftResults analyse_drift(const DriftData& data,
                           const std::vector<std::shared_ptr<const models::Model>>& models,
                           const DriftOptions& options = {});

}  // namespace radgauge::drift
