#include "kernels/plain_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace radgauge::bench {

namespace {

/// Levels of the intensity mask, 0 outside, and the steps from a voxel to its 26 neighbours.
struct Plain {
  Index3 size;
  std::vector<int> level;
  const Mask* mask = nullptr;

  std::size_t at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>(x + size[0] * (y + size[1] * z));
  }
  /// f(index of neighbour d of 0 to 26 without 13), for those within the box.
  template <class F>
  void neighbours(std::int64_t x, std::int64_t y, std::int64_t z, F f) const {
    for (int d = 0; d < 27; ++d) {
      const std::int64_t u = x + d % 3 - 1, v = y + d / 3 % 3 - 1, w = z + d / 9 - 1;
      if (d != 13 && u >= 0 && v >= 0 && w >= 0 && u < size[0] && v < size[1] && w < size[2])
        f(d, at(u, v, w));
    }
  }
  template <class F>
  void voxels(F f) const {
    for (std::int64_t z = 0; z < size[2]; ++z)
      for (std::int64_t y = 0; y < size[1]; ++y)
        for (std::int64_t x = 0; x < size[0]; ++x)
          if (level[at(x, y, z)] != 0) f(x, y, z, level[at(x, y, z)]);
  }
};

void add_neighbourhoods(const Plain& p, double kept, PlainValues& out) {
  double pairs = 0, contrast = 0, runs = 0, squares = 0, with_neighbours = 0;
  std::map<int, std::pair<double, double>> tones;
  p.voxels([&](auto x, auto y, auto z, int here) {
    double n = 0, sum = 0, equal = 1, continued = 0;
    p.neighbours(x, y, z, [&](int d, std::size_t at) {
      const int there = p.level[at];
      if (there == 0) return;
      ++n;
      sum += there;
      contrast += (here - there) * (here - there);
      equal += here == there ? 1 : 0;
      continued += d < 13 && here == there ? 1 : 0;
    });
    pairs += n;
    runs += 13 - continued;
    squares += equal * equal;
    if (n == 0) return;
    ++with_neighbours;
    tones[here].first += 1;
    tones[here].second += std::abs(here - sum / n);
  });
  double difference = 0;
  for (const auto& [level, tone] : tones) difference += tone.first / with_neighbours * tone.second;
  out["cm_contrast_3D_comb"] = contrast / pairs;
  out["rlm_r_perc_3D_comb"] = runs / (13 * kept);
  out["ngl_hde_3D"] = squares / kept;
  out["ngt_coarseness_3D"] = 1 / difference;
}

/// Steps through faces from outside the mask to every voxel, breadth first.
std::vector<int> steps_from_outside(const Plain& p) {
  std::vector<int> steps(p.level.size(), 0);
  std::vector<std::size_t> front, next;
  const auto near = [&](std::int64_t x, std::int64_t y, std::int64_t z, int step) {
    if (x < 0 || y < 0 || z < 0 || x >= p.size[0] || y >= p.size[1] || z >= p.size[2]) return step == 1;
    const std::size_t i = p.at(x, y, z);
    return step == 1 ? p.mask->voxels[i] == 0 : steps[i] == step - 1;
  };
  for (int step = 1; step == 1 || !front.empty(); ++step) {
    next.clear();
    const auto visit = [&](std::size_t i) {
      if (p.mask->voxels[i] == 0 || steps[i] != 0) return;
      const auto n = static_cast<std::int64_t>(i);
      const std::int64_t x = n % p.size[0], y = n / p.size[0] % p.size[1], z = n / p.size[0] / p.size[1];
      if (near(x - 1, y, z, step) || near(x + 1, y, z, step) || near(x, y - 1, z, step) ||
          near(x, y + 1, z, step) || near(x, y, z - 1, step) || near(x, y, z + 1, step)) {
        steps[i] = step;
        next.push_back(i);
      }
    };
    if (step == 1) {
      for (std::size_t i = 0; i < steps.size(); ++i) visit(i);
    } else {
      const auto row = static_cast<std::size_t>(p.size[0]), plane = row * static_cast<std::size_t>(p.size[1]);
      for (const std::size_t i : front)
        for (const std::size_t step_size : {std::size_t{1}, row, plane}) {
          if (i >= step_size) visit(i - step_size);
          if (i + step_size < steps.size()) visit(i + step_size);
        }
    }
    front.swap(next);
  }
  return steps;
}

