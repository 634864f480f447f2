#include "report/html_table.h"

#include "report/html_parts.h"

namespace radgauge::report::html {

Table::Table(const Markup& caption, const std::vector<Column>& columns, bool tools) {
  Markup classes;
  if (tools) classes += "tools";
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].is_number) classes += (classes.empty() ? Markup("n") : Markup(" n")) + count(c + 1);
  open_ = "<table class=\"" + classes + "\">";
  if (!caption.empty()) open_ += "<caption>" + caption + "</caption>";
  open_ += "<thead><tr>";
  for (const Column& column : columns)
    open_ += (column.help.empty() ? start_tag("th", {{"scope", "col"}})
                                  : start_tag("th", {{"scope", "col"}, {"title", column.help}})) +
             column.title + "</th>";
  open_ += "</tr></thead><tbody>\n";
}

void Table::row(const std::vector<Cell>& cells) {
  rows_ += "<tr>";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    rows_ += c == 0 ? Markup("<th scope=row") : Markup("<td");
    if (!cells[c].css.empty()) {
      rows_ += " class=";
      rows_ += cells[c].css;
    }
    rows_ += ">";
    rows_ += cells[c].content;
  }
  rows_ += "</tr>\n";
}

Markup Table::html() const {
  return "<div class=\"scroll\">" + open_ + rows_ + "</tbody></table></div>\n";
}

Cell decision_cell(agreement::Decision decision) {
  static constexpr std::string_view kClasses[] = {"d0", "d1", "d2", "d3"};
  return {escape(to_text(decision)), kClasses[static_cast<std::size_t>(decision)]};
}

Markup folded(const Markup& summary, const Markup& content, bool open) {
  return (open ? Markup("<details open>") : Markup("<details>")) + "<summary>" + summary + "</summary>" +
         content + "</details>\n";
}

Markup folded_long(const Markup& summary, const Markup& content, std::size_t rows, std::string_view file,
                   bool open) {
  constexpr std::size_t kPrinted = 30;
  if (rows <= kPrinted) return folded(summary, content, open);
  return (open ? Markup("<details open class=\"screen\"><summary>")
               : Markup("<details class=\"screen\"><summary>")) +
         summary + "</summary>" + content + "</details>\n<p class=\"print\">" + summary +
         ": not printed; on the screen, and in <code>" + escape(file) + "</code>.</p>\n";
}

Markup folded_on_screen(const Markup& summary, const Markup& content) {
  return "<details class=\"screen\"><summary>" + summary + "</summary>" + content + "</details>\n";
}

}  // namespace radgauge::report::html
