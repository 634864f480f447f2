#include <algorithm>
#include <cmath>
#include <map>

#include "report/html_parts.h"
#include "report/html_table.h"
#include "report/methods.h"

namespace radgauge::report::html {
namespace {

constexpr std::size_t kFailuresShown = 50;

Markup span_text(double low, double high) {
  return low == high || std::isnan(high) ? number(low) : number(low) + " to " + number(high);
}

Markup failed_cells(const std::vector<analysis::FailedCell>& failures, std::size_t from, std::size_t to) {
  Table table("", {{"Object"}, {"Condition"}, {"Reason, and the command that measures it again"}});
  for (std::size_t i = from; i < to; ++i) {
    const analysis::FailedCell& f = failures[i];
    table.row({escape(f.object), "<code>" + escape(f.condition) + "</code>",
               escape(f.reason) + "<br><code>" + escape(f.command) + "</code>"});
  }
  return table.html();
}

// Reasons by how often they occur.
Markup reasons_table(const std::vector<analysis::FailedCell>& failures) {
  std::map<std::string, std::size_t> counts;
  for (const analysis::FailedCell& f : failures) ++counts[f.reason];
  std::vector<std::pair<std::string, std::size_t>> list(counts.begin(), counts.end());
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  Table table("", {{"Reason"}, {"Cells", true}});
  for (std::size_t i = 0; i < std::min(kFailuresShown, list.size()); ++i)
    table.row({escape(list[i].first), count(list[i].second)});
  return table.html();
}

}  // namespace

Markup failures(const analysis::StudyResults& results) {
  Markup out = "<section id=\"failures\"><h2>Failures</h2>";
  const std::size_t n = results.failures.size();
  if (n == 0) return out + "<p>No cell failed.</p></section>\n";
  out += "<p>" + counted(static_cast<std::int64_t>(n), "cell") +
         " failed. Each can be measured again alone by its command; the rest of the study went on.</p>";
  if (n > 1) out += reasons_table(results.failures);
  const std::size_t shown = std::min(kFailuresShown, n);
  out += folded("The cells", failed_cells(results.failures, 0, shown), n <= 10);
  if (n > shown) out += "<p>" + count(n - shown) + " more are in <code>cells.csv</code>.</p>";
  return out + "</section>\n";
}

Markup magnitudes(const analysis::StudyResults& results) {
  if (results.magnitudes.empty()) return {};
  Table table("", {{"Group"},
                   {"Operation"},
                   {"Parameter"},
                   {"Cells", true},
                   {"Requested", true},
                   {"Achieved, mean", true},
                   {"Achieved, range", true},
                   {"Limited", true, "cells that stayed short of the request"}});
  for (const analysis::MagnitudeSummary& m : results.magnitudes)
    table.row({escape(m.group), "<code>" + escape(m.operation) + "</code>", escape(m.parameter), count(m.n),
               span_text(m.requested_min, m.requested_max), number(m.achieved_mean) + unit_suffix(m.unit),
               span_text(m.achieved_min, m.achieved_max), count(m.n_limited)});
  return "<section id=\"magnitudes\"><h2>What the perturbations did</h2><p>Requested is what the study asked "
         "for, achieved is what was measured on the images and masks. <b>Limited</b> counts cells that "
         "stayed short of the request.</p>" +
         table.html() + "</section>\n";
}

Markup methods(const analysis::StudyResults& results) {
  Markup out = "<section id=\"methods\"><h2>Methods</h2><p class=\"foot\">Ready to paste.</p>";
  for (const std::string& paragraph : methods_text(results)) out += "<p>" + with_dois(paragraph) + "</p>";
  return out + "</section>\n";
}

Markup provenance(const analysis::StudyResults& results) {
  Markup out = "<section id=\"provenance\"><h2>Provenance</h2>";
  if (!results.command.empty())
    out += "<p>Measured by (give a new folder with -o to measure again)</p><pre>" + escape(results.command) +
           "</pre>";
  if (!results.provenance.empty()) out += "<h3>Software and inputs</h3>" + key_values(results.provenance);
  if (!results.timings.empty()) {
    Table table("", {{"Stage"}, {"Count", true}, {"Seconds", true}, {"Each, ms", true}});
    for (const analysis::StageTiming& t : results.timings)
      table.row({escape(t.stage), count(t.count), number(t.seconds),
                 number(t.count > 0 ? 1000 * t.seconds / static_cast<double>(t.count) : std::nan(""))});
    out += "<h3>Time</h3><div class=\"narrow\">" + table.html() + "</div>";
  }
  return out + "</section>\n";
}

}  // namespace radgauge::report::html
