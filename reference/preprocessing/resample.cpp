#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "imaging/interpolation.h"
#include "reference/preprocessing/grid.h"
#include "reference/preprocessing/index_map.h"

namespace radgauge::reference {

namespace {

/// Interpolated mask values that equal the threshold but for rounding are inside.
constexpr double kThresholdSlack = 1e-7;
/// So are points on the border of the image.
constexpr double kExtentSlack = 1e-6;
/// Values half-way between integers but for rounding go up, on a crop as on the whole image.
constexpr double kHalfSlack = 1e-5;

std::array<imaging::SampleAxis, 3> sample_axes(const Lattice& lattice, const CropWindow& window,
                                               Interpolation method, bool by_slice, bool zero_outside_crop) {
  std::array<imaging::SampleAxis, 3> axes;
  for (std::size_t a = 0; a < 3; ++a)
    axes[a] = {lattice.size[a], window.offset[a], window.whole_size[a],
               by_slice && a == 2 ? Interpolation::nearest : method, zero_outside_crop};
  return axes;
}

/// Whether a point lies within the voxels of a whole array.
bool within(double coordinate, std::int64_t size) {
  return coordinate >= -0.5 - kExtentSlack && coordinate <= static_cast<double>(size) - 0.5 + kExtentSlack;
}

/// Where the points of a box of the output lattice lie in a whole image: parallel to its axes, or anywhere.
class Sampler {
 public:
  Sampler(const GridPlan& plan, const Lattice& whole)
      : plan_(plan), whole_(whole), map_(index_map(plan.output, whole)) {}

  const IndexMap& map() const { return map_; }
  /// Calls visit(n, point) for each voxel n of the box, x fastest, with its continuous index in the image.
  template <class Visit>
  void each_point(const Box& box, Visit visit) const {
    const Matrix3 back = inverse(whole_.direction);
    std::size_t n = 0;
    for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
      for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
        for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x) {
          const Vec3 index{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)};
          if (plan_.displacements.empty()) {
            visit(n++, map_(index));
            continue;
          }
          Vec3 point = plan_.output.to_physical(index);
          for (const Displacement& displace : plan_.displacements) point = displace(point);
          point = multiply(back, point - whole_.origin_mm);
          for (std::size_t a = 0; a < 3; ++a) point[a] /= whole_.spacing_mm[a];
          visit(n++, point);
        }
  }

  template <class T>
  std::vector<double> sample(const imaging::SampleArray<T>& array, const Box& box) const {
    if (plan_.displacements.empty()) return imaging::sample_affine(array, map_.matrix, map_.shift, box);
    std::vector<double> values(static_cast<std::size_t>(box.voxel_count()));
    each_point(box, [&](std::size_t n, const Vec3& point) { values[n] = imaging::sample_at(array, point); });
    return values;
  }

  /// Sets voxels of the box to 0 whose points lie outside the whole image.
  void clear_outside(const Box& box, std::vector<std::uint8_t>& inside) const {
    if (plan_.displacements.empty() && lies_within(box)) return;
    each_point(box, [&](std::size_t n, const Vec3& p) {
      if (!(within(p[0], whole_.size[0]) && within(p[1], whole_.size[1]) && within(p[2], whole_.size[2])))
        inside[n] = 0;
    });
  }

  /// Output voxels whose points can lie between two corners of the image (continuous index).
  Box reach(const Vec3& low, const Vec3& high) const {
    Box box = preimage(map_, low, high);
    if (plan_.displacements.empty()) return box;
    // The displacement of a smooth field is largest near one of the raster's points.
    double shift = 0;
    for (int pass = 0; pass < 3; ++pass) {
      shift = 1.25 * largest_shift_mm(plan_.displacements, plan_.output, grow(box, margin(shift)));
    }
    return grow(box, margin(shift));
  }

  Index3 margin(double mm) const { return room_voxels(plan_.output, mm); }

  /// Output voxels whose points can lie in the whole image.
  Box extent() const {
    Vec3 high;
    for (std::size_t a = 0; a < 3; ++a) high[a] = static_cast<double>(whole_.size[a]) - 0.5;
    return reach({-0.5, -0.5, -0.5}, high);
  }

