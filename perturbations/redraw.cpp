#include "perturbations/redraw.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "imaging/random_field.h"

namespace radgauge::perturbations {

namespace {

void set_slice(Mask& mask, const Box& box, std::int64_t to, std::int64_t from) {
  for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y)
    for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x)
      mask(x, y, to) = from < 0 ? std::uint8_t{0} : mask(x, y, from);
}

}  // namespace

Redraw::Redraw(const MaskInput& in, const ReaderErrors& errors)
    : in_(in),
      errors_(errors),
      distances_(in_),
      surface_(in.mask, *distances_, errors.reach_mm + interpolation_band_mm(in.mask.lattice)),
      box_(reach_box(in.mask, errors.reach_mm)) {
  draw_ends();
  if (errors.has_field)
    field_ = imaging::random_field(crop(in.mask.lattice, box_), crop(in.mask.window, box_),
                                   errors.correlation_mm, in.draws);
}

void Redraw::draw_ends() {
  const double spacing = in_.mask.lattice.spacing_mm[2], p = errors_.end_probability;
  layers_ = std::max<std::int64_t>(1, std::llround(errors_.end_thickness_mm / spacing));
  for (std::uint64_t end = 0; end < 2; ++end) {
    // The draws of the field are number 0.
    const double u = in_.draws.uniform(end, 1);
    ends_[end] = u < 0.5 * p ? -1 : u < p ? 1 : 0;
  }
}

/// Each end loses its slices (while others are left), or repeats its last slice as often.
void Redraw::change_ends(Mask& mask) const {
  for (std::size_t end = 0; end < 2; ++end) {
    const Box box = bounding_box(mask);
    if (ends_[end] == 0 || box.empty()) continue;
    const std::int64_t last = end == 0 ? box.begin[2] : box.end[2] - 1, outward = end == 0 ? -1 : 1;
    if (ends_[end] < 0 && box.size()[2] <= layers_) continue;
    for (std::int64_t i = 0; i < layers_; ++i) {
      const std::int64_t z = ends_[end] > 0 ? last + outward * (i + 1) : last - outward * i;
      if (z >= 0 && z < mask.lattice.size[2]) set_slice(mask, box, z, ends_[end] > 0 ? last : -1);
    }
  }
}

float Redraw::error_at(std::size_t i) const {
  constexpr auto kCut = static_cast<float>(kRedrawCutSd);
  return errors_.has_field ? std::clamp(field_.voxels[i], -kCut, kCut) : 0;
}

bool Redraw::is_inside(double distance, double error, double sd_mm) const {
  return distance < std::clamp(errors_.bias_mm + sd_mm * error, -errors_.reach_mm, errors_.reach_mm);
}

template <class Visit>
void Redraw::each_voxel(const Visit& visit) const {
  std::size_t i = 0;
  for (std::int64_t z = box_.begin[2]; z < box_.end[2]; ++z)
    for (std::int64_t y = box_.begin[1]; y < box_.end[1]; ++y)
      for (std::int64_t x = box_.begin[0]; x < box_.end[0]; ++x, ++i) visit(x, y, z, i);
}

Mask Redraw::with_sd(double sd_mm) const {
  Mask after(in_.mask.lattice);
  after.window = in_.mask.window;
  each_voxel([&](std::int64_t x, std::int64_t y, std::int64_t z, std::size_t i) {
    after(x, y, z) = is_inside(surface_.at(x, y, z), static_cast<double>(error_at(i)), sd_mm) ? 1 : 0;
  });
  change_ends(after);
  return after;
}

void Redraw::prepare_counting() {
  each_voxel([&](std::int64_t x, std::int64_t y, std::int64_t z, std::size_t i) {
    const double distance = surface_.at(x, y, z);
    const bool was_inside = in_.mask(x, y, z) != 0;
    if (std::abs(distance) <= errors_.reach_mm)
      open_.push_back({static_cast<float>(distance), error_at(i), was_inside});
    else
      certain_ += was_inside;
  });
}

double Redraw::dice_departure(double sd_mm) const {
  double common = certain_, sum = 2 * certain_;
  for (const Open& voxel : open_) {
    const bool is_in =
        is_inside(static_cast<double>(voxel.distance), static_cast<double>(voxel.error), sd_mm);
    common += is_in && voxel.was_inside;
    sum += is_in + voxel.was_inside;
  }
  return common > 0 ? 1 - 2 * common / sum : std::numeric_limits<double>::infinity();
}

}  // namespace radgauge::perturbations
