#include <algorithm>
#include <cmath>
#include <limits>

#include "report/html_parts.h"
#include "report/scanner_page.h"

namespace radgauge::report {

namespace {

using html::coordinate;
using html::element;
using html::Markup;
using phantoms::ScannerCheck;
using phantoms::ScannerCurve;

constexpr double kPlotWidth = 380, kPlotHeight = 230, kPlotLeft = 52, kPlotRight = 10, kPlotTop = 26,
                 kPlotBottom = 38;

/// The smallest box that holds predicted and measured, 0 included.
struct PlotRange {
  double low_x = std::numeric_limits<double>::infinity();
  double high_x = -std::numeric_limits<double>::infinity();
  double low_y = 0;
  double high_y = 0;

  explicit PlotRange(const ScannerCurve& curve) {
    for (const double x : curve.x) {
      low_x = std::min(low_x, x);
      high_x = std::max(high_x, x);
    }
    for (const auto* values : {&curve.predicted, &curve.measured})
      for (const double y : *values)
        if (std::isfinite(y)) {
          low_y = std::min(low_y, y);
          high_y = std::max(high_y, y);
        }
    if (!(high_x > low_x)) high_x = low_x + 1;
    if (!(high_y > low_y)) high_y = low_y + 1;
  }
  double x(double value) const {
    return kPlotLeft + (value - low_x) / (high_x - low_x) * (kPlotWidth - kPlotLeft - kPlotRight);
  }
  double y(double value) const {
    return kPlotHeight - kPlotBottom -
           (value - low_y) / (high_y - low_y) * (kPlotHeight - kPlotTop - kPlotBottom);
  }
};

Markup curve_path(const PlotRange& range, const ScannerCurve& curve, const std::vector<double>& values,
                  const Markup& style) {
  Markup path;
  for (std::size_t i = 0; i < std::min(curve.x.size(), values.size()); ++i)
    if (std::isfinite(values[i]))
      path += (path.empty() ? Markup("M") : Markup("L")) + coordinate(range.x(curve.x[i])) + " " +
              coordinate(range.y(values[i]));
  return "<path d=\"" + path + "\" fill=\"none\" " + style + "/>";
}

Markup plot_axes(const PlotRange& range, const ScannerCurve& curve) {
  Markup out;
  for (int tick = 0; tick <= 4; ++tick) {
    const double share = tick / 4.0;
    const double x = range.low_x + share * (range.high_x - range.low_x);
    const double y = range.low_y + share * (range.high_y - range.low_y);
    out += "<path stroke=\"#d9dee3\" d=\"M" + coordinate(kPlotLeft) + " " + coordinate(range.y(y)) + "H" +
           coordinate(kPlotWidth - kPlotRight) + "\"/>";
    out += html::svg_text(kPlotLeft - 5, range.y(y) + 4, "text-anchor=\"end\"", html::number(y, 2));
    out += html::svg_text(range.x(x), kPlotHeight - kPlotBottom + 15, "text-anchor=\"middle\"",
                          html::number(x, 2));
  }
  out += html::svg_text(kPlotLeft, 15, "font-weight=\"650\"", html::escape(curve.name + ", " + curve.y_unit));
  return out + html::svg_text(kPlotWidth - kPlotRight, kPlotHeight - 6, "text-anchor=\"end\"",
                              html::escape(curve.x_unit));
}

Markup curve_plot(const ScannerCurve& curve) {
  if (curve.x.empty()) return {};
  const PlotRange range(curve);
  return "<svg viewBox=\"0 0 " + coordinate(kPlotWidth) + " " + coordinate(kPlotHeight) +
         "\" width=\"380\" role=\"img\" font-size=\"11\"><title>" + html::escape(curve.name) +
         ": predicted and measured</title>" + plot_axes(range, curve) +
         curve_path(range, curve, curve.predicted,
                    "stroke=\"#b34500\" stroke-width=\"2.5\" stroke-dasharray=\"6 4\"") +
         curve_path(range, curve, curve.measured, "stroke=\"#005f97\" stroke-width=\"1.5\"") + "</svg>";
}

Markup check_row(const ScannerCheck& check) {
  const Markup within = check.relative ? html::number(100 * check.tolerance) + " %"
                                       : html::number(check.tolerance) + html::unit_suffix(check.unit);
  const Markup verdict =
      check.holds() ? Markup("<b class=\"d0\">holds</b>") : Markup("<b class=\"d1\">does not hold</b>");
  return element("tr", element("th", check.quantity) + element("td", check.unit == "1" ? "" : check.unit) +
                           element("td", html::number(check.predicted, 4)) +
                           element("td", html::number(check.measured, 4)) + element("td", within) +
                           element("td", verdict));
}

Markup scanner_section(const MeasuredScanner& scanner) {
  Markup rows;
  for (const ScannerCheck& check : scanner.test.checks) rows += check_row(check);
  Markup out = element("h2", scanner.name) + element("pre", scanner.settings);
  if (rows.empty()) return out + "<p>Nothing is predicted of it.</p>";
  out +=
      "<div class=\"scroll\"><table><thead><tr><th>quantity</th><th>unit</th><th>predicted</th><th>measured</th>"
      "<th>within</th><th>verdict</th></tr></thead><tbody>" +
      rows + "</tbody></table></div>";
  Markup plots;
  for (const ScannerCurve& curve : scanner.test.curves) plots += curve_plot(curve);
  if (!plots.empty())
    out +=
        "<figure>" + plots +
        "<figcaption>Dashed: what the scanner file promises. Line: what its scans show.</figcaption></figure>";
  return out;
}

}  // namespace

std::string scanner_html(const std::vector<MeasuredScanner>& scanners) {
  Markup sections;
  for (const MeasuredScanner& scanner : scanners) sections += scanner_section(scanner);
  const Markup page =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width,initial-scale=1\"><title>Self-test of virtual scanners</title>" +
      Markup("<style>") + html::style() + "</style>" +
      "</head><body><main><div class=\"kicker\">radgauge</div><h1>Self-test of virtual scanners</h1><p>Each scanner "
      "scanned objects with closed forms: what its file promises stands beside what its scans show.</p>" +
      sections + "</main></body></html>\n";
  return page.html();
}

}  // namespace radgauge::report
