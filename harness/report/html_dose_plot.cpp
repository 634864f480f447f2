#include <algorithm>
#include <cmath>
#include <map>

#include "report/dose_summary.h"
#include "report/html_parts.h"

namespace radgauge::report::html {
namespace {

constexpr double kWidth = 1050, kPanels = 4, kPanel = kWidth / kPanels, kHeight = 176;
constexpr double kLeft = 34, kRight = 12, kTop = 24, kBottom = 24, kKey = 26;
constexpr std::size_t kSingleLines = 8;  // families of more are shown as bands

/// Level of one x of a panel: a place on a curve, or base (curve < 0).
struct Step {
  std::ptrdiff_t curve = -1;
  std::size_t level = 0;
  double achieved = 0;
};

/// From the strongest below over base, where it is known, to the strongest above.
std::vector<Step> steps_of(const std::vector<const DoseSummary*>& factor) {
  std::vector<Step> steps;
  bool base = false;
  for (std::size_t c = 0; c < factor.size(); ++c) {
    const agreement::DoseCurve& curve = *factor[c]->curve;
    std::vector<Step> own;
    if (!base && std::isfinite(curve.level_0)) {
      own.push_back({-1, 0, curve.level_0});
      base = true;
    }
    for (std::size_t m = 0; m < curve.levels.size(); ++m)
      own.push_back({static_cast<std::ptrdiff_t>(c), m, curve.levels[m].achieved});
    if (curve.side == agreement::DoseSide::below) std::reverse(own.begin(), own.end());
    steps.insert(steps.end(), own.begin(), own.end());
  }
  return steps;
}

/// The part of the picture that one panel takes.
struct Frame {
  double x0 = 0, y0 = 0, low = 0, high = 1;
  double x(double achieved) const {
    const double share = high > low ? (achieved - low) / (high - low) : 0.5;
    return x0 + kLeft + share * (kPanel - kLeft - kRight);
  }
  /// Distances are those of the root of 1 - ICC, as in the forest plots.
  double y(double icc) const {
    return y0 + kTop + std::sqrt(1 - std::clamp(icc, 0.0, 1.0)) * (kHeight - kTop - kBottom);
  }
};

Markup label(double x, double y, const Markup& style, const Markup& words) {
  return svg_text(x, y, "class=\"" + style + "\"", words);
}

using Values = std::vector<std::vector<double>>;  // [feature][step]

/// Polyline over the steps that have a value.
Markup line(const Frame& frame, const std::vector<Step>& steps, const std::vector<double>& values,
            const Markup& style) {
  Markup path;
  for (std::size_t s = 0; s < steps.size(); ++s)
    if (!std::isnan(values[s]))
      path += (path.empty() ? Markup("M") : Markup("L")) + coordinate(frame.x(steps[s].achieved)) + " " +
              coordinate(frame.y(values[s]));
  return "<path class=\"" + style + "\" d=\"" + path + "\"/>";
}

/// Quantile of the values of each step (type 7).
std::vector<double> quantile(const Values& features, std::size_t steps, double q) {
  std::vector<double> out;
  for (std::size_t s = 0; s < steps; ++s) {
    std::vector<double> values;
    for (const auto& feature : features)
      if (!std::isnan(feature[s])) values.push_back(feature[s]);
    std::sort(values.begin(), values.end());
    if (values.empty()) {
      out.push_back(std::nan(""));
      continue;
    }
    const double place = q * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    out.push_back(values[low] + (place - static_cast<double>(low)) * (values[high] - values[low]));
  }
  return out;
}

Markup band(const Frame& frame, const std::vector<Step>& steps, const std::vector<double>& low,
            const std::vector<double>& high, const Markup& style) {
  Markup there, back;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (std::isnan(low[s])) continue;
    const Markup x = coordinate(frame.x(steps[s].achieved)) + " ";
    there += (there.empty() ? Markup("M") : Markup("L")) + x + coordinate(frame.y(high[s]));
    back = "L" + x + coordinate(frame.y(low[s])) + back;
  }
  return "<path class=\"" + style + "\" d=\"" + there + back + "z\"/>";
}

Markup axes(const Frame& frame, const std::vector<Step>& steps, double limit) {
  Markup out;
  for (const double icc : {0.0, 0.5, 0.75, 0.9, 1.0}) {
    out += "<path class=\"g\" d=\"M" + coordinate(frame.x0 + kLeft) + " " + coordinate(frame.y(icc)) + "H" +
           coordinate(frame.x0 + kPanel - kRight) + "\"/>";
    out += label(frame.x0 + kLeft - 4, frame.y(icc) + 3.5, "e", escape(to_text(icc)));
  }
  double last = -1e9;
  for (const Step& step : steps) {
    const double x = frame.x(step.achieved);
    out += "<path class=\"z\" d=\"M" + coordinate(x) + " " + coordinate(frame.y(0)) + "v3\"/>";
    if (x - last < 27) continue;
    out += label(x, frame.y(0) + 14, "m", number(step.achieved, 2));
    last = x;
  }
  if (limit >= 0 && limit <= 1)
    out += "<path class=\"l\" d=\"M" + coordinate(frame.x0 + kLeft) + " " + coordinate(frame.y(limit)) + "H" +
           coordinate(frame.x0 + kPanel - kRight) + "\"/>";
  return out;
}

/// A tick where each feature crosses, and a diamond at their median, for each side.
Markup crossings(const Frame& frame, const std::vector<const DoseSummary*>& factor,
                 const std::vector<std::size_t>& features, double limit) {
  Markup rug, median;
  const double y = frame.y(limit >= 0 && limit <= 1 ? limit : 0);
  for (const DoseSummary* s : factor) {
    const double sign = s->curve->side == agreement::DoseSide::below ? -1 : 1;
    std::vector<double> strengths;
    for (const std::size_t f : features) {
      const agreement::CriticalRow& row = s->rows[f];
      if (row.answer == agreement::CriticalPlace::not_estimable) continue;
      if (row.answer == agreement::CriticalPlace::at && !std::isnan(row.crossing)) {
        rug += "M" + coordinate(frame.x(row.crossing)) + " " + coordinate(frame.y(0)) + "v-6";
        strengths.push_back(sign * row.crossing);
      } else {
        strengths.push_back(
            row.answer == agreement::CriticalPlace::below_smallest ? -std::numeric_limits<double>::infinity()
            : row.answer == agreement::CriticalPlace::beyond_largest ? std::numeric_limits<double>::infinity()
                                                                     : sign * row.critical);
      }
    }
    if (strengths.empty()) continue;
    const auto middle = strengths.begin() + static_cast<std::ptrdiff_t>((strengths.size() - 1) / 2);
    std::nth_element(strengths.begin(), middle, strengths.end());
    if (std::isfinite(*middle))
      median += "M" + coordinate(frame.x(sign * *middle)) + " " + coordinate(y - 5) + "l5 5l-5 5l-5-5z";
  }
  return "<path class=\"r\" d=\"" + rug + "\"/><path class=\"c\" d=\"" + median + "\"/>";
}

Values values_of(const std::vector<const DoseSummary*>& factor, const std::vector<Step>& steps,
                 const std::vector<std::size_t>& features) {
  Values out;
  for (const std::size_t f : features) {
    out.emplace_back();
    for (const Step& step : steps) {
      if (step.curve < 0) {
        out.back().push_back(1);
        continue;
      }
      const DoseSummary& s = *factor[static_cast<std::size_t>(step.curve)];
      out.back().push_back(s.points[f * s.curve->levels.size() + step.level].icc_lower);
    }
  }
  return out;
}

/// The feature with the lowest mean of its lower limits.
std::size_t worst_of(const Values& values) {
  std::size_t worst = 0;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t f = 0; f < values.size(); ++f) {
    double sum = 0, n = 0;
    for (const double v : values[f])
      if (!std::isnan(v)) sum += std::max(0.0, v), ++n;
    if (n > 0 && sum / n < least) {
      least = sum / n;
      worst = f;
    }
  }
  return worst;
}

