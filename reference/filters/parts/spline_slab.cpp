#include "reference/filters/parts/spline_slab.h"

#include <cmath>

#include "core/error.h"
#include "reference/filters/parts/boundary.h"

namespace radgauge::reference {

namespace {

/// sqrt(3) z^|k|, z = sqrt(3) - 2: what a sample k voxels away has of a coefficient (Unser 1999,
/// doi:10.1109/79.799930).
std::vector<double> spline_weights() {
  std::vector<double> weights;
  double weight = std::sqrt(3.0);
  for (std::int64_t k = 0; k <= kSplineReach; ++k, weight *= std::sqrt(3.0) - 2) weights.push_back(weight);
  return weights;
}

std::int64_t mirrored_about_sample(std::int64_t i, std::int64_t n) {
  if (n == 1) return 0;
  const std::int64_t period = 2 * (n - 1), at = (i % period + period) % period;
  return at < n ? at : period - at;
}

/// Where in memory the samples begin ... end - 1 of one axis stand.
std::vector<std::int64_t> mirrored_places(const Volume& image, std::size_t axis, std::int64_t begin,
                                          std::int64_t end) {
  const AxisPart part = axis_part(image.window, image.lattice.size, axis);
  std::vector<std::int64_t> places;
  for (std::int64_t i = begin; i < end; ++i) {
    const std::int64_t place = mirrored_about_sample(i + part.offset, part.whole) - part.offset;
    if (place < 0 || place >= part.stored)
      throw Error(ErrorKind::internal, "a spline looks at a sample that is not in memory");
    places.push_back(place);
  }
  return places;
}

/// out[i] = sum over k of weight |k| of the rows `stride` doubles apart, in pairs from the middle out.
void spline_pass(const double* in, std::size_t stride, std::size_t count, const std::vector<double>& weights,
                 double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = weights[0] * in[i];
  for (std::size_t k = 1; k < weights.size(); ++k) {
    const double* before = in - k * stride;
    const double* after = in + k * stride;
    for (std::size_t i = 0; i < count; ++i) out[i] += weights[k] * (before[i] + after[i]);
  }
}

}  // namespace

SplineSlab::SplineSlab(const Volume& image, const Box& box, std::int64_t room)
    : stored_(grow(box, {room, room, room})) {
  const std::vector<double> weights = spline_weights();
  const Box wide = grow(stored_, {kSplineReach, kSplineReach, kSplineReach});
  std::array<std::vector<std::int64_t>, 3> places;
  for (std::size_t a = 0; a < 3; ++a) places[a] = mirrored_places(image, a, wide.begin[a], wide.end[a]);
  const auto size_of = [](const Box& b, std::size_t a) { return static_cast<std::size_t>(b.size()[a]); };
  const std::size_t nx = size_of(stored_, 0), ny = size_of(stored_, 1), nz = size_of(stored_, 2);
  const std::size_t wx = size_of(wide, 0), wy = size_of(wide, 1), wz = size_of(wide, 2);
  const auto reach = static_cast<std::size_t>(kSplineReach);
  std::vector<double> samples(wx), across(nx * wy), stack(nx * ny * wz);
  for (std::size_t z = 0; z < wz; ++z) {
    for (std::size_t y = 0; y < wy; ++y) {
      for (std::size_t x = 0; x < wx; ++x) {
        const float v = image(places[0][x], places[1][y], places[2][z]);
        samples[x] = std::isfinite(v) ? double{v} : 0;
      }
      spline_pass(samples.data() + reach, 1, nx, weights, across.data() + nx * y);
    }
    spline_pass(across.data() + nx * reach, nx, nx * ny, weights, stack.data() + nx * ny * z);
  }
  coefficients_.resize(nx * ny * nz);
  spline_pass(stack.data() + nx * ny * reach, nx * ny, nx * ny * nz, weights, coefficients_.data());
}

}  // namespace radgauge::reference
