#include "phantoms/scanners/ct/sinogram.h"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "phantoms/scanners/ct/projection.h"
#include "phantoms/scanners/ct/texture_projection.h"

namespace radgauge::phantoms::ct {

namespace {

/// Longest arc between two views at the rim of an object, in detector pitches.
constexpr double kLongestArcPitches = 6;
constexpr double kLargestObjectMm = 2000;
constexpr std::int64_t kMostColumns = 32768;

void check_views(const Parameters& p, double radius_mm) {
  if (!(radius_mm <= kLargestObjectMm))
    throw Error(ErrorKind::data,
                "the object reaches " + to_rounded_text(radius_mm) + " mm from the axis, and a CT sees " +
                    to_text(kLargestObjectMm) +
                    " mm at most; scan it on a scanner of another modality (radgauge list scanners), "
                    "or make it smaller");
  const double arc_mm = std::numbers::pi * radius_mm / static_cast<double>(p.views);
  const double most_mm = kLongestArcPitches * p.detector_pitch_mm;
  if (arc_mm <= most_mm) return;
  throw Error(ErrorKind::data,
              "views = " + to_text(p.views) + " are too few for an object that reaches " +
                  to_rounded_text(radius_mm) + " mm from the axis: they lie " + to_rounded_text(arc_mm, 3) +
                  " mm apart at its rim; give " +
                  to_text(static_cast<std::int64_t>(std::ceil(std::numbers::pi * radius_mm / most_mm))) +
                  " or more");
}

/// Columns along z, which two nodes hold exactly.
bool is_constant_along_z(const Volume& voxels) {
  const auto slice = static_cast<std::ptrdiff_t>(voxels.lattice.size[0] * voxels.lattice.size[1]);
  return std::equal(voxels.voxels.begin() + slice, voxels.voxels.end(), voxels.voxels.begin());
}

void check_texture(const Parameters& p, const Texture& texture) {
  const double step_mm = texture.voxels.lattice.spacing_mm[2];
  if (step_mm <= p.slice_mm * (1 + 1e-9) || is_constant_along_z(texture.voxels)) return;
  throw Error(ErrorKind::data, "slice_mm = " + to_text(p.slice_mm) +
                                   " is thinner than the steps of the object's texture along z, " +
                                   to_text(step_mm) + " mm; give thicker slices or a finer texture");
}

Circle around(const std::vector<Circle>& circles) {
  Circle all;
  if (circles.empty()) return all;
  double low[2] = {HUGE_VAL, HUGE_VAL}, high[2] = {-HUGE_VAL, -HUGE_VAL};
  for (const Circle& c : circles) {
    low[0] = std::min(low[0], c.x_mm - c.radius_mm);
    high[0] = std::max(high[0], c.x_mm + c.radius_mm);
    low[1] = std::min(low[1], c.y_mm - c.radius_mm);
    high[1] = std::max(high[1], c.y_mm + c.radius_mm);
  }
  all.x_mm = 0.5 * (low[0] + high[0]);
  all.y_mm = 0.5 * (low[1] + high[1]);
  for (const Circle& c : circles)
    all.radius_mm = std::max(all.radius_mm, c.radius_mm + std::hypot(c.x_mm - all.x_mm, c.y_mm - all.y_mm));
  return all;
}

Circle circle_of_flat(const Flat& flat) {
  return {
      flat.x_mm, flat.y_mm,
      flat.rectangle ? std::hypot(flat.half_a_mm, flat.half_b_mm) : std::max(flat.half_a_mm, flat.half_b_mm)};
}

}  // namespace

/// What all slices share, and what each distinct slice sees beside it.
struct Sinogram::Split {
  std::vector<Flat> shared;
  std::vector<std::vector<Flat>> own;
  std::vector<double> z_mm;  ///< of the first slice of each kind
  std::vector<const Texture*> textures;
};

Sinogram::Sinogram(const Parameters& p, const SliceSensitivity& sensitivity, const Object& object,
                   const Circle& lattice_circle, std::vector<double> z_mm)
    : views_(views_of(p.views)) {
  const double object_mm = shadow_of(object).radius_mm;
  check_views(p, object_mm);
  for (const Texture& texture : object.textures) check_texture(p, texture);
  const double detector_mm =
      std::max(object_mm, std::hypot(lattice_circle.x_mm, lattice_circle.y_mm) + lattice_circle.radius_mm);
  half_columns_ =
      static_cast<std::int64_t>(std::ceil((detector_mm + 6 * p.focal_spot_sigma_mm) / p.detector_pitch_mm)) +
      4;
  if (!(half_columns_ <= kMostColumns / 2))
    throw Error(ErrorKind::data, "an object or image that reaches " + to_rounded_text(detector_mm) +
                                     " mm from the axis needs more than " + to_text(kMostColumns) +
                                     " detector columns of " + to_text(p.detector_pitch_mm) + " mm");

  // Parts that every slice sees alike are shared.
  Split split;
  std::vector<std::vector<Flat>> own(z_mm.size());
  for (const Part& part : object.parts) {
    std::vector<std::vector<Flat>> seen(z_mm.size());
    for (std::size_t s = 0; s < z_mm.size(); ++s) add_flats(part, z_mm[s], sensitivity, seen[s]);
    const bool alike = std::all_of(seen.begin(), seen.end(), [&](const auto& one) { return one == seen[0]; });
    if (alike) {
      split.shared.insert(split.shared.end(), seen[0].begin(), seen[0].end());
      continue;
    }
    for (std::size_t s = 0; s < z_mm.size(); ++s) own[s].insert(own[s].end(), seen[s].begin(), seen[s].end());
  }
  std::vector<bool> textured(z_mm.size(), false);
  for (const Texture& texture : object.textures) {
    split.textures.push_back(&texture);
    for (std::size_t s = 0; s < z_mm.size(); ++s)
      if (!voxel_weights(texture.voxels.lattice, z_mm[s], sensitivity).empty()) textured[s] = true;
  }
  for (std::size_t s = 0; s < z_mm.size(); ++s) {
    std::size_t k = 0;
    while (k < split.own.size() && (textured[s] || split.own[k] != own[s])) ++k;
    if (k == split.own.size()) {
      split.own.push_back(own[s]);
      split.z_mm.push_back(z_mm[s]);
    }
    slot_.push_back(static_cast<std::int64_t>(k));
  }
  const Faults faults(p, half_columns_);
  project_shared(p, split.shared, faults);
  project_own(p, sensitivity, object, split, faults);
}

std::span<const double> Sinogram::shared(std::int64_t view) const {
  const auto n = static_cast<std::size_t>(2 * half_columns_);
  return std::span(shared_).subspan(n * static_cast<std::size_t>(view), n);
}

std::span<const float> Sinogram::own(std::int64_t distinct_slice, std::int64_t view) const {
  const auto n = static_cast<std::size_t>(own_columns(view).count);
  return std::span(rows_[static_cast<std::size_t>(distinct_slice)])
      .subspan(n * static_cast<std::size_t>(view), n);
}

void Sinogram::project_shared(const Parameters& p, const std::vector<Flat>& flats, const Faults& faults) {
  const Columns columns{-half_columns_, 2 * half_columns_};
  const auto n = static_cast<std::size_t>(columns.count);
  has_shared_ = !flats.empty() || !faults.none();
  shared_.assign(n * static_cast<std::size_t>(views_.count()), 0.0);
  const RayBundle bundle = ray_bundle(p.detector_pitch_mm, p.focal_spot_sigma_mm);
  tbb::parallel_for(tbb::blocked_range<std::int64_t>(0, views_.count(), 16), [&](const auto& range) {
    for (std::int64_t v = range.begin(); v < range.end(); ++v) {
      const View& view = views_.all[static_cast<std::size_t>(v)];
      const auto row = std::span(shared_).subspan(n * static_cast<std::size_t>(v), n);
      for (const Flat& flat : flats)
        add_line_integrals(flat, view, bundle, p.detector_pitch_mm, columns, row);
      for (double& value : row) value = faults.distorted(kWaterPerMm * value, view);
      faults.add_rings(row);
    }
  });
}

void Sinogram::project_own(const Parameters& p, const SliceSensitivity& sensitivity, const Object& object,
                           const Split& split, const Faults& faults) {
  std::vector<Circle> circles;
  for (const std::vector<Flat>& flats : split.own)
    for (const Flat& flat : flats) circles.push_back(circle_of_flat(flat));
  for (const Texture& texture : object.textures) circles.push_back(circle_of(texture.voxels.lattice));
  own_circle_ = around(circles);
  own_columns_.assign(static_cast<std::size_t>(views_.count()), Columns{});
  rows_.resize(split.own.size());
  if (circles.empty()) return;
  const RayBundle bundle = ray_bundle(p.detector_pitch_mm, p.focal_spot_sigma_mm);
  const auto more = static_cast<std::int64_t>(std::ceil(bundle.reach_mm / p.detector_pitch_mm)) + 1;
  for (std::size_t v = 0; v < own_columns_.size(); ++v)
    own_columns_[v] = columns_of(own_circle_, views_.all[v], p.detector_pitch_mm, more);
  const auto n = static_cast<std::size_t>(own_columns_[0].count);
  for (std::vector<float>& rows : rows_) rows.resize(n * own_columns_.size());

  // Faults that are not additive need what is shared, too, in its undistorted form.
  const Columns whole{-half_columns_, 2 * half_columns_};
  for (std::size_t first = 0; first < split.own.size(); first += kLanes) {
    const std::size_t lanes = std::min(kLanes, split.own.size() - first);
    std::vector<TextureSlab> slabs;
    for (const Texture* texture : split.textures) {
      TextureSlab slab(*texture, std::span(split.z_mm).subspan(first, lanes), sensitivity,
                       p.detector_pitch_mm, p.focal_spot_sigma_mm);
      if (!slab.empty()) slabs.push_back(std::move(slab));
    }
    tbb::parallel_for(tbb::blocked_range<std::int64_t>(0, views_.count(), 16), [&](const auto& range) {
      std::vector<double> together(kLanes * n), row(n), under(static_cast<std::size_t>(whole.count));
      for (std::int64_t v = range.begin(); v < range.end(); ++v) {
        const View& view = views_.all[static_cast<std::size_t>(v)];
        const Columns& columns = own_columns_[static_cast<std::size_t>(v)];
        std::fill(together.begin(), together.end(), 0.0);
        for (const TextureSlab& slab : slabs)
          slab.add_line_integrals(view, p.detector_pitch_mm, columns, together);
        std::fill(under.begin(), under.end(), 0.0);
        if (!faults.additive())
          for (const Flat& flat : split.shared)
            add_line_integrals(flat, view, bundle, p.detector_pitch_mm, whole, under);
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          for (std::size_t i = 0; i < n; ++i) row[i] = together[kLanes * i + lane];
          for (const Flat& flat : split.own[first + lane])
            add_line_integrals(flat, view, bundle, p.detector_pitch_mm, columns, row);
          float* to = rows_[first + lane].data() + n * static_cast<std::size_t>(v);
          if (!faults.distorts()) {
            for (std::size_t i = 0; i < n; ++i) to[i] = static_cast<float>(kWaterPerMm * row[i]);
            continue;
          }
          for (std::size_t i = 0; i < n; ++i) {
            const std::int64_t at = columns.first + static_cast<std::int64_t>(i) + half_columns_;
            const double below =
                at >= 0 && at < whole.count ? kWaterPerMm * under[static_cast<std::size_t>(at)] : 0;
            to[i] = static_cast<float>(faults.distorted(below + kWaterPerMm * row[i], view) -
                                       faults.distorted(below, view));
          }
        }
      }
    });
  }
}

}  // namespace radgauge::phantoms::ct
