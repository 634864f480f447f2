#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/features/counts.h"
#include "reference/features/size_matrix.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// Voxels of a neighbourhood within a Chebyshev distance, the centre included.
std::int64_t neighbourhood_size(std::int64_t distance, bool by_slice);

/// Sums of grey tone differences. Of every level and number of neighbours n: voxels, and the sum over them of
/// |n level - sum of the neighbours' levels|, which is n times the difference from their mean.
struct ToneCounts {
  LevelCounts voxels;
  LevelCounts differences;

  void clear();
  void add(const ToneCounts& other);
  bool empty() const;
};

/// A neighbourhood grey tone difference matrix: the levels that a voxel with neighbours has.
struct Ngtdm {
  struct Level {
    double level = 0;
    double count = 0;       ///< voxels with at least one neighbour, n_i
    double difference = 0;  ///< s_i
  };
  std::vector<Level> levels;
  double total = 0;  ///< N_v,c
};

/// Builder of the NGTDM for aggregate() (IBSI manual, "Neighbourhood grey tone difference based features").
/// `levels` outlives it and has at least `distance` voxels of padding.
class NgtdmBuilder {
 public:
  static constexpr std::size_t kSlice = 1;
  static constexpr std::size_t kVolume = 1;
  static constexpr std::size_t kShared = 0;

  NgtdmBuilder(const Levels& levels, std::int64_t distance) : levels_(levels), distance_(distance) {}
  ToneCounts make() const;
  void slices(std::int64_t begin, std::int64_t end, std::span<ToneCounts> counts) const;
  void volume(std::span<ToneCounts> counts) const;
  std::size_t classes() const { return 1; }
  std::size_t class_of(std::size_t) const { return 0; }
  Ngtdm matrix(std::span<const ToneCounts> counts) const;

 private:
  const Levels& levels_;
  std::int64_t distance_;
};

/// Builder of the NGLDM for aggregate() (IBSI manual, "Neighbouring grey level dependence based features"):
/// of every level, how many voxels have how many voxels within the distance, themselves included, whose level
/// is at most `coarseness` away. `levels` outlives it and has at least `distance` voxels of padding.
class NgldmBuilder {
 public:
  static constexpr std::size_t kSlice = 1;
  static constexpr std::size_t kVolume = 1;
  static constexpr std::size_t kShared = 0;

  NgldmBuilder(const Levels& levels, std::int64_t distance, std::int64_t coarseness)
      : levels_(levels), distance_(distance), coarseness_(coarseness) {}
  LevelCounts make() const;
  void slices(std::int64_t begin, std::int64_t end, std::span<LevelCounts> counts) const;
  void volume(std::span<LevelCounts> counts) const;
  std::size_t classes() const { return 1; }
  std::size_t class_of(std::size_t) const { return 0; }
  SizeMatrix matrix(std::span<const LevelCounts> counts) const;

 private:
  const Levels& levels_;
  std::int64_t distance_;
  std::int64_t coarseness_;
};

}  // namespace radgauge::reference
