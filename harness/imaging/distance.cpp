#include "imaging/distance.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace radgauge::imaging {

namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

/// One row of squared distances. Positions are counted in half voxels, so that they are whole numbers for
/// centres (even) and faces (odd).
class Row {
 public:
  Row(std::int64_t voxels, DistanceTo to) : to_(to) {
    const auto n = static_cast<std::size_t>(voxels);
    height.resize(n);
    position_.resize(2 * n);
    height_.resize(2 * n);
    from_.resize(2 * n);
  }

  /// Replaces height[i] by min over positions u of weight * (2 i - u)^2 + height(u).
  void transform(double weight) {
    parabolas_ = 0;
    const std::size_t n = height.size();
    for (std::size_t i = 0; i < n; ++i) {
      add(static_cast<double>(2 * i), height[i], weight);
      if (to_ == DistanceTo::voxel_boxes && i + 1 < n)
        add(static_cast<double>(2 * i + 1), std::min(height[i], height[i + 1]), weight);
    }
    if (parabolas_ == 0) return;
    std::size_t k = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto u = static_cast<double>(2 * i);
      while (k + 1 < parabolas_ && from_[k + 1] < u) ++k;
      const double d = u - position_[k];
      height[i] = weight * d * d + height_[k];
    }
  }

  std::vector<double> height;

 private:
  void add(double position, double h, double weight) {
    if (h == kFar) return;
    double from = -kFar;
    while (parabolas_ > 0) {
      const double p = position_[parabolas_ - 1];
      const double rise = h - height_[parabolas_ - 1];
      from = 0.5 * (position + p + rise / (weight * (position - p)));
      if (from > from_[parabolas_ - 1]) break;
      --parabolas_;
      from = -kFar;
    }
    position_[parabolas_] = position;
    height_[parabolas_] = h;
    from_[parabolas_] = from;
    ++parabolas_;
  }

  DistanceTo to_;
  std::size_t parabolas_ = 0;
  std::vector<double> position_, height_, from_;
};

void transform_axis(std::vector<double>& squares, const Index3& n, std::size_t axis, double weight,
                    DistanceTo to) {
  const std::array<std::int64_t, 3> strides{1, n[0], n[0] * n[1]};
  const std::size_t u = axis == 0 ? 1 : 0;
  const std::size_t v = axis == 2 ? 1 : 2;
  Row row(n[axis], to);
  const auto stride = static_cast<std::size_t>(strides[axis]);
  for (std::int64_t j = 0; j < n[v]; ++j)
    for (std::int64_t i = 0; i < n[u]; ++i) {
      double* first = squares.data() + i * strides[u] + j * strides[v];
      for (std::size_t k = 0; k < row.height.size(); ++k) row.height[k] = first[k * stride];
      row.transform(weight);
      for (std::size_t k = 0; k < row.height.size(); ++k) first[k * stride] = row.height[k];
    }
}

}  // namespace

Grid<float> distance_mm(const Mask& targets, DistanceTo to) {
  const Lattice& lattice = targets.lattice;
  Grid<float> result(lattice);
  result.window = targets.window;
  std::vector<double> squares(targets.voxels.size());
  for (std::size_t i = 0; i < squares.size(); ++i) squares[i] = targets.voxels[i] != 0 ? 0 : kFar;
  // In units of the smallest spacing, equal spacings weigh exactly 1 and equal distances are equal bytes.
  const double unit_mm = *std::min_element(lattice.spacing_mm.begin(), lattice.spacing_mm.end());
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double ratio = lattice.spacing_mm[axis] / unit_mm;
    transform_axis(squares, lattice.size, axis, 0.25 * ratio * ratio, to);
  }
  for (std::size_t i = 0; i < squares.size(); ++i)
    result.voxels[i] = static_cast<float>(unit_mm * std::sqrt(squares[i]));
  return result;
}

Grid<float> signed_distance_mm(const Mask& mask) {
  Mask outside = mask;
  for (auto& voxel : outside.voxels) voxel = voxel == 0 ? 1 : 0;
  Grid<float> result = distance_mm(mask, DistanceTo::voxel_boxes);
  const Grid<float> centres = distance_mm(mask, DistanceTo::voxel_centres);
  const Grid<float> depth_boxes = distance_mm(outside, DistanceTo::voxel_boxes);
  const Grid<float> depth_centres = distance_mm(outside, DistanceTo::voxel_centres);
  for (std::size_t i = 0; i < result.voxels.size(); ++i)
    result.voxels[i] = mask.voxels[i] == 0 ? 0.5F * (result.voxels[i] + centres.voxels[i])
                                           : -0.5F * (depth_boxes.voxels[i] + depth_centres.voxels[i]);
  return result;
}

Grid<float> signed_distance_mm(const Mask& mask, const Box& box) {
  return signed_distance_mm(crop(mask, box));
}

Grid<float> signed_distance_mm(const Mask& mask, const Box& box, double band_mm) {
  const Mask part = crop(mask, box);
  const Vec3& spacing = mask.lattice.spacing_mm;
  // The nearest centre lies at most half a voxel diagonal beyond the nearest box, so at most a quarter beyond
  // their mean.
  const double reach_mm = band_mm + 0.25 * std::hypot(spacing[0], spacing[1], spacing[2]) * (1 + 1e-6);
  constexpr float kOutside = std::numeric_limits<float>::infinity();
  Grid<float> result;
  for (const bool inverted : {false, true}) {
    Grid<float> boxes = distance_mm(part, DistanceTo::voxel_boxes, reach_mm, inverted);
    const Grid<float> centres = distance_mm(part, DistanceTo::voxel_centres, reach_mm, inverted);
    for (std::size_t i = 0; i < boxes.voxels.size(); ++i) {
      const float size = 0.5F * (boxes.voxels[i] + centres.voxels[i]);
      boxes.voxels[i] = static_cast<double>(size) <= band_mm ? size : kOutside;
    }
    if (!inverted) {
      result = std::move(boxes);
      continue;
    }
    for (std::size_t i = 0; i < boxes.voxels.size(); ++i)
      if (part.voxels[i] != 0) result.voxels[i] = -boxes.voxels[i];
  }
  return result;
}

}  // namespace radgauge::imaging
