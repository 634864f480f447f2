#include <algorithm>
#include <cmath>
#include <span>

#include "report/html_parts.h"
#include "report/html_table.h"

namespace radgauge::report::html {
namespace {

constexpr double kRow = 18, kForestRight = 168, kForestWidth = 1050, kForestTop = 30;
constexpr std::size_t kBlock = 45;  // rows of one picture: a page of paper
constexpr std::size_t kShown = 30;  // rows of a plot that is not unfolded

// Distances are those of the root of 1 - ICC: the range from 0.5 to 1, where decisions fall, takes 70 %.
struct Axis {
  double left = 330;  // room for the longest name
  double x(double icc) const {
    return left + (1 - std::sqrt(1 - std::clamp(icc, 0.0, 1.0))) * (kForestWidth - left - kForestRight);
  }
};

// Shapes as in the badges: circle, triangle, diamond, ring. Part of a path.
Markup marker(agreement::Decision decision, double x, double y) {
  if (decision == agreement::Decision::not_certified)
    return "M" + coordinate(x) + " " + coordinate(y - 4) + "l4 7h-8z";
  if (decision == agreement::Decision::inconclusive)
    return "M" + coordinate(x) + " " + coordinate(y - 4.2) + "l4.2 4.2l-4.2 4.2l-4.2-4.2z";
  return "M" + coordinate(x - 3.3) + " " + coordinate(y) + "a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0-6.6 0z";
}

// One path a row: a page may hold thousands.
Markup row_svg(const agreement::FeatureRow& row, double own_limit, const Axis& axis, double y) {
  const double from = axis.x(row.icc_lower), to = axis.x(row.icc_upper);
  Markup out = "<path class=\"t" + count(static_cast<int>(row.decision)) + "\" d=\"M" + coordinate(from) +
               " " + coordinate(y) + "H" + coordinate(to);
  if (row.icc_lower < 0)
    out += "M" + coordinate(from + 5) + " " + coordinate(y - 4) + "l-5 4l5 4";  // the interval goes on
  out += (row.icc >= 0 ? marker(row.decision, axis.x(row.icc), y) : Markup()) + "\"/>";
  if (own_limit >= 0 && own_limit <= 1)
    out += "<path class=\"o\" d=\"M" + coordinate(axis.x(own_limit)) + " " + coordinate(y - 7) + "v14\"/>";
  return out;
}

Markup texts(std::span<const ForestRow> rows, double x, const Markup& style, bool names) {
  Markup out = "<g class=\"" + style + "\" transform=\"translate(" + coordinate(x) + " " +
               coordinate(kForestTop + 15) + ")\">";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const agreement::FeatureRow& row = *rows[i].row;
    out += "<text y=\"" + coordinate(kRow * static_cast<double>(i)) + "\">" +
           (names ? escape(row.feature)
                  : icc_number(row.icc) + " (" + icc_interval(row.icc_lower, row.icc_upper) + ")") +
           "</text>";
  }
  return out + "</g>";
}

Markup frame(const Axis& axis, double bottom, double limit) {
  Markup out;
  const std::pair<double, Markup> classes[] = {
      {0, "poor"}, {0.5, "moderate"}, {0.75, "good"}, {0.9, "excellent"}};
  for (std::size_t c = 0; c < 4; ++c) {
    const double from = axis.x(classes[c].first), to = axis.x(c < 3 ? classes[c + 1].first : 1);
    if (c % 2 == 1)
      out += "<path class=\"b\" d=\"M" + coordinate(from) + " " + coordinate(kForestTop) + "H" +
             coordinate(to) + "V" + coordinate(bottom) + "H" + coordinate(from) + "z\"/>";
    out += svg_text((from + to) / 2, kForestTop - 8, "class=\"m k\"", classes[c].second);
  }
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0}) {
    out += "<path class=\"z\" d=\"M" + coordinate(axis.x(tick)) + " " + coordinate(bottom) + "v4\"/>";
    out += svg_text(axis.x(tick), bottom + 17, "class=\"m k\"", escape(to_text(tick)));
  }
  out += "<path class=\"z\" d=\"M" + coordinate(axis.x(0)) + " " + coordinate(bottom) + "H" +
         coordinate(axis.x(1)) + "\"/>";
  if (limit >= 0 && limit <= 1) {
    out += "<path class=\"l\" d=\"M" + coordinate(axis.x(limit)) + " " + coordinate(kForestTop) + "V" +
           coordinate(bottom) + "\"/>";
    out += svg_text(axis.x(limit), bottom + 31, "class=\"m k\"", "limit " + escape(to_text(limit)));
  }
  return out;
}

