#pragma once

#include <vector>

#include "engine/engine.h"
#include "store/store.h"
#include "study/study.h"

namespace radgauge::record {

/// The feature table of a store: every extraction's features, with full names.
std::vector<store::StoredFeature> stored_features(const study::Study& study, const engine::Engine& engine);

}  // namespace radgauge::record
