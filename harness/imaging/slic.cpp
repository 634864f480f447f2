#include "imaging/slic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::imaging {

namespace {

constexpr int kRounds = 10;
/// Parts below this share of the wanted volume join a neighbour.
constexpr double kLeastShare = 0.5;

struct Centre {
  double intensity = 0;
  Vec3 index{0, 0, 0};
};

/// Number of centres along an axis.
std::int64_t centres_along(std::int64_t size, double spacing_mm, double step_mm) {
  const auto extent = static_cast<double>(size);
  return std::clamp<std::int64_t>(std::llround(extent * spacing_mm / step_mm), 1, size);
}

/// Label of each voxel by the cell of the starting grid it lies in.
Grid<std::int32_t> starting_cells(const Volume& image, const Index3& cells) {
  Grid<std::int32_t> label(image.lattice);
  label.window = image.window;
  const Index3& n = image.lattice.size;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i)
        label.voxels[i] = static_cast<std::int32_t>(
            x * cells[0] / n[0] + cells[0] * (y * cells[1] / n[1] + cells[1] * (z * cells[2] / n[2])));
  return label;
}

/// Mean intensity and place of each label; a centre without voxels stays.
void move_centres(const Volume& image, const Grid<std::int32_t>& label, std::vector<Centre>& centres) {
  std::vector<Centre> sums(centres.size());
  std::vector<double> counts(centres.size(), 0);
  const Index3& n = image.lattice.size;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i) {
        const auto k = static_cast<std::size_t>(label.voxels[i]);
        sums[k].intensity += static_cast<double>(image.voxels[i]);
        sums[k].index =
            sums[k].index + Vec3{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
        counts[k] += 1;
      }
  for (std::size_t k = 0; k < centres.size(); ++k) {
    if (counts[k] == 0) continue;
    centres[k].intensity = sums[k].intensity / counts[k];
    for (std::size_t a = 0; a < 3; ++a) centres[k].index[a] = sums[k].index[a] / counts[k];
  }
}

/// Each voxel takes the nearest centre that looks as far as it; one without keeps its label. Returns whether
/// a label changed.
bool assign(const Volume& image, const std::vector<Centre>& centres, double step_mm, double compactness,
            Grid<std::int32_t>& label) {
  const Index3& n = image.lattice.size;
  const Vec3& spacing = image.lattice.spacing_mm;
  std::vector<float> nearest(image.voxels.size(), std::numeric_limits<float>::infinity());
  const std::vector<std::int32_t> before = label.voxels;
  for (std::size_t k = 0; k < centres.size(); ++k) {
    const Centre& c = centres[k];
    Index3 low, high;
    for (std::size_t a = 0; a < 3; ++a) {
      const double reach = std::max(1.0, step_mm / spacing[a]);
      low[a] = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(c.index[a] - reach)));
      high[a] = std::min(n[a] - 1, static_cast<std::int64_t>(std::floor(c.index[a] + reach)));
    }
    const auto squared = [&](std::int64_t i, std::size_t a) {
      const double d = (static_cast<double>(i) - c.index[a]) * spacing[a] / step_mm;
      return d * d;
    };
    for (std::int64_t z = low[2]; z <= high[2]; ++z)
      for (std::int64_t y = low[1]; y <= high[1]; ++y) {
        const double plane = squared(z, 2) + squared(y, 1);
        for (std::int64_t x = low[0]; x <= high[0]; ++x) {
          const std::size_t i = image.at(x, y, z);
          const double df = (static_cast<double>(image.voxels[i]) - c.intensity) / compactness;
          const auto distance = static_cast<float>(df * df + plane + squared(x, 0));
          if (!(distance < nearest[i])) continue;
          nearest[i] = distance;
          label.voxels[i] = static_cast<std::int32_t>(k);
        }
      }
  }
  return label.voxels != before;
}

/// Calls visit(neighbour) for each voxel that shares a face with voxel i.
template <class Visit>
void each_neighbour(const Index3& n, std::size_t i, Visit visit) {
  const std::array<std::int64_t, 3> stride{1, n[0], n[0] * n[1]};
  const auto voxel = static_cast<std::int64_t>(i);
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t at = voxel / stride[a] % n[a];
    if (at > 0) visit(static_cast<std::size_t>(voxel - stride[a]));
    if (at + 1 < n[a]) visit(static_cast<std::size_t>(voxel + stride[a]));
  }
}

