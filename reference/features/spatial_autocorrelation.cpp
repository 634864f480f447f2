// Pencils of kFftLanes frequencies along x are carried through the axes y and z, so that these transforms
// stay in the cache and the spectrum of the padded box is never stored: only forward transforms of rows that
// hold voxels.
#include "reference/features/spatial_autocorrelation.h"

#include <algorithm>
#include <cmath>

#include "imaging/fft.h"

namespace radgauge::reference {

using imaging::kFftGroup;
using imaging::kFftLanes;

namespace {

/// A period of 2 h as two transforms of length h: its even bins, then its odd bins. Bins 0 to h stand for
/// all.
struct Axis {
  explicit Axis(std::int64_t h)
      : plan(h), half(static_cast<std::size_t>(h)), even_bins(half / 2 + 1), bins(half + 1) {}

  imaging::FftPlan plan;
  std::size_t half;
  std::size_t even_bins;  ///< of `bins`, the first
  std::size_t bins;
  /// Which of the bins element k of a half is, or is the mirror image of.
  std::size_t even_bin(std::size_t k) const { return std::min(k, half - k); }
  std::size_t odd_bin(std::size_t k) const { return even_bins + std::min(k, half - 1 - k); }
  bool is_own_mirror(std::size_t bin) const {
    const std::size_t frequency = bin < even_bins ? 2 * bin : 2 * (bin - even_bins) + 1;
    return frequency == 0 || frequency == half;
  }
};

struct Axes {
  explicit Axes(const Index3& half) : x(half[0]), y(half[1]), z(half[2]) {}
  Axis x, y, z;
  std::size_t pencils() const { return (x.bins + kFftLanes - 1) / kFftLanes; }
};

std::size_t at_size(std::int64_t n) {
  return static_cast<std::size_t>(n);
}

/// What a transform reads, and two blocks in which it works.
struct Room {
  explicit Room(const Axis& axis)
      : source(kFftGroup * axis.bins), block(axis.plan.block_size()), scratch(axis.plan.block_size()) {}
  std::vector<double> source, block, scratch;

  const double* even(const Axis& axis, const double* from, std::size_t count) {
    return axis.plan.forward_even(from, kFftGroup, count, block.data(), scratch.data());
  }
  const double* odd(const Axis& axis, const double* from, std::size_t count) {
    return axis.plan.forward_odd(from, kFftGroup, count, block.data(), scratch.data());
  }
};

/// Transforms of even real sequences given at 0 ... h: of kFftGroup of them at once, as real and imaginary
/// parts, because the transform of each is real. put(bin, group of kFftGroup values).
template <class Put>
void transform_even(const Axis& axis, const double* sequence, Room& room, Put put) {
  const std::size_t h = axis.half;
  const auto fold = [&](double sign) {
    for (std::size_t n = 0; n < h; ++n)
      for (std::size_t l = 0; l < kFftGroup; ++l)
        room.source[kFftGroup * n + l] =
            sequence[kFftGroup * n + l] + sign * sequence[kFftGroup * (h - n) + l];
  };
  fold(1);
  const double* even = room.even(axis, room.source.data(), h);
  for (std::size_t bin = 0; bin < axis.even_bins; ++bin) put(bin, even + kFftGroup * (bin % h));
  fold(-1);
  const double* odd = room.odd(axis, room.source.data(), h);
  for (std::size_t bin = axis.even_bins; bin < axis.bins; ++bin)
    put(bin, odd + kFftGroup * (bin - axis.even_bins));
}

/// The octant as [pencil][y][z][lane].
class WeightBuilder {
 public:
  WeightBuilder(const Axes& axes, const Vec3& spacing_mm)
      : axes_(axes), spacing_(spacing_mm), plane_(axes.y.bins * axes.z.bins) {}

  std::vector<double> build() {
    octant_.assign(axes_.pencils() * plane_ * kFftLanes, 0.0);
    transform_x();
    for (std::size_t pencil = 0; pencil < axes_.pencils(); ++pencil) {
      double* begin = octant_.data() + pencil * plane_ * kFftLanes;
      transform_lines(begin, axes_.y, axes_.z.bins * kFftLanes, axes_.z.bins, kFftLanes);
      transform_lines(begin, axes_.z, kFftLanes, axes_.y.bins, axes_.z.bins * kFftLanes);
      for (std::size_t lane = 0; lane < kFftLanes; ++lane) {
        const std::size_t bin = pencil * kFftLanes + lane;
        const double copies = bin >= axes_.x.bins ? 0 : axes_.x.is_own_mirror(bin) ? 1 : 2;
        for (std::size_t i = 0; i < plane_; ++i) begin[i * kFftLanes + lane] *= copies;
      }
    }
    return std::move(octant_);
  }

