#pragma once

#include <functional>
#include <span>

#include "core/volume.h"

namespace radgauge {

/// Frequency at which a Gaussian of standard deviation 1 lets half of the amplitude through: sqrt(ln 2 / 2) /
/// pi = 0.18739.
double gaussian_f50();

/// Transfer of symmetric weights on samples `spacing_mm` apart, at a frequency.
double transfer(std::span<const double> kernel, double spacing_mm, double per_mm);

/// Lowest frequency (1/mm) at which `before`(f) times the transfer of the kernel falls to 0.5; NaN when that
/// lies above the highest frequency of the samples.
double mtf50_per_mm(std::span<const double> kernel, double spacing_mm,
                    const std::function<double(double per_mm)>& before);

/// Standard deviation of symmetric weights, in mm.
double kernel_sd_mm(std::span<const double> kernel, double spacing_mm);

}  // namespace radgauge
