#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/volume.h"

namespace radgauge::perturbations {

/// Weights whose transfer is that of a Gaussian of `sigma_mm` up to the highest frequency of the samples,
/// also where a sampled Gaussian is too narrow to have it: the inverse transform of exp(-2 pi^2 sigma^2 f^2)
/// over those frequencies, brought to 0 by a squared cosine over the outer half of `reach_mm`, summing to 1.
std::vector<double> band_limited_gaussian(double sigma_mm, double spacing_mm, double reach_mm);

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

}  // namespace radgauge::perturbations
