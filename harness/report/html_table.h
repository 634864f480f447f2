#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace radgauge::report::html {

/// A column of a table. `title` is HTML; `help` is shown when the pointer rests on it.
struct Column {
  std::string title;
  bool is_number = false;  ///< aligned right
  std::string help = {};
};

/// A cell: HTML, and the class of the element ("" for none).
struct Cell {
  // NOLINTNEXTLINE(google-explicit-constructor): a row is a list of contents
  Cell(const char* content) : html(content) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Cell(std::string content) : html(std::move(content)) {}
  Cell(std::string content, std::string_view style) : html(std::move(content)), css(style) {}
  std::string html;
  std::string_view css;
};

/// A table whose first column names the rows. Written for thousands of rows: alignment is by column, not by
/// cell, and end tags of cells, which HTML does not need, are left out.
class Table {
 public:
  /// `caption` is HTML that says what the table holds; shown above it. `tools` lets the page's script make
  /// the table sortable and, when it is long, searchable.
  Table(std::string_view caption, const std::vector<Column>& columns, bool tools = false);
  void row(const std::vector<Cell>& cells);
  /// The table in a frame that scrolls sideways on narrow screens.
  std::string html() const;

 private:
  std::string open_;
  std::string rows_;
};

/// "<td class=d0>certified": a decision as a cell. The style adds its shape and colour.
Cell decision_cell(std::string_view decision);

/// Content that is folded until it is asked for; `summary` is HTML.
std::string folded(std::string_view summary, std::string_view content, bool open = false);
/// The same for the screen alone: not printed, because the paper holds it in another form.
std::string folded_on_screen(std::string_view summary, std::string_view content);

}  // namespace radgauge::report::html
