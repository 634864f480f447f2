#include "reference/features/zones.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "reference/features/border_distance.h"
#include "reference/features/directions.h"
#include "reference/features/texture_kernels.h"

namespace radgauge::reference {

void ZoneCounts::add(std::uint32_t level, std::uint32_t size, std::uint32_t distance) {
  zones_.add(std::uint64_t{level} << 48U | std::uint64_t{distance} << 32U | size);
}

namespace {

/// Zones with one of their two measures dropped.
template <class Size>
std::vector<LevelSize> collected(const CountMap& zones, Size size_of) {
  CountMap merged;
  for (const auto& [key, count] : zones.sorted()) merged.add(key >> 48U << 32U | size_of(key), count);
  std::vector<LevelSize> entries;
  for (const auto& [key, count] : merged.sorted())
    entries.push_back({static_cast<std::uint32_t>(key >> 32U), static_cast<std::uint32_t>(key & 0xffffffffU),
                       static_cast<double>(count)});
  return entries;
}

}  // namespace

std::vector<LevelSize> ZoneCounts::by_size() const {
  return collected(zones_, [](std::uint64_t key) { return key & 0xffffffffU; });
}

std::vector<LevelSize> ZoneCounts::by_distance() const {
  return collected(zones_, [](std::uint64_t key) { return key >> 32U & 0xffffU; });
}

double ZoneCounts::voxels() const {
  double sum = 0;
  for (const auto& [key, count] : zones_.sorted())
    sum += static_cast<double>(count) * static_cast<double>(key & 0xffffffffU);
  return sum;
}

namespace {

/// Sets of labels with what is known of their voxels (union-find: Tarjan 1975, doi:10.1145/321879.321884).
class LabelSets {
 public:
  std::uint32_t make(std::uint32_t level) {
    const auto label = static_cast<std::uint32_t>(sets_.size());
    sets_.push_back({label, 0, static_cast<std::uint16_t>(level), 65535});
    return label;
  }
  void add_voxel(std::uint32_t label, std::uint16_t distance) {
    Set& set = sets_[label];
    ++set.size;
    set.distance = std::min(set.distance, distance);
  }
  /// The lower of two roots becomes the root of both.
  std::uint32_t unite(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    if (a > b) std::swap(a, b);
    sets_[b].parent = a;
    return a;
  }
  /// Adds every set to the counts and forgets all.
  void flush(ZoneCounts& counts) {
    for (std::size_t i = 0; i < sets_.size(); ++i) {
      Set& set = sets_[i];
      if (set.parent == i) continue;
      set.parent = sets_[set.parent].parent;  // parents are lower, so theirs is a root by now
      Set& whole = sets_[set.parent];
      whole.size += set.size;
      whole.distance = std::min(whole.distance, set.distance);
    }
    for (std::size_t i = 0; i < sets_.size(); ++i)
      if (sets_[i].parent == i) counts.add(sets_[i].level, sets_[i].size, sets_[i].distance);
    sets_.clear();
  }

 private:
  std::uint32_t root(std::uint32_t label) {
    while (sets_[label].parent != label) {
      sets_[label].parent = sets_[sets_[label].parent].parent;
      label = sets_[label].parent;
    }
    return label;
  }

  struct Set {
    std::uint32_t parent;
    std::uint32_t size;
    std::uint16_t level;
    std::uint16_t distance;
  };
  std::vector<Set> sets_;
};

/// The neighbours that come before a voxel in memory are the opposites of kDirections. Neighbours of the
/// voxel that touch each other are in one set by then, so of those with its level one per connected group has
/// to be looked at. representatives[m] has one bit per group of the neighbours in m.
constexpr std::size_t kNeighbours = 13;

std::vector<std::uint16_t> make_representatives() {
  std::array<unsigned, kNeighbours> touching{};
  for (std::size_t a = 0; a < kNeighbours; ++a)
    for (std::size_t b = 0; b < kNeighbours; ++b) {
      bool touch = true;
      for (std::size_t axis = 0; axis < 3; ++axis)
        touch = touch && std::abs(kDirections[a][axis] - kDirections[b][axis]) <= 1;
      if (touch) touching[a] |= 1U << b;
    }
  std::vector<std::uint16_t> representatives(std::size_t{1} << kNeighbours, 0);
  for (unsigned m = 0; m < representatives.size(); ++m)
    for (unsigned left = m; left != 0;) {
      unsigned group = left & (~left + 1);
      representatives[m] = static_cast<std::uint16_t>(representatives[m] | group);
      for (unsigned before = 0; before != group;) {
        before = group;
        for (std::size_t a = 0; a < kNeighbours; ++a)
          if ((before >> a & 1U) != 0) group |= touching[a] & m;
      }
      left &= ~group;
    }
  return representatives;
}

/// Labels slices one after the other, each linked to the one before unless `Directions` is 4.
template <class T, std::size_t Directions>
class Labeller {
 public:
  Labeller(const Levels& levels, const T* first, const std::vector<std::uint16_t>& distance)
      : levels_(levels),
        first_(first),
        distance_(distance),
        plane_(levels.size[0] * levels.size[1]),
        labels_(static_cast<std::size_t>(2 * plane_)),
        low_(static_cast<std::size_t>(levels.size[0])),
        high_(low_.size()) {
    for (std::size_t k = 0; k < Directions; ++k) offsets_[k] = memory_offset(kDirections[k], levels.size);
  }