/// The parts of equal label that hang together, numbered by their first voxel; `part_of` becomes their
/// number.
std::vector<std::vector<std::size_t>> split_parts(const Grid<std::int32_t>& label,
                                                  std::vector<std::int32_t>& part_of) {
  std::vector<std::vector<std::size_t>> parts;
  part_of.assign(label.voxels.size(), -1);
  for (std::size_t i = 0; i < label.voxels.size(); ++i) {
    if (part_of[i] >= 0) continue;
    const auto number = static_cast<std::int32_t>(parts.size());
    std::vector<std::size_t> part{i};
    part_of[i] = number;
    for (std::size_t k = 0; k < part.size(); ++k)
      each_neighbour(label.lattice.size, part[k], [&](std::size_t j) {
        if (part_of[j] >= 0 || label.voxels[j] != label.voxels[i]) return;
        part_of[j] = number;
        part.push_back(j);
      });
    parts.push_back(std::move(part));
  }
  return parts;
}

/// The neighbour with the largest common surface; of equal ones the one with the lowest number. -1 for none.
std::int32_t closest_neighbour(const Lattice& lattice, const std::vector<std::size_t>& part,
                               const std::vector<std::int32_t>& part_of) {
  const Vec3& s = lattice.spacing_mm;
  std::map<std::int32_t, double> surface;
  const std::int32_t own = part_of[part.front()];
  for (const std::size_t i : part)
    each_neighbour(lattice.size, i, [&](std::size_t j) {
      if (part_of[j] == own) return;
      const std::size_t step = i > j ? i - j : j - i;
      surface[part_of[j]] += step == 1                                           ? s[1] * s[2]
                             : step == static_cast<std::size_t>(lattice.size[0]) ? s[0] * s[2]
                                                                                 : s[0] * s[1];
    });
  std::int32_t best = -1;
  double largest = 0;
  for (const auto& [number, area] : surface)
    if (area > largest) {
      best = number;
      largest = area;
    }
  return best;
}

void join_small_parts(const Lattice& lattice, double least_voxels,
                      std::vector<std::vector<std::size_t>>& parts, std::vector<std::int32_t>& part_of) {
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return parts[a].size() < parts[b].size(); });
  for (const std::size_t p : order) {
    if (parts[p].empty() || static_cast<double>(parts[p].size()) >= least_voxels) continue;
    const std::int32_t to = closest_neighbour(lattice, parts[p], part_of);
    if (to < 0) continue;
    auto& joined = parts[static_cast<std::size_t>(to)];
    for (const std::size_t i : parts[p]) part_of[i] = to;
    joined.insert(joined.end(), parts[p].begin(), parts[p].end());
    parts[p].clear();
  }
}

/// Numbers by first voxel.
void number_by_place(const std::vector<std::int32_t>& part_of, Grid<std::int32_t>& label) {
  std::map<std::int32_t, std::int32_t> number;
  for (std::size_t i = 0; i < part_of.size(); ++i)
    label.voxels[i] = number.try_emplace(part_of[i], static_cast<std::int32_t>(number.size())).first->second;
}

}  // namespace

Grid<std::int32_t> slic(const Volume& image, double volume_mm3, double compactness) {
  for (const double v : {volume_mm3, compactness})
    if (!(v > 0 && std::isfinite(v)))
      throw Error(ErrorKind::data, "supervoxels of " + to_text(volume_mm3) + " mm^3 and compactness " +
                                       to_text(compactness) + ": both must be positive and finite");
  if (!std::all_of(image.voxels.begin(), image.voxels.end(), [](float v) { return std::isfinite(v); }))
    throw Error(ErrorKind::data, "supervoxels need an image without NaN and infinities");
  const double step_mm = std::cbrt(volume_mm3);
  Index3 cells;
  for (std::size_t a = 0; a < 3; ++a)
    cells[a] = centres_along(image.lattice.size[a], image.lattice.spacing_mm[a], step_mm);
  Grid<std::int32_t> label = starting_cells(image, cells);
  std::vector<Centre> centres(static_cast<std::size_t>(cells[0] * cells[1] * cells[2]));
  for (int round = 0; round < kRounds; ++round) {
    move_centres(image, label, centres);
    if (!assign(image, centres, step_mm, compactness, label)) break;
  }
  std::vector<std::int32_t> part_of;
  auto parts = split_parts(label, part_of);
  join_small_parts(image.lattice, kLeastShare * volume_mm3 / image.lattice.voxel_volume_mm3(), parts,
                   part_of);
  number_by_place(part_of, label);
  return label;
}

}  // namespace radgauge::imaging
