#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "cli/command.h"
#include "core/text.h"
#include "io/csv.h"
#include "io/files.h"

namespace radgauge {

/// A test whose current folder is an empty one of its own.
class InOwnFolder : public testing::Test {
 protected:
  InOwnFolder()
      : folder_(std::filesystem::temp_directory_path() / ("radgauge_howto_" + std::to_string(::getpid()))),
        before_(std::filesystem::current_path()) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::filesystem::current_path(folder_);
  }
  ~InOwnFolder() override {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(folder_);
  }
  std::filesystem::path folder_;

 private:
  std::filesystem::path before_;
};

/// What the how-to shows below `$ command`, up to the end of the block or the next command; lines of "..."
/// are left out.
inline std::vector<std::string> shown_below(const std::string& page, const std::string& command) {
  std::vector<std::string> shown;
  bool inside = false;
  for (const std::string& line : split(io::read_file(page), '\n')) {
    if (inside && (line == "```" || line.rfind("$ ", 0) == 0)) return shown;
    if (inside && line != "...") shown.push_back(line);
    if (line == "$ " + command) inside = true;
  }
  ADD_FAILURE() << "the how-to does not show `" << command << "`";
  return shown;
}

inline void expect_each_line(const std::vector<std::string>& shown, const std::string& text) {
  const std::vector<std::string> lines = split(text, '\n');
  EXPECT_FALSE(shown.empty());
  for (const std::string& line : shown)
    EXPECT_NE(std::find(lines.begin(), lines.end(), line), lines.end()) << line << "\nis not in\n" << text;
}

inline std::vector<std::string> table_cells(const std::string& line) {
  std::vector<std::string> cells;
  for (const std::string& cell : split(line.substr(1, line.size() - 2), '|')) cells.push_back(trim(cell));
  return cells;
}

/// The Markdown table of the how-to whose first column is `key` says what the table of results says: words
/// as they are, numbers to four digits, in the first row of that key.
inline void expect_table(const std::string& page, const std::string& key, const io::CsvTable& results) {
  const std::vector<std::string> lines = split(io::read_file(page), '\n');
  auto line = std::find_if(lines.begin(), lines.end(),
                           [&](const std::string& text) { return text.rfind("| " + key + " |", 0) == 0; });
  ASSERT_NE(line, lines.end()) << "the how-to has no table of " << key;
  const std::vector<std::string> columns = table_cells(*line);
  int rows = 0;
  for (line += 2; line != lines.end() && line->rfind("|", 0) == 0; ++line, ++rows) {
    const std::vector<std::string> shown = table_cells(*line);
    ASSERT_EQ(shown.size(), columns.size()) << *line;
    const auto found = std::find_if(results.rows.begin(), results.rows.end(), [&](const auto& row) {
      return row[results.column(key).value()] == shown[0];
    });
    ASSERT_NE(found, results.rows.end()) << "there is no " << shown[0];
    for (std::size_t c = 1; c < columns.size(); ++c) {
      ASSERT_TRUE(results.column(columns[c])) << columns[c];
      const std::string text = (*found)[*results.column(columns[c])];
      const auto number = parse_double(text);
      EXPECT_EQ(shown[c], number ? to_rounded_text(*number) : text) << shown[0] << " " << columns[c];
    }
  }
  EXPECT_GT(rows, 0);
}

/// The program as main() runs it, with what it writes to standard output.
inline int radgauge_program(const std::string& command, std::string& output) {
  const std::vector<std::string> words = split(command, ' ');
  std::vector<const char*> arguments;
  for (const std::string& word : words) arguments.push_back(word.c_str());
  std::ostringstream captured;
  std::streambuf* const before = std::cout.rdbuf(captured.rdbuf());
  const int code = cli::run_program(static_cast<int>(arguments.size()), arguments.data());
  std::cout.rdbuf(before);
  output = captured.str();
  return code;
}

/// The block of a page that begins with "```LANGUAGE FILE".
inline std::string block_of(const std::string& page, const std::string& file) {
  const std::string text = io::read_file(page);
  const std::size_t title = text.find(" " + file + "\n");
  if (title == std::string::npos) {
    ADD_FAILURE() << page << " has no block " << file;
    return {};
  }
  const std::size_t begin = text.find('\n', title) + 1;
  return text.substr(begin, text.find("```", begin) - begin);
}

}  // namespace radgauge
