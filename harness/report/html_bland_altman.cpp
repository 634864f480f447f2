#include <algorithm>
#include <cmath>

#include "report/html_parts.h"
#include "report/plot_axis.h"

namespace radgauge::report::html {
namespace {

constexpr double kAltmanWidth = 345, kAltmanHeight = 230;
// Of more points evenly many are drawn, by their order: a page may hold many pictures.
constexpr std::size_t kMostDots = 600;

Markup level_line(const PlotAxis& x, double place, const Markup& style) {
  return "<path class=\"" + style + "\" d=\"M" + coordinate(x.from) + " " + coordinate(place) + "H" +
         coordinate(x.to) + "\"/>";
}

}  // namespace

Markup bland_altman_svg(const analysis::QuestionResult& question, const analysis::ShownFeature& feature) {
  const agreement::FeatureRow& row = question.rows[feature.row];
  if (feature.row >= question.details.size() || std::isnan(row.bias)) return {};
  const agreement::AgreementDetail& detail = question.details[feature.row];
  const std::size_t k = question.shown.columns.size();
  std::vector<double> means, differences;
  for (std::size_t i = 0; i < feature.reference.size(); ++i)
    for (const std::size_t j : feature.compared) {
      const double one = feature.reference[i], other = feature.values[i * k + j];
      if (!std::isfinite(one) || !std::isfinite(other)) continue;
      means.push_back(one / 2 + other / 2);
      differences.push_back(other - one);
    }
  if (means.size() < 2) return {};
  std::vector<double> over = differences;
  for (const double line : {0.0, row.bias, detail.ba_lower, detail.ba_upper}) over.push_back(line);
  const PlotAxis x = axis_over(means, 56, kAltmanWidth - 8), y = axis_over(over, kAltmanHeight - 36, 30);
  Markup dots;
  const std::size_t stride = (means.size() + kMostDots - 1) / kMostDots;
  for (std::size_t i = 0; i < means.size(); i += stride)
    dots += "M" + coordinate(x.at(means[i])) + " " + coordinate(y.at(differences[i])) + "h0";
  Markup out =
      "<svg class=\"plot\" viewBox=\"0 0 " + coordinate(kAltmanWidth) + " " + coordinate(kAltmanHeight) +
      "\" width=\"345\" role=\"img\"><title>" + escape("Bland-Altman plot of " + row.feature) +
      "</title><desc>Differences from the reference over the mean of both; lines: bias and 95 % "
      "limits of agreement.</desc>" +
      svg_text(2, 13, "class=\"h\"", escape(shortened(row.feature, 34)) + unit_suffix_svg(row.unit)) +
      plot_frame(x, y, true) + level_line(x, y.at(0), "g");
  out += "<path class=\"p\" d=\"" + dots + "\"/>" + level_line(x, y.at(row.bias), "b");
  for (const double limit : {detail.ba_lower, detail.ba_upper})
    if (std::isfinite(limit)) out += level_line(x, y.at(limit), "l");
  return out +
         svg_text(kAltmanWidth / 2, kAltmanHeight - 4, "class=\"m\"",
                  (stride > 1 ? "mean of both; one of " + count(stride) + " differences"
                              : Markup("mean of both; difference")) +
                      (row.level.empty() ? Markup() : ": " + escape(shortened(row.level, 26)))) +
         "</svg>";
}

}  // namespace radgauge::report::html