/// Zones by flooding.
void add_zones(const Plain& p, double kept, PlainValues& out) {
  const std::vector<int> steps = steps_from_outside(p);
  std::vector<char> seen(p.level.size(), 0);
  std::vector<std::size_t> stack;
  double zones = 0, sizes = 0, distances = 0;
  p.voxels([&](auto x, auto y, auto z, int here) {
    const std::size_t start = p.at(x, y, z);
    if (seen[start] != 0) return;
    double size = 0;
    int distance = steps[start];
    seen[start] = 1;
    stack.push_back(start);
    while (!stack.empty()) {
      const auto i = static_cast<std::int64_t>(stack.back());
      stack.pop_back();
      ++size;
      distance = std::min(distance, steps[static_cast<std::size_t>(i)]);
      p.neighbours(i % p.size[0], i / p.size[0] % p.size[1], i / p.size[0] / p.size[1],
                   [&](int, std::size_t at) {
                     if (seen[at] != 0 || p.level[at] != here) return;
                     seen[at] = 1;
                     stack.push_back(at);
                   });
    }
    ++zones;
    sizes += size * size;
    distances += static_cast<double>(distance) * distance;
  });
  out["szm_z_perc_3D"] = zones / kept;
  out["szm_lze_3D"] = sizes / zones;
  out["dzm_lde_3D"] = distances / zones;
}

/// Highest mean over a ball of 1 cm^3 around one of the brightest voxels of the intensity mask.
double local_peak(const Plain& p, const Volume& image) {
  const Vec3& spacing = image.lattice.spacing_mm;
  const double radius = 10 * std::cbrt(3 / (4 * std::numbers::pi));
  float brightest = -std::numeric_limits<float>::infinity();
  p.voxels([&](auto x, auto y, auto z, int) { brightest = std::max(brightest, image(x, y, z)); });
  double peak = -std::numeric_limits<double>::infinity();
  p.voxels([&](auto x, auto y, auto z, int) {
    if (image(x, y, z) != brightest) return;
    double sum = 0, n = 0;
    for (std::int64_t w = 0; w < p.size[2]; ++w)
      for (std::int64_t v = 0; v < p.size[1]; ++v)
        for (std::int64_t u = 0; u < p.size[0]; ++u) {
          const Vec3 d{static_cast<double>(u - x) * spacing[0], static_cast<double>(v - y) * spacing[1],
                       static_cast<double>(w - z) * spacing[2]};
          if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] > radius * radius) continue;
          sum += image(u, v, w);
          ++n;
        }
    peak = std::max(peak, sum / n);
  });
  return peak;
}

}  // namespace

PlainValues plain_values(const reference::Prepared& prepared, const ExtractionSettings& s) {
  Plain p{prepared.image.lattice.size, std::vector<int>(prepared.mask.voxels.size(), 0), &prepared.mask};
  const double tenth =
      s.resegmentation_lower +
      s.ivh_bin_width *
          std::ceil(0.1 * ((s.resegmentation_upper - s.resegmentation_lower) / s.ivh_bin_width - 1));
  double inside = 0, kept = 0, sum = 0, level_sum = 0, bright = 0;
  double lowest = s.resegmentation_upper, highest = s.resegmentation_lower;
  const auto is_kept = [&](double v) { return v >= s.resegmentation_lower && v <= s.resegmentation_upper; };
  for (std::size_t i = 0; i < p.level.size(); ++i) {
    const auto v = static_cast<double>(prepared.image.voxels[i]);
    if (prepared.mask.voxels[i] == 0 || !is_kept(v)) continue;
    lowest = std::min(lowest, v);
    highest = std::max(highest, v);
  }
  const auto level_of = [&](double v) {
    if (s.discretisation == Discretisation::fbs)
      return static_cast<int>(std::floor((v - s.resegmentation_lower) / s.bin_width)) + 1;
    const auto bins = static_cast<double>(s.bin_count);
    return static_cast<int>(std::min(bins - 1, std::floor(bins * (v - lowest) / (highest - lowest)))) + 1;
  };
  for (std::size_t i = 0; i < p.level.size(); ++i) {
    if (prepared.mask.voxels[i] == 0) continue;
    ++inside;
    const auto v = static_cast<double>(prepared.image.voxels[i]);
    if (!is_kept(v)) continue;
    ++kept;
    sum += v;
    bright += v >= tenth ? 1 : 0;
    p.level[i] = level_of(v);
    level_sum += p.level[i];
  }
  PlainValues out{{"morph_vol_approx", inside * prepared.mask.lattice.voxel_volume_mm3()},
                  {"stat_mean", sum / kept},
                  {"ih_mean", level_sum / kept},
                  {"ivh_v10", bright / kept},
                  {"loc_peak_loc", local_peak(p, prepared.image)}};
  add_neighbourhoods(p, kept, out);
  add_zones(p, kept, out);
  return out;
}

}  // namespace radgauge::bench
