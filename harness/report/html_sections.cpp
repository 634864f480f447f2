#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.h"
#include "report/html_parts.h"

namespace radgauge::report::html {
namespace {

constexpr std::size_t kFailuresShown = 50;

std::string key_values(const Facts& facts) {
  std::string out = "<dl class=\"kv\">";
  for (const auto& [name, value] : facts)
    out += "<dt>" + escape(name) + "</dt><dd>" + escape(value) + "</dd>";
  return out + "</dl>";
}

std::string span_text(double low, double high) {
  return low == high || std::isnan(high) ? number(low) : number(low) + " to " + number(high);
}

std::string timings_table(const std::vector<StageTiming>& timings) {
  std::string out =
      "<h3>Time</h3><table><thead><tr><th>Stage</th><th class=\"n\">Count</th><th class=\"n\">Seconds</th>"
      "<th class=\"n\">Each, ms</th></tr></thead><tbody>\n";
  for (const StageTiming& t : timings)
    out += "<tr><td>" + escape(t.stage) + "</td><td class=\"n\">" + std::to_string(t.count) +
           "</td><td class=\"n\">" + number(t.seconds) + "</td><td class=\"n\">" +
           (t.count > 0 ? number(1000 * t.seconds / static_cast<double>(t.count)) : number(std::nan(""))) +
           "</td></tr>\n";
  return out + "</tbody></table>";
}

}  // namespace

std::string study(const StudyResults& results) {
  std::string out = "<section id=\"study\"><h2>The study</h2><p>" + escape(results.sentence) + "</p>";
  if (!results.crossing_table.empty())
    out += "<h3>Who was measured where</h3><pre>" + escape(results.crossing_table) + "</pre>";
  return out + "</section>\n";
}

std::string failures(const StudyResults& results) {
  std::string out = "<section id=\"failures\"><h2>Failures</h2>";
  if (results.failures.empty()) return out + "<p>No cell failed.</p></section>\n";
  std::map<std::string, std::size_t> reasons;
  for (const FailedCell& f : results.failures) ++reasons[f.reason];
  out += "<p>" + std::to_string(results.failures.size()) + " cells failed, for " +
         std::to_string(reasons.size()) + (reasons.size() == 1 ? " reason." : " reasons.") +
         " Each can be measured again alone by its command; the rest of the study went on.</p>"
         "<div class=\"scroll\"><table><thead><tr><th>Object</th><th>Condition</th><th>Reason and command"
         "</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < std::min(kFailuresShown, results.failures.size()); ++i) {
    const FailedCell& f = results.failures[i];
    out += "<tr><td class=\"f\">" + escape(f.object) + "</td><td><code>" + escape(f.condition) +
           "</code></td><td>" + escape(f.reason) + "<br><code>" + escape(f.command) + "</code></td></tr>\n";
  }
  out += "</tbody></table></div>";
  if (results.failures.size() > kFailuresShown)
    out += "<p>" + std::to_string(results.failures.size() - kFailuresShown) +
           " more are in <code>cells.csv</code>.</p>";
  return out + "</section>\n";
}

std::string magnitudes(const StudyResults& results) {
  if (results.magnitudes.empty()) return {};
  std::string out =
      "<section id=\"magnitudes\"><h2>What the perturbations did</h2><p>Requested is what the study asked "
      "for, achieved is "
      "what was measured on the images and masks. <b>Limited</b> counts cells that stayed short of the "
      "request.</p>"
      "<div class=\"scroll\"><table><thead><tr><th>Group</th><th>Operation</th><th>Parameter</th><th "
      "class=\"n\">Cells"
      "</th><th class=\"n\">Requested</th><th class=\"n\">Achieved, mean</th><th class=\"n\">Achieved, "
      "range</th>"
      "<th class=\"n\">Limited</th></tr></thead><tbody>\n";
  for (const MagnitudeSummary& m : results.magnitudes)
    out += "<tr><td>" + escape(m.group) + "</td><td><code>" + escape(m.operation) + "</code></td><td>" +
           escape(m.parameter) + "</td><td class=\"n\">" + std::to_string(m.n) + "</td><td class=\"n\">" +
           span_text(m.requested_min, m.requested_max) + "</td><td class=\"n\">" + number(m.achieved_mean) +
           unit_suffix(m.unit) + "</td><td class=\"n\">" + span_text(m.achieved_min, m.achieved_max) +
           "</td><td class=\"n\">" + std::to_string(m.n_limited) + "</td></tr>\n";
  return out + "</tbody></table></div></section>\n";
}

std::string methods(const StudyResults& results) {
  std::string out =
      "<section id=\"methods\"><h2>Methods</h2><p>" + std::to_string(results.n_objects) + " objects of " +
      std::to_string(results.n_patients) + " patients were measured under " +
      std::to_string(results.n_conditions) +
      " conditions with radgauge. Features follow the definitions of the Image Biomarker Standardisation "
      "Initiative (Zwanenburg et al., Radiology 2020;295:328\u2013338, doi:10.1148/radiol.2020191145); each "
      "condition changes the image, the grid, the mask or the extraction as named, and the magnitude really "
      "achieved was recorded. A cell that could not be measured is counted as failed, never imputed; a cell "
      "that the data do not contain is not a failure.</p>";
  out +=
      "<p>Agreement is the intraclass correlation coefficient, ICC(1,1) where draws differ from object to "
      "object and "
      "ICC(A,1) or ICC(C,1) where all objects share the same conditions (McGraw &amp; Wong, Psychol Methods "
      "1996;1:30\u201346). Its 95 % interval is the delete-one-patient jackknife of ln F (Arvesen, Ann Math "
      "Stat "
      "1969;40:2076\u20132100); for crossed conditions the outer of this and the limits of McGraw and Wong. "
      "A feature is "
      "certified when the whole interval meets every limit of the question, not certified when it misses "
      "one, and "
      "inconclusive when a limit lies inside it. Classes follow the lower limit (Koo &amp; Li, J Chiropr Med "
      "2016;15:155\u2013163). The repeatability coefficient RC is 1.96\u221a2 wSD and wCV the root mean "
      "square within-object "
      "coefficient of variation (Raunig et al., Stat Methods Med Res 2015;24:27\u201367); wCV and RC % are "
      "not given where "
      "object means cross zero. Limits were fixed before the first measurement unless a note above says "
      "otherwise.</p>";
  return out + "</section>\n";
}

std::string provenance(const StudyResults& results) {
  std::string out = "<section id=\"provenance\"><h2>Provenance</h2>";
  if (!results.command.empty())
    out += "<p>Measured by (give a new folder with -o to measure again)</p><pre>" + escape(results.command) +
           "</pre>";
  out +=
      "<div class=\"two\"><div><h3>Software and inputs</h3>" + key_values(results.provenance) + "</div><div>";
  if (!results.timings.empty()) out += timings_table(results.timings);
  return out + "</div></div></section>\n";
}

}  // namespace radgauge::report::html
