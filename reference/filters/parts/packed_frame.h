#pragma once

#include <array>
#include <cstdint>

#include "reference/filters/parts/eigenvectors.h"

namespace radgauge::reference {

/// Three axes at right angles, of length 1, right- or left-handed, in 12 bytes: the three smaller elements of
/// the quaternion of their rotation in 31 bits each, which element is left out, and the hand.
using PackedFrame = std::array<std::uint32_t, 3>;

PackedFrame packed_frame(const Rows3& axes);

/// The axes to within 4e-9 an element.
Rows3 unpacked_frame(const PackedFrame& packed);

}  // namespace radgauge::reference
