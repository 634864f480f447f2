#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "reference/features/neighbourhood.h"

namespace radgauge::reference {

/// Which voxels are neighbours, and how much each counts: those whose step m has norm(m) <= distance, each
/// weighted by 1 / weighting(m). IBSI manual, "Distances and distance weighting" of the grey tone difference
/// and of the grey level dependence matrix, which calls other norms than Chebyshev's, and weights, not
/// standard.
struct NeighbourhoodShape {
  std::int64_t distance = 1;
  Weighting norm = Weighting::chebyshev;
  Weighting weighting = Weighting::none;

  /// The standard neighbourhood: a box in which all voxels count alike.
  bool is_box() const;
};

/// A neighbour, as a distance in memory.
struct WeightedStep {
  std::int64_t offset = 0;
  double weight = 1;
};
/// The neighbours of a voxel, without itself, of its slice only or of the volume; `size` is that of the
/// padded box.
std::vector<WeightedStep> weighted_steps(const NeighbourhoodShape& shape, const Index3& size, bool by_slice);

/// Of every level: voxels with neighbours, and the sum of their differences from the weighted mean of these.
struct WeightedTones {
  std::vector<double> voxels;
  std::vector<double> differences;

  void clear();
  void add(const WeightedTones& other);
  bool empty() const;
};

/// Builder of the NGTDM for aggregate() over any neighbourhood. `levels` outlives it and has at least
/// `distance` voxels of padding.
class WeightedNgtdmBuilder {
 public:
  static constexpr std::size_t kSlice = 1;
  static constexpr std::size_t kVolume = 1;
  static constexpr std::size_t kShared = 0;

  WeightedNgtdmBuilder(const Levels& levels, const NeighbourhoodShape& shape)
      : levels_(levels), shape_(shape) {}
  WeightedTones make() const;
  void slices(std::int64_t begin, std::int64_t end, std::span<WeightedTones> counts) const;
  void volume(std::span<WeightedTones> counts) const;
  std::size_t classes() const { return 1; }
  std::size_t class_of(std::size_t) const { return 0; }
  Ngtdm matrix(std::span<const WeightedTones> counts) const;

 private:
  const Levels& levels_;
  NeighbourhoodShape shape_;
};

/// Voxels by level and weighted dependence.
struct WeightedDependences {
  std::map<std::pair<std::uint32_t, double>, double> voxels;

  void clear() { voxels.clear(); }
  void add(const WeightedDependences& other);
  bool empty() const { return voxels.empty(); }
};

/// Builder of the NGLDM for aggregate() over any neighbourhood. The dependence of a voxel is the sum of the
/// weights of the voxels that depend on it; itself, at distance 0, counts 1.
class WeightedNgldmBuilder {
 public:
  static constexpr std::size_t kSlice = 1;
  static constexpr std::size_t kVolume = 1;
  static constexpr std::size_t kShared = 0;

  WeightedNgldmBuilder(const Levels& levels, const NeighbourhoodShape& shape, std::int64_t coarseness)
      : levels_(levels), shape_(shape), coarseness_(coarseness) {}
  WeightedDependences make() const { return {}; }
  void slices(std::int64_t begin, std::int64_t end, std::span<WeightedDependences> counts) const;
  void volume(std::span<WeightedDependences> counts) const;
  std::size_t classes() const { return 1; }
  std::size_t class_of(std::size_t) const { return 0; }
  SizeMatrix matrix(std::span<const WeightedDependences> counts) const;

 private:
  const Levels& levels_;
  NeighbourhoodShape shape_;
  std::int64_t coarseness_;
};

}  // namespace radgauge::reference
