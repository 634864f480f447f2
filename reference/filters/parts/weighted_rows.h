#pragma once

#include <cstdint>
#include <span>

namespace radgauge::reference {

/// out[x] = sum over k of weights[k] * rows[k][x], x = 0 ... n - 1, in double and in the order of k, so that
/// every instruction set makes the same bytes. As many rows as weights.
void weigh_rows(std::span<const float* const> rows, std::span<const double> weights, std::int64_t n,
                double* out);
void weigh_rows(std::span<const double* const> rows, std::span<const double> weights, std::int64_t n,
                double* out);

}  // namespace radgauge::reference
