#pragma once

#include <string_view>

namespace radgauge::agreement {

/// |a - b| / max(|a|, |b|); 0 where both are 0.
double relative_change(double a, double b);

/// The largest relative difference that order of summation, instruction set, mathematical library and number
/// of threads made in this feature, measured by `./run compliance` (results/compliance/numerical_floor.md).
/// `feature` is a tag, or a full name that ends in one. NaN for a feature that was not measured.
double numerical_floor(std::string_view feature);

/// The smallest relative change of a feature that means anything: ten times its floor, and 1e-9 at least
/// (design 9). 1e-9 where the floor is not known.
double smallest_real_change(std::string_view feature);
/// The same of a floor that is at hand; NaN where it is not known.
double smallest_real_change(double floor, double factor, double least);

/// Does a change under one-ULP jitter say that the feature jumps, because a voxel crossed the edge of a bin,
/// a threshold or a tie? Anything made of intensities passes the jitter on (2^-23 of a float32, a few times
/// that for higher moments), so that it has to be ten times larger than that, and than the floor.
bool is_edge_sensitive(std::string_view feature, double one_ulp_change);

inline constexpr double kFloorFactor = 10;
inline constexpr double kLeastTolerance = 1e-9;
inline constexpr double kPassedOn = 10 * 0x1p-23;

}  // namespace radgauge::agreement
