#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry.h"
#include "core/random.h"

namespace radgauge::phantoms {

/// A Poisson number of this mean (0 or more): how many waiting times of an exponential law fit into it. Takes
/// the uniform numbers first, first + 1, ... of a draw.
std::int64_t poisson_count(double mean, const Draws& draws, std::uint64_t first, std::uint32_t draw);

/// Points of a homogeneous Poisson process in a box: their number from `draw`, their places from the uniform
/// numbers 3 i + axis of `draw` + 1. `density` is per mm^3, or, in a box without height, per mm^2.
std::vector<Vec3> poisson_points(const Vec3& low_mm, const Vec3& high_mm, double density, const Draws& draws,
                                 std::uint32_t draw);

}  // namespace radgauge::phantoms
