#include <tbb/parallel_pipeline.h>

#include <array>
#include <bit>
#include <cstring>
#include <exception>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "store/cells.h"
#include "store/sums.h"

namespace radgauge::store {

namespace {

/// Walks `magnitude` or `checksum` beside the cells: both are in plan order.
class Companion {
 public:
  Companion(const Database& database, const std::string& sql) : rows_(database, sql) { more_ = rows_.step(); }

  /// Calls take(row) for every row of this cell; false when none is left.
  template <class Take>
  void rows_of(std::int64_t plan_index, Take take) {
    while (more_ && rows_.integer(0) <= plan_index) {
      if (rows_.integer(0) == plan_index) take(rows_);
      more_ = rows_.step();
    }
  }

 private:
  Statement rows_;
  bool more_ = false;
};

using Reasons = std::unordered_map<std::int64_t, std::string>;

class Reader {
 public:
  Reader(const Database& database, const StoreTables& tables) : database_(&database), tables_(&tables) {
    Statement rows(database, "SELECT id, text FROM reason");
    while (rows.step()) reasons_[rows.integer(0)] = rows.text(1);
  }

  /// Columns: plan_index, object, condition, status, reason, seconds, value, status, reason of `vector`.
  /// Each cell stands after the one before it in the plan.
  void read(const Statement& row, CellRecord& cell, std::int64_t before) const {
    cell.plan_index = row.integer(0);
    cell.object = row.integer(1);
    cell.condition = row.integer(2);
    if (!(cell.plan_index > before && cell.plan_index < tables_->planned_cells)) throw damaged(cell);
    cell.status = status(cell, row.integer(3));
    cell.reason = row.is_null(4) ? std::string() : reason(cell, row.integer(4));
    cell.seconds = row.real(5);
    cell.values.clear();
    cell.statuses.clear();
    cell.reasons.clear();
    cell.magnitudes.clear();
    cell.checksums.clear();
    cell.notices.clear();
    if (!names_rows(cell)) throw damaged(cell);
    if (!row.is_null(6)) read_vector(row, cell);
  }

  /// Columns: plan_index, extraction, kind, amount, reference.
  void read_notice(const Statement& row, CellRecord& cell) const {
    const auto kind = parse_word<NoticeKind>(row.text(2));
    if (!kind) throw damaged(cell);
    cell.notices.push_back({row.text(1), {*kind, row.real(3), row.real(4)}});
  }

  /// The cell by the names of its object and condition, where it has them.
  Error damaged(const CellRecord& cell) const {
    std::string name = "number " + to_text(cell.plan_index);
    if (names_rows(cell))
      name = tables_->objects[static_cast<std::size_t>(cell.object)].name() +
             "::" + tables_->conditions[static_cast<std::size_t>(cell.condition)].name;
    return database_->damaged("cell " + name + " does not match its checksum");
  }

 private:
  bool names_rows(const CellRecord& cell) const {
    return cell.object >= 0 && cell.object < std::ssize(tables_->objects) && cell.condition >= 0 &&
           cell.condition < std::ssize(tables_->conditions);
  }

  Status status(const CellRecord& cell, std::int64_t code) const {
    if (code < 0 || code > static_cast<std::int64_t>(Status::absent)) throw damaged(cell);
    return static_cast<Status>(code);
  }

  const std::string& reason(const CellRecord& cell, std::int64_t id) const {
    const auto found = reasons_.find(id);
    if (found == reasons_.end()) throw damaged(cell);
    return found->second;
  }

  void read_vector(const Statement& row, CellRecord& cell) const {
    const std::size_t count = tables_->features.size();
    const auto values = row.bytes(6), statuses = row.bytes(7), reasons = row.bytes(8);
    if (values.size() != 8 * count || statuses.size() != count || reasons.size() % 8 != 0)
      throw damaged(cell);
    cell.values.resize(count);
    if (count > 0) std::memcpy(cell.values.data(), values.data(), values.size());
    cell.statuses.resize(count);
    for (std::size_t f = 0; f < count; ++f)
      cell.statuses[f] = status(cell, static_cast<std::int64_t>(statuses[f]));
    for (std::size_t i = 0; i < reasons.size(); i += 8) {
      std::uint32_t pair[2];
      std::memcpy(pair, reasons.data() + i, 8);
      if (pair[0] >= count || (!cell.reasons.empty() && pair[0] <= cell.reasons.back().feature))
        throw damaged(cell);
      cell.reasons.push_back({pair[0], reason(cell, pair[1])});
    }
  }

