#include "imaging/mask_comparison.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "imaging/distance.h"

namespace radgauge {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

void check_same_lattice(const Mask& a, const Mask& b) {
  if (a.lattice.size == b.lattice.size && a.lattice.spacing_mm == b.lattice.spacing_mm) return;
  throw Error(ErrorKind::data, "two masks are compared on different lattices: " +
                                   explain_difference(a.lattice, b.lattice, "reference", "other"));
}

Mask boundary(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  Mask edge(mask.lattice);
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        if (mask(x, y, z) == 0) continue;
        const bool surrounded = x > 0 && x + 1 < n[0] && y > 0 && y + 1 < n[1] && z > 0 && z + 1 < n[2] &&
                                mask(x - 1, y, z) != 0 && mask(x + 1, y, z) != 0 && mask(x, y - 1, z) != 0 &&
                                mask(x, y + 1, z) != 0 && mask(x, y, z - 1) != 0 && mask(x, y, z + 1) != 0;
        edge(x, y, z) = surrounded ? 0 : 1;
      }
  return edge;
}

std::vector<double> directed_distances(const Mask& from, const Mask& to) {
  const Grid<float> distance = distance_mm(to, DistanceTo::voxel_centres);
  std::vector<double> values;
  for (std::size_t i = 0; i < from.voxels.size(); ++i)
    if (from.voxels[i] != 0) values.push_back(static_cast<double>(distance.voxels[i]));
  return values;
}

double percentile(std::vector<double>& values, double fraction) {
  const double rank = fraction * static_cast<double>(values.size() - 1);
  const auto low = static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), values.begin() + low, values.end());
  const double lower = values[static_cast<std::size_t>(low)];
  if (low + 1 == static_cast<std::ptrdiff_t>(values.size())) return lower;
  const double upper = *std::min_element(values.begin() + low + 1, values.end());
  return lower + (rank - static_cast<double>(low)) * (upper - lower);
}

}  // namespace

MaskComparison compare_masks(const Mask& reference, const Mask& other) {
  check_same_lattice(reference, other);
  MaskComparison result{kNaN, kNaN, kNaN, kNaN};
  const Box both = unite(bounding_box(reference), bounding_box(other));
  if (both.empty()) return result;
  const Mask a = crop(reference, both);
  const Mask b = crop(other, both);
  std::int64_t common = 0;
  for (std::size_t i = 0; i < a.voxels.size(); ++i) common += a.voxels[i] != 0 && b.voxels[i] != 0;
  const auto in_a = static_cast<double>(count(a));
  const auto in_b = static_cast<double>(count(b));
  if (in_a > 0) result.volume_change = (in_b - in_a) / in_a;
  result.dice = 2 * static_cast<double>(common) / (in_a + in_b);
  if (!(in_a > 0 && in_b > 0)) return result;

  const Mask edge_a = boundary(a);
  const Mask edge_b = boundary(b);
  std::vector<double> a_to_b = directed_distances(edge_a, edge_b);
  std::vector<double> b_to_a = directed_distances(edge_b, edge_a);
  double sum = 0;
  for (const double d : a_to_b) sum += d;
  for (const double d : b_to_a) sum += d;
  result.mean_surface_distance_mm = sum / static_cast<double>(a_to_b.size() + b_to_a.size());
  result.hd95_mm = std::max(percentile(a_to_b, 0.95), percentile(b_to_a, 0.95));
  return result;
}

}  // namespace radgauge
