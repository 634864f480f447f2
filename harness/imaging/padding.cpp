#include "imaging/padding.h"

#include <algorithm>
#include <map>
#include <vector>

namespace radgauge::imaging {

namespace {

constexpr std::int64_t kLeastCores = 64;
constexpr double kLeastShareOfCores = 0.1;
constexpr std::int64_t kHalfPatch = 2;
/// Images with more values of padding than that are drawn, not measured.
constexpr int kMostValues = 4;

/// Is (x, y, z) the centre of a patch of one value? Beyond the image its edge is repeated.
bool is_core(const Volume& image, std::int64_t x, std::int64_t y, std::int64_t z) {
  const Index3& n = image.lattice.size;
  const float value = image(x, y, z);
  const std::int64_t x0 = std::max<std::int64_t>(0, x - kHalfPatch), x1 = std::min(n[0] - 1, x + kHalfPatch);
  const std::int64_t y0 = std::max<std::int64_t>(0, y - kHalfPatch), y1 = std::min(n[1] - 1, y + kHalfPatch);
  for (std::int64_t v = y0; v <= y1; ++v)
    for (std::int64_t u = x0; u <= x1; ++u)
      if (image(u, v, z) != value) return false;
  return true;
}

struct Core {
  Index3 at;
  float value;
};

std::vector<Core> cores_in(const Volume& image, const Mask& region, const Box& box) {
  std::vector<Core> cores;
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
        if (region(x, y, z) != 0 && is_core(image, x, y, z)) cores.push_back({{x, y, z}, image(x, y, z)});
  return cores;
}

/// The value with the most cores that is padding; nothing if there is none.
const float* padding_value(const std::map<float, std::int64_t>& cores,
                           const std::map<float, std::int64_t>& voxels) {
  const float* value = nullptr;
  std::int64_t most = kLeastCores - 1;
  for (const auto& [candidate, n] : cores)
    if (n > most &&
        static_cast<double>(n) >= kLeastShareOfCores * static_cast<double>(voxels.at(candidate))) {
      most = n;
      value = &candidate;
    }
  return value;
}

/// Marks the voxels of the region that hold `value` and hang together with one of the cores within a slice.
std::int64_t mark(const Volume& image, const Mask& region, const std::vector<Core>& cores, float value,
                  Mask& padding) {
  std::vector<Index3> open;
  std::int64_t marked = 0;
  const auto visit = [&](const Index3& at) {
    std::uint8_t& mark = padding(at[0], at[1], at[2]);
    if (mark != 0 || region(at[0], at[1], at[2]) == 0 || image(at[0], at[1], at[2]) != value) return;
    mark = 1;
    ++marked;
    open.push_back(at);
  };
  for (const Core& core : cores)
    if (core.value == value) visit(core.at);
  const Index3& n = image.lattice.size;
  while (!open.empty()) {
    const Index3 at = open.back();
    open.pop_back();
    for (std::int64_t y = std::max<std::int64_t>(0, at[1] - 1); y <= std::min(n[1] - 1, at[1] + 1); ++y)
      for (std::int64_t x = std::max<std::int64_t>(0, at[0] - 1); x <= std::min(n[0] - 1, at[0] + 1); ++x)
        visit({x, y, at[2]});
  }
  return marked;
}

}  // namespace

Padding find_padding(const Volume& image, const Mask& region) {
  Padding padding;
  const Box box = bounding_box(region);
  const std::vector<Core> cores = cores_in(image, region, box);
  if (std::ssize(cores) < kLeastCores) return padding;
  std::map<float, std::int64_t> n_cores, n_voxels;
  for (const Core& core : cores) ++n_cores[core.value];
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i] != 0)
      if (const auto at = n_cores.find(image.voxels[i]); at != n_cores.end()) ++n_voxels[at->first];
  Mask found(region.lattice);
  found.window = region.window;
  std::int64_t marked = 0;
  for (int k = 0; k < kMostValues; ++k) {
    const float* value = padding_value(n_cores, n_voxels);
    if (value == nullptr) break;
    const float constant = *value;
    if (k == 0) padding.value = constant;
    marked += mark(image, region, cores, constant, found);
    n_cores.erase(constant);
  }
  if (marked == 0) return padding;
  padding.voxels = std::move(found);
  padding.share = static_cast<double>(marked) / static_cast<double>(count(region));
  return padding;
}

}  // namespace radgauge::imaging
