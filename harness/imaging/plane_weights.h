#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace radgauge::imaging {

/// Voxels around one to which the weights of a sum in the plane reach.
inline constexpr std::int64_t kPlaneRadius = 31;

/// 1 up to a distance of `flat`, 0 from `end` on, a squared cosine between.
double taper(std::int64_t distance, double flat, double end);

/// The inverse transform of a real amplitude, a function of the two frequencies in 1/mm up to the highest of
/// the pixels, brought to 0 between 20 and 32 voxels on each axis: weights[dx + kPlaneRadius + (2
/// kPlaneRadius
/// + 1) (dy + kPlaneRadius)].
std::vector<double> tapered_weights(const std::function<double(double x_per_mm, double y_per_mm)>& amplitude,
                                    double spacing_x_mm, double spacing_y_mm);

}  // namespace radgauge::imaging
