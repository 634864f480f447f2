#pragma once

#include <array>
#include <cstdlib>

#include "core/extraction_settings.h"
#include "core/geometry.h"

namespace radgauge::reference {

/// One of each pair of opposite directions to the 26 neighbours: first the 4 within a slice, then the 9
/// across slices (IBSI manual, "Grey level co-occurrence based features").
inline constexpr std::array<Index3, 13> kDirections{{{1, 0, 0},
                                                     {-1, 1, 0},
                                                     {0, 1, 0},
                                                     {1, 1, 0},
                                                     {-1, -1, 1},
                                                     {0, -1, 1},
                                                     {1, -1, 1},
                                                     {-1, 0, 1},
                                                     {0, 0, 1},
                                                     {1, 0, 1},
                                                     {-1, 1, 1},
                                                     {0, 1, 1},
                                                     {1, 1, 1}}};
inline constexpr std::size_t kPlaneDirections = 4;

/// Distance in memory between a voxel and its neighbour.
inline std::int64_t memory_offset(const Index3& direction, const Index3& size) {
  return direction[0] + size[0] * (direction[1] + size[1] * direction[2]);
}

/// Weights of matrices of directions that are merged: 1 / norm of the direction, by the number of axes along
/// which it moves. The distance between neighbours is a common factor and left out; with the Chebyshev norm
/// all weights are equal, so there is one class (IBSI manual, "Distances and distance weighting").
class DirectionWeights {
 public:
  explicit DirectionWeights(Weighting weighting);
  std::size_t classes() const { return weights_.size(); }
  std::size_t class_of(std::size_t direction) const;
  double weight(std::size_t direction_class) const { return weights_[direction_class]; }

 private:
  std::vector<double> weights_;
};

}  // namespace radgauge::reference
