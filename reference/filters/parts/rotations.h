#pragma once

#include <array>
#include <vector>

#include "reference/filters/parts/separable.h"

namespace radgauge::reference {

/// A rotation by right angles of a separable filter: axis a takes the kernel of `from[a]`, reversed where
/// `reversed[a]`.
struct RightAngleRotation {
  std::array<std::size_t, 3> from{0, 1, 2};
  std::array<bool, 3> reversed{false, false, false};
};

/// The 24 proper rotations of a cube, or the 4 of a square in x and y; the identity first.
std::vector<RightAngleRotation> right_angle_rotations(Dimension dimension);

/// Kernels along x, y and z.
using KernelSet = std::array<AxisKernel, 3>;
/// The kernels of the rotated filter: along axis a that of axis `from[a]`, its weights from last to first
/// where `reversed[a]`.
KernelSet rotated(const KernelSet& kernels, const RightAngleRotation& rotation);

/// A bank whose response is that of the kernels (none), or the largest or the mean of those of the rotated
/// kernels. Rotations that make the same kernel up to its sign are computed once. Where a sample that any of
/// them looks at is NaN, so is the response.
SeparableBank pooled_bank(const std::vector<KernelSet>& rotated_kernels, Pooling pooling);
/// The bank of the kernels under all right-angle rotations; with `none` under the identity alone.
SeparableBank pooled_bank(const KernelSet& kernels, Dimension dimension, Pooling pooling);

}  // namespace radgauge::reference
