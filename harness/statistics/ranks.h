#pragma once

#include <span>
#include <vector>

namespace radgauge::statistics {

/// Ranks from 1; equal values share the mean of theirs. No NaN. O(n log n).
std::vector<double> average_ranks(std::span<const double> values);

/// Kendall's tau-b of pairs without NaN; NaN where a list is constant or has fewer than two values. O(n log
/// n).
double kendall_tau_b(std::span<const double> x, std::span<const double> y);

}  // namespace radgauge::statistics
