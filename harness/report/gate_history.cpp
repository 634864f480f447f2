#include "report/gate_history.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "report/csv_fields.h"
#include "report/gate_summary.h"
#include "report/html_parts.h"

namespace radgauge::report {

using gate::History;
using gate::HistoryFeature;
using gate::HistoryRun;

namespace {

using html::coordinate;
using html::Markup;

constexpr std::size_t kHistoryLines = 20, kHistoryCharts = 200;

std::string size_text(double size) {
  if (size == 0) return "0";
  return std::isinf(size) ? "missing" : to_rounded_text(size, 3);
}

std::size_t n_left(const History& history) {
  return static_cast<std::size_t>(std::count_if(history.features.begin(), history.features.end(),
                                                [](const HistoryFeature& f) { return f.left; }));
}

std::string history_sentence(const History& history) {
  const std::size_t left = n_left(history);
  const auto bad = static_cast<std::size_t>(std::count_if(history.runs.begin(), history.runs.end(),
                                                          [](const HistoryRun& run) { return !run.holds; }));
  if (history.holds())
    return "every one of " + count_text(history.runs.size()) + " runs is what the first one was";
  return count_text(bad) + " of " + count_text(history.runs.size()) +
         " runs are not what the first one was; " + count_text(left) + " of " +
         count_text(history.features.size()) + " features left their limit";
}

std::string run_text(const HistoryRun& run) {
  std::string text = run.name + ": " + (run.holds ? "holds" : "moved") + ", " + to_text(run.same) +
                     " same, " + to_text(run.moved) + " moved, " + to_text(run.missing) + " missing";
  if (run.added > 0) text += ", " + to_text(run.added) + " new";
  if (run.failed_cells > 0) text += ", " + to_text(run.failed_cells) + " failed cells";
  if (run.lost_decisions > 0) text += ", " + to_text(run.lost_decisions) + " decisions lost";
  for (const gate::JudgedCost& cost : run.costs) text += "; " + gate_cost(cost);
  return text + " (" + run.engine + ")";
}

/// A logarithmic axis: one tolerance in the middle, a million of them at its ends; nothing and missing values
/// stand at the edges.
double chart_height(double size) {
  constexpr double kTop = 8, kBottom = 92, kDecades = 6;
  const double decades = std::clamp(size > 0 ? std::log10(size) : -kDecades, -kDecades, kDecades);
  return kBottom - (decades + kDecades) / (2 * kDecades) * (kBottom - kTop);
}

Markup control_chart(const HistoryFeature& feature) {
  constexpr double kWidth = 420, kLeft = 70;
  const double step =
      (kWidth - kLeft - 20) / static_cast<double>(std::max<std::size_t>(1, feature.size.size() - 1));
  Markup path, points;
  for (std::size_t r = 0; r < feature.size.size(); ++r) {
    const double x = kLeft + step * static_cast<double>(r), y = chart_height(feature.size[r]);
    path += (r == 0 ? Markup("M") : Markup("L")) + coordinate(x) + " " + coordinate(y);
    points += "<circle r=\"3\" cx=\"" + coordinate(x) + "\" cy=\"" + coordinate(y) + "\" fill=\"" +
              (feature.size[r] <= 1 ? Markup("#1b6e3c") : Markup("#a61c1c")) + "\"><title>run " +
              html::escape(to_text(static_cast<std::int64_t>(r + 1))) + ": " +
              html::escape(size_text(feature.size[r])) + "</title></circle>";
  }
  Markup out = "<svg viewBox=\"0 0 420 100\" width=\"420\" role=\"img\"><title>" +
               html::escape(feature.name) + " in tolerances, run by run</title>";
  out += "<path stroke=\"#a61c1c\" stroke-dasharray=\"4 3\" d=\"M" + coordinate(kLeft) + " " +
         coordinate(chart_height(1)) + "H" + coordinate(kWidth - 10) + "\"/>";
  for (const auto& [size, words] : {std::pair(1e6, "1e6"), {1.0, "1"}, {1e-6, "1e-6"}})
    out += html::svg_text(kLeft - 8, chart_height(size) + 4, "text-anchor=\"end\" font-size=\"11\"",
                          html::escape(std::string(words)));
  return out + "<path stroke=\"#445\" fill=\"none\" d=\"" + path + "\"/>" + points + "</svg>";
}

}  // namespace

std::string history_table(const History& history) {
  std::string text = (history.holds() ? "passed: " : "failed: ") + history_sentence(history) + "\n\nRuns\n";
  for (const HistoryRun& run : history.runs) text += "  " + run_text(run) + "\n";
  const std::size_t left = n_left(history);
  if (left > 0) text += "\nLargest difference from the first run, in tolerances\n";
  std::size_t shown = 0;
  for (const HistoryFeature& feature : history.features) {
    if (!feature.left || shown++ == kHistoryLines) continue;
    if (shown > kHistoryLines) break;
    text += "  " + feature.name + ":";
    for (const double size : feature.size) text += " " + size_text(size);
    text += "\n";
  }
  if (left > kHistoryLines)
    text += "  ... " + count_text(left - kHistoryLines) + " more; --format csv has all\n";
  return text;
}

std::string history_csv(const History& history) {
  std::string text = "run,feature,size,limit,verdict\n";
  const auto add = [&](const std::string& run, const std::string& name, double size, double limit) {
    text += io::csv_line(
        {run, name, to_text(size), limit > 0 ? to_text(limit) : "",
         std::string(to_text(limit > 0 && !(size <= limit) ? gate::Verdict::moved : gate::Verdict::same))});
  };
  for (std::size_t r = 0; r < history.runs.size(); ++r) {
    for (const HistoryFeature& feature : history.features)
      add(history.runs[r].name, feature.name, feature.size[r], 1);
    for (const gate::JudgedCost& cost : history.runs[r].costs)
      add(history.runs[r].name, cost.name, cost.ratio(), cost.limit);
  }
  return text;
}

std::string history_html(const History& history) {
  Markup body = html::element("p", history_sentence(history) + ".");
  body += "<ol>";
  for (const HistoryRun& run : history.runs) body += html::element("li", run_text(run));
  body += "</ol>";
  const std::size_t left = n_left(history);
  if (left > 0)
    body += html::element(
        "p", std::string("Each feature that left its limit: its largest difference from the first "
                         "run, in tolerances, run by run; dashed is one tolerance."));
  std::size_t shown = 0;
  for (const HistoryFeature& feature : history.features) {
    if (!feature.left || shown == kHistoryCharts) continue;
    ++shown;
    body += html::element("figure", html::element("figcaption", feature.name) + control_chart(feature));
  }
  if (left > shown) body += html::element("p", count_text(left - shown) + " more are in the CSV.");
  const Markup page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>History of " +
      html::escape(history.study) + "</title>" + Markup("<style>") + html::style() + "</style>" +
      "</head><body><main><div class=\"kicker\">radgauge gate</div>" +
      html::element("h1", "History of " + history.study) + body + "</main></body></html>\n";
  return page.html();
}

}  // namespace radgauge::report
