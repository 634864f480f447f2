#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/row_stream.h"
#include "record/clean_names.h"
#include "record/read_table.h"

namespace radgauge::record {

// What the readers of tidy and wide tables share; for the room only.

/// Which columns say who a row is of, and the cell of each row.
class RowNames {
 public:
  enum class Columns { exact, usual };  ///< the words themselves; or usual names of them, too

  /// Throws Error(usage) for a pattern of a column that is not there, Error(data) where nothing says the
  /// patient.
  RowNames(const io::RowStream& rows, const TableReading& reading, Columns columns);

  /// Is this column one of them?
  bool uses(std::size_t column) const { return used_[column]; }
  /// The cell of the row, its names cleaned (NameCleaner). Throws Error(data) with file:line.
  std::uint32_t cell_of(const io::RowStream& rows, MeasuredTable& table);
  /// The cell of the row in words, for messages.
  std::string text() const;
  /// Says if letters were replaced.
  void note_replaced(std::vector<std::string>& notes) const;
  /// The names so far, for tables that belong to this one.
  const NameCleaner& cleaner() const { return cleaner_; }
  /// "patient from column study, ...": where each word comes from.
  std::string sources() const;

 private:
  void add_pattern(const io::RowStream& rows, const NamePattern& pattern);
  bool has(const std::string& word) const;

  std::vector<std::pair<std::size_t, NamePattern>> patterns_;  ///< column and how it is read
  std::vector<bool> used_;
  std::vector<std::string> last_;  ///< texts of the columns of patterns_ in the row before
  CellName name_;
  std::uint32_t cell_ = 0;
  bool has_cell_ = false;
  NameCleaner cleaner_;
};

/// Does the row hold what reading.where_text asks for?
class RowFilter {
 public:
  /// Throws Error(usage) for a column that is not there.
  RowFilter(const io::RowStream& rows, const TableReading& reading);
  bool takes(const io::RowStream& rows) const;

 private:
  std::optional<std::size_t> column_;
  std::string text_;
};

/// Does the field say that there is no value ("", NA, nan, None, null)?
bool says_nothing(std::string_view field);

/// A number of a table whose fields `separator` separates: with a decimal comma where that is possible.
std::optional<double> table_number(std::string_view field, char separator);

void read_tidy_rows(io::RowStream& rows, const TableReading& reading, ReadTable& out);
/// `map` is the name map, or "".
void read_wide_rows(io::RowStream& rows, const TableReading& reading, const std::string& map, ReadTable& out);

}  // namespace radgauge::record
