#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "io/csv.h"

namespace radgauge::io {

/// A CSV table (see CsvTable) read row by row in bounded memory, packed with gzip or not: for tables of
/// measurements, which may be larger than the machine. Rows without any text are passed over.
class RowStream {
 public:
  /// Reads the header. Throws Error(data) with file:line for a file that cannot be read or is empty, and for
  /// a header with a name twice. Columns without a name are there, with "" as their name.
  explicit RowStream(const std::string& path, Separators separators = Separators::any);
  ~RowStream();
  RowStream(const RowStream&) = delete;
  RowStream& operator=(const RowStream&) = delete;

  const std::string& file() const { return file_; }
  const std::vector<std::string>& header() const { return header_; }
  char separator() const { return separator_; }

  /// To the next row; false after the last. Throws Error(data) with file:line for a row of another length, an
  /// unclosed quote, or text that is not UTF-8.
  bool next();
  /// Of the row, without blanks around them; valid until the next one.
  std::span<const std::string_view> fields() const { return fields_; }
  /// Line of the file, from 1, where the row begins.
  std::int64_t line() const { return row_line_; }
  /// An Error(data) at this row.
  Error error(const std::string& message) const;

 private:
  struct Source;

  bool next_record();
  std::size_t end_of_record();
  bool fill();
  void split_plain(std::string_view record);
  void split_quoted(std::size_t begin, std::size_t end);

  std::string file_;
  std::unique_ptr<Source> source_;
  std::string buffer_;
  std::size_t position_ = 0;
  std::int64_t line_ = 1;
  std::int64_t row_line_ = 1;
  char separator_ = ',';
  std::vector<std::string> header_;
  std::vector<std::string_view> fields_;
};

}  // namespace radgauge::io
