#include "phantoms/scanners/ct/texture_projection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "imaging/fft.h"
#include "phantoms/scanners/ct/lane_kernels.h"

namespace radgauge::phantoms::ct {

namespace {

double squared_sinc(double x) {
  const double angle = std::numbers::pi * x;
  if (std::abs(angle) < 1e-8) return 1;
  const double sinc = std::sin(angle) / angle;
  return sinc * sinc;
}

/// Transfer of detector element, focal spot and linear reading at a frequency of the plane.
double plane_transfer(double fx, double fy, double dx, double dy, double pitch_mm, double sigma_mm) {
  const double f = std::hypot(fx, fy);
  const double width = std::numbers::pi * kAperture * pitch_mm * f;
  const double spot = 2 * std::numbers::pi * sigma_mm * f;
  const double element = width > 1e-8 ? std::sin(width) / width : 1;
  const double other_axis = std::abs(fx) >= std::abs(fy) ? squared_sinc(dy * fy) : squared_sinc(dx * fx);
  return element * std::exp(-0.5 * spot * spot) * other_axis;
}

/// Sum over the rows of an axis: the rays of a view cross each row at `start + i step` voxels.
void add_row(const double* row, std::int64_t voxels, double start, double step, double length,
             const Columns& columns, double* to) {
  const double last = static_cast<double>(voxels - 1);
  // Columns whose ray crosses between the first voxel and the last.
  const double enter = step > 0 ? -start / step : (last - start) / step;
  const double leave = step > 0 ? (last - start) / step : -start / step;
  const auto begin = static_cast<std::int64_t>(std::max(0.0, std::ceil(enter)));
  const auto end = std::min(columns.count, static_cast<std::int64_t>(std::floor(leave)) + 1);
  add_ray_columns(row, kLanes, start, step, last, begin, end, length, to);
}

}  // namespace

TextureSlab::TextureSlab(const Texture& texture, std::span<const double> z_mm,
                         const SliceSensitivity& sensitivity, double pitch_mm, double focal_spot_sigma_mm) {
  if (texture.voxels.lattice.direction != kIdentity3)
    throw Error(ErrorKind::study, "a CT scanner takes textures whose voxels are aligned with its axes");
  const double reach_mm = 0.5 * kAperture * pitch_mm + 4 * focal_spot_sigma_mm;
  average(texture, z_mm, sensitivity, reach_mm);
  if (!empty_) blur(pitch_mm, focal_spot_sigma_mm);
}

/// Voxels on the surface count half: nothing lies beyond their centres.
void TextureSlab::average(const Texture& texture, std::span<const double> z_mm,
                          const SliceSensitivity& sensitivity, double room_mm) {
  const Lattice& lattice = texture.voxels.lattice;
  std::int64_t room[2];
  for (std::size_t a = 0; a < 2; ++a) {
    room[a] = 2 + static_cast<std::int64_t>(std::ceil(room_mm / lattice.spacing_mm[a]));
    spacing_mm_[a] = lattice.spacing_mm[a];
    origin_mm_[a] = lattice.origin_mm[a] - static_cast<double>(room[a]) * spacing_mm_[a];
    size_[a] = imaging::fft_length(lattice.size[a] + 2 * room[a]);
  }
  // One entry more, which a ray through the last voxel reads with weight 0.
  along_x_.assign(kLanes * static_cast<std::size_t>(size_[0] * size_[1] + 1), 0.0);
  const auto half_at_ends = [](std::int64_t i, std::int64_t n) { return i == 0 || i == n - 1 ? 0.5 : 1.0; };
  for (std::size_t lane = 0; lane < z_mm.size(); ++lane) {
    const std::vector<double> weights = voxel_weights(lattice, z_mm[lane], sensitivity);
    for (std::size_t k = 0; k < weights.size(); ++k) {
      if (weights[k] == 0) continue;
      empty_ = false;
      for (std::int64_t y = 0; y < lattice.size[1]; ++y)
        for (std::int64_t x = 0; x < lattice.size[0]; ++x)
          along_x_[kLanes * static_cast<std::size_t>(x + room[0] + size_[0] * (y + room[1])) + lane] +=
              weights[k] * texture.tissue.attenuation * half_at_ends(x, lattice.size[0]) *
              half_at_ends(y, lattice.size[1]) *
              static_cast<double>(texture.voxels(x, y, static_cast<std::int64_t>(k)));
    }
  }
}

void TextureSlab::blur(double pitch_mm, double focal_spot_sigma_mm) {
  const imaging::RealFft3 fft({size_[0], size_[1], 1});
  const auto voxels = static_cast<std::size_t>(size_[0] * size_[1]);
  std::vector<double> plane(voxels);
  std::vector<double> transfer(static_cast<std::size_t>(fft.spectrum_size()[0] * size_[1]));
  for (std::int64_t y = 0, i = 0; y < size_[1]; ++y)
    for (std::int64_t x = 0; x < fft.spectrum_size()[0]; ++x, ++i) {
      const auto cycles = [&](std::int64_t k, std::size_t a) {
        return static_cast<double>(2 * k > size_[a] ? k - size_[a] : k) /
               (static_cast<double>(size_[a]) * spacing_mm_[a]);
      };
      transfer[static_cast<std::size_t>(i)] = plane_transfer(cycles(x, 0), cycles(y, 1), spacing_mm_[0],
                                                             spacing_mm_[1], pitch_mm, focal_spot_sigma_mm);
    }
  along_y_.resize(along_x_.size());
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    bool any = false;
    for (std::size_t i = 0; i < voxels; ++i) {
      plane[i] = along_x_[kLanes * i + lane];
      any = any || plane[i] != 0;
    }
    if (any) {
      auto spectrum = fft.forward(plane);
      for (std::size_t i = 0; i < spectrum.size(); ++i) spectrum[i] *= transfer[i];
      plane = fft.inverse(spectrum);
    }
    const auto nx = static_cast<std::size_t>(size_[0]), ny = static_cast<std::size_t>(size_[1]);
    for (std::size_t y = 0; y < ny; ++y)
      for (std::size_t x = 0; x < nx; ++x) {
        along_x_[kLanes * (x + nx * y) + lane] = plane[x + nx * y];
        along_y_[kLanes * (y + ny * x) + lane] = plane[x + nx * y];
      }
  }
}

void TextureSlab::add_line_integrals(const View& view, double pitch_mm, const Columns& columns,
                                     std::span<double> to) const {
  // Read along x where the rays are steeper to x: their normal is nearer to it.
  const bool by_x = std::abs(view.cosine) >= std::abs(view.sine);
  const std::size_t a = by_x ? 0 : 1, b = by_x ? 1 : 0;
  const double own = by_x ? view.cosine : view.sine;
  const double other = by_x ? view.sine : view.cosine;
  const std::vector<double>& voxels = by_x ? along_x_ : along_y_;
  const double length = spacing_mm_[b] / std::abs(own);
  const double step = pitch_mm / (own * spacing_mm_[a]);
  const double first_mm = (static_cast<double>(columns.first) + 0.5 + view.shift) * pitch_mm;
  for (std::int64_t row = 0; row < size_[b]; ++row) {
    const double across_mm = origin_mm_[b] + static_cast<double>(row) * spacing_mm_[b];
    const double start = ((first_mm - across_mm * other) / own - origin_mm_[a]) / spacing_mm_[a];
    add_row(voxels.data() + kLanes * static_cast<std::size_t>(size_[a] * row), size_[a], start, step, length,
            columns, to.data());
  }
}

}  // namespace radgauge::phantoms::ct
