#include "imaging/interpolation.h"

#include <algorithm>
#include <cmath>

namespace radgauge {

int tap_count(Interpolation method) {
  return method == Interpolation::cubic ? 4 : method == Interpolation::linear ? 2 : 1;
}

namespace {

/// Index reflected at the first and last sample: d c b | a b c d | c b a.
std::int64_t mirrored(std::int64_t index, std::int64_t size) {
  if (size == 1) return 0;
  const std::int64_t period = 2 * size - 2;
  index = std::abs(index) % period;
  return index < size ? index : period - index;
}

std::array<double, 4> cubic_weights(double t) {
  const double s = 1 - t;
  return {s * s * s / 6, 2.0 / 3 - t * t * (2 - t) / 2, 2.0 / 3 - s * s * (2 - s) / 2, t * t * t / 6};
}

}  // namespace

Taps taps_at(double coordinate, const SampleAxis& axis) {
  Taps taps;
  const double at = std::clamp(coordinate, 0.0, static_cast<double>(axis.whole - 1));
  const double floor = std::floor(at);
  std::int64_t first = static_cast<std::int64_t>(floor);
  if (axis.method == Interpolation::cubic) {
    taps.weight = cubic_weights(at - floor);
    first -= 1;
  } else if (axis.method == Interpolation::linear) {
    taps.weight = {1 - (at - floor), at - floor, 0, 0};
  } else {
    first = static_cast<std::int64_t>(std::floor(at + 0.5));
    taps.weight = {1, 0, 0, 0};
  }
  for (std::size_t k = 0; k < 4; ++k) {
    std::int64_t index = first + static_cast<std::int64_t>(k);
    // A tap of weight 0 may lie past the end; it only needs an index that can be read.
    index = axis.method == Interpolation::cubic ? mirrored(index, axis.whole)
                                                : std::clamp<std::int64_t>(index, 0, axis.whole - 1);
    index -= axis.offset;
    if (axis.zero_outside_crop && !(index >= 0 && index < axis.stored)) taps.weight[k] = 0;
    taps.index[k] = std::clamp<std::int64_t>(index, 0, axis.stored - 1);
  }
  return taps;
}

namespace {

template <class T>
double sample_point(const SampleArray<T>& array, const Vec3& point) {
  const Taps x = taps_at(point[0], array.axes[0]);
  const Taps y = taps_at(point[1], array.axes[1]);
  const Taps z = taps_at(point[2], array.axes[2]);
  const auto taps_of = [&](std::size_t a) {
    return static_cast<std::size_t>(tap_count(array.axes[a].method));
  };
  double value = 0;
  for (std::size_t k = 0; k < taps_of(2); ++k)
    for (std::size_t j = 0; j < taps_of(1); ++j) {
      const std::int64_t row = array.axes[0].stored * (y.index[j] + array.axes[1].stored * z.index[k]);
      double along_x = 0;
      for (std::size_t i = 0; i < taps_of(0); ++i)
        along_x +=
            x.weight[i] * static_cast<double>(array.samples[static_cast<std::size_t>(row + x.index[i])]);
      value += z.weight[k] * y.weight[j] * along_x;
    }
  return value;
}

struct AxisPlan {
  std::vector<Taps> taps;
  std::int64_t lowest = 0;   ///< first stored index that any tap reads
  std::int64_t highest = 0;  ///< last one
  int count = 1;
};

AxisPlan plan_axis(const SampleAxis& axis, const std::vector<double>& coordinates) {
  AxisPlan plan;
  plan.count = tap_count(axis.method);
  plan.lowest = axis.stored - 1;
  plan.taps.reserve(coordinates.size());
  for (const double coordinate : coordinates) {
    plan.taps.push_back(taps_at(coordinate, axis));
    for (std::size_t k = 0; k < static_cast<std::size_t>(plan.count); ++k) {
      plan.lowest = std::min(plan.lowest, plan.taps.back().index[k]);
      plan.highest = std::max(plan.highest, plan.taps.back().index[k]);
    }
  }
  return plan;
}

/// out[i] = sum over taps of weight * lines[tap][i], in tap order.
template <class T>
void combine(const std::array<const T*, 4>& lines, const Taps& taps, int count, std::int64_t length,
             double* out) {
  const auto& w = taps.weight;
  if (count == 1) {
    for (std::int64_t i = 0; i < length; ++i) out[i] = w[0] * static_cast<double>(lines[0][i]);
  } else if (count == 2) {
    for (std::int64_t i = 0; i < length; ++i)
      out[i] = w[0] * static_cast<double>(lines[0][i]) + w[1] * static_cast<double>(lines[1][i]);
  } else {
    for (std::int64_t i = 0; i < length; ++i)
      out[i] = w[0] * static_cast<double>(lines[0][i]) + w[1] * static_cast<double>(lines[1][i]) +
               w[2] * static_cast<double>(lines[2][i]) + w[3] * static_cast<double>(lines[3][i]);
  }
}

void combine_within(const double* row, const AxisPlan& plan, double* out) {
  const double* from = row - plan.lowest;
  for (std::size_t i = 0; i < plan.taps.size(); ++i) {
    const Taps& t = plan.taps[i];
    if (plan.count == 4)
      out[i] = t.weight[0] * from[t.index[0]] + t.weight[1] * from[t.index[1]] +
               t.weight[2] * from[t.index[2]] + t.weight[3] * from[t.index[3]];
    else if (plan.count == 2)
      out[i] = t.weight[0] * from[t.index[0]] + t.weight[1] * from[t.index[1]];
    else
      out[i] = t.weight[0] * from[t.index[0]];
  }
}

template <class T>
std::vector<double> sample_grid(const SampleArray<T>& array,
                                const std::array<std::vector<double>, 3>& coordinates) {
  const AxisPlan x = plan_axis(array.axes[0], coordinates[0]);
  const AxisPlan y = plan_axis(array.axes[1], coordinates[1]);
  const AxisPlan z = plan_axis(array.axes[2], coordinates[2]);
  std::vector<double> out(x.taps.size() * y.taps.size() * z.taps.size());
  if (out.empty()) return out;
  const std::int64_t nx = array.axes[0].stored;
  const std::int64_t ny = array.axes[1].stored;
  const std::int64_t width = x.highest - x.lowest + 1;
  const std::int64_t height = y.highest - y.lowest + 1;
  std::vector<double> plane(static_cast<std::size_t>(width * height));
  std::vector<double> row(static_cast<std::size_t>(width));
  double* to = out.data();
  for (const Taps& tz : z.taps) {
    for (std::int64_t j = 0; j < height; ++j) {
      std::array<const T*, 4> rows;
      for (std::size_t k = 0; k < 4; ++k)
        rows[k] = array.samples.data() + x.lowest + nx * (y.lowest + j + ny * tz.index[k]);
      combine(rows, tz, z.count, width, plane.data() + j * width);
    }
    for (const Taps& ty : y.taps) {
      std::array<const double*, 4> rows;
      for (std::size_t k = 0; k < 4; ++k)
        rows[k] = plane.data() + width * std::clamp<std::int64_t>(ty.index[k] - y.lowest, 0, height - 1);
      combine(rows, ty, y.count, width, row.data());
      combine_within(row.data(), x, to);
      to += x.taps.size();
    }
  }
  return out;
}

}  // namespace

double sample_at(const SampleArray<double>& array, const Vec3& point) {
  return sample_point(array, point);
}
double sample_at(const SampleArray<std::uint8_t>& array, const Vec3& point) {
  return sample_point(array, point);
}
std::vector<double> sample_lattice(const SampleArray<double>& array,
                                   const std::array<std::vector<double>, 3>& coordinates) {
  return sample_grid(array, coordinates);
}
std::vector<double> sample_lattice(const SampleArray<std::uint8_t>& array,
                                   const std::array<std::vector<double>, 3>& coordinates) {
  return sample_grid(array, coordinates);
}

}  // namespace radgauge
