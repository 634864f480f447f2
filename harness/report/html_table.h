#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agreement/words.h"
#include "report/html_markup.h"

namespace radgauge::report::html {

/// A column of a table. `help` is shown when the pointer rests on it.
struct Column {
  Markup title;
  bool is_number = false;  ///< aligned right
  std::string help = {};
};

/// A cell: what it shows, and the class of the element ("" for none). Text is escaped.
struct Cell {
  // NOLINTBEGIN(google-explicit-constructor): a row is a list of contents
  template <std::size_t N>
  Cell(const char (&literal)[N]) : content(literal) {}
  Cell(Markup shown) : content(std::move(shown)) {}
  Cell(const std::string& text) : content(escape(text)) {}
  // NOLINTEND(google-explicit-constructor)
  Cell(Markup shown, std::string_view style) : content(std::move(shown)), css(style) {}
  Markup content;
  std::string_view css;
};

/// A table whose first column names the rows. Written for thousands of rows: alignment is by column, not by
/// cell, and end tags of cells, which HTML does not need, are left out.
class Table {
 public:
  /// `caption` says what the table holds; shown above it. `tools` lets the page's script make
  /// the table sortable and, when it is long, searchable.
  Table(const Markup& caption, const std::vector<Column>& columns, bool tools = false);
  void row(const std::vector<Cell>& cells);
  /// The table in a frame that scrolls sideways on narrow screens.
  Markup html() const;

 private:
  Markup open_;
  Markup rows_;
};

/// "<td class=d0>certified": a decision as a cell. The style adds its shape and colour.
Cell decision_cell(agreement::Decision decision);

/// Content that is folded until it is asked for.
Markup folded(const Markup& summary, const Markup& content, bool open = false);
/// The same, but more than 30 rows are not printed: the paper then names the file that has them.
Markup folded_long(const Markup& summary, const Markup& content, std::size_t rows, std::string_view file,
                   bool open = true);
/// The same for the screen alone: not printed, because the paper holds it in another form.
Markup folded_on_screen(const Markup& summary, const Markup& content);

}  // namespace radgauge::report::html