  void slice(std::int64_t z) {
    for (std::int64_t y = 1; y + 1 < levels_.size[1]; ++y) {
      const RowSpan& span = levels_.span(y, z);
      if (span.begin < span.end) label_row(y, z, span);
    }
  }
  void flush(ZoneCounts& counts) { sets_.flush(counts); }

 private:
  void label_row(std::int64_t y, std::int64_t z, const RowSpan& span) {
    static const std::vector<std::uint16_t> representatives = make_representatives();
    const std::int64_t start = levels_.size[0] * levels_.row_of(y, z);
    const T* row = first_ + start;
    const std::uint16_t* distance = distance_.data() + start;
    texture::match_neighbours(row + span.begin, offsets_, span.end - span.begin, low_.data() + span.begin,
                              high_.data() + span.begin);
    // Two planes in turn hold the labels of this slice and of the one before.
    const std::int64_t here = plane_ * (z & 1) + levels_.size[0] * y;
    std::uint32_t* labels = labels_.data() + here;
    std::array<const std::uint32_t*, Directions> before{};
    for (std::size_t k = 0; k < Directions; ++k) {
      const bool across = kDirections[k][2] != 0;
      const std::int64_t other_plane = across ? plane_ + ((z & 1) != 0 ? -plane_ : plane_) : 0;
      before[k] = labels_.data() + (here - offsets_[k] + other_plane);
    }
    for (std::int64_t x = span.begin; x < span.end; ++x) {
      const T level = row[x];
      if (level == 0) continue;
      const auto matches = static_cast<std::size_t>(low_[static_cast<std::size_t>(x)]) |
                           static_cast<std::size_t>(high_[static_cast<std::size_t>(x)]) << 8U;
      unsigned needed = representatives[matches];
      std::uint32_t label = 0;
      if (needed == 0) {
        label = sets_.make(level);
      } else {
        label = before[static_cast<std::size_t>(std::countr_zero(needed))][x];
        for (needed &= needed - 1; needed != 0; needed &= needed - 1)
          label = sets_.unite(label, before[static_cast<std::size_t>(std::countr_zero(needed))][x]);
      }
      labels[x] = label;
      sets_.add_voxel(label, distance[x]);
    }
  }

  const Levels& levels_;
  const T* first_;
  const std::vector<std::uint16_t>& distance_;
  std::int64_t plane_;
  std::vector<std::uint32_t> labels_;
  std::vector<T> low_;
  std::vector<T> high_;
  std::array<std::int64_t, Directions> offsets_{};
  LabelSets sets_;
};

template <class T>
ZoneMaps find_zones(const Roi& roi, const Levels& levels, const T* first, Aggregation aggregation) {
  ZoneMaps maps;
  if (aggregation != Aggregation::volume) {
    const std::vector<std::uint16_t> distance = border_distance(roi, true);
    Labeller<T, kPlaneDirections> labeller(levels, first, distance);
    maps.slices.resize(static_cast<std::size_t>(levels.slices()));
    for (std::size_t z = 0; z < maps.slices.size(); ++z) {
      labeller.slice(static_cast<std::int64_t>(z) + 1);
      labeller.flush(maps.slices[z]);
    }
  }
  if (aggregation != Aggregation::by_slice) {
    const std::vector<std::uint16_t> distance = border_distance(roi, false);
    Labeller<T, kNeighbours> labeller(levels, first, distance);
    for (std::int64_t z = 1; z <= levels.slices(); ++z) labeller.slice(z);
    labeller.flush(maps.volume);
  }
  return maps;
}

}  // namespace

ZoneMaps find_zones(const Roi& roi, const Levels& levels, Aggregation aggregation) {
  if (levels.state.status != Status::ok) return {};
  return levels.visit([&](const auto* first) { return find_zones(roi, levels, first, aggregation); });
}

}  // namespace radgauge::reference
