#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/preprocessing/roi.h"

namespace radgauge {

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

/// Counts pairs of neighbours at Chebyshev distance 1 (IBSI manual, "Grey level co-occurrence based
/// features"), as a builder for aggregate_directions.
class GlcmBuilder {
 public:
  explicit GlcmBuilder(const Levels& levels);
  PairCounts make() const;
  void in_plane(std::int64_t slice, std::span<PairCounts, 4> counts) const;
  void across(std::span<PairCounts, 9> counts) const;
  Glcm matrix(const PairCounts& counts) const;

 private:
  const Levels& levels_;
  bool dense_;
};

}  // namespace radgauge
