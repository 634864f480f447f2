#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "imaging/distance.h"

namespace radgauge::imaging {

namespace {

/// Voxels of a row that are worked on together. Rows are padded to a multiple.
constexpr std::int64_t kBlock = 32;
/// A band of more voxels than this is left to the transform of O(voxels).
constexpr std::int64_t kWidestBand = 48;
constexpr float kBeyond = std::numeric_limits<float>::infinity();

/// Squared distances on a box. Number is double in units of the smallest spacing, or, when all spacings are
/// equal, std::uint16_t in quarters of it: sums of whole squares of half voxels, which are exact. A block of
/// kBlock voxels without a finite number is not live.
template <class Number>
struct Squares {
  static constexpr Number kFar =
      std::is_same_v<Number, double> ? std::numeric_limits<Number>::max() : Number{0x7FFF};

  explicit Squares(const Index3& size)
      : n(size),
        blocks((size[0] + kBlock - 1) / kBlock),
        values(static_cast<std::size_t>(blocks * kBlock * size[1] * size[2]), kFar),
        live(static_cast<std::size_t>(blocks * size[1] * size[2]), 0) {}

  Number* row(std::int64_t y, std::int64_t z) { return values.data() + blocks * kBlock * (y + n[1] * z); }
  std::uint8_t* live_row(std::int64_t y, std::int64_t z) { return live.data() + blocks * (y + n[1] * z); }

  Index3 n;
  std::int64_t blocks;
  std::vector<Number> values;
  std::vector<std::uint8_t> live;
};

/// What a step of k voxels along one axis adds to the square.
template <class Number>
std::vector<Number> step_costs(double weight, std::int64_t longest, DistanceTo to) {
  std::vector<Number> costs{0};
  for (std::int64_t k = 1; k <= longest; ++k) {
    const auto d = static_cast<double>(to == DistanceTo::voxel_boxes ? 2 * k - 1 : 2 * k);
    costs.push_back(static_cast<Number>(weight * d * d));
  }
  return costs;
}

/// Squares along x within one row, from its runs of targets.
template <class Number>
void fill_row(const std::uint8_t* mask, bool inverted, const std::vector<Number>& cost, std::int64_t n,
              Number* out) {
  const auto is_target = [&](std::uint8_t v) { return (v != 0) != inverted; };
  const auto longest = static_cast<std::int64_t>(cost.size()) - 1;
  std::int64_t gap = 0;
  while (gap < n) {
    const std::int64_t run = std::find_if(mask + gap, mask + n, is_target) - mask;
    const std::int64_t steps = std::min(longest, run - gap);
    if (gap > 0)
      for (std::int64_t i = 0; i < steps; ++i) out[gap + i] = cost[static_cast<std::size_t>(i + 1)];
    if (run == n) return;
    for (std::int64_t i = 0; i < steps; ++i)
      out[run - 1 - i] = std::min(out[run - 1 - i], cost[static_cast<std::size_t>(i + 1)]);
    gap = std::find_if_not(mask + run, mask + n, is_target) - mask;
    std::fill(out + run, out + gap, Number{0});
  }
}

template <class Number>
void start(const Mask& mask, bool inverted, const std::vector<Number>& cost, Squares<Number>& squares) {
  const Index3& n = squares.n;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      Number* row = squares.row(y, z);
      fill_row(mask.voxels.data() + mask.at(0, y, z), inverted, cost, n[0], row);
      std::uint8_t* live = squares.live_row(y, z);
      for (std::int64_t b = 0; b < squares.blocks; ++b)
        live[b] = *std::min_element(row + b * kBlock, row + (b + 1) * kBlock) < Squares<Number>::kFar;
    }
}

template <class Number>
Number largest(const Number* block) {
  Number most = 0;
  for (std::int64_t i = 0; i < kBlock; ++i) most = block[i] > most ? block[i] : most;
  return most;
}

template <class Number>
void lower(Number* best, const Number* from, Number cost) {
  for (std::int64_t i = 0; i < kBlock; ++i) {
    const auto sum = static_cast<Number>(from[i] + cost);
    best[i] = sum < best[i] ? sum : best[i];
  }
}

/// The block at place `at` of a line of `length` blocks that lie `stride` apart (`live_stride` in `live`):
/// min over steps k of the neighbours' squares + cost[k], or any numbers up to `enough` if there are such.
/// False if nothing is near.
template <class Number>
bool best_of_line(const Number* block, const std::uint8_t* live, std::int64_t stride,
                  std::int64_t live_stride, std::int64_t at, std::int64_t length,
                  const std::vector<Number>& cost, Number enough, Number* best) {
  bool found = *live != 0;
  if (found)
    std::copy_n(block, kBlock, best);
  else
    std::fill_n(best, kBlock, Squares<Number>::kFar);
  Number worst = largest(best);
  for (std::int64_t k = 1; k < static_cast<std::int64_t>(cost.size()); ++k) {
    const Number c = cost[static_cast<std::size_t>(k)];
    if (c >= worst || worst <= enough) break;
    const bool below = at - k >= 0 && live[-k * live_stride] != 0;
    const bool above = at + k < length && live[k * live_stride] != 0;
    if (below) lower(best, block - k * stride, c);
    if (above) lower(best, block + k * stride, c);
    if (!below && !above) continue;
    found = true;
    worst = largest(best);
  }
  return found;
}

/// Calls done(y, z, block index, squares or nullptr) for every block after a step along y or z.
template <class Number, class Done>
void spread(Squares<Number>& from, std::size_t axis, const std::vector<Number>& cost, Number enough,
            Done done) {
  const Index3& n = from.n;
  const std::int64_t rows = axis == 1 ? 1 : n[1];
  alignas(64) std::array<Number, kBlock> best;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t b = 0; b < from.blocks; ++b) {
        const bool found =
            best_of_line(from.row(y, z) + b * kBlock, from.live_row(y, z) + b, rows * from.blocks * kBlock,
                         rows * from.blocks, axis == 1 ? y : z, n[axis], cost, enough, best.data());
        done(y, z, b, found ? best.data() : nullptr);
      }
}

