#include <bit>
#include <cstring>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "store/cells.h"

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
  void read(const Statement& row, CellRecord& cell) const {
    cell.plan_index = row.integer(0);
    cell.object = row.integer(1);
    cell.condition = row.integer(2);
    cell.status = status(cell, row.integer(3));
    cell.reason = row.is_null(4) ? std::string() : reason(cell, row.integer(4));
    cell.seconds = row.real(5);
    cell.values.clear();
    cell.statuses.clear();
    cell.reasons.clear();
    cell.magnitudes.clear();
    cell.checksums.clear();
    cell.notices.clear();
    if (cell.object < 0 || cell.object >= static_cast<std::int64_t>(tables_->objects.size()) ||
        cell.condition < 0 || cell.condition >= static_cast<std::int64_t>(tables_->conditions.size()))
      throw damaged(cell);
    if (!row.is_null(6)) read_vector(row, cell);
  }

  /// Columns: plan_index, extraction, kind, amount, reference.
  void read_notice(const Statement& row, CellRecord& cell) const {
    const auto kind = parse_word<NoticeKind>(row.text(2));
    if (!kind) throw damaged(cell);
    cell.notices.push_back({row.text(1), {*kind, row.real(3), row.real(4)}});
  }

 private:
  Error damaged(const CellRecord& cell) const {
    return {ErrorKind::data, "'" + database_->path() + "' is damaged (cell " + to_text(cell.plan_index) +
                                 "); restore it from a copy or run the study again"};
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
    for (const std::byte code : statuses)
      cell.statuses.push_back(status(cell, static_cast<std::int64_t>(code)));
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

void read_cells(const Database& database, const StoreTables& tables, bool with_checksums,
                const std::function<void(const CellRecord&)>& visit) {
  const Reader reader(database, tables);
  Statement rows(
      database,
      "SELECT c.plan_index, c.object, c.condition, c.status, c.reason, c.seconds, v.value, v.status, "
      "v.reason FROM cell c LEFT JOIN vector v ON v.plan_index = c.plan_index ORDER BY c.plan_index");
  Companion magnitudes(
      database,
      "SELECT plan_index, operation, parameter, requested, achieved, unit, status FROM magnitude "
      "ORDER BY plan_index, ordinal");
  std::optional<Companion> checksums;
  if (with_checksums)
    checksums.emplace(database,
                      "SELECT plan_index, extraction, step, xxh3 FROM checksum ORDER BY plan_index, ordinal");
  Companion notices(
      database,
      "SELECT plan_index, extraction, kind, amount, reference FROM notice ORDER BY plan_index, ordinal");
  CellRecord cell;
  while (rows.step()) {
    reader.read(rows, cell);
    notices.rows_of(cell.plan_index, [&](const Statement& n) { reader.read_notice(n, cell); });
    magnitudes.rows_of(cell.plan_index, [&](const Statement& m) {
      cell.magnitudes.push_back({m.text(1), m.text(2), m.real(3), m.real(4), m.text(5), m.text(6)});
    });
    if (checksums)
      checksums->rows_of(cell.plan_index, [&](const Statement& c) {
        cell.checksums.push_back({c.text(1), c.text(2), std::bit_cast<std::uint64_t>(c.integer(3))});
      });
    visit(cell);
  }
}

}  // namespace radgauge::store