  const Database* database_;
  const StoreTables* tables_;
  Reasons reasons_;
};

}  // namespace

CellTotal stored_total(const Database& database, const StoreTables& tables) {
  Statement row(database, "SELECT cells, xxh3 FROM total WHERE id = 0");
  CellTotal total;
  const bool found = row.step();
  if (found) {
    total = {row.integer(0), std::bit_cast<std::uint64_t>(row.integer(1))};
    row.reset();
  }
  if (!found || total.cells < 0 || total.cells > tables.planned_cells) throw database.damaged("table total");
  return total;
}

namespace {

/// Neighbouring cells on their way from the file to the visitor.
struct CellBatch {
  static constexpr std::size_t kCells = 64;
  struct Entry {
    CellRecord cell;
    std::uint64_t written_sum = 0, written_checksums_sum = 0;
    std::uint64_t sum = 0;  ///< of what was read
  };
  std::array<Entry, kCells> entries;
  std::size_t size = 0;
  std::exception_ptr failure;  ///< of the cell after those that are here
};

/// Walks the rows of all cells and what stands beside them.
class CellRows {
 public:
  CellRows(const Database& database, const Reader& reader, bool with_checksums)
      : reader_(&reader),
        rows_(database,
              "SELECT c.plan_index, c.object, c.condition, c.status, c.reason, c.seconds, v.value, "
              "v.status, v.reason, c.xxh3, c.steps FROM cell c LEFT JOIN vector v ON v.plan_index = "
              "c.plan_index ORDER BY c.plan_index"),
        magnitudes_(
            database,
            "SELECT plan_index, operation, parameter, requested, achieved, unit, status FROM magnitude "
            "ORDER BY plan_index, ordinal"),
        notices_(database,
                 "SELECT plan_index, extraction, kind, amount, reference FROM notice ORDER BY plan_index, "
                 "ordinal") {
    if (with_checksums)
      checksums_.emplace(
          database, "SELECT plan_index, extraction, step, xxh3 FROM checksum ORDER BY plan_index, ordinal");
  }

  /// Reads as many cells as there are, up to a batch; a batch with a failure is the last one.
  void read(CellBatch& batch) {
    batch.size = 0;
    batch.failure = nullptr;
    try {
      while (batch.size < CellBatch::kCells && rows_.step()) {
        read(batch.entries[batch.size]);
        ++batch.size;
      }
    } catch (...) {
      batch.failure = std::current_exception();
    }
  }

 private:
  void read(CellBatch::Entry& entry) {
    CellRecord& cell = entry.cell;
    reader_->read(rows_, cell, previous_);
    previous_ = cell.plan_index;
    notices_.rows_of(cell.plan_index, [&](const Statement& n) { reader_->read_notice(n, cell); });
    magnitudes_.rows_of(cell.plan_index, [&](const Statement& m) {
      cell.magnitudes.push_back({m.text(1), m.text(2), m.real(3), m.real(4), m.text(5), m.text(6)});
    });
    if (checksums_)
      checksums_->rows_of(cell.plan_index, [&](const Statement& c) {
        cell.checksums.push_back({c.text(1), c.text(2), std::bit_cast<std::uint64_t>(c.integer(3))});
      });
    entry.written_sum = std::bit_cast<std::uint64_t>(rows_.integer(9));
    entry.written_checksums_sum = std::bit_cast<std::uint64_t>(rows_.integer(10));
  }

  const Reader* reader_;
  Statement rows_;
  Companion magnitudes_, notices_;
  std::optional<Companion> checksums_;
  std::int64_t previous_ = -1;
};

/// Ends a batch before its first cell that is not what was written.
void verify(const Reader& reader, bool with_checksums, CellBatch& batch) {
  for (std::size_t i = 0; i < batch.size; ++i) {
    CellBatch::Entry& entry = batch.entries[i];
    entry.sum = cell_sum(entry.cell);
    if (entry.sum == entry.written_sum &&
        (!with_checksums || checksums_sum(entry.cell) == entry.written_checksums_sum))
      continue;
    batch.failure = std::make_exception_ptr(reader.damaged(entry.cell));
    batch.size = i;
  }
}

}  // namespace

void read_cells(const Database& database, const StoreTables& tables, bool with_checksums,
                const std::function<void(const CellRecord&)>& visit) {
  const CellTotal total = stored_total(database, tables);
  const Reader reader(database, tables);
  CellRows rows(database, reader, with_checksums);
  CellTotal seen;
  const auto hand_out = [&](const CellBatch& batch) {
    for (std::size_t i = 0; i < batch.size; ++i) {
      // More cells than the total says are refused before they are handed out: readers make room by it.
      if (++seen.cells > total.cells) throw database.damaged("it holds more cells than were written");
      seen.xxh3 += batch.entries[i].sum;
      visit(batch.entries[i].cell);
    }
    if (batch.failure) std::rethrow_exception(batch.failure);
  };
  // The file is read while sums of the cells before are taken, and those before them are handed out.
  constexpr std::size_t kBatches = 4;
  std::vector<CellBatch> batches(kBatches);
  std::size_t next = 0;
  bool ended = false;
  tbb::parallel_pipeline(
      kBatches, tbb::make_filter<void, CellBatch*>(tbb::filter_mode::serial_in_order,
                                                   [&](tbb::flow_control& control) -> CellBatch* {
                                                     if (ended) {
                                                       control.stop();
                                                       return nullptr;
                                                     }
                                                     CellBatch& batch = batches[next++ % kBatches];
                                                     rows.read(batch);
                                                     ended = batch.failure || batch.size < CellBatch::kCells;
                                                     return &batch;
                                                   }) &
                    tbb::make_filter<CellBatch*, CellBatch*>(tbb::filter_mode::parallel,
                                                             [&](CellBatch* batch) {
                                                               verify(reader, with_checksums, *batch);
                                                               return batch;
                                                             }) &
                    tbb::make_filter<CellBatch*, void>(tbb::filter_mode::serial_in_order,
                                                       [&](const CellBatch* batch) { hand_out(*batch); }));
  if (seen.cells != total.cells || seen.xxh3 != total.xxh3)
    throw database.damaged("it holds " + to_text(seen.cells) + " of the " + to_text(total.cells) +
                           " cells that were written, or others");
}

}  // namespace radgauge::store
