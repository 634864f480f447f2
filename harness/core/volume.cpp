#include "core/volume.h"

#include <algorithm>
#include <cstring>

namespace radgauge {

namespace {

template <class T>
Grid<T> crop_grid(const Grid<T>& grid, const Box& wanted) {
  const Box box = intersect(wanted, Box{{0, 0, 0}, grid.lattice.size});
  Grid<T> part;
  part.lattice = crop(grid.lattice, box);
  part.window.whole_size = grid.window.whole_size;
  for (std::size_t a = 0; a < 3; ++a) part.window.offset[a] = grid.window.offset[a] + box.begin[a];
  part.voxels.resize(static_cast<std::size_t>(box.voxel_count()));
  if (box.empty()) return part;
  auto out = part.voxels.begin();
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y) {
      const auto row = grid.voxels.begin() + static_cast<std::ptrdiff_t>(grid.at(box.begin[0], y, z));
      out = std::copy_n(row, part.lattice.size[0], out);
    }
  return part;
}

}  // namespace

Volume crop(const Volume& volume, const Box& box) {
  return crop_grid(volume, box);
}
Mask crop(const Mask& mask, const Box& box) {
  return crop_grid(mask, box);
}

namespace {

/// The first voxel that is not 0, or `end`. Most are 0, so eight at a time, here and below.
const std::uint8_t* first_inside(const std::uint8_t* begin, const std::uint8_t* end) {
  std::uint64_t eight = 0;
  for (; end - begin >= 8; begin += 8) {
    std::memcpy(&eight, begin, 8);
    if (eight != 0) break;
  }
  return std::find_if(begin, end, [](std::uint8_t v) { return v != 0; });
}

/// The last voxel that is not 0; `*first` is not 0.
const std::uint8_t* last_inside(const std::uint8_t* first, const std::uint8_t* end) {
  std::uint64_t eight = 0;
  for (; end - first > 8; end -= 8) {
    std::memcpy(&eight, end - 8, 8);
    if (eight != 0) break;
  }
  while (*--end == 0) {
  }
  return end;
}

}  // namespace

Box bounding_box(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  Box box{n, {0, 0, 0}};
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      const std::uint8_t* begin = mask.voxels.data() + mask.at(0, y, z);
      const std::uint8_t* end = begin + n[0];
      const std::uint8_t* first = first_inside(begin, end);
      if (first == end) continue;
      const std::uint8_t* last = last_inside(first, end);
      box = {
          {std::min(box.begin[0], first - begin), std::min(box.begin[1], y), std::min(box.begin[2], z)},
          {std::max(box.end[0], last - begin + 1), std::max(box.end[1], y + 1), std::max(box.end[2], z + 1)}};
    }
  return box.empty() ? Box{} : box;
}

std::int64_t count(const Mask& mask) {
  return std::count_if(mask.voxels.begin(), mask.voxels.end(), [](std::uint8_t v) { return v != 0; });
}

Vec3 centroid_mm(const Mask& mask) {
  const Index3& n = mask.lattice.size;
  std::array<std::int64_t, 3> sum{0, 0, 0};
  std::int64_t inside = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        if (mask(x, y, z) != 0) {
          sum = {sum[0] + x, sum[1] + y, sum[2] + z};
          ++inside;
        }
  Vec3 index;
  for (std::size_t a = 0; a < 3; ++a)
    index[a] = inside > 0 ? static_cast<double>(sum[a]) / static_cast<double>(inside)
                          : 0.5 * static_cast<double>(n[a] - 1);
  return mask.lattice.to_physical(index);
}

}  // namespace radgauge