 private:
  /// The map of a box is convex: its corners tell.
  bool lies_within(const Box& box) const {
    for (int corner = 0; corner < 8; ++corner) {
      Vec3 index;
      for (std::size_t a = 0; a < 3; ++a)
        index[a] = static_cast<double>(((corner >> a) & 1) != 0 ? box.end[a] - 1 : box.begin[a]);
      const Vec3 p = map_(index);
      for (std::size_t a = 0; a < 3; ++a)
        if (!within(p[a], whole_.size[a])) return false;
    }
    return true;
  }

  const GridPlan& plan_;
  Lattice whole_;
  IndexMap map_;
};

/// More voxels in one region are a mistaken unit of length, not a study.
constexpr double kMostVoxels = 4e9;

std::string spacing_text(const Vec3& spacing_mm) {
  return to_rounded_text(spacing_mm[0]) + " x " + to_rounded_text(spacing_mm[1]) + " x " +
         to_rounded_text(spacing_mm[2]) + " mm";
}

void check_size(const Box& box, const Lattice& output, const Lattice& image) {
  double voxels = 1;
  for (const std::int64_t n : box.size()) voxels *= static_cast<double>(n);
  if (voxels > kMostVoxels)
    throw Error(ErrorKind::data,
                "the region would take " + to_rounded_text(voxels, 3) + " voxels of " +
                    spacing_text(output.spacing_mm) + "; the image's own are " +
                    spacing_text(image.spacing_mm) +
                    ": correct the unit of length in its header, or choose a larger spacing");
}

struct SampledMask {
  Box box;
  std::vector<std::uint8_t> inside;
};

SampledMask sample_mask(const Mask& mask, const GridPlan& plan, const GridSettings& settings,
                        const Sampler& image_sampler) {
  const Sampler sampler(plan, plan.mask.value_or(whole_lattice(mask)));
  const bool same_voxels =
      !plan.interpolate && plan.displacements.empty() && sampler.map().is_whole_voxel_shift();
  const Interpolation method = same_voxels ? Interpolation::nearest : settings.mask_interpolation;
  const Box found = bounding_box(mask);
  if (found.empty()) throw Error(ErrorKind::data, "the mask has no voxel inside; draw the region first");
  Vec3 low;
  Vec3 high;
  for (std::size_t a = 0; a < 3; ++a) {
    low[a] = static_cast<double>(found.begin[a] + mask.window.offset[a] - 1);
    high[a] = static_cast<double>(found.end[a] + mask.window.offset[a]);
  }
  SampledMask result;
  result.box = intersect(sampler.reach(low, high), image_sampler.extent());
  if (result.box.empty())
    throw Error(ErrorKind::data, "the mask lies outside the image; check that both are of the same scan");
  check_size(result.box, plan.output, plan.image);
  const imaging::SampleArray<std::uint8_t> array{
      mask.voxels, sample_axes(mask.lattice, mask.window, method, plan.by_slice, true)};
  const std::vector<double> values = sampler.sample(array, result.box);
  result.inside.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    result.inside[i] = values[i] >= settings.mask_threshold - kThresholdSlack ? 1 : 0;
  sampler.clear_outside(result.box, result.inside);
  image_sampler.clear_outside(result.box, result.inside);
  return result;
}

/// A grid of the part `box` of the plan's output.
template <class T>
Grid<T> part_of(const Lattice& output, const Box& box) {
  Grid<T> part;
  part.lattice = crop(output, box);
  part.window = {box.begin, output.size};
  part.voxels.resize(static_cast<std::size_t>(box.voxel_count()));
  return part;
}

Mask place(const SampledMask& sampled, const Lattice& output, const Box& box) {
  Mask mask = part_of<std::uint8_t>(output, box);
  const Box common = intersect(sampled.box, box);
  const Index3 from = sampled.box.size();
  for (std::int64_t z = common.begin[2]; z < common.end[2]; ++z)
    for (std::int64_t y = common.begin[1]; y < common.end[1]; ++y) {
      const std::int64_t row = common.begin[0] - sampled.box.begin[0] +
                               from[0] * (y - sampled.box.begin[1] + from[1] * (z - sampled.box.begin[2]));
      std::copy_n(
          sampled.inside.begin() + row, common.size()[0],
          mask.voxels.begin() + static_cast<std::ptrdiff_t>(mask.at(common.begin[0] - box.begin[0],
                                                                    y - box.begin[1], z - box.begin[2])));
    }
  return mask;
}

