#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "reference/features/directions.h"
#include "reference/features/size_matrix.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// Runs of equal levels along one direction. Entry (i, k) of the table counts the voxels of level i that are
/// the k-th of their run, k from 1 to `longest`: so many runs of that level have at least k voxels. Runs that
/// are longer are in a list, too.
class RunCounts {
 public:
  RunCounts(std::int64_t levels, std::int64_t longest);

  void clear();
  void add(const RunCounts& other);
  bool empty() const;
  std::size_t levels() const { return levels_; }
  std::size_t longest() const { return longest_; }
  /// Entries of a level: 0 to longest + 1, the first and last of no meaning.
  std::uint32_t* row(std::size_t level) { return table_.data() + level * (longest_ + 2); }
  const std::uint32_t* row(std::size_t level) const { return table_.data() + level * (longest_ + 2); }
  struct Run {
    std::uint32_t level;
    std::uint32_t length;
  };
  /// Runs of more than `longest` voxels, in no order.
  std::vector<Run>& long_runs() { return long_runs_; }
  /// Adds `weight` times the number of runs of each level and length; entries may repeat.
  void append(double weight, std::vector<LevelSize>& entries) const;

 private:
  std::size_t levels_;
  std::size_t longest_;
  std::vector<std::uint32_t> table_;
  std::vector<Run> long_runs_;
};

/// Counts runs along each direction (IBSI manual, "Grey level run length based features"): a builder for
/// aggregate(). Weights multiply the counts of a direction's matrix, as they do for the co-occurrence matrix;
/// so they matter only to merged matrices.
class GlrlmBuilder {
 public:
  static constexpr std::size_t kSlice = kPlaneDirections;
  static constexpr std::size_t kVolume = kDirections.size();
  static constexpr std::size_t kShared = kPlaneDirections;

  /// `levels` outlives the builder.
  GlrlmBuilder(const Levels& levels, Weighting weighting);
  RunCounts make() const;
  void slices(std::int64_t begin, std::int64_t end, std::span<RunCounts> counts) const;
  void volume(std::span<RunCounts> counts) const;
  std::size_t classes() const { return weights_.classes(); }
  std::size_t class_of(std::size_t direction) const { return weights_.class_of(direction); }
  SizeMatrix matrix(std::span<const RunCounts> counts) const;

 private:
  const Levels& levels_;
  DirectionWeights weights_;
  std::int64_t longest_;  ///< run that fits in the box
  std::int64_t columns_;  ///< run that is counted in the table
};

}  // namespace radgauge::reference
