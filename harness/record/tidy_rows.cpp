#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "record/table_rows.h"

namespace radgauge::record {

namespace {

/// A column of a tidy table that may be missing.
class TidyColumn {
 public:
  TidyColumn(const io::RowStream& rows, const char* name) {
    const auto& header = rows.header();
    const auto at = std::find(header.begin(), header.end(), name);
    if (at != header.end()) column_ = static_cast<std::size_t>(at - header.begin());
  }
  bool is_there() const { return column_.has_value(); }
  std::string_view of(const io::RowStream& rows) const {
    return column_ ? rows.fields()[*column_] : std::string_view();
  }

 private:
  std::optional<std::size_t> column_;
};

}  // namespace

void read_tidy_rows(io::RowStream& rows, const TableReading& reading, ReadTable& out) {
  const TidyColumn feature(rows, "feature"), value(rows, "value"), unit(rows, "unit"), status(rows, "status"),
      reason(rows, "reason");
  for (const auto& [column, name] : {std::pair(&feature, "feature"), std::pair(&value, "value")})
    if (!column->is_there())
      throw Error(ErrorKind::data, rows.file() + ":1: a tidy table has a column " + name +
                                       "; the columns are " + listed(rows.header()));
  RowNames names(rows, reading, RowNames::Columns::exact);
  const RowFilter filter(rows, reading);
  while (rows.next()) {
    if (!filter.takes(rows)) continue;
    const std::uint32_t cell = names.cell_of(rows, out.table);
    if (feature.of(rows).empty()) throw rows.error("the row names no feature");
    const std::uint32_t column = out.table.feature(feature.of(rows));
    if (!out.table.give_unit(column, unit.of(rows)))
      throw rows.error(std::string(feature.of(rows)) + " has the unit '" + shortened(unit.of(rows)) +
                       "' and above '" + out.table.columns()[column].info.unit +
                       "'; bring its values to one unit, or give each unit a feature of its own");
    const std::string_view word = status.of(rows), text = value.of(rows);
    const auto known = word.empty() ? std::optional(Status::ok) : parse_status(word);
    if (!known)
      throw rows.error("'" + shortened(word) +
                       "' is no status; it is ok, degenerate, undefined, failed or absent");
    bool is_new = false;
    if (*known != Status::ok) {
      is_new = out.table.set(cell, column, 0, *known, reason.of(rows));
    } else if (says_nothing(text)) {
      is_new = out.table.set(cell, column, 0, Status::undefined, "the table gives no value");
    } else {
      const auto number = table_number(text, rows.separator());
      if (!number) throw rows.error("the value '" + shortened(text) + "' is no number");
      is_new = std::isfinite(*number)
                   ? out.table.set(cell, column, *number, Status::ok)
                   : out.table.set(cell, column, 0, Status::undefined, "the table gives " + to_text(*number));
    }
    if (!is_new) throw rows.error(std::string(feature.of(rows)) + " of " + names.text() + " stands twice");
  }
  names.note_replaced(out.notes);
  out.names = names.cleaner();
}

}  // namespace radgauge::record
