#include <bit>
#include <cstring>

#include "core/error.h"
#include "core/text.h"
#include "store/cells.h"
#include "store/sums.h"

namespace radgauge::store {

namespace {

static_assert(std::endian::native == std::endian::little, "the blobs of a store are little-endian");

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

void check_cell(const CellRecord& cell, const StoreTables& tables) {
  const auto inside = [](std::int64_t row, std::size_t rows) {
    return row >= 0 && row < static_cast<std::int64_t>(rows);
  };
  const auto fail = [&](const std::string& what) {
    return Error(ErrorKind::internal, "cell " + to_text(cell.plan_index) + " cannot be stored: " + what);
  };
  if (!(cell.plan_index >= 0 && cell.plan_index < tables.planned_cells))
    throw fail("the plan has " + to_text(tables.planned_cells) + " cells");
  if (!inside(cell.object, tables.objects.size())) throw fail("no object " + to_text(cell.object));
  if (!inside(cell.condition, tables.conditions.size()))
    throw fail("no condition " + to_text(cell.condition));
  const std::size_t count = cell.values.size();
  if (count != 0 && count != tables.features.size())
    throw fail(to_text(static_cast<std::int64_t>(count)) + " values for " +
               to_text(static_cast<std::int64_t>(tables.features.size())) + " features");
  if (cell.statuses.size() != count) throw fail("values and statuses differ in number");
  std::size_t next = 0;
  for (const ValueReason& reason : cell.reasons) {
    if (reason.feature < next || reason.feature >= count)
      throw fail("a reason is of no value, or out of order");
    next = std::size_t{reason.feature} + 1;
  }
}

}  // namespace

CellWriter::CellWriter(const Database& database, const StoreTables& tables)
    : database_(&database),
      total_(stored_total(database, tables)),
      old_sum_(database, "SELECT xxh3 FROM cell WHERE plan_index = ?"),
      update_total_(database, "UPDATE total SET cells = ?, xxh3 = ? WHERE id = 0"),
      insert_reason_(database, "INSERT INTO reason(text) VALUES(?) RETURNING id"),
      insert_cell_(database, "INSERT OR REPLACE INTO cell VALUES(?, ?, ?, ?, ?, ?, ?, ?)"),
      insert_vector_(database, "INSERT OR REPLACE INTO vector VALUES(?, ?, ?, ?)"),
      delete_vector_(database, "DELETE FROM vector WHERE plan_index = ?"),
      insert_magnitude_(database, "INSERT INTO magnitude VALUES(?, ?, ?, ?, ?, ?, ?, ?)"),
      delete_magnitudes_(database, "DELETE FROM magnitude WHERE plan_index = ?"),
      insert_checksum_(database, "INSERT INTO checksum VALUES(?, ?, ?, ?, ?)"),
      delete_checksums_(database, "DELETE FROM checksum WHERE plan_index = ?"),
      insert_notice_(database, "INSERT INTO notice VALUES(?, ?, ?, ?, ?, ?)"),
      delete_notices_(database, "DELETE FROM notice WHERE plan_index = ?") {
  Statement known(database, "SELECT id, text FROM reason");
  while (known.step()) reasons_[known.text(1)] = known.integer(0);
}

std::int64_t CellWriter::reason_id(const std::string& text) {
  const auto known = reasons_.find(text);
  if (known != reasons_.end()) return known->second;
  insert_reason_.bind(0, std::string_view(text));
  insert_reason_.step();
  const std::int64_t id = insert_reason_.integer(0);
  insert_reason_.reset();
  new_reasons_.push_back(text);
  return reasons_[text] = id;
}

void CellWriter::forget(std::int64_t index) {
  old_sum_.bind(0, index);
  if (!old_sum_.step()) return;
  --total_.cells;
  total_.xxh3 -= std::bit_cast<std::uint64_t>(old_sum_.integer(0));
  old_sum_.reset();
}

void CellWriter::write(const CellRecord& cell) {
  const std::int64_t index = cell.plan_index;
  forget(index);
  const std::uint64_t sum = cell_sum(cell);
  ++total_.cells;
  total_.xxh3 += sum;
  insert_cell_.bind(0, index).bind(1, cell.object).bind(2, cell.condition);
  insert_cell_.bind(3, static_cast<std::int64_t>(cell.status)).bind(5, cell.seconds);
  if (cell.reason.empty())
    insert_cell_.bind_null(4);
  else
    insert_cell_.bind(4, reason_id(cell.reason));
  insert_cell_.bind(6, std::bit_cast<std::int64_t>(sum));
  insert_cell_.bind(7, std::bit_cast<std::int64_t>(checksums_sum(cell))).run();

  delete_vector_.bind(0, index).run();
  if (!cell.values.empty()) {
    std::vector<std::uint32_t> reasons;
    for (const ValueReason& reason : cell.reasons) {
      reasons.push_back(reason.feature);
      reasons.push_back(static_cast<std::uint32_t>(reason_id(reason.text)));
    }
    insert_vector_.bind(0, index).bind_bytes(1, bytes_of(cell.values));
    insert_vector_.bind_bytes(2, bytes_of(cell.statuses)).bind_bytes(3, bytes_of(reasons)).run();
  }

  delete_magnitudes_.bind(0, index).run();
  for (std::size_t i = 0; i < cell.magnitudes.size(); ++i) {
    const StoredMagnitude& m = cell.magnitudes[i];
    insert_magnitude_.bind(0, index)
        .bind(1, static_cast<std::int64_t>(i))
        .bind(2, std::string_view(m.operation));
    insert_magnitude_.bind(3, std::string_view(m.parameter)).bind(4, m.requested).bind(5, m.achieved);
    insert_magnitude_.bind(6, std::string_view(m.unit)).bind(7, std::string_view(m.status)).run();
  }

  delete_checksums_.bind(0, index).run();
  for (std::size_t i = 0; i < cell.checksums.size(); ++i) {
    const StoredChecksum& c = cell.checksums[i];
    insert_checksum_.bind(0, index)
        .bind(1, static_cast<std::int64_t>(i))
        .bind(2, std::string_view(c.extraction));
    insert_checksum_.bind(3, std::string_view(c.step)).bind(4, std::bit_cast<std::int64_t>(c.xxh3)).run();
  }

  delete_notices_.bind(0, index).run();
  for (std::size_t i = 0; i < cell.notices.size(); ++i) {
    const auto& [extraction, notice] = cell.notices[i];
    insert_notice_.bind(0, index).bind(1, static_cast<std::int64_t>(i)).bind(2, std::string_view(extraction));
    insert_notice_.bind(3, to_text(notice.kind)).bind(4, notice.amount).bind(5, notice.reference).run();
  }
}

void CellWriter::write_unit(std::span<const CellRecord> cells, const StoreTables& tables) {
  for (const auto& cell : cells) check_cell(cell, tables);
  new_reasons_.clear();
  const CellTotal before = total_;
  try {
    Transaction transaction(*database_);
    for (const auto& cell : cells) write(cell);
    update_total_.bind(0, total_.cells).bind(1, std::bit_cast<std::int64_t>(total_.xxh3)).run();
    transaction.commit();
  } catch (...) {
    total_ = before;
    for (const std::string& text : new_reasons_) reasons_.erase(text);  // they are rolled back
    throw;
  }
}

}  // namespace radgauge::store
