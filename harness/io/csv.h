#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace radgauge::io {

/// A CSV table (RFC 4180; UTF-8 with or without a byte-order mark; LF or CRLF): header and rows of equal
/// length.
struct CsvTable {
  std::string file;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> lines;  ///< line of the file, from 1, where each row begins
  char separator = ',';    ///< what stood between its fields

  /// Column of that name, or nothing.
  std::optional<std::size_t> column(std::string_view name) const;
};

/// Throws Error(data) with file:line for a row of another length, an unclosed quote, a repeated or empty
/// column name, an empty file.
CsvTable read_csv(const std::string& path);
CsvTable parse_csv(const std::string& text, const std::string& file_name, char separator = ',');

/// What may stand between the fields: commas; or commas, semicolons or tabs, whichever the header has most
/// of.
enum class Separators { comma, any };

/// The one of comma, semicolon and tab that the first line with a character of `text` holds most of, outside
/// of quotes.
char likeliest_separator(std::string_view text);

/// A table as people have it: like read_csv(), but rows without any text are passed over, columns without
/// name and without text, too (Excel writes them where something was deleted), and so is a first column
/// without a name whose fields are distinct whole numbers (the index that pandas and R write). Throws
/// Error(data) like read_csv().
CsvTable read_spreadsheet(const std::string& path, Separators separators = Separators::comma);
CsvTable parse_spreadsheet(const std::string& text, const std::string& file_name,
                           Separators separators = Separators::comma);

/// One line with LF; fields are quoted only where they must be.
std::string csv_line(const std::vector<std::string>& fields);

}  // namespace radgauge::io
