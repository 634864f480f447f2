#include "reference/preprocessing/index_map.h"

#include <algorithm>
#include <cmath>

namespace radgauge::reference {

bool IndexMap::is_whole_voxel_shift() const {
  for (std::size_t i = 0; i < 9; ++i)
    if (!(std::abs(matrix[i] - kIdentity3[i]) <= 1e-6)) return false;
  for (const double s : shift)
    if (!(std::abs(s - std::round(s)) <= 1e-3)) return false;
  return true;
}

IndexMap index_map(const Lattice& from, const Lattice& to) {
  IndexMap map;
  const Matrix3 turn = multiply(inverse(to.direction), from.direction);
  for (std::size_t row = 0; row < 3; ++row)
    for (std::size_t col = 0; col < 3; ++col) {
      const double entry = turn[3 * row + col];
      const double nearest = std::round(entry);
      const double exact = std::abs(entry - nearest) <= 1e-9 ? nearest : entry;
      map.matrix[3 * row + col] = exact * (from.spacing_mm[col] / to.spacing_mm[row]);
    }
  const Vec3 start = to.to_index(from.origin_mm);
  constexpr double kSteps = 268435456;
  for (std::size_t a = 0; a < 3; ++a) map.shift[a] = std::round(start[a] * kSteps) / kSteps;
  return map;
}

Box preimage(const IndexMap& map, const Vec3& low, const Vec3& high) {
  const Matrix3 back = inverse(map.matrix);
  Vec3 lowest{1e300, 1e300, 1e300};
  Vec3 highest{-1e300, -1e300, -1e300};
  for (int corner = 0; corner < 8; ++corner) {
    Vec3 point;
    for (std::size_t a = 0; a < 3; ++a) point[a] = ((corner >> a) & 1) != 0 ? high[a] : low[a];
    const Vec3 index = multiply(back, point - map.shift);
    for (std::size_t a = 0; a < 3; ++a) {
      lowest[a] = std::min(lowest[a], index[a]);
      highest[a] = std::max(highest[a], index[a]);
    }
  }
  Box box;
  for (std::size_t a = 0; a < 3; ++a) {
    box.begin[a] = static_cast<std::int64_t>(std::ceil(lowest[a] - 1e-6));
    box.end[a] = static_cast<std::int64_t>(std::floor(highest[a] + 1e-6)) + 1;
  }
  return box;
}

double largest_shift_mm(std::span<const Displacement> displacements, const Lattice& lattice, const Box& box) {
  constexpr int kRaster = 17;
  double largest = 0;
  for (int k = 0; k < kRaster; ++k)
    for (int j = 0; j < kRaster; ++j)
      for (int i = 0; i < kRaster; ++i) {
        const std::array<int, 3> step{i, j, k};
        Vec3 index;
        for (std::size_t a = 0; a < 3; ++a)
          index[a] = static_cast<double>(box.begin[a]) +
                     static_cast<double>(box.end[a] - box.begin[a]) * step[a] / (kRaster - 1);
        const Vec3 start = lattice.to_physical(index);
        Vec3 point = start;
        for (const Displacement& displace : displacements) point = displace(point);
        const Vec3 moved = point - start;
        largest = std::max(largest, std::hypot(moved[0], moved[1], moved[2]));
      }
  return largest;
}

}  // namespace radgauge::reference
