#pragma once

#include <span>
#include <vector>

namespace radgauge::statistics {

/// q-values of Benjamini & Hochberg 1995 (doi:10.1111/j.2517-6161.1995.tb02031.x): the smallest false
/// discovery rate at which each hypothesis is rejected, in the order of `p`. A NaN stays NaN and is not
/// counted. Throws Error(data) for a p outside 0..1. O(n log n).
std::vector<double> benjamini_hochberg(std::span<const double> p);

/// Adjusted p values, each at most 1, in the order of `p`; a NaN stays NaN and is not counted. Throws
/// Error(data) for a p outside 0..1. O(n log n).
std::vector<double> bonferroni(std::span<const double> p);
/// Holm 1979, step-down (www.jstor.org/stable/4615733).
std::vector<double> holm(std::span<const double> p);
/// Hochberg 1988, step-up (doi:10.1093/biomet/75.4.800).
std::vector<double> hochberg(std::span<const double> p);
/// Benjamini & Yekutieli 2001, for any dependence (doi:10.1214/aos/1013699998).
std::vector<double> benjamini_yekutieli(std::span<const double> p);

}  // namespace radgauge::statistics
