#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/features/counts.h"
#include "reference/features/size_matrix.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// Zones by level, size and distance: sets of linked voxels of one grey level (26 neighbours in the volume, 8
/// within a slice), with their smallest distance to the border of the morphological mask.
class ZoneCounts {
 public:
  void add(std::uint32_t level, std::uint32_t size, std::uint32_t distance);
  void add(const ZoneCounts& other) { zones_.add(other.zones_); }
  void clear() { zones_.clear(); }
  bool empty() const { return zones_.empty(); }
  /// Zones by level and size, or by level and distance; `voxels` is the voxels of all zones.
  std::vector<LevelSize> by_size() const;
  std::vector<LevelSize> by_distance() const;
  double voxels() const;

 private:
  CountMap zones_;
};

/// The zones of every slice and of the volume; what the aggregation does not ask for is left empty.
struct ZoneMaps {
  std::vector<ZoneCounts> slices;
  ZoneCounts volume;
};

/// Zones of the levels (IBSI manual, "Grey level size zone based features", "Grey level distance zone based
/// features"). `levels` is on the box of the region, padded by 1. Empty if the region has no levels.
ZoneMaps find_zones(const Roi& roi, const Levels& levels, Aggregation aggregation);

/// A builder for aggregate(): zones as they were found, as a matrix of sizes or distances.
template <std::vector<LevelSize> (ZoneCounts::*Entries)() const>
class ZoneBuilder {
 public:
  static constexpr std::size_t kSlice = 1;
  static constexpr std::size_t kVolume = 1;
  static constexpr std::size_t kShared = 0;

  explicit ZoneBuilder(const ZoneMaps& maps) : maps_(maps) {}
  ZoneCounts make() const { return {}; }
  void slices(std::int64_t begin, std::int64_t end, std::span<ZoneCounts> counts) const {
    for (std::int64_t z = begin; z < end; ++z) counts[0].add(maps_.slices[static_cast<std::size_t>(z)]);
  }
  void volume(std::span<ZoneCounts> counts) const { counts[0].add(maps_.volume); }
  std::size_t classes() const { return 1; }
  std::size_t class_of(std::size_t) const { return 0; }
  SizeMatrix matrix(std::span<const ZoneCounts> counts) const {
    return make_size_matrix((counts[0].*Entries)(), counts[0].voxels());
  }

 private:
  const ZoneMaps& maps_;
};
using SizeZoneBuilder = ZoneBuilder<&ZoneCounts::by_size>;
using DistanceZoneBuilder = ZoneBuilder<&ZoneCounts::by_distance>;

}  // namespace radgauge::reference
