#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/feature_request.h"
#include "core/hash.h"

namespace radgauge::runner {

/// xxh3 of the bytes of these values.
template <class T>
std::uint64_t checksum(const std::vector<T>& values) {
  return xxh3(std::as_bytes(std::span(values)));
}

/// Checksums of the image on a grid and of its maps, which the masks and extractions of the grid share.
struct ImageSums {
  ImageSums(const Volume& image, std::span<const NamedMap> named) : original(checksum(image.voxels)) {
    for (const NamedMap& map : named) maps.emplace_back(map.name, checksum(map.image.voxels));
  }
  /// Of the image and of the maps of it that a request measures.
  std::uint64_t of(const FeatureRequest& request) const {
    std::vector<std::uint64_t> sums{original};
    for (const std::string& name : request.maps)
      for (const auto& [map, sum] : maps)
        if (map == name) sums.push_back(sum);
    return sums.size() == 1 ? original : checksum(sums);
  }

  std::uint64_t original;
  std::vector<std::pair<std::string, std::uint64_t>> maps;
};

}  // namespace radgauge::runner
