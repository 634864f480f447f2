#pragma once

#include <cstdint>
#include <span>

#include "core/random.h"

namespace radgauge::phantoms::ct {

/// The Poisson count of this mean at the quantile of a uniform number in (0, 1): the smallest n whose
/// cumulated probability reaches it. By the sum of probabilities, so for means up to 100 or so.
double poisson_by_sum(double mean, double uniform);
/// The same of a mean of 16 or more, from the normal quantile of that uniform number: the expansion of Giles
/// 2016, doi:10.1145/2699466 (Q_N2), rounded down. Counts differ from the exact ones with a probability below
/// 1e-3 at a mean of 16, falling as its power -3/2, and then by 1.
double poisson_by_normal(double mean, double normal);

/// Numbers of a view's rays start at multiples of it: more than a detector has columns.
inline constexpr std::int64_t kItemsPerView = 32768;

/// Errors of line integrals: to[stride i] = -ln(max(N, 1/2) / photons_left[i]) with N the reading of a ray
/// that has so many photons left: a Poisson count and, of standard deviation electronic_noise, a normal
/// number. Ray i draws as item first_item + i; one quantile makes one count, so that scans of different dose
/// share their draws.
void draw_ray_errors(const Draws& draws, std::uint64_t first_item, std::span<const double> photons_left,
                     double electronic_noise, double* to, std::size_t stride);

}  // namespace radgauge::phantoms::ct