 private:
  double weight(std::size_t x, std::size_t y, std::size_t z) const {
    const Vec3 d{static_cast<double>(x) * spacing_[0], static_cast<double>(y) * spacing_[1],
                 static_cast<double>(z) * spacing_[2]};
    const double squared = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    return squared > 0 ? 1 / std::sqrt(squared) : 0;
  }

  void transform_x() {
    Room room(axes_.x);
    std::vector<double> rows(kFftGroup * axes_.x.bins, 0.0);
    for (std::size_t first = 0; first < plane_; first += kFftGroup) {
      const std::size_t lanes = std::min(kFftGroup, plane_ - first);
      for (std::size_t l = 0; l < lanes; ++l)
        for (std::size_t x = 0; x < axes_.x.bins; ++x)
          rows[kFftGroup * x + l] = weight(x, (first + l) / axes_.z.bins, (first + l) % axes_.z.bins);
      transform_even(axes_.x, rows.data(), room, [&](std::size_t bin, const double* values) {
        double* to = octant_.data() + (bin / kFftLanes * plane_ + first) * kFftLanes + bin % kFftLanes;
        for (std::size_t l = 0; l < lanes; ++l) to[l * kFftLanes] = values[l];
      });
    }
  }

  /// In place, the lines of a pencil two by two.
  static void transform_lines(double* begin, const Axis& axis, std::size_t step, std::size_t n_lines,
                              std::size_t apart) {
    Room room(axis);
    std::vector<double> lines(kFftGroup * axis.bins, 0.0);
    for (std::size_t line = 0; line < n_lines; line += 2) {
      double* first = begin + line * apart;
      double* second = line + 1 < n_lines ? first + apart : nullptr;
      for (std::size_t n = 0; n < axis.bins; ++n) {
        std::copy_n(first + n * step, kFftLanes, lines.data() + kFftGroup * n);
        if (second != nullptr)
          std::copy_n(second + n * step, kFftLanes, lines.data() + kFftGroup * n + kFftLanes);
      }
      transform_even(axis, lines.data(), room, [&](std::size_t bin, const double* values) {
        std::copy_n(values, kFftLanes, first + bin * step);
        if (second != nullptr) std::copy_n(values + kFftLanes, kFftLanes, second + bin * step);
      });
    }
  }

  const Axes& axes_;
  Vec3 spacing_;
  std::size_t plane_;
  std::vector<double> octant_;
};

/// A field on the box, transformed along x and cut into pencils: [pencil][z][y][kFftGroup].
class PencilField {
 public:
  PencilField(const Axes& axes, const Index3& size)
      : axes_(axes),
        n_rows_(at_size(size[1] * size[2])),
        pencils_(axes.pencils() * n_rows_ * kFftGroup, 0.0),
        room_(axes.x) {}

  /// value(i) of voxel i of the box, for those inside the mask; 0 elsewhere. A field may be set again for the
  /// same mask: rows without voxels stay 0.
  template <class Value>
  void set(const Roi& roi, const IntensityMask& mask, Value value) {
    const std::size_t nx = at_size(roi.size[0]);
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < n_rows_; ++row) {
      const std::uint8_t* inside = mask.inside.data() + row * nx;
      if (std::find(inside, inside + nx, 1) == inside + nx) continue;
      rows.push_back(row);
      if (rows.size() == kFftGroup) transform(mask, nx, rows, value);
    }
    if (!rows.empty()) transform(mask, nx, rows, value);
  }

  const double* pencil(std::size_t p) const { return pencils_.data() + p * n_rows_ * kFftGroup; }

