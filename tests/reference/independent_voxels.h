#pragma once

#include <functional>
#include <vector>

#include "core/random.h"
#include "reference/texture_brute_force.h"

/// Voxels whose levels are independent draws: what the texture families give on average.
namespace radgauge::testing {

/// Probabilities of the levels 1, 2, ...
inline const std::vector<double> kProbabilities{0.6, 0.25, 0.15};

/// Levels by kProbabilities in the mask, and a level of 5 everywhere else.
inline Volume independent_levels(const Mask& mask, std::uint64_t seed) {
  Volume image(mask.lattice, 5);
  const Draws draws(seed, "iid", "test", 0, 0);
  for (std::size_t i = 0; i < image.voxels.size(); ++i) {
    if (mask.voxels[i] == 0) continue;
    double u = draws.uniform(i);
    std::size_t level = 0;
    while (level + 1 < kProbabilities.size() && u >= kProbabilities[level]) u -= kProbabilities[level++];
    image.voxels[i] = static_cast<float>(level + 1);
  }
  return image;
}

/// A disc of 4 slices with holes, off the middle of its lattice.
inline Mask disc_with_holes() {
  Mask mask(unit_lattice({33, 31, 7}));
  Scatter scatter(17);
  for (std::int64_t z = 2; z < 6; ++z)
    for (std::int64_t y = 0; y < 31; ++y)
      for (std::int64_t x = 0; x < 33; ++x)
        mask(x, y, z) = (x - 17) * (x - 17) + (y - 15) * (y - 15) <= 14 * 14 && scatter.next() < 0.95 ? 1 : 0;
  return mask;
}

inline bool inside(const Mask& mask, const Index3& p) {
  for (std::size_t a = 0; a < 3; ++a)
    if (p[a] < 0 || p[a] >= mask.lattice.size[a]) return false;
  return mask(p[0], p[1], p[2]) != 0;
}

/// Calls f for every voxel of the mask with z from `begin` to `end`.
template <class F>
void for_inside(const Mask& mask, std::int64_t begin, std::int64_t end, F f) {
  for (std::int64_t z = begin; z < end; ++z)
    for (std::int64_t y = 0; y < mask.lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < mask.lattice.size[0]; ++x)
        if (mask(x, y, z) != 0) f(Index3{x, y, z});
}

inline double mean_over_levels(const std::function<double(double)>& f) {
  double sum = 0;
  for (std::size_t i = 0; i < kProbabilities.size(); ++i)
    sum += kProbabilities[i] * f(static_cast<double>(i + 1));
  return sum;
}

/// A function of a pair of levels that does not depend on their order.
using PairFunction = std::function<double(double, double)>;

inline double mean_over_pairs(const PairFunction& f) {
  return mean_over_levels([&](double i) { return mean_over_levels([&](double j) { return f(i, j); }); });
}

/// The pairs of voxels of one co-occurrence matrix. Pairs that share a voxel are not independent.
struct PairGraph {
  double pairs = 0;
  double shared = 0;  ///< ordered pairs of different pairs that share a voxel

  static PairGraph of(const Mask& mask, const std::vector<Index3>& steps, std::int64_t begin,
                      std::int64_t end) {
    PairGraph g;
    for_inside(mask, begin, end, [&](const Index3& p) {
      double neighbours = 0;
      for (const Index3& step : steps)
        for (const int sign : {1, -1}) {
          const Index3 q = moved(p, step, sign);
          if (q[2] >= begin && q[2] < end && inside(mask, q)) ++neighbours;
        }
      g.pairs += neighbours / 2;
      g.shared += neighbours * (neighbours - 1);
    });
    return g;
  }

  /// Covariance of the means of two functions over the pairs, exactly (the decomposition of Hoeffding 1948,
  /// doi:10.1214/aoms/1177730196).
  double covariance(const PairFunction& f, const PairFunction& g) const {
    const double product = mean_over_pairs(f) * mean_over_pairs(g);
    const double own = mean_over_pairs([&](double i, double j) { return f(i, j) * g(i, j); }) - product;
    const double one = mean_over_levels([&](double i) {
                         return mean_over_levels([&](double j) { return f(i, j); }) *
                                mean_over_levels([&](double j) { return g(i, j); });
                       }) -
                       product;
    return (pairs * own + shared * one) / (pairs * pairs);
  }
  double variance(const PairFunction& f) const { return covariance(f, f); }
};

/// The graphs of the matrices of an aggregation, over whose features the mean is taken.
inline std::vector<PairGraph> pair_graphs(const Mask& mask, const std::string& aggregation) {
  const std::vector<Index3> all = half_of_the_neighbours();
  const std::vector<Index3> plane(all.begin(), all.begin() + 4);
  const std::int64_t slices = mask.lattice.size[2];
  const bool merged = aggregation.ends_with("comb");
  std::vector<PairGraph> graphs;
  const auto put = [&](const std::vector<Index3>& steps, std::int64_t begin, std::int64_t end) {
    if (merged)
      graphs.push_back(PairGraph::of(mask, steps, begin, end));
    else
      for (const Index3& step : steps) graphs.push_back(PairGraph::of(mask, {step}, begin, end));
  };
  if (aggregation.starts_with("2D"))
    for (std::int64_t z = 0; z < slices; ++z) put(plane, z, z + 1);
  else
    put(aggregation.starts_with("3D") ? all : plane, 0, slices);
  std::erase_if(graphs, [](const PairGraph& g) { return g.pairs == 0; });
  return graphs;
}

}  // namespace radgauge::testing