struct Units {
  double unit_mm = 1;  ///< the smallest spacing
  Vec3 weight{};       ///< of the square of half a voxel, per axis
  Index3 reach{};      ///< the band in voxels
};

/// mm of a square; +infinity beyond the band.
template <class Number>
class ToMm {
 public:
  ToMm(const Units& units, double band_mm) : unit_mm_(units.unit_mm), band_mm_(band_mm) {
    if constexpr (!std::is_same_v<Number, double>)
      for (std::uint32_t v = 0; v <= Squares<Number>::kFar; ++v) table_.push_back(mm(0.25 * v));
  }
  /// The largest square within the band, which is not negative and narrower than the farthest square.
  Number limit() const {
    using Bits = std::conditional_t<std::is_same_v<Number, double>, std::uint64_t, std::uint16_t>;
    Bits within = 0;  // Numbers that are not negative have bit patterns in their order.
    auto beyond = std::bit_cast<Bits>(Squares<Number>::kFar);
    while (beyond - within > 1) {
      const auto middle = static_cast<Bits>(within + (beyond - within) / 2);
      ((*this)(std::bit_cast<Number>(middle)) < kBeyond ? within : beyond) = middle;
    }
    return std::bit_cast<Number>(within);
  }
  float operator()(Number square) const {
    if constexpr (std::is_same_v<Number, double>)
      return mm(square);
    else
      return table_[std::min(square, Squares<Number>::kFar)];
  }

 private:
  float mm(double square) const {
    const auto distance = static_cast<float>(unit_mm_ * std::sqrt(square));
    return static_cast<double>(distance) <= band_mm_ ? distance : kBeyond;
  }
  double unit_mm_;
  double band_mm_;
  std::vector<float> table_;
};

/// Calls done(y, z, block index, squares or nullptr) for every block; squares up to `enough` may be any such.
template <class Number, class Done>
void banded(const Mask& targets, DistanceTo to, const Units& units, bool inverted, Number enough, Done done) {
  const double scale = std::is_same_v<Number, double> ? 1 : 4;
  std::array<std::vector<Number>, 3> cost;
  for (std::size_t a = 0; a < 3; ++a)
    cost[a] = step_costs<Number>(scale * units.weight[a], units.reach[a], to);
  Squares<Number> along_x(targets.lattice.size);
  start(targets, inverted, cost[0], along_x);
  Squares<Number> along_y(targets.lattice.size);
  spread(along_x, 1, cost[1], Number{0},
         [&](std::int64_t y, std::int64_t z, std::int64_t b, const Number* block) {
           along_y.live_row(y, z)[b] = block != nullptr;
           if (block != nullptr) std::copy_n(block, kBlock, along_y.row(y, z) + b * kBlock);
         });
  spread(along_y, 2, cost[2], enough, done);
}

