#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/features/directions.h"
#include "reference/preprocessing/roi.h"

namespace radgauge::reference {

/// How often level i is followed by level j along one direction. A dense table while the levels are few for
/// the number of voxels; otherwise a list of pairs.
class PairCounts {
 public:
  PairCounts(std::int64_t levels, bool dense);

  void clear();
  void add(const PairCounts& other);
  bool empty() const;
  bool is_dense() const { return dense_; }
  /// Row stride of the dense table; entry i * stride + j, with row and column 0 for outside.
  std::size_t stride() const { return stride_; }
  std::vector<std::uint32_t>& table() { return table_; }
  const std::vector<std::uint32_t>& table() const { return table_; }
  /// Pairs i << 16 | j, unsorted.
  std::vector<std::uint32_t>& pairs() { return pairs_; }
  const std::vector<std::uint32_t>& pairs() const { return pairs_; }

 private:
  bool dense_;
  std::size_t stride_;
  std::vector<std::uint32_t> table_;
  std::vector<std::uint32_t> pairs_;
};

/// A symmetric grey level co-occurrence matrix as its features need it: totals and marginals.
struct Glcm {
  double levels = 0;               ///< number of grey levels, N_g
  double joint_maximum = 0;        ///< largest p_ij
  double joint_entropy = 0;        ///< bits
  double joint_energy = 0;         ///< sum of p_ij^2
  double product_mean = 0;         ///< sum of i j p_ij
  double mean = 0;                 ///< of the marginal
  double variance = 0;             ///< of the marginal
  double marginal_entropy = 0;     ///< bits
  std::vector<double> difference;  ///< p(|i - j| = k), k from 0
  std::vector<double> sum;         ///< p(i + j = k), k from 0; entries 0 and 1 are 0
};

/// Counts pairs of voxels at a Chebyshev distance along each direction (IBSI manual, "Grey level
/// co-occurrence based features"): a builder for aggregate().
class GlcmBuilder {
 public:
  static constexpr std::size_t kSlice = kPlaneDirections;
  static constexpr std::size_t kVolume = kDirections.size();
  static constexpr std::size_t kShared = kPlaneDirections;

  /// `levels` outlives the builder and has at least `distance` voxels of padding.
  GlcmBuilder(const Levels& levels, std::int64_t distance, Weighting weighting);
  PairCounts make() const;
  void slices(std::int64_t begin, std::int64_t end, std::span<PairCounts> counts) const;
  void volume(std::span<PairCounts> counts) const;
  std::size_t classes() const { return weights_.classes(); }
  std::size_t class_of(std::size_t direction) const { return weights_.class_of(direction); }
  Glcm matrix(std::span<const PairCounts> counts) const;

 private:
  const Levels& levels_;
  std::int64_t distance_;
  DirectionWeights weights_;
  bool dense_;
};

}  // namespace radgauge::reference
