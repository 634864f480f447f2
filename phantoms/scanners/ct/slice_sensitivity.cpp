#include "phantoms/scanners/ct/slice_sensitivity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"

namespace radgauge::phantoms::ct {

namespace {

/// Standard deviations of a Gaussian that are looked at.
constexpr double kGaussianReach = 4;
/// Sub-slices of a slice through voxels.
constexpr int kVoxelCells = 64;

void add_disk(const Shape& shape, double half_a_mm, double half_b_mm, double attenuation,
              std::vector<Flat>& flats) {
  if (half_a_mm > 0 && half_b_mm > 0 && attenuation != 0)
    flats.push_back({shape.kind == ShapeKind::box, shape.centre_mm[0], shape.centre_mm[1], half_a_mm,
                     half_b_mm, shape.turn_rad, attenuation});
}

/// One height of a body that is round along z: `height` is over half_mm[2].
void add_height(const Shape& shape, double height, double attenuation, std::vector<Flat>& flats) {
  const double share = std::sqrt(std::max(0.0, 1 - height * height));
  const Vec3& half = shape.half_mm;
  if (shape.kind == ShapeKind::ellipsoid) {
    add_disk(shape, share * half[0], share * half[1], attenuation, flats);
    return;
  }
  const double ring = half[0] - half[2];
  add_disk(shape, ring + share * half[2], ring + share * half[2], attenuation, flats);
  add_disk(shape, ring - share * half[2], ring - share * half[2], -attenuation, flats);
}

/// Sub-slices: cells of equal angle asin(height), so that they are thin where the body ends, with the two
/// points of Gauss and Legendre in each.
void add_round(const Part& part, double z_mm, const SliceSensitivity& sensitivity, std::vector<Flat>& flats) {
  const Shape& shape = part.shape;
  const double half = shape.half_mm[2];
  const double offset = shape.centre_mm[2] - z_mm;
  const double low = std::max(sensitivity.low_mm(), offset - half);
  const double high = std::min(sensitivity.high_mm(), offset + half);
  if (!(low < high)) return;
  const double from = std::asin(std::clamp((low - offset) / half, -1.0, 1.0));
  const double to = std::asin(std::clamp((high - offset) / half, -1.0, 1.0));
  const int cells = std::max(sensitivity.is_box() ? 1 : 6, static_cast<int>(std::ceil((to - from) / 0.5)));
  for (int i = 0; i < cells; ++i) {
    const double start = std::sin(from + (to - from) * i / cells);
    const double end = std::sin(from + (to - from) * (i + 1) / cells);
    const double weight = sensitivity.below(offset + half * end) - sensitivity.below(offset + half * start);
    const double middle = 0.5 * (start + end), reach = 0.5 * (end - start) / std::numbers::sqrt3;
    for (const double height : {middle - reach, middle + reach})
      add_height(shape, height, 0.5 * weight * part.tissue.attenuation, flats);
  }
}

}  // namespace

SliceSensitivity::SliceSensitivity(const Parameters& p, const ScannerTables& tables) {
  if (!p.slice_profile_file.empty()) {
    const auto found = tables.find("slice_profile_file");
    if (found == tables.end())
      throw Error(ErrorKind::internal, "the table of slice_profile_file was not read");
    double area = 0;
    for (const auto& [z, value] : found->second) {
      if (!(value >= 0 && value < 1e12))
        throw Error(ErrorKind::study, "slice_profile_file: " + to_text(value) + " at " + to_text(z) +
                                          " mm; values are 0 or more");
      if (!points_.empty()) area += 0.5 * (value + points_.back()[1]) * (z - points_.back()[0]);
      points_.push_back({z, value, area});
    }
    if (!(area > 0))
      throw Error(ErrorKind::study, "slice_profile_file: the area under the table is " + to_text(area) +
                                        "; give two or more rows of rising z with values above 0");
    for (auto& point : points_) {
      point[1] /= area;
      point[2] /= area;
    }
    low_mm_ = points_.front()[0];
    high_mm_ = points_.back()[0];
    return;
  }
  if (p.slice_profile == imaging::SliceProfile::gaussian) sigma_mm_ = imaging::sigma_of_fwhm(p.slice_mm);
  high_mm_ = sigma_mm_ > 0 ? kGaussianReach * sigma_mm_ : 0.5 * p.slice_mm;
  low_mm_ = -high_mm_;
}

double SliceSensitivity::below(double z_mm) const {
  if (z_mm <= low_mm_) return 0;
  if (z_mm >= high_mm_) return 1;
  if (sigma_mm_ > 0) return 0.5 * std::erfc(-z_mm / (sigma_mm_ * std::numbers::sqrt2));
  if (points_.empty()) return (z_mm - low_mm_) / (high_mm_ - low_mm_);
  const auto above = std::upper_bound(points_.begin(), points_.end(), z_mm,
                                      [](double z, const auto& point) { return z < point[0]; });
  const auto& [start, first, share] = *(above - 1);
  const double t = (z_mm - start) / ((*above)[0] - start);
  return share + (z_mm - start) * (first + 0.5 * t * ((*above)[1] - first));
}

double SliceSensitivity::place_of(double share) const {
  double low = low_mm_, high = high_mm_;
  for (int round = 0; round < 60; ++round) {
    const double middle = 0.5 * (low + high);
    (below(middle) < share ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double SliceSensitivity::edge_width_mm(double low_share, double high_share) const {
  return place_of(high_share) - place_of(low_share);
}

void add_flats(const Part& part, double z_mm, const SliceSensitivity& sensitivity, std::vector<Flat>& flats) {
  const Shape& shape = part.shape;
  if (shape.kind == ShapeKind::ellipsoid || shape.kind == ShapeKind::torus) {
    add_round(part, z_mm, sensitivity, flats);
    return;
  }
  const double offset = shape.centre_mm[2] - z_mm;
  const double share =
      sensitivity.below(offset + shape.half_mm[2]) - sensitivity.below(offset - shape.half_mm[2]);
  add_disk(shape, shape.half_mm[0], shape.half_mm[1], share * part.tissue.attenuation, flats);
}

std::vector<double> voxel_weights(const Lattice& voxels, double z_mm, const SliceSensitivity& sensitivity) {
  std::vector<double> weights(static_cast<std::size_t>(voxels.size[2]), 0.0);
  const double step = (sensitivity.high_mm() - sensitivity.low_mm()) / kVoxelCells;
  const double last = static_cast<double>(voxels.size[2] - 1);
  bool any = false;
  for (int i = 0; i < kVoxelCells; ++i) {
    const double start = sensitivity.low_mm() + i * step;
    const double at = (z_mm + start + 0.5 * step - voxels.origin_mm[2]) / voxels.spacing_mm[2];
    if (!(at >= 0 && at <= last)) continue;
    const double weight = sensitivity.below(start + step) - sensitivity.below(start);
    const auto k = static_cast<std::size_t>(at);
    const double share = at - static_cast<double>(k);
    weights[k] += (1 - share) * weight;
    if (share > 0) weights[k + 1] += share * weight;
    any = true;
  }
  return any ? weights : std::vector<double>();
}

}  // namespace radgauge::phantoms::ct
