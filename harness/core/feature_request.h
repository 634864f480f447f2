#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/volume.h"

namespace radgauge {

/// The name of the extraction, and of the map, that full names leave out: the image itself.
inline constexpr std::string_view kOriginal = "original";

/// A map of an image: filtered voxels on the lattice and in the window of that image. Its features carry
/// `name`.
struct NamedMap {
  std::string name;
  Volume image;
};

/// What is asked of an extractor: the features of one extraction. `maps` names the maps of the subject that
/// are measured, in the order of the results; "original" is the image itself.
struct FeatureRequest {
  std::string extraction{kOriginal};
  FeatureSettings settings;
  std::vector<std::string> maps{std::string(kOriginal)};
  friend bool operator==(const FeatureRequest&, const FeatureRequest&) = default;
};

/// A feature as it is measured over one map.
struct MappedFeature {
  std::string map;
  FeatureInfo info;
  friend bool operator==(const MappedFeature&, const MappedFeature&) = default;
};

/// What stands before a tag in a full name: `[channel.][extraction.][map.]`, without an empty channel and
/// without what is called "original".
std::string feature_prefix(std::string_view channel, std::string_view extraction, std::string_view map);

/// The full name of a feature, `[channel.][extraction.][map.]tag`. Everything that names a feature uses it.
std::string feature_name(std::string_view channel, std::string_view extraction, std::string_view map,
                         std::string_view tag);

/// The name of what an operation did to one extraction: the operation, with the extraction before it unless
/// that is the first of the study, whose grid and mask the study's images are shown on. "#2" is the second
/// operation of that name in its chain; ordinals count from 0.
std::string magnitude_name(std::string_view extraction, bool is_first, std::string_view operation,
                           std::uint32_t ordinal);

/// The checksum (xxh3) of what an extractor had in hand after one step. Steps in their order: `image` (as
/// resampled; then of each map), `mask`, `resegmented` (the intensity mask), `discretised` (grey levels),
/// `matrix` (per family), `value` (per feature). `part` says of what: a map, a family or a feature, with its
/// map before it; "" where there is one only.
struct TraceStep {
  std::string step;
  std::string part;
  std::uint64_t xxh3 = 0;
  friend bool operator==(const TraceStep&, const TraceStep&) = default;
};

/// The first step of `now` whose checksum differs from that of `before`, or is in one of them only; "" if
/// both are equal.
std::string first_difference(const std::vector<TraceStep>& before, const std::vector<TraceStep>& now);

}  // namespace radgauge
