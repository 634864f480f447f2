#include "imaging/mask_comparison.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/nan.h"
#include "core/text.h"
#include "imaging/distance.h"

namespace radgauge::imaging {

namespace {

void check_same_lattice(const Mask& a, const Mask& b) {
  if (a.lattice.size == b.lattice.size && a.lattice.spacing_mm == b.lattice.spacing_mm) return;
  throw Error(ErrorKind::data, "two masks are compared on different lattices: " +
                                   explain_difference(a.lattice, b.lattice, "reference", "other"));
}

/// The inside voxels of a row of `n` that have an outside neighbour; `rows` are its four neighbours along y
/// and z, nullptr beyond the lattice.
void row_boundary(const std::uint8_t* row, const std::array<const std::uint8_t*, 4>& rows, std::int64_t n,
                  std::uint8_t* edge) {
  if (std::find(rows.begin(), rows.end(), nullptr) != rows.end() || n < 3) {
    std::copy_n(row, n, edge);
    return;
  }
  const auto& [a, b, c, d] = rows;
  for (std::int64_t x = 1; x + 1 < n; ++x)
    edge[x] = static_cast<std::uint8_t>(row[x] & ~(row[x - 1] & row[x + 1] & a[x] & b[x] & c[x] & d[x]));
  edge[0] = row[0];
  edge[n - 1] = row[n - 1];
}

/// Of a mask of 0 and 1.
Mask boundary(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  Mask edge(mask.lattice);
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      const std::uint8_t* row = mask.voxels.data() + mask.at(0, y, z);
      const std::array<const std::uint8_t*, 4> rows{
          y > 0 ? row - n[0] : nullptr, y + 1 < n[1] ? row + n[0] : nullptr,
          z > 0 ? row - n[0] * n[1] : nullptr, z + 1 < n[2] ? row + n[0] * n[1] : nullptr};
      row_boundary(row, rows, n[0], edge.voxels.data() + edge.at(0, y, z));
    }
  return edge;
}

/// The distances at the voxels of `from`; empty if one of them is infinite.
std::vector<double> finite_distances(const Mask& from, const Grid<float>& distance) {
  std::vector<double> values;
  for (std::size_t i = 0; i < from.voxels.size(); ++i) {
    if (from.voxels[i] == 0) continue;
    if (!std::isfinite(distance.voxels[i])) return {};
    values.push_back(static_cast<double>(distance.voxels[i]));
  }
  return values;
}

/// Surfaces are mostly near each other: looked for within a few voxels first, then farther, then anywhere.
std::vector<double> directed_distances(const Mask& from, const Mask& to) {
  const Vec3& spacing = to.lattice.spacing_mm;
  for (const double voxels : {7.0, 28.0}) {
    const double band_mm = voxels * *std::min_element(spacing.begin(), spacing.end());
    std::vector<double> values = finite_distances(from, distance_mm(to, DistanceTo::voxel_centres, band_mm));
    if (!values.empty()) return values;
  }
  return finite_distances(from, distance_mm(to, DistanceTo::voxel_centres));
}

/// The part of a mask in a box, as 0 and 1.
Mask cut(const Mask& mask, const Box& box) {
  Mask part = crop(mask, box);
  for (auto& voxel : part.voxels) voxel = voxel != 0 ? 1 : 0;
  return part;
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
  const Mask a = cut(reference, both);
  const Mask b = cut(other, both);
  std::int64_t common = 0;
  for (std::size_t i = 0; i < a.voxels.size(); ++i) common += a.voxels[i] & b.voxels[i];
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

}  // namespace radgauge::imaging
