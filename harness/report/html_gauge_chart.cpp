#include <algorithm>
#include <cmath>
#include <numeric>

#include "report/html_parts.h"
#include "report/plot_axis.h"

namespace radgauge::report::html {
namespace {

constexpr double kChartWidth = 1050, kChartHeight = 250, kChartMiddle = 690;
constexpr std::size_t kMostChartLevels = 8;

struct ChartPart {
  std::size_t object = 0;
  double mean = 0;
};

/// Objects with a value, by the mean of their values.
std::vector<ChartPart> chart_parts(const analysis::ShownFeature& feature, std::size_t columns) {
  std::vector<ChartPart> parts;
  for (std::size_t i = 0; i < feature.reference.size(); ++i) {
    double sum = 0, n = 0;
    for (std::size_t j = 0; j < columns; ++j)
      if (const double value = feature.values[i * columns + j]; std::isfinite(value)) sum += value, ++n;
    if (n > 0) parts.push_back({i, sum / n});
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const ChartPart& a, const ChartPart& b) { return a.mean < b.mean; });
  return parts;
}

/// A mark of its own for each of up to eight levels, so that the picture survives black and white.
Markup chart_mark(std::size_t level, double x, double y) {
  const Markup at = coordinate(x) + " " + coordinate(y);
  switch (level) {
    case 0:
      return "M" + at + "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0";
    case 1:
      return "M" + at + "m0-3.6l3.6 6.4h-7.2z";
    case 2:
      return "M" + at + "m-3-3h6v6h-6z";
    case 3:
      return "M" + at + "m0-4l4 4l-4 4l-4-4z";
    case 4:
      return "M" + at + "m-3.4-3.4l6.8 6.8m0-6.8l-6.8 6.8";
    case 5:
      return "M" + at + "m-4 0h8m-4-4v8";
    case 6:
      return "M" + at + "m0 3.6l3.6-6.4h-7.2z";
    default:
      return "M" + at + "m-4 0h8";
  }
}

Markup level_group(std::size_t level, const Markup& path) {
  return "<path class=\"c" + count(level) + "\" d=\"" + path + "\"/>";
}

}  // namespace

Markup gauge_chart_svg(const analysis::QuestionResult& question, const analysis::ShownFeature& feature) {
  const std::vector<std::string>& levels = question.shown.columns;
  const std::size_t k = levels.size();
  const std::vector<ChartPart> parts = chart_parts(feature, k);
  if (!question.shown.acquired || k < 2 || k > kMostChartLevels || parts.size() < 2) return {};
  const agreement::FeatureRow& row = question.rows[feature.row];
  std::vector<double> deviations;
  for (const ChartPart& part : parts)
    for (std::size_t j = 0; j < k; ++j) deviations.push_back(feature.values[part.object * k + j] - part.mean);
  const PlotAxis x{-0.5, static_cast<double>(parts.size()) - 0.5, 60, kChartMiddle - 20};
  const PlotAxis y = axis_over(feature.values, kChartHeight - 40, 36);
  const PlotAxis by{-0.5, static_cast<double>(k) - 0.5, kChartMiddle + 60, kChartWidth - 8};
  const PlotAxis of = axis_over(deviations, kChartHeight - 40, 36);
  Markup out =
      "<svg class=\"plot\" viewBox=\"0 0 " + coordinate(kChartWidth) + " " + coordinate(kChartHeight) +
      "\" width=\"1050\" role=\"img\"><title>" + escape("Gauge chart of " + row.feature) +
      "</title><desc>Left: the values of each object, in the order of their means, a mark for each "
      "level. Right: value minus the mean of its object, by level, with their mean.</desc>" +
      svg_text(2, 13, "class=\"h\"", escape(shortened(row.feature, 60)) + unit_suffix_svg(row.unit)) +
      plot_frame(x, y, false) + plot_frame(by, of, false) + "<path class=\"g\" d=\"M" + coordinate(by.from) +
      " " + coordinate(of.at(0)) + "H" + coordinate(by.to) + "\"/>";
  Markup means;
  for (std::size_t p = 0; p < parts.size(); ++p)
    means += (p == 0 ? Markup("M") : Markup("L")) + coordinate(x.at(static_cast<double>(p))) + " " +
             coordinate(y.at(parts[p].mean));
  out += "<path class=\"b\" d=\"" + means + "\"/>";
  for (std::size_t j = 0; j < k; ++j) {
    const auto place = by.at(static_cast<double>(j));
    Markup left, right;
    double sum = 0, n = 0;
    for (std::size_t p = 0; p < parts.size(); ++p) {
      const double value = feature.values[parts[p].object * k + j];
      if (!std::isfinite(value)) continue;
      left += chart_mark(j, x.at(static_cast<double>(p)), y.at(value));
      // Beside each other in the order of the parts, so that none hides another.
      const double aside = (static_cast<double>(p) / static_cast<double>(parts.size() - 1) - 0.5) * 0.6;
      right += chart_mark(j, by.at(static_cast<double>(j) + aside), of.at(value - parts[p].mean));
      sum += value - parts[p].mean;
      ++n;
    }
    out += level_group(j, left + right);
    if (n > 0)
      out +=
          "<path class=\"b\" d=\"M" + coordinate(place - 18) + " " + coordinate(of.at(sum / n)) + "h36\"/>";
    out += svg_text(place, kChartHeight - 24, "class=\"m\"", escape(shortened(levels[j], 16)));
  }
  out += svg_text((x.from + x.to) / 2, kChartHeight - 6, "class=\"m\"",
                  "by part: " + counted(std::ssize(parts), "object") + " in the order of their means");
  return out +
         svg_text((by.from + by.to) / 2, kChartHeight - 6, "class=\"m\"",
                  "by " + escape(question.question.over) + ": value minus the mean of the object") +
         "</svg>";
}

}  // namespace radgauge::report::html
