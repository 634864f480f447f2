#pragma once

#include <array>
#include <cstdint>

#include "store/store.h"

namespace radgauge::store {

/// XXH3 over everything in a cell that a result may rest on: plan index, object, condition, status, reason,
/// values, statuses, reasons of values, magnitudes, notices. Not over `seconds`, which differ from run to
/// run, nor over `checksums` (checksums_sum). A text is hashed with its length, a value by its bits; -0 and
/// NaN among the magnitudes count as 0 and as nothing, as SQLite keeps them.
std::uint64_t cell_sum(const CellRecord& cell);

/// XXH3 over `checksums`.
std::uint64_t checksums_sum(const CellRecord& cell);

/// A table beside the cells, and XXH3 over its rows in their order.
struct TableSum {
  const char* table;
  std::uint64_t xxh3;
};

/// Of meta (with the number of planned cells), object, input, condition and feature.
std::array<TableSum, 5> table_sums(const StoreTables& tables);

}  // namespace radgauge::store
