#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

Markup factors_table(const analysis::StudyResults& results) {
  if (results.crossing_factors.empty()) return {};
  Table table(
      "Acquired with the data",
      {{"Factor"}, {"Levels, and objects measured at each"}, {"At two or more", true}, {"Absent", true}});
  for (const analysis::CrossingFactor& factor : results.crossing_factors) {
    std::vector<Markup> levels;
    for (const auto& [name, objects] : factor.levels)
      levels.push_back(escape(name) + " (" + count(objects) + ")");
    table.row({escape(factor.name), joined(levels, ", "), counted(factor.objects_with_two, "object"),
               count(factor.absent)});
  }
  return table.html();
}

Markup groups_table(const analysis::StudyResults& results) {
  if (results.crossing_groups.empty()) return {};
  Table table("Applied to every object",
              {{"Group"}, {"What was done"}, {"Conditions", true}, {"Cells", true}});
  for (const analysis::CrossingGroup& group : results.crossing_groups)
    table.row({escape(group.name),
               group.chain.empty() ? Markup("as acquired") : "<code>" + escape(group.chain) + "</code>",
               count(group.conditions), count(group.cells)});
  return table.html();
}

}  // namespace

Markup study(const analysis::StudyResults& results) {
  Markup out = "<section id=\"study\"><h2>The study</h2><p>" + escape(results.sentence) + "</p>";
  out += factors_table(results) + groups_table(results);
  if (!results.processing.empty()) out += "<h3>Processing</h3>" + key_values(results.processing);
  return out + "</section>\n";
}

}  // namespace radgauge::report::html
