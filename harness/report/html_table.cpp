#include "report/html_table.h"

#include "report/html_parts.h"

namespace radgauge::report::html {

Table::Table(std::string_view caption, const std::vector<Column>& columns, bool tools) {
  std::string classes = tools ? "tools" : "";
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c].is_number) classes += (classes.empty() ? "n" : " n") + count(c + 1);
  open_ = "<table class=\"" + classes + "\">";
  if (!caption.empty()) open_ += "<caption>" + std::string(caption) + "</caption>";
  open_ += "<thead><tr>";
  for (const Column& column : columns)
    open_ += "<th scope=\"col\"" +
             (column.help.empty() ? std::string() : " title=\"" + escape(column.help) + "\"") + ">" +
             column.title + "</th>";
  open_ += "</tr></thead><tbody>\n";
}

void Table::row(const std::vector<Cell>& cells) {
  rows_ += "<tr>";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    rows_ += c == 0 ? "<th scope=row" : "<td";
    if (!cells[c].css.empty()) {
      rows_ += " class=";
      rows_ += cells[c].css;
    }
    rows_ += '>';
    rows_ += cells[c].html;
  }
  rows_ += "</tr>\n";
}

std::string Table::html() const {
  return "<div class=\"scroll\">" + open_ + rows_ + "</tbody></table></div>\n";
}

Cell decision_cell(std::string_view decision) {
  static constexpr std::string_view kClasses[] = {"d0", "d1", "d2", "d3"};
  return {escape(decision), kClasses[decision_index(decision)]};
}

std::string folded(std::string_view summary, std::string_view content, bool open) {
  return std::string(open ? "<details open>" : "<details>") + "<summary>" + std::string(summary) +
         "</summary>" + std::string(content) + "</details>\n";
}

std::string folded_on_screen(std::string_view summary, std::string_view content) {
  return "<details class=\"screen\"><summary>" + std::string(summary) + "</summary>" + std::string(content) +
         "</details>\n";
}

}  // namespace radgauge::report::html
