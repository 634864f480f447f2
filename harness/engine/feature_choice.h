#pragma once

#include <string>
#include <vector>

#include "core/feature_request.h"

namespace radgauge::engine {

/// The features that an engine measures of a request: those of the built-in extractor whose tag matches one
/// of `chosen` (tags or patterns; empty: all) and is in `nameable` (empty: any), in their order; then those
/// of `chosen` that are no pattern and that the built-in extractor does not know, of unit 1 and without a
/// code.
std::vector<MappedFeature> chosen_features(const FeatureRequest& request,
                                           const std::vector<std::string>& chosen,
                                           const std::vector<std::string>& nameable);

/// What is known of a tag: as the built-in extractor describes it, or unit 1 and no code.
FeatureInfo describe_tag(const std::string& tag);

}  // namespace radgauge::engine