 private:
  template <class Value>
  void transform(const IntensityMask& mask, std::size_t nx, std::vector<std::size_t>& rows, Value value) {
    for (std::size_t l = 0; l < kFftGroup; ++l)
      for (std::size_t x = 0; x < nx; ++x) {
        double& to = room_.source[kFftGroup * x + l];
        if (l >= rows.size()) {
          to = 0;
          continue;
        }
        const std::size_t i = rows[l] * nx + x;
        to = mask.inside[i] != 0 ? value(i) : 0.0;
      }
    const std::size_t h = axes_.x.half;
    const double* z = room_.even(axes_.x, room_.source.data(), nx);
    for (std::size_t k = 0; k < axes_.x.even_bins; ++k)
      separate(z + kFftGroup * (k % h), z + kFftGroup * ((h - k) % h), rows, k);
    z = room_.odd(axes_.x, room_.source.data(), nx);
    for (std::size_t k = 0; axes_.x.even_bins + k < axes_.x.bins; ++k)
      separate(z + kFftGroup * k, z + kFftGroup * (h - 1 - k), rows, axes_.x.even_bins + k);
    rows.clear();
  }

  /// Rows l and kFftLanes + l were transformed as real and imaginary part: twice the spectrum of each.
  void separate(const double* here, const double* mirror, const std::vector<std::size_t>& rows,
                std::size_t bin) {
    double* to = pencils_.data() + bin / kFftLanes * n_rows_ * kFftGroup + bin % kFftLanes;
    for (std::size_t l = 0; l < kFftLanes && l < rows.size(); ++l) {
      double* first = to + rows[l] * kFftGroup;
      first[0] = here[l] + mirror[l];
      first[kFftLanes] = here[kFftLanes + l] - mirror[kFftLanes + l];
      if (kFftLanes + l >= rows.size()) continue;
      double* second = to + rows[kFftLanes + l] * kFftGroup;
      second[0] = here[kFftLanes + l] + mirror[kFftLanes + l];
      second[kFftLanes] = mirror[l] - here[l];
    }
  }

  const Axes& axes_;
  std::size_t n_rows_;
  std::vector<double> pencils_;
  Room room_;
};

/// Sums of the weighted products of fields over all frequencies.
class Products {
 public:
  Products(const Axes& axes, const SpatialWeights& weights, const Index3& size)
      : axes_(axes), weights_(weights), ny_(at_size(size[1])), nz_(at_size(size[2])), y_(axes.y) {}

  /// <a, w a>, and <a, w b> if there is a `b`.
  std::array<double, 2> operator()(const PencilField& a, const PencilField* b) {
    const std::size_t n_fields = b != nullptr ? 2 : 1;
    std::array<std::array<double, kFftLanes>, 2> sums{};
    for (std::size_t p = 0; p < axes_.pencils(); ++p)
      for (const bool odd : {false, true}) {
        transform_y(a.pencil(p), odd, planes_[0]);
        if (b != nullptr) transform_y(b->pencil(p), odd, planes_[1]);
        for (std::size_t k = 0; k < axes_.y.half; ++k) {
          const std::size_t y = odd ? axes_.y.odd_bin(k) : axes_.y.even_bin(k);
          const double* w = weights_.octant.data() + (p * axes_.y.bins + y) * axes_.z.bins * kFftLanes;
          add_line(k, w, n_fields, sums);
        }
      }
    // The spectra along x are twice what they are.
    const double scale = 1 / (32.0 * static_cast<double>(axes_.x.half) * static_cast<double>(axes_.y.half) *
                              static_cast<double>(axes_.z.half));
    std::array<double, 2> totals{0, 0};
    for (std::size_t s = 0; s < n_fields; ++s)
      for (const double lane : sums[s]) totals[s] += scale * lane;
    return totals;
  }

 private:
  /// Half of the bins along y, as lines along z.
  void transform_y(const double* pencil, bool odd, std::vector<double>& plane) {
    plane.resize(axes_.y.half * nz_ * kFftGroup);
    for (std::size_t z = 0; z < nz_; ++z) {
      const double* from = pencil + z * ny_ * kFftGroup;
      const double* line = odd ? y_.odd(axes_.y, from, ny_) : y_.even(axes_.y, from, ny_);
      for (std::size_t k = 0; k < axes_.y.half; ++k)
        std::copy_n(line + k * kFftGroup, kFftGroup, plane.data() + (k * nz_ + z) * kFftGroup);
    }
  }

