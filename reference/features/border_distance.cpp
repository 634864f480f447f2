#include "reference/features/border_distance.h"

#include <algorithm>

namespace radgauge::reference {

namespace {

using Distance = std::uint16_t;
constexpr Distance kFar = 65534;

/// Lowers a row to one more than another row.
void lower(Distance* row, const Distance* other, std::int64_t n) {
  for (std::int64_t x = 0; x < n; ++x) {
    const auto next = static_cast<Distance>(other[x] + 1);
    row[x] = std::min(row[x], next);
  }
}

/// Lowers every voxel of a row to one more than its neighbours in the row.
void lower_along(Distance* row, std::int64_t n) {
  for (std::int64_t x = 1; x < n; ++x) row[x] = std::min(row[x], static_cast<Distance>(row[x - 1] + 1));
  for (std::int64_t x = n - 1; x > 0; --x)
    row[x - 1] = std::min(row[x - 1], static_cast<Distance>(row[x] + 1));
}

}  // namespace

// The city-block distance to the outside is the number of erosions; it separates into one pass forth and one
// back per axis (Rosenfeld and Pfaltz 1968, doi:10.1016/0031-3203(68)90013-7).
std::vector<std::uint16_t> border_distance(const Roi& roi, bool by_slice) {
  const Index3 n{roi.size[0] + 2, roi.size[1] + 2, roi.size[2] + 2};
  const std::int64_t plane = n[0] * n[1];
  std::vector<Distance> distance(static_cast<std::size_t>(plane * n[2]), 0);
  std::size_t from = 0;
  for (std::int64_t z = 1; z + 1 < n[2]; ++z)
    for (std::int64_t y = 1; y + 1 < n[1]; ++y) {
      Distance* row = distance.data() + n[0] * y + plane * z;
      for (std::int64_t x = 1; x + 1 < n[0]; ++x) row[x] = roi.inside[from++] != 0 ? kFar : Distance{0};
    }
  for (std::int64_t z = 1; z + 1 < n[2]; ++z) {
    Distance* slice = distance.data() + plane * z;
    for (std::int64_t y = 1; y + 1 < n[1]; ++y) {
      Distance* row = slice + n[0] * y;
      lower_along(row, n[0]);
      lower(row, row - n[0], n[0]);
      if (!by_slice) lower(row, row - plane, n[0]);
    }
  }
  for (std::int64_t z = n[2] - 2; z > 0; --z)
    for (std::int64_t y = n[1] - 2; y > 0; --y) {
      Distance* row = distance.data() + n[0] * y + plane * z;
      lower(row, row + n[0], n[0]);
      if (!by_slice) lower(row, row + plane, n[0]);
    }
  return distance;
}

}  // namespace radgauge::reference
