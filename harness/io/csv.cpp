#include "io/csv.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "io/files.h"
#include "io/utf8.h"

namespace radgauge::io {

namespace {

/// One pass over the text; a record is returned at a time.
class CsvReader {
 public:
  CsvReader(std::string_view text, std::string file, char separator)
      : text_(text), file_(std::move(file)), separator_(separator) {}

  /// False at the end of the text. Lines without a character are passed over.
  bool next(std::vector<std::string>& fields, int& line) {
    while (position_ < text_.size() && at_line_end()) end_line();
    if (position_ >= text_.size()) return false;
    line = line_;
    fields.clear();
    while (true) {
      fields.push_back(text_[position_] == '"' ? quoted_field() : plain_field());
      if (position_ >= text_.size()) return true;
      if (text_[position_] == separator_) {
        ++position_;
        if (position_ >= text_.size()) {
          fields.emplace_back();
          return true;
        }
        continue;
      }
      end_line();
      return true;
    }
  }

  Error error(int line, const std::string& message) const {
    return {ErrorKind::data, file_ + ":" + to_text(std::int64_t{line}) + ": " + message};
  }

 private:
  bool at_line_end() const {
    const char c = text_[position_];
    return c == '\n' || (c == '\r' && (position_ + 1 == text_.size() || text_[position_ + 1] == '\n'));
  }

  void end_line() {
    position_ += text_[position_] == '\r' ? 2 : 1;
    ++line_;
  }

  std::string plain_field() {
    const std::size_t begin = position_;
    while (position_ < text_.size() && text_[position_] != separator_ && !at_line_end()) {
      if (text_[position_] == '"')
        throw error(line_,
                    "a quote inside a field that does not begin with one; quote the whole field and write "
                    "the quote twice");
      if (text_[position_] == '\r')
        throw error(line_,
                    "the line ends with a carriage return alone; save the file with LF or CRLF line ends");
      ++position_;
    }
    return std::string(text_.substr(begin, position_ - begin));
  }

  std::string quoted_field() {
    const int first_line = line_;
    std::string field;
    ++position_;
    while (true) {
      if (position_ >= text_.size()) throw error(first_line, "the quote that opens here is never closed");
      const char c = text_[position_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        field += c;
      } else if (position_ < text_.size() && text_[position_] == '"') {
        field += '"';
        ++position_;
      } else {
        break;
      }
    }
    if (position_ < text_.size() && text_[position_] != separator_ && !at_line_end())
      throw error(line_, "text after a closing quote; a quote inside a quoted field is written twice");
    return field;
  }

  std::string_view text_;
  std::string file_;
  char separator_;
  std::size_t position_ = 0;
  int line_ = 1;
};

void check_separator(const CsvReader& reader, const std::vector<std::string>& header, int line) {
  if (header.size() == 1 && header[0].find_first_of(";\t") != std::string::npos)
    throw reader.error(line,
                       "the columns are separated by " +
                           std::string(header[0].find(';') != std::string::npos ? "semicolons" : "tabs") +
                           "; save the table with commas");
}

void check_header(const CsvReader& reader, const std::vector<std::string>& header, int line) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (trim(header[i]).empty())
      throw reader.error(line, "column " + to_text(static_cast<std::int64_t>(i + 1)) + " has no name");
    for (std::size_t j = 0; j < i; ++j)
      if (header[i] == header[j])
        throw reader.error(line, "columns " + to_text(static_cast<std::int64_t>(j + 1)) + " and " +
                                     to_text(static_cast<std::int64_t>(i + 1)) + " are both named '" +
                                     shortened(header[i]) + "'");
  }
}

bool is_blank(const std::string& field) {
  return trim(field).empty();
}

void erase_column(CsvTable& table, std::size_t column) {
  const auto at = static_cast<std::ptrdiff_t>(column);
  table.header.erase(table.header.begin() + at);
  for (auto& row : table.rows) row.erase(row.begin() + at);
}