Markup picture(std::span<const ForestRow> rows, const Axis& axis, bool one_limit, std::string_view title) {
  const double bottom = kForestTop + kRow * static_cast<double>(rows.size()) + 4;
  Markup out =
      "<svg class=\"forest\" viewBox=\"0 0 " + coordinate(kForestWidth) + " " + coordinate(bottom + 36) +
      "\" width=\"1050\" role=\"img\"><title>" + escape(title) +
      "</title><desc>A line for the interval of each feature, a marker for its ICC, bands for the classes. "
      "The numbers stand at the right and in the tables.</desc>" +
      frame(axis, bottom, one_limit ? rows.front().limit : std::nan(""));
  out += texts(rows, axis.left - 14, "e", true) + texts(rows, kForestWidth, "e v", false);
  double y = kForestTop + 11;
  for (const ForestRow& row : rows) {
    out += row_svg(*row.row, one_limit ? std::nan("") : row.limit, axis, y);
    y += kRow;
  }
  return out + "</svg>";
}

Axis axis_of(const std::vector<ForestRow>& rows) {
  std::size_t longest = 0;
  for (const ForestRow& row : rows) longest = std::max(longest, row.row->feature.size());
  return {std::clamp(24 + 6.9 * static_cast<double>(longest), 150.0, 420.0)};
}

Markup plot(const std::vector<ForestRow>& rows, std::string_view title) {
  const Axis axis = axis_of(rows);
  const bool one_limit = std::all_of(rows.begin(), rows.end(), [&](const ForestRow& row) {
    return row.limit == rows.front().limit || (std::isnan(row.limit) && std::isnan(rows.front().limit));
  });
  Markup out = "<figure>";
  for (std::size_t from = 0; from < rows.size(); from += kBlock)
    out +=
        picture(std::span(rows).subspan(from, std::min(kBlock, rows.size() - from)), axis, one_limit, title);
  return out + "<figcaption>ICC with the interval that decides, by lower limit" +
         (one_limit ? Markup() : Markup("; the upright tick is the limit of the question")) +
         ". Shapes as in the tables; bands are the classes of Koo &amp; Li. Distances follow the root "
         "of 1\u2009\u2212\u2009ICC.</figcaption></figure>\n";
}

// The rows whose lower limit is nearest to their limit, in their order: there the decision is close.
std::vector<ForestRow> nearest_to_limit(const std::vector<ForestRow>& rows) {
  const auto distance = [](const ForestRow& row) {
    const double limit = std::isnan(row.limit) ? 0.75 : row.limit;
    return std::abs(std::sqrt(std::max(0.0, 1 - row.row->icc_lower)) - std::sqrt(std::max(0.0, 1 - limit)));
  };
  std::vector<std::size_t> order(rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return distance(rows[a]) < distance(rows[b]); });
  order.resize(std::min(kShown, order.size()));
  std::sort(order.begin(), order.end());
  std::vector<ForestRow> out;
  for (const std::size_t i : order) out.push_back(rows[i]);
  return out;
}

}  // namespace

Markup forest_svg(const std::vector<ForestRow>& rows, std::string_view title) {
  if (rows.empty()) return {};
  const std::vector<ForestRow> shown = rows.size() > kShown ? nearest_to_limit(rows) : rows;
  const bool one_limit = std::all_of(shown.begin(), shown.end(),
                                     [&](const ForestRow& row) { return row.limit == shown.front().limit; });
  return picture(shown, axis_of(shown), one_limit, title);
}

Markup forest(const std::vector<ForestRow>& rows, std::string_view title, bool brief) {
  if (rows.empty()) return {};
  if (rows.size() <= kShown) return plot(rows, title);
  Markup out = "<p>The " + count(kShown) + " of " + count(rows.size()) +
               " features whose lower limit is nearest to the limit:</p>" +
               plot(nearest_to_limit(rows), title);
  if (!brief)
    out += folded_on_screen("Forest plot of all " + count(rows.size()) + " features", plot(rows, title));
  return out;
}

}  // namespace radgauge::report::html