/// A sample that draws on a voxel without a number has none either.
void spread_missing(const SamplingSource& source, const Volume& image, const Sampler& sampler, const Box& box,
                    Volume& out) {
  std::vector<std::uint8_t> missing(image.voxels.size());
  for (std::size_t i = 0; i < missing.size(); ++i) missing[i] = std::isfinite(image.voxels[i]) ? 0 : 1;
  const imaging::SampleArray<std::uint8_t> array{
      missing, sample_axes(source.lattice, source.window, source.interpolation, source.by_slice, false)};
  const std::vector<double> share = sampler.sample(array, box);
  for (std::size_t i = 0; i < share.size(); ++i)
    if (share[i] > 0) out.voxels[i] = std::numeric_limits<float>::quiet_NaN();
}

Volume sample_image(const SamplingSource& source, const Volume& image, const GridPlan& plan,
                    const GridSettings& settings, const Sampler& sampler, const Box& box) {
  Volume out = part_of<float>(plan.output, box);
  const bool stored = !plan.interpolate;
  const std::vector<double> copied =
      stored ? std::vector<double>(image.voxels.begin(), image.voxels.end()) : std::vector<double>();
  const imaging::SampleArray<double> array{
      stored ? copied : source.coefficients,
      sample_axes(source.lattice, source.window, stored ? Interpolation::nearest : source.interpolation,
                  source.by_slice, false)};
  const std::vector<double> values = sampler.sample(array, box);
  for (std::size_t i = 0; i < values.size(); ++i)
    out.voxels[i] = static_cast<float>(settings.intensity_rounding ? std::floor(values[i] + 0.5 + kHalfSlack)
                                                                   : values[i]);
  if (source.has_missing && plan.interpolate) spread_missing(source, image, sampler, box, out);
  return out;
}

}  // namespace

Index3 room_voxels(const Lattice& lattice, double margin_mm) {
  Index3 voxels;
  for (std::size_t a = 0; a < 3; ++a)
    voxels[a] = static_cast<std::int64_t>(std::ceil(margin_mm / lattice.spacing_mm[a] - 1e-9));
  return voxels;
}

Box sampled_extent(const GridPlan& plan, const Lattice& whole_image) {
  return Sampler(plan, whole_image).extent();
}

SamplingSource sampling_source(const Volume& image, const GridSettings& settings) {
  return sampling_source(image, settings.interpolation, settings.by_slice);
}

SamplingSource sampling_source(const Volume& image, Interpolation interpolation, bool by_slice) {
  SamplingSource source;
  source.lattice = image.lattice;
  source.window = image.window;
  source.interpolation = interpolation;
  source.by_slice = by_slice;
  if (interpolation == Interpolation::none) return source;
  std::vector<float> filled;
  std::span<const float> voxels = image.voxels;
  if (!std::all_of(voxels.begin(), voxels.end(), [](float v) { return std::isfinite(v); })) {
    source.has_missing = true;
    filled = image.voxels;
    for (float& v : filled)
      if (!std::isfinite(v)) v = 0;
    voxels = filled;
  }
  if (interpolation == Interpolation::cubic)
    source.coefficients = imaging::bspline_coefficients(voxels, image.lattice.size, by_slice);
  else
    source.coefficients.assign(voxels.begin(), voxels.end());
  return source;
}

Prepared resample(const SamplingSource& source, const Volume& image, const Mask& mask, const GridPlan& plan,
                  const GridSettings& settings, double margin_mm) {
  const bool moves = plan.interpolate || !plan.displacements.empty();
  if (moves && source.coefficients.empty())
    throw Error(
        ErrorKind::study,
        "the grid of the image changes, but interpolation is 'none'; set interpolation to linear or cubic");
  const Sampler sampler(plan, whole_lattice(image));
  const SampledMask sampled = sample_mask(mask, plan, settings, sampler);
  Mask found;
  found.lattice.size = sampled.box.size();
  found.voxels = sampled.inside;
  Box box = bounding_box(found);
  if (box.empty())
    throw Error(
        ErrorKind::data,
        "no voxel of the new grid lies inside the mask; the region is smaller than the voxel spacing, or "
        "lies outside the image");
  for (std::size_t a = 0; a < 3; ++a) {
    box.begin[a] += sampled.box.begin[a];
    box.end[a] += sampled.box.begin[a];
  }
  box = intersect(grow(box, sampler.margin(margin_mm)), sampler.extent());
  return {sample_image(source, image, plan, settings, sampler, box), place(sampled, plan.output, box)};
}

}  // namespace radgauge::reference
