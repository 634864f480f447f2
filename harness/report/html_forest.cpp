#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "report/html_parts.h"

namespace radgauge::report::html {
namespace {

constexpr std::size_t kShown = 15;  // of the best and of the worst
constexpr double kRow = 19, kRight = 190, kWidth = 1050, kTop = 34;

std::string at(double x) {
  return to_text(std::round(x * 10) / 10);
}

struct Axis {
  double low = 0;
  double left = 330;  // room for the longest name
  double x(double icc) const {
    return left + (std::clamp(icc, low, 1.0) - low) / (1 - low) * (kWidth - left - kRight);
  }
};

std::string line(const char* style, double x1, double y1, double x2, double y2) {
  return std::string("<line class=\"") + style + "\" x1=\"" + at(x1) + "\" y1=\"" + at(y1) + "\" x2=\"" +
         at(x2) + "\" y2=\"" + at(y2) + "\"/>";
}

std::string text(double x, double y, const char* attributes, const std::string& words) {
  return "<text x=\"" + at(x) + "\" y=\"" + at(y) + "\" " + attributes + ">" + words + "</text>";
}

// Shapes as in the badges: circle, triangle, diamond, ring.
std::string marker(std::size_t decision, double x, double y) {
  if (decision == 0) return "<circle cx=\"" + at(x) + "\" cy=\"" + at(y) + "\" r=\"4\"/>";
  if (decision == 1) return "<path d=\"M" + at(x) + " " + at(y - 4.6) + "l4.8 8.4h-9.6z\"/>";
  if (decision == 2) return "<path d=\"M" + at(x) + " " + at(y - 5) + "l5 5l-5 5l-5-5z\"/>";
  return "<circle cx=\"" + at(x) + "\" cy=\"" + at(y) + "\" r=\"4\" fill=\"#fff\"/>";
}

std::string row_svg(const FeatureRow& row, const Axis& axis, double y) {
  const std::size_t decision = decision_index(row.decision);
  std::string out = text(axis.left - 14, y + 4, "text-anchor=\"end\"", escape(row.feature));
  out += "<g class=\"t" + std::to_string(decision) + "\" stroke-width=\"1.8\">";
  const double from = axis.x(row.icc_lower), to = axis.x(row.icc_upper);
  out += "<line x1=\"" + at(from) + "\" y1=\"" + at(y) + "\" x2=\"" + at(to) + "\" y2=\"" + at(y) + "\"/>";
  if (row.icc_lower < axis.low)  // the interval goes on
    out += "<path fill=\"none\" d=\"M" + at(from + 5) + " " + at(y - 4) + "l-5 4l5 4\"/>";
  if (row.icc >= axis.low) out += "<g stroke=\"none\">" + marker(decision, axis.x(row.icc), y) + "</g>";
  out += "</g>";
  return out + text(kWidth - kRight + 16, y + 4, "class=\"v\"",
                    icc_number(row.icc) + " (" + icc_interval(row.icc_lower, row.icc_upper) + ")");
}

std::string frame(const Axis& axis, double bottom, double limit) {
  std::string out;
  const std::pair<double, const char*> classes[] = {
      {0, "poor"}, {0.5, "moderate"}, {0.75, "good"}, {0.9, "excellent"}};
  for (std::size_t c = 0; c < 4; ++c) {
    const double from = axis.x(classes[c].first), to = axis.x(c < 3 ? classes[c + 1].first : 1);
    if (to - from < 1) continue;
    if (c % 2 == 1)
      out += "<rect x=\"" + at(from) + "\" y=\"" + at(kTop) + "\" width=\"" + at(to - from) + "\" height=\"" +
             at(bottom - kTop) + "\" fill=\"#f3f6f8\"/>";
    if (to - from > 52)
      out += text((from + to) / 2, kTop - 8, "text-anchor=\"middle\" class=\"k\"", classes[c].second);
  }
  const double step = axis.low < 0.5 ? 0.1 : 0.05;
  for (double tick = axis.low; tick < 1 + step / 2; tick += step) {
    const double shown = std::round(tick * 100) / 100;
    out += line("z", axis.x(shown), bottom, axis.x(shown), bottom + 4);
    out += text(axis.x(shown), bottom + 17, "text-anchor=\"middle\" class=\"k\"", to_text(shown));
  }
  out += line("z", axis.x(axis.low), bottom, axis.x(1), bottom);
  if (limit >= axis.low && limit <= 1) {
    out += line("l", axis.x(limit), kTop, axis.x(limit), bottom);
    out += text(axis.x(limit), bottom + 32, "text-anchor=\"middle\" class=\"k\"", "limit " + to_text(limit));
  }
  return out;
}

// From just below the least limit shown, or from 0, to 1.
Axis axis_of(const std::vector<const FeatureRow*>& rows, double limit) {
  Axis axis;
  double least = std::isnan(limit) ? 1 : limit;
  std::size_t longest = 0;
  for (const FeatureRow* row : rows) {
    least = std::min(least, row->icc_lower);
    longest = std::max(longest, row->feature.size());
  }
  axis.left = std::clamp(24 + 7.4 * static_cast<double>(longest), 150.0, 420.0);
  if (least > 0.1) axis.low = std::floor(std::min(least, 0.9) * 10 - 0.2) / 10;
  return axis;
}

}  // namespace

std::string forest(const QuestionResult& question) {
  std::vector<const FeatureRow*> rows;
  for (const FeatureRow* row : by_lower_limit(question.rows))
    if (!std::isnan(row->icc_lower)) rows.push_back(row);
  if (rows.empty()) return {};
  const bool all = rows.size() <= 2 * kShown;
  std::size_t left_out = 0;
  if (!all) {
    left_out = rows.size() - 2 * kShown;
    rows.erase(rows.begin() + kShown, rows.end() - kShown);
  }
  const Axis axis = axis_of(rows, question.question.limits.icc_lower);
  const double gap = all ? 0 : 26;
  const double bottom = kTop + kRow * static_cast<double>(rows.size()) + gap + 6;
  std::string out =
      "<figure><svg viewBox=\"0 0 " + at(kWidth) + " " + at(bottom + 40) +
      "\" width=\"1050\" role=\"img\" aria-label=\"Forest plot of the ICC with its interval\" "
      "font-size=\"12.5\" fill=\"#1a2129\"><style>.k{font-size:11.5px;fill:#56616d}.v{fill:#56616d}</style>";
  out += frame(axis, bottom, question.question.limits.icc_lower);
  double y = kTop + 12;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!all && i == kShown) {
      out += text(axis.left - 14, y + 6, "text-anchor=\"end\" class=\"k\"",
                  "\u22ee " + std::to_string(left_out) + " more in the table");
      y += gap;
    }
    out += row_svg(*rows[i], axis, y);
    y += kRow;
  }
  out += "</svg><figcaption>ICC with the interval that decides";
  out += all ? ", sorted by lower limit."
             : ", the " + std::to_string(kShown) + " best and " + std::to_string(kShown) +
                   " worst by lower limit.";
  return out + " Shapes as in the table; bands are the classes of Koo &amp; Li.</figcaption></figure>";
}

}  // namespace radgauge::report::html