Markup panel(const Frame& frame, const std::vector<const DoseSummary*>& factor, const std::string& family,
             const std::vector<std::size_t>& features, double limit) {
  const std::vector<Step> steps = steps_of(factor);
  const Values values = values_of(factor, steps, features);
  Markup out = label(frame.x0 + kLeft, frame.y0 + 14, "h",
                     escape(family) + " <tspan class=\"k\">" + count(features.size()) + "</tspan>");
  out += axes(frame, steps, limit);
  const std::size_t worst = worst_of(values);
  if (features.size() > kSingleLines) {
    const auto q = [&](double share) { return quantile(values, steps.size(), share); };
    out += band(frame, steps, q(0.1), q(0.9), "q1") + band(frame, steps, q(0.25), q(0.75), "q2");
    out += line(frame, steps, q(0.5), "md");
  } else {
    for (std::size_t f = 0; f < values.size(); ++f)
      if (f != worst) out += line(frame, steps, values[f], "one");
  }
  out += line(frame, steps, values[worst], "w");
  const bool moved = std::any_of(values[worst].begin(), values[worst].end(), [](double v) { return v < 1; });
  std::string name = moved ? factor.front()->rows[features[worst]].feature : "nothing moved";
  if (name.size() > 26) name = name.substr(0, 25) + "\u2026";
  out += label(frame.x0 + kPanel - kRight, frame.y0 + 14, "wn", escape(name));
  return out + crossings(frame, factor, features, limit);
}

