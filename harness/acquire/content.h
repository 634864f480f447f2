#pragma once

#include <cstdint>

#include "core/volume.h"

namespace radgauge::acquire {

/// A number that follows from voxels and lattice alone: equal for a file and its copy under another name, in
/// another format or packed anew. The lattice counts to 1/100 of a voxel, as formats round it differently, so
/// that one copy in some ten thousand may go unseen. Never 0.
std::uint64_t content_of(const Volume& image);
std::uint64_t content_of(const Mask& mask);

}  // namespace radgauge::acquire
