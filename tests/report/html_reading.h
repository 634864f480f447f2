#pragma once

#include <string>
#include <vector>

/// Are elements closed in the order in which they were opened (cells may leave their end tags out, as HTML
/// allows)? Names the first that is not.
inline std::string unbalanced(const std::string& html) {
  std::vector<std::string> open;
  const auto ends_cell = [&] {
    if (!open.empty() && (open.back() == "td" || open.back() == "th")) open.pop_back();
  };
  for (std::size_t i = html.find('<'); i != std::string::npos; i = html.find('<', i + 1)) {
    const std::size_t end = html.find('>', i);
    const std::string tag = html.substr(i + 1, end - i - 1);
    const bool closes = tag[0] == '/';
    const std::string name = tag.substr(closes ? 1 : 0, tag.find_first_of(" \n", 1) - (closes ? 1 : 0));
    if (tag[0] == '!' || name == "meta" || name == "br" || name == "wbr" || tag.back() == '/') continue;
    if (!closes) {
      if (name == "td" || name == "th") ends_cell();
      open.push_back(name);
      if (name == "script") i = html.find("</script>", i) - 1;
      continue;
    }
    if (name == "tr") ends_cell();
    if (open.empty() || open.back() != name) return tag;
    open.pop_back();
  }
  return open.empty() ? "" : open.back();
}

/// The element with this id, from its start to the end of the section.
inline std::string section(const std::string& html, const std::string& id) {
  const std::size_t from = html.find("<section id=\"" + id + "\"");
  return from == std::string::npos ? "" : html.substr(from, html.find("</section>", from) - from);
}

/// The page without its script, whose words are not the page's.
inline std::string without_script(const std::string& html) {
  const std::size_t from = html.find("<script>"), to = html.find("</script>");
  return html.substr(0, from) + html.substr(to + 9);
}

/// The cells of the first table row of `html` that is headed by `name`; tags inside the cells are dropped.
inline std::vector<std::string> row_of(const std::string& html, const std::string& name) {
  for (std::size_t at = html.find("<tr><th scope=row>"); at != std::string::npos;
       at = html.find("<tr><th scope=row>", at + 1)) {
    const std::string row = html.substr(at, html.find("</tr>", at) - at);
    std::vector<std::string> cells;
    for (std::size_t i = 4; i < row.size(); ++i) {
      if (row[i] != '<') {
        cells.back() += row[i];
        continue;
      }
      const std::string tag = row.substr(i + 1, 2);
      if (tag == "th" || tag == "td") cells.emplace_back();
      i = row.find('>', i);
    }
    if (!cells.empty() && (cells[0] == name || cells[0].starts_with(name + " "))) return cells;
  }
  return {};
}
