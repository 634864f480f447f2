#include <algorithm>
#include <cmath>

#include "imaging/interpolation.h"

namespace radgauge::imaging {

namespace {

/// The taps of a list of coordinates, and the range of stored indices they read.
struct AxisPlan {
  std::vector<Taps> taps;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;
  int count = 1;
};

AxisPlan plan_axis(const SampleAxis& axis, double step, double shift, std::int64_t begin, std::int64_t end) {
  AxisPlan plan;
  plan.count = tap_count(axis.method);
  plan.lowest = axis.stored - 1;
  for (std::int64_t i = begin; i < end; ++i) {
    plan.taps.push_back(taps_at(step * static_cast<double>(i) + shift, axis));
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
  const auto at = [&](std::size_t k, std::int64_t i) { return w[k] * static_cast<double>(lines[k][i]); };
  if (count == 1)
    for (std::int64_t i = 0; i < length; ++i) out[i] = at(0, i);
  else if (count == 2)
    for (std::int64_t i = 0; i < length; ++i) out[i] = at(0, i) + at(1, i);
  else
    for (std::int64_t i = 0; i < length; ++i) out[i] = at(0, i) + at(1, i) + at(2, i) + at(3, i);
}

void combine_within(const double* row, const AxisPlan& plan, double* out) {
  const double* from = row - plan.lowest;
  const auto at = [&](const Taps& t, std::size_t k) { return t.weight[k] * from[t.index[k]]; };
  for (const Taps& t : plan.taps) {
    if (plan.count == 4)
      *out++ = at(t, 0) + at(t, 1) + at(t, 2) + at(t, 3);
    else if (plan.count == 2)
      *out++ = at(t, 0) + at(t, 1);
    else
      *out++ = at(t, 0);
  }
}

/// Rows [y_low, y_high] and columns [x_low, x_high] of the array at the height of `taps`.
struct Plane {
  std::int64_t x_low, x_high, y_low, y_high;
  std::vector<double> values;

  std::int64_t width() const { return x_high - x_low + 1; }
  std::int64_t height() const { return y_high - y_low + 1; }
};

template <class T>
void cut_plane(const SampleArray<T>& array, const Taps& taps, Plane& plane) {
  plane.values.resize(static_cast<std::size_t>(plane.width() * plane.height()));
  for (std::int64_t j = 0; j < plane.height(); ++j) {
    std::array<const T*, 4> rows;
    for (std::size_t k = 0; k < 4; ++k)
      rows[k] = array.samples.data() + plane.x_low +
                array.axes[0].stored * (plane.y_low + j + array.axes[1].stored * taps.index[k]);
    combine(rows, taps, tap_count(array.axes[2].method), plane.width(),
            plane.values.data() + j * plane.width());
  }
}

/// Each axis on its own.
template <class T>
void sample_parallel(const SampleArray<T>& array, const Matrix3& m, const Vec3& shift, const Box& box,
                     std::vector<double>& out) {
  const AxisPlan x = plan_axis(array.axes[0], m[0], shift[0], box.begin[0], box.end[0]);
  const AxisPlan y = plan_axis(array.axes[1], m[4], shift[1], box.begin[1], box.end[1]);
  const AxisPlan z = plan_axis(array.axes[2], m[8], shift[2], box.begin[2], box.end[2]);
  Plane plane{x.lowest, x.highest, y.lowest, y.highest, {}};
  std::vector<double> row(static_cast<std::size_t>(plane.width()));
  double* to = out.data();
  for (const Taps& tz : z.taps) {
    cut_plane(array, tz, plane);
    for (const Taps& ty : y.taps) {
      std::array<const double*, 4> rows;
      for (std::size_t k = 0; k < 4; ++k)
        rows[k] = plane.values.data() +
                  plane.width() * std::clamp<std::int64_t>(ty.index[k] - plane.y_low, 0, plane.height() - 1);
      combine(rows, ty, y.count, plane.width(), row.data());
      combine_within(row.data(), x, to);
      to += x.taps.size();
    }
  }
}

/// The stored indices of an axis that points between two coordinates can draw on.
std::pair<std::int64_t, std::int64_t> stored_range(const SampleAxis& axis, double low, double high) {
  constexpr std::int64_t kTaps = 4;
  const auto last = static_cast<double>(axis.whole - 1);
  const auto first = static_cast<std::int64_t>(std::floor(std::clamp(low, 0.0, last))) - kTaps - axis.offset;
  const auto end = static_cast<std::int64_t>(std::ceil(std::clamp(high, 0.0, last))) + kTaps - axis.offset;
  return {std::clamp<std::int64_t>(first, 0, axis.stored - 1),
          std::clamp<std::int64_t>(end, 0, axis.stored - 1)};
}

/// Row `row` of the matrix over the corners of a box in x and y: smallest and largest coordinate.
std::pair<double, double> coordinate_range(const Matrix3& m, std::size_t row, double shift, const Box& box) {
  const auto reach = [&](std::size_t col) {
    const double a = m[3 * row + col] * static_cast<double>(box.begin[col]);
    const double b = m[3 * row + col] * static_cast<double>(box.end[col] - 1);
    return std::minmax({a, b});
  };
  const auto [x_low, x_high] = reach(0);
  const auto [y_low, y_high] = reach(1);
  return {x_low + y_low + shift, x_high + y_high + shift};
}

/// The part of an axis from stored index `low` to `high`.
SampleAxis part_of(SampleAxis axis, std::int64_t low, std::int64_t high) {
  axis.offset += low;
  axis.stored = high - low + 1;
  return axis;
}

/// Turned within the slices only: one combined plane per slice, sampled in two dimensions.
template <class T>
void sample_turned_slices(const SampleArray<T>& array, const Matrix3& m, const Vec3& shift, const Box& box,
                          std::vector<double>& out) {
  const AxisPlan z = plan_axis(array.axes[2], m[8], shift[2], box.begin[2], box.end[2]);
  const auto [x_from, x_to] = coordinate_range(m, 0, shift[0], box);
  const auto [y_from, y_to] = coordinate_range(m, 1, shift[1], box);
  const auto [x_low, x_high] = stored_range(array.axes[0], x_from, x_to);
  const auto [y_low, y_high] = stored_range(array.axes[1], y_from, y_to);
  Plane plane{x_low, x_high, y_low, y_high, {}};
  SampleAxis one;
  one.stored = one.whole = 1;
  one.method = Interpolation::nearest;
  std::vector<Vec3> row(static_cast<std::size_t>(box.size()[0]));
  double* to = out.data();
  for (const Taps& tz : z.taps) {
    cut_plane(array, tz, plane);
    const SampleArray<double> flat{
        plane.values, {part_of(array.axes[0], x_low, x_high), part_of(array.axes[1], y_low, y_high), one}};
    for (std::int64_t j = box.begin[1]; j < box.end[1]; ++j, to += row.size()) {
      const auto v = static_cast<double>(j);
      auto u = static_cast<double>(box.begin[0]);
      for (Vec3& point : row) {
        point = {m[0] * u + m[1] * v + shift[0], m[3] * u + m[4] * v + shift[1], 0};
        u += 1;
      }
      sample_points(flat, row, to);
    }
  }
}

/// Turned in any direction.
template <class T>
void sample_turned(const SampleArray<T>& array, const Matrix3& m, const Vec3& shift, const Box& box,
                   std::vector<double>& out) {
  std::vector<Vec3> row(static_cast<std::size_t>(box.size()[0]));
  double* to = out.data();
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y, to += row.size()) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto x = box.begin[0] + static_cast<std::int64_t>(i);
        row[i] =
            multiply(m, Vec3{static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}) + shift;
      }
      sample_points(array, row, to);
    }
}

template <class T>
std::vector<double> sample(const SampleArray<T>& array, const Matrix3& m, const Vec3& shift, const Box& box) {
  std::vector<double> out(static_cast<std::size_t>(box.voxel_count()));
  if (out.empty()) return out;
  const bool z_alone = m[2] == 0 && m[5] == 0 && m[6] == 0 && m[7] == 0;
  if (z_alone && m[1] == 0 && m[3] == 0) {
    sample_parallel(array, m, shift, box, out);
  } else if (z_alone) {
    sample_turned_slices(array, m, shift, box, out);
  } else {
    sample_turned(array, m, shift, box, out);
  }
  return out;
}

}  // namespace

std::vector<double> sample_affine(const SampleArray<double>& array, const Matrix3& matrix, const Vec3& shift,
                                  const Box& box) {
  return sample(array, matrix, shift, box);
}
std::vector<double> sample_affine(const SampleArray<std::uint8_t>& array, const Matrix3& matrix,
                                  const Vec3& shift, const Box& box) {
  return sample(array, matrix, shift, box);
}

}  // namespace radgauge::imaging
