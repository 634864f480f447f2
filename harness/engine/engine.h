#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/volume.h"

namespace radgauge::engine {

/// The extractor under test. Each gets image and mask after the mask stage and must not resample them (design
/// 2).
struct Engine {
  std::string name;
  /// The features of these settings, in the order in which `extract` returns them.
  std::vector<FeatureInfo> (*features)(const ExtractionSettings& settings) = nullptr;
  /// One vector per settings; Error(data) for an image or mask that no feature can be had from.
  std::vector<FeatureVector> (*extract)(const Volume& image, const Mask& mask,
                                        std::span<const ExtractionSettings> settings) = nullptr;
};

/// The reference extractor of radgauge, "built-in".
const Engine& built_in_engine();

}  // namespace radgauge::engine