template <class Number>
void banded_distance(const Mask& targets, DistanceTo to, const Units& units, bool inverted, double band_mm,
                     Grid<float>& result) {
  const ToMm<Number> to_mm(units, band_mm);
  banded<Number>(targets, to, units, inverted, 0,
                 [&](std::int64_t y, std::int64_t z, std::int64_t b, const Number* block) {
                   if (block == nullptr) return;
                   float* out = result.voxels.data() + result.at(b * kBlock, y, z);
                   const std::int64_t width = std::min(kBlock, result.lattice.size[0] - b * kBlock);
                   for (std::int64_t i = 0; i < width; ++i) out[i] = to_mm(block[i]);
                 });
}

template <class Number>
void banded_mask(const Mask& targets, DistanceTo to, const Units& units, double band_mm, Mask& result) {
  const Number limit = ToMm<Number>(units, band_mm).limit();
  banded<Number>(targets, to, units, false, limit,
                 [&](std::int64_t y, std::int64_t z, std::int64_t b, const Number* block) {
                   if (block == nullptr) return;
                   std::uint8_t* out = result.voxels.data() + result.at(b * kBlock, y, z);
                   const std::int64_t width = std::min(kBlock, result.lattice.size[0] - b * kBlock);
                   for (std::int64_t i = 0; i < width; ++i) out[i] = block[i] <= limit ? 1 : 0;
                 });
}

bool is_even(const Units& units) {
  return units.weight == Vec3{0.25, 0.25, 0.25};
}

Units units_of(const Lattice& lattice, double band_mm) {
  Units units;
  units.unit_mm = *std::min_element(lattice.spacing_mm.begin(), lattice.spacing_mm.end());
  for (std::size_t a = 0; a < 3; ++a) {
    const double ratio = lattice.spacing_mm[a] / units.unit_mm;
    units.weight[a] = 0.25 * ratio * ratio;
    // Boxes begin half a voxel before centres.
    const double voxels = std::max(0.0, band_mm) / lattice.spacing_mm[a] * (1 + 1e-6) + 0.5;
    units.reach[a] = voxels < 1e6 ? static_cast<std::int64_t>(std::ceil(voxels)) : 1000000;
  }
  return units;
}

/// By the transform of O(voxels).
Grid<float> cut_at_band(const Mask& targets, DistanceTo to, double band_mm, bool inverted) {
  Mask wanted = targets;
  if (inverted)
    for (auto& voxel : wanted.voxels) voxel = voxel == 0 ? 1 : 0;
  Grid<float> result = distance_mm(wanted, to);
  for (float& v : result.voxels)
    if (!(static_cast<double>(v) <= band_mm)) v = kBeyond;
  return result;
}

}  // namespace

Grid<float> distance_mm(const Mask& targets, DistanceTo to, double band_mm, bool inverted) {
  const Units units = units_of(targets.lattice, band_mm);
  if (*std::max_element(units.reach.begin(), units.reach.end()) > kWidestBand)
    return cut_at_band(targets, to, band_mm, inverted);
  Grid<float> result(targets.lattice, kBeyond);
  result.window = targets.window;
  if (is_even(units))
    banded_distance<std::uint16_t>(targets, to, units, inverted, band_mm, result);
  else
    banded_distance<double>(targets, to, units, inverted, band_mm, result);
  return result;
}

Mask within_mm(const Mask& targets, DistanceTo to, double band_mm) {
  Mask result(targets.lattice);
  result.window = targets.window;
  if (!(band_mm >= 0)) return result;
  const Units units = units_of(targets.lattice, band_mm);
  if (*std::max_element(units.reach.begin(), units.reach.end()) > kWidestBand) {
    const Grid<float> distance = distance_mm(targets, to);
    for (std::size_t i = 0; i < result.voxels.size(); ++i)
      result.voxels[i] = static_cast<double>(distance.voxels[i]) <= band_mm ? 1 : 0;
  } else if (is_even(units)) {
    banded_mask<std::uint16_t>(targets, to, units, band_mm, result);
  } else {
    banded_mask<double>(targets, to, units, band_mm, result);
  }
  return result;
}

}  // namespace radgauge::imaging
