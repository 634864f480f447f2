#include "report/base64.h"
#include "report/html_parts.h"

namespace radgauge::report::html {

Markup contact_sheets(const analysis::StudyResults& results) {
  if (results.contact_sheets.empty()) return {};
  Markup out =
      "<section id=\"sheets\"><h2>What it looks like</h2><p>One object, <b>" +
      escape(results.contact_sheets.front().object) +
      "</b>, in the plane through the middle of its mask. From left to right: before, after, their "
      "difference (grey is no change), and the contours on the image after: green before, red after, yellow "
      "where both are the same. A dark red row could not be made.</p>";
  for (const analysis::ContactSheet& sheet : results.contact_sheets) {
    Markup conditions;
    for (const std::string& condition : sheet.conditions)
      conditions +=
          (conditions.empty() ? Markup() : Markup(", ")) + ("<code>" + breakable(condition) + "</code>");
    out += "<figure><img alt=\"Contact sheet of " + escape(sheet.name) + "\" src=\"data:image/png;base64," +
           Markup::trusted(base64(sheet.png)) + "\"/><figcaption><b>" + escape(sheet.name) +
           "</b>, from top to bottom: " + conditions + "</figcaption></figure>\n";
  }
  return out + "</section>\n";
}

}  // namespace radgauge::report::html
