#pragma once

#include <array>
#include <cstdint>

namespace radgauge {

/// Normal numbers of neighbouring counters of Draws.
using NormalBatch = std::array<double, 64>;

/// The numbers of the counters `pair`, pair + 1, ..., two of each, with the widest instruction set of the
/// machine; the same bytes with every one of them, and as normal_quantile() makes of single draws.
void draw_normals(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw,
                  NormalBatch& normals);

}  // namespace radgauge
