#include "report/plot_axis.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/html_parts.h"

namespace radgauge::report::html {

PlotAxis axis_over(std::span<const double> values, double from, double to) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return {0, 1, from, to};
  // Halves, so that no range overflows.
  const double half = high / 2 - low / 2, margin = half > 0 ? 0.08 * half : std::max(0.5, std::abs(low) / 2);
  return {low - margin, high + margin, from, to};
}

std::vector<double> round_ticks(const PlotAxis& axis, int most) {
  const double least_step = (axis.high - axis.low) / most;
  const double power = std::pow(10, std::floor(std::log10(least_step)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * power >= least_step) step = factor * power;
  std::vector<double> ticks;
  for (double n = std::ceil(axis.low / step); n * step <= axis.high && std::ssize(ticks) < most + 1; ++n)
    ticks.push_back(n * step + 0.0);  // no -0
  if (ticks.size() < 2) ticks = {axis.low, axis.high};
  return ticks;
}

namespace {

// number() writes powers of ten as HTML.
Markup tick_words(double tick) {
  const double size = std::abs(tick);
  return tick == 0 || (size >= 1e-4 && size < 1e6) ? number(tick) : escape(to_rounded_text(tick, 3));
}

}  // namespace

Markup plot_frame(const PlotAxis& x, const PlotAxis& y, bool x_ticks) {
  Markup path =
      "M" + coordinate(x.from) + " " + coordinate(y.to) + "V" + coordinate(y.from) + "H" + coordinate(x.to);
  Markup words;
  for (const double tick : round_ticks(y, 5)) {
    path += "M" + coordinate(x.from - 4) + " " + coordinate(y.at(tick)) + "h4";
    words += svg_text(x.from - 6, y.at(tick) + 3.5, "class=\"e\"", tick_words(tick));
  }
  if (x_ticks)
    for (const double tick : round_ticks(x, 4)) {
      path += "M" + coordinate(x.at(tick)) + " " + coordinate(y.from) + "v4";
      words += svg_text(x.at(tick), y.from + 15, "class=\"m\"", tick_words(tick));
    }
  return "<path class=\"z\" d=\"" + path + "\"/>" + words;
}

}  // namespace radgauge::report::html