Markup key_of(const agreement::DoseCurve& curve, double limit) {
  Markup words = "x: " + escape(curve.magnitude) + " achieved" +
                 (curve.unit == "1" || curve.unit.empty() ? Markup() : ", " + escape(curve.unit)) +
                 ". y: lower limit of the ICC with base";
  if (limit >= 0 && limit <= 1) words += "; dashed: limit " + to_text(limit);
  return words;
}

}  // namespace

Markup dose_svg(const analysis::QuestionResult& q, const std::vector<const DoseSummary*>& factor) {
  std::vector<std::pair<std::string, std::vector<std::size_t>>> families;
  for (std::size_t f = 0; f < factor.front()->rows.size(); ++f) {
    const agreement::CriticalRow& row = factor.front()->rows[f];
    if (row.answer == agreement::CriticalPlace::not_estimable) continue;
    auto found = std::find_if(families.begin(), families.end(),
                              [&](const auto& entry) { return entry.first == row.family; });
    if (found == families.end()) found = families.insert(found, {row.family, {}});
    found->second.push_back(f);
  }
  if (families.empty()) return {};
  Frame frame;
  frame.low = std::numeric_limits<double>::infinity();
  frame.high = -frame.low;
  for (const Step& step : steps_of(factor)) {
    frame.low = std::min(frame.low, step.achieved);
    frame.high = std::max(frame.high, step.achieved);
  }
  const double rows = std::ceil(static_cast<double>(families.size()) / kPanels);
  const double limit = q.question.limits.icc_lower;
  const std::string title = "Dose response of " + factor.front()->curve->factor;
  Markup out =
      "<svg class=\"dose\" viewBox=\"0 0 " + coordinate(kWidth) + " " + coordinate(rows * kHeight + kKey) +
      "\" width=\"1050\" role=\"img\"><title>" + escape(title) +
      "</title><desc>A panel for each family: the lower limit of the ICC with base over the achieved "
      "magnitude. The numbers stand in the tables.</desc>";
  for (std::size_t i = 0; i < families.size(); ++i) {
    frame.x0 = kPanel * static_cast<double>(i % static_cast<std::size_t>(kPanels));
    frame.y0 = kHeight * std::floor(static_cast<double>(i) / kPanels);
    out += panel(frame, factor, families[i].first, families[i].second, limit);
  }
  out += label(kLeft, rows * kHeight + 16, "k", key_of(*factor.front()->curve, limit));
  return out + "</svg>";
}

Markup dose_plot(const analysis::QuestionResult& q, const std::vector<const DoseSummary*>& factor) {
  const Markup svg = dose_svg(q, factor);
  if (svg.empty()) return {};
  return "<figure>" + svg +
         "<figcaption>Bands: the middle 50 % and 80 % of a family's features, and their median; "
         "families of up to 8 line by line. Dotted and named: the weakest of the family. Ticks at the "
         "bottom: where each feature crosses its limit; diamond: their median, where half of the family "
         "is lost.</figcaption></figure>\n";
}

}  // namespace radgauge::report::html
