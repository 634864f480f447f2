#include "reference/features/mesh.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace radgauge {

namespace {

/// What one cell of a configuration adds. By the divergence theorem the volume is the sum over triangles of
/// their mean z times their area projected along z.
struct CellMeasure {
  double area = 0;
  double projected = 0;         ///< signed, towards +z
  double projected_height = 0;  ///< times the mean z within the cell
};

std::array<CellMeasure, 256> cell_measures(const Vec3& spacing) {
  std::array<CellMeasure, 256> measures;
  for (unsigned c = 0; c < 256; ++c)
    for (const CellTriangle& triangle : cell_triangles(c)) {
      std::array<Vec3, 3> p;
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t a = 0; a < 3; ++a) p[k][a] = 0.5 * spacing[a] * triangle.corners[k][a];
      const Vec3 u = p[1] - p[0];
      const Vec3 v = p[2] - p[0];
      const Vec3 normal{u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
      const double mean_z = (p[0][2] + p[1][2] + p[2][2]) / 3;
      measures[c].area += 0.5 * triangle.weight *
                          std::sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
      measures[c].projected += 0.5 * triangle.weight * normal[2];
      measures[c].projected_height += 0.5 * triangle.weight * normal[2] * mean_z;
    }
  return measures;
}

/// Adds the configurations of the cells between rows `rows` (bit 0: (y, z), 1: (y+1, z), 2: (y, z+1), 3:
/// (y+1, z+1)); a null row is outside the mask.
void count_row(const std::array<const std::uint8_t*, 4>& rows, std::int64_t nx,
               std::vector<std::uint8_t>& columns, std::array<std::int64_t, 256>& counts) {
  std::fill(columns.begin(), columns.end(), std::uint8_t{0});
  for (std::size_t k = 0; k < 4; ++k)
    if (rows[k] != nullptr)
      for (std::int64_t x = 0; x < nx; ++x) {
        auto& column = columns[static_cast<std::size_t>(x + 1)];
        column = static_cast<std::uint8_t>(column | (rows[k][x] << k));
      }
  for (std::size_t x = 0; x + 1 < columns.size(); ++x) ++counts[columns[x] | (columns[x + 1] << 4)];
}

}  // namespace

MeshMeasure measure_mesh(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm) {
  const std::array<CellMeasure, 256> cells = cell_measures(spacing_mm);
  std::vector<std::uint8_t> columns(static_cast<std::size_t>(size[0] + 2));
  const auto row = [&](std::int64_t y, std::int64_t z) -> const std::uint8_t* {
    if (y < 0 || y >= size[1] || z < 0 || z >= size[2]) return nullptr;
    return inside.data() + size[0] * (y + size[1] * z);
  };
  MeshMeasure mesh;
  for (std::int64_t z = -1; z < size[2]; ++z) {
    std::array<std::int64_t, 256> counts{};
    for (std::int64_t y = -1; y < size[1]; ++y)
      count_row({row(y, z), row(y + 1, z), row(y, z + 1), row(y + 1, z + 1)}, size[0], columns, counts);
    const double height = spacing_mm[2] * static_cast<double>(z);
    for (std::size_t c = 1; c < 255; ++c) {
      const auto n = static_cast<double>(counts[c]);
      mesh.area_mm2 += n * cells[c].area;
      mesh.volume_mm3 += n * (cells[c].projected_height + height * cells[c].projected);
    }
  }
  return mesh;
}

namespace {

struct Candidate {
  double radius;  ///< distance from the middle of the box
  Vec3 point;
};

/// Collects the outermost mesh vertices of every line along x, in mm from the middle of the box.
class LineEnds {
 public:
  LineEnds(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm)
      : size_(size), spacing_mm_(spacing_mm), inside_(inside), empty_(static_cast<std::size_t>(size[0]), 0) {}

  std::vector<Candidate> collect() {
    for (std::int64_t z = -1; z < size_[2]; ++z)
      for (std::int64_t y = -1; y < size_[1]; ++y) {
        // Lines through voxel rows meet faces across x; lines half-way to the next row, faces across y or z.
        add(row(y, z), empty_.data(), 1, 2 * y, 2 * z);
        add(row(y, z), row(y + 1, z), 0, 2 * y + 1, 2 * z);
        add(row(y, z), row(y, z + 1), 0, 2 * y, 2 * z + 1);
      }
    return std::move(ends_);
  }

 private:
  const std::uint8_t* row(std::int64_t y, std::int64_t z) const {
    if (y < 0 || y >= size_[1] || z < 0 || z >= size_[2]) return empty_.data();
    return inside_.data() + size_[0] * (y + size_[1] * z);
  }

  /// The first and last x at which two rows differ, moved outwards by `beyond` half voxels.
  void add(const std::uint8_t* a, const std::uint8_t* b, std::int64_t beyond, std::int64_t half_y,
           std::int64_t half_z) {
    if (a == b) return;
    std::int64_t first = 0;
    while (first < size_[0] && a[first] == b[first]) ++first;
    if (first == size_[0]) return;
    std::int64_t last = size_[0] - 1;
    while (a[last] == b[last]) --last;
    put({2 * first - beyond, half_y, half_z});
    put({2 * last + beyond, half_y, half_z});
  }

  void put(const Index3& half_voxels) {
    Vec3 p;
    for (std::size_t k = 0; k < 3; ++k)
      p[k] = 0.5 * spacing_mm_[k] * static_cast<double>(half_voxels[k] - (size_[k] - 1));
    ends_.push_back({std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]), p});
  }

  Index3 size_;
  Vec3 spacing_mm_;
  std::span<const std::uint8_t> inside_;
  std::vector<std::uint8_t> empty_;
  std::vector<Candidate> ends_;
};

double squared_distance(const Vec3& a, const Vec3& b) {
  const Vec3 d = a - b;
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
}

/// The square of a distance that some pair has: from the farthest point to and fro.
double reached(const std::vector<Candidate>& candidates, Vec3 from) {
  double best = 0;
  for (int step = 0; step < 3; ++step) {
    const Candidate* farthest = &candidates.front();
    for (const Candidate& c : candidates)
      if (squared_distance(c.point, from) > squared_distance(farthest->point, from)) farthest = &c;
    if (step > 0) best = std::max(best, squared_distance(farthest->point, from));
    from = farthest->point;
  }
  return best;
}

}  // namespace

double largest_diameter_mm(std::span<const std::uint8_t> inside, const Index3& size, const Vec3& spacing_mm) {
  std::vector<Candidate> candidates = LineEnds(inside, size, spacing_mm).collect();
  if (candidates.empty()) return 0;
  double best = reached(candidates, {0, 0, 0});
  double best_length = std::sqrt(best);
  double widest = 0;
  for (const Candidate& c : candidates) widest = std::max(widest, c.radius);
  std::erase_if(candidates, [&](const Candidate& c) { return c.radius + widest < best_length; });
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.radius > b.radius; });
  for (std::size_t i = 0; i < candidates.size() && 2 * candidates[i].radius > best_length; ++i)
    for (std::size_t j = i + 1; j < candidates.size(); ++j) {
      if (candidates[i].radius + candidates[j].radius <= best_length) break;
      const double squared = squared_distance(candidates[i].point, candidates[j].point);
      if (squared <= best) continue;
      best = squared;
      best_length = std::sqrt(squared);
    }
  return best_length;
}

}  // namespace radgauge
