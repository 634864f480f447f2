#pragma once

#include <cstdint>
#include <vector>

#include "core/feature.h"

namespace radgauge::reference {

/// One entry of a sparse matrix of grey levels (from 1) and sizes (from 1).
struct LevelSize {
  std::uint32_t level = 0;
  std::uint32_t size = 0;
  double count = 0;
};

/// The same with a size that is not whole: a dependence weighted by distance.
struct LevelRealSize {
  std::uint32_t level = 0;
  double size = 0;
  double count = 0;
};

/// What the features of run length, size zone, distance zone and dependence matrices are functions of: totals
/// and marginals of the counts of (grey level i, size j), where the size is a run length, a number of voxels,
/// a distance or a number of neighbours.
struct SizeMatrix {
  struct Marginal {
    double value = 0;
    double count = 0;
  };
  double total = 0;   ///< sum of the counts, N_s
  double voxels = 0;  ///< N_v, by which percentages are taken
  std::vector<Marginal> levels;
  std::vector<Marginal> sizes;
  double low_small = 0;   ///< sum of count / (i^2 j^2)
  double high_small = 0;  ///< sum of count i^2 / j^2
  double low_large = 0;   ///< sum of count j^2 / i^2
  double high_large = 0;  ///< sum of count i^2 j^2
  double squares = 0;     ///< sum of count^2
  double entropy = 0;     ///< of the shares of the entries, bits
};

/// Of entries that are all different, in any order. At least one.
SizeMatrix make_size_matrix(const std::vector<LevelSize>& entries, double voxels);
SizeMatrix make_size_matrix(const std::vector<LevelRealSize>& entries, double voxels);
/// The same where the sizes are numbers of voxels: these add up to the voxels.
SizeMatrix make_size_matrix(const std::vector<LevelSize>& entries);

/// The formulas that the four families share (IBSI manual, "Grey level run length based features" and the
/// three families that refer to it; Galloway 1975, doi:10.1016/S0146-664X(75)80008-6). "Size" is the family's
/// j. Every matrix with an entry has all of them.
namespace size_features {

FeatureValue small_emphasis(const SizeMatrix& m);
FeatureValue large_emphasis(const SizeMatrix& m);
FeatureValue low_level_emphasis(const SizeMatrix& m);
FeatureValue high_level_emphasis(const SizeMatrix& m);
FeatureValue small_low_emphasis(const SizeMatrix& m);
FeatureValue small_high_emphasis(const SizeMatrix& m);
FeatureValue large_low_emphasis(const SizeMatrix& m);
FeatureValue large_high_emphasis(const SizeMatrix& m);
FeatureValue level_non_uniformity(const SizeMatrix& m);
FeatureValue normalised_level_non_uniformity(const SizeMatrix& m);
FeatureValue size_non_uniformity(const SizeMatrix& m);
FeatureValue normalised_size_non_uniformity(const SizeMatrix& m);
FeatureValue percentage(const SizeMatrix& m);
FeatureValue level_variance(const SizeMatrix& m);
FeatureValue size_variance(const SizeMatrix& m);
FeatureValue entropy(const SizeMatrix& m);
FeatureValue energy(const SizeMatrix& m);

}  // namespace size_features
}  // namespace radgauge::reference
