#include "reference/filters/parts/packed_frame.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::reference {

namespace {

using Quaternion = std::array<double, 4>;  // w, x, y, z

constexpr double kLevels = 0x7fffffff;  // of 31 bits

double determinant(const Rows3& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
         m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/// 4 q_i q_j, of which the row with the largest diagonal element is the quaternion but for its length:
/// Shepperd 1978, doi:10.2514/3.55767b.
Quaternion quaternion_of(const Rows3& m) {
  const double xy = m[0][1] + m[1][0], xz = m[0][2] + m[2][0], yz = m[1][2] + m[2][1];
  const double wx = m[2][1] - m[1][2], wy = m[0][2] - m[2][0], wz = m[1][0] - m[0][1];
  const std::array<Quaternion, 4> rows{{{1 + m[0][0] + m[1][1] + m[2][2], wx, wy, wz},
                                        {wx, 1 + m[0][0] - m[1][1] - m[2][2], xy, xz},
                                        {wy, xy, 1 - m[0][0] + m[1][1] - m[2][2], yz},
                                        {wz, xz, yz, 1 - m[0][0] - m[1][1] + m[2][2]}}};
  std::size_t largest = 0;
  for (std::size_t i = 1; i < 4; ++i)
    if (rows[i][i] > rows[largest][largest]) largest = i;
  Quaternion q = rows[largest];
  double size = 0;
  for (const double x : q) size += x * x;
  for (double& x : q) x /= std::sqrt(size);
  return q;
}

Rows3 rotation_of(const Quaternion& q) {
  const auto [w, x, y, z] = q;
  return {{{1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
           {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
           {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}}};
}

void mirror(Rows3& axes) {
  for (Vec3& axis : axes)
    for (double& x : axis) x = -x;
}

}  // namespace

PackedFrame packed_frame(const Rows3& axes) {
  Rows3 rotation = axes;
  const bool left_handed = determinant(axes) < 0;
  if (left_handed) mirror(rotation);
  const Quaternion q = quaternion_of(rotation);
  const auto left_out = static_cast<std::size_t>(std::max_element(q.begin(), q.end()) - q.begin());
  // The top bits hold the number of what is left out, and the hand.
  const std::array<bool, 3> flags{(left_out & 1U) != 0, (left_out & 2U) != 0, left_handed};
  PackedFrame packed{};
  for (std::size_t i = 0, element = 0; element < 4; ++element) {
    if (element == left_out) continue;
    const double share = std::clamp((q[element] * std::numbers::sqrt2 + 1) / 2, 0.0, 1.0);
    packed[i] = static_cast<std::uint32_t>(std::lround(share * kLevels)) | (flags[i] ? 0x80000000U : 0U);
    ++i;
  }
  return packed;
}

Rows3 unpacked_frame(const PackedFrame& packed) {
  const auto flag = [&](std::size_t i) { return packed[i] >> 31U; };
  const std::size_t left_out = flag(0) + 2 * flag(1);
  Quaternion q{};
  double rest = 1;
  for (std::size_t i = 0, element = 0; element < 4; ++element) {
    if (element == left_out) continue;
    q[element] = (2 * (packed[i++] & 0x7fffffffU) / kLevels - 1) / std::numbers::sqrt2;
    rest -= q[element] * q[element];
  }
  q[left_out] = std::sqrt(std::max(rest, 0.0));
  Rows3 axes = rotation_of(q);
  if (flag(2) != 0) mirror(axes);
  return axes;
}

}  // namespace radgauge::reference