/// Row numbers, as pandas and R write them: distinct whole numbers, whatever rows were taken out or sorted.
bool is_index(const CsvTable& table, std::size_t column) {
  std::set<std::int64_t> seen;
  return std::all_of(table.rows.begin(), table.rows.end(), [&](const std::vector<std::string>& row) {
    const auto number = parse_int(trim(row[column]));
    return number && *number >= 0 && seen.insert(*number).second;
  });
}

/// Columns without a name that hold nothing (Excel), and a first one that holds row numbers (pandas, R).
void drop_nameless(CsvTable& table) {
  for (std::size_t c = table.header.size(); c-- > 1;)
    if (is_blank(table.header[c]) &&
        std::all_of(table.rows.begin(), table.rows.end(), [c](const auto& row) { return is_blank(row[c]); }))
      erase_column(table, c);
  if (table.header.size() > 1 && is_blank(table.header[0]) && is_index(table, 0)) erase_column(table, 0);
}

enum class Leftovers { refused, passed_over };

CsvTable parse(const std::string& text, const std::string& file_name, char separator, Leftovers leftovers) {
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  CsvReader reader(rest, file_name, separator);
  if (const auto bad = find_unreadable(rest))
    throw reader.error(place_of(rest, *bad).line,
                       "a character that is not UTF-8 text; save the table as CSV in UTF-8");
  CsvTable table;
  table.file = file_name;
  table.separator = separator;
  int header_line = 1, line = 1;
  if (!reader.next(table.header, header_line))
    throw Error(ErrorKind::data,
                file_name + ": the table is empty; a line with the column names was expected");
  check_separator(reader, table.header, header_line);
  if (leftovers == Leftovers::refused) check_header(reader, table.header, header_line);
  std::vector<std::string> row;
  while (reader.next(row, line)) {
    if (leftovers == Leftovers::passed_over && row.size() > 1 &&
        std::all_of(row.begin(), row.end(), is_blank))
      continue;
    if (row.size() != table.header.size())
      throw reader.error(line, "this row has " + to_text(static_cast<std::int64_t>(row.size())) +
                                   " fields and the header has " +
                                   to_text(static_cast<std::int64_t>(table.header.size())) +
                                   "; quote a field that holds a comma");
    table.rows.push_back(row);
    table.lines.push_back(line);
  }
  if (leftovers == Leftovers::passed_over) {
    drop_nameless(table);
    check_header(reader, table.header, header_line);
  }
  return table;
}

}  // namespace

char likeliest_separator(std::string_view text) {
  std::size_t counts[] = {0, 0, 0};
  constexpr std::string_view kKnown = ",;\t";
  bool quoted = false;
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  for (const char c : text.substr(0, text.find('\n'))) {
    if (c == '"') quoted = !quoted;
    if (const auto at = kKnown.find(c); !quoted && at != std::string_view::npos) ++counts[at];
  }
  return kKnown[static_cast<std::size_t>(std::max_element(counts, counts + 3) - counts)];
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i] == name) return i;
  return std::nullopt;
}

CsvTable parse_csv(const std::string& text, const std::string& file_name, char separator) {
  return parse(text, file_name, separator, Leftovers::refused);
}

CsvTable parse_spreadsheet(const std::string& text, const std::string& file_name, Separators separators) {
  return parse(text, file_name, separators == Separators::any ? likeliest_separator(text) : ',',
               Leftovers::passed_over);
}

CsvTable read_spreadsheet(const std::string& path, Separators separators) {
  return parse_spreadsheet(read_file(path), path, separators);
}

CsvTable read_csv(const std::string& path) {
  return parse_csv(read_file(path), path);
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    const std::string& field = fields[i];
    // A line that holds nothing else would be passed over when it is read.
    const bool alone_and_empty = fields.size() == 1 && field.empty();
    if (!alone_and_empty && field.find_first_of(",\"\r\n") == std::string::npos) {
      line += field;
      continue;
    }
    line += '"';
    for (const char c : field) {
      if (c == '"') line += '"';
      line += c;
    }
    line += '"';
  }
  return line + '\n';
}

}  // namespace radgauge::io
