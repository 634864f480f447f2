#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/sqlite.h"
#include "store/store.h"

namespace radgauge::store {

/// How many cells are stored, and the sum of their sums (sums.h) modulo 2^64.
struct CellTotal {
  std::int64_t cells = 0;
  std::uint64_t xxh3 = 0;
};
/// Error(data) for a number of cells that the plan has not.
CellTotal stored_total(const Database& database, const StoreTables& tables);

/// Writes cells; its statements are prepared once.
class CellWriter {
 public:
  CellWriter(const Database& database, const StoreTables& tables);

  /// One transaction. Throws Error(internal) for a cell that does not fit `tables`.
  void write_unit(std::span<const CellRecord> cells, const StoreTables& tables);

 private:
  void write(const CellRecord& cell);
  /// Takes the cell that `index` has so far out of the total.
  void forget(std::int64_t index);
  /// The row of `reason` for this text, made if it is new.
  std::int64_t reason_id(const std::string& text);

  const Database* database_;
  std::unordered_map<std::string, std::int64_t> reasons_;
  std::vector<std::string> new_reasons_;  ///< of the transaction that is open
  CellTotal total_;
  Statement old_sum_, update_total_, insert_reason_, insert_cell_, insert_vector_, delete_vector_,
      insert_magnitude_, delete_magnitudes_, insert_checksum_, delete_checksums_, insert_notice_,
      delete_notices_;
};

/// Every stored cell in plan order, one after the other but on any thread, in records that are read over.
/// Error(data) that names the cell for one that is not what was written, and one for cells that are missing.
void read_cells(const Database& database, const StoreTables& tables, bool with_checksums,
                const std::function<void(const CellRecord&)>& visit);

}  // namespace radgauge::store
