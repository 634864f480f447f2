#pragma once

#include <vector>

#include "engine/engine.h"
#include "store/store.h"
#include "study/study.h"

namespace radgauge {

/// The feature table of a store: every extraction's features, with full names.
std::vector<StoredFeature> stored_features(const Study& study, const Engine& engine);

}  // namespace radgauge