  void add_line(std::size_t k, const double* w, std::size_t n_fields,
                std::array<std::array<double, kFftLanes>, 2>& sums) {
    for (const bool odd : {false, true}) {
      std::array<const double*, 2> lines{};
      for (std::size_t s = 0; s < n_fields; ++s) {
        const double* from = planes_[s].data() + k * nz_ * kFftGroup;
        lines[s] = odd ? z_[s].odd(axes_.z, from, nz_) : z_[s].even(axes_.z, from, nz_);
      }
      const double* weights = odd ? w + axes_.z.even_bins * kFftLanes : w;
      for (std::size_t s = 0; s < n_fields; ++s)
        imaging::add_products(lines[0], lines[s], weights, axes_.z.half, odd, sums[s].data());
    }
  }

  const Axes& axes_;
  const SpatialWeights& weights_;
  std::size_t ny_, nz_;
  Room y_;
  std::array<Room, 2> z_{Room(axes_.z), Room(axes_.z)};
  std::array<std::vector<double>, 2> planes_;
};

double mean_of(const IntensityMask& mask) {
  double sum = 0;
  for (const float v : mask.values) sum += v;
  return sum / static_cast<double>(mask.values.size());
}

}  // namespace

SpatialWeights spatial_weights(const Index3& size, const Vec3& spacing_mm) {
  SpatialWeights weights;
  for (std::size_t a = 0; a < 3; ++a) weights.half[a] = imaging::fft_length(size[a]);
  weights.octant = WeightBuilder(Axes(weights.half), spacing_mm).build();
  return weights;
}

SpatialSums sums_by_transform(const Roi& roi, const IntensityMask& mask, const SpatialWeights& weights) {
  const Axes axes(weights.half);
  const double mean = mean_of(mask);
  const auto centred = [&](std::size_t i) { return roi.intensity[i] - mean; };
  Products products(axes, weights, roi.size);
  SpatialSums sums;
  PencilField first(axes, roi.size);
  first.set(roi, mask, centred);
  sums.products = products(first, nullptr)[0];
  first.set(roi, mask, [](std::size_t) { return 1.0; });
  PencilField second(axes, roi.size);
  second.set(roi, mask, [&](std::size_t i) { return centred(i) * centred(i); });
  const std::array<double, 2> both = products(first, &second);
  sums.weights = both[0];
  sums.squared_differences = 2 * (both[1] - sums.products);
  return sums;
}

SpatialSums sums_of_pairs(const Roi& roi, const IntensityMask& mask) {
  const double mean = mean_of(mask);
  std::vector<double> x, y, z, d;
  std::size_t i = 0;
  for (std::int64_t k = 0; k < roi.size[2]; ++k)
    for (std::int64_t j = 0; j < roi.size[1]; ++j)
      for (std::int64_t l = 0; l < roi.size[0]; ++l, ++i) {
        if (mask.inside[i] == 0) continue;
        x.push_back(roi.spacing_mm[0] * static_cast<double>(l));
        y.push_back(roi.spacing_mm[1] * static_cast<double>(j));
        z.push_back(roi.spacing_mm[2] * static_cast<double>(k));
        d.push_back(roi.intensity[i] - mean);
      }
  SpatialSums sums;
  for (std::size_t a = 1; a < d.size(); ++a) {
    double weight = 0, product = 0, squared = 0;
    for (std::size_t b = 0; b < a; ++b) {
      const double dx = x[a] - x[b], dy = y[a] - y[b], dz = z[a] - z[b];
      const double w = 1 / std::sqrt(dx * dx + dy * dy + dz * dz);
      weight += w;
      product += w * d[b];
      squared += w * (d[a] - d[b]) * (d[a] - d[b]);
    }
    sums.weights += 2 * weight;
    sums.products += 2 * product * d[a];
    sums.squared_differences += 2 * squared;
  }
  return sums;
}

double sum_of_squares(const IntensityMask& mask) {
  const double mean = mean_of(mask);
  double sum = 0;
  for (const float v : mask.values) sum += (v - mean) * (v - mean);
  return sum;
}

bool pairs_are_faster(std::int64_t n, const Index3& size) {
  double padded = 1;
  for (const std::int64_t s : size) padded *= 2 * static_cast<double>(imaging::fft_length(s));
  return 0.5 * static_cast<double>(n) * static_cast<double>(n) < 4 * padded;
}

}  // namespace radgauge::reference
