#pragma once

#include <cstddef>

namespace radgauge::phantoms::ct {

/// Reads a table of `lanes` (4 or 8) numbers in each of its entries at `count` places and adds what it reads:
/// sums[lanes i + lane] += weight (t[k] + (places[i] - k) (t[k + 1] - t[k])), with t[k] = table[lanes k +
/// lane] and k the whole part of places[i], which is 0 or more. The same bytes with every instruction set.
void add_linear(const double* table, std::size_t lanes, const double* places, std::size_t count,
                double weight, double* sums);

}  // namespace radgauge::phantoms::ct
