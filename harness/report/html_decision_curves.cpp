#include <algorithm>
#include <cmath>

#include "report/html_drift.h"
#include "report/html_parts.h"

namespace radgauge::report::html {
namespace {

struct BenefitFrame {
  double left, top, side, low, high;
  double x(double threshold) const { return left + threshold * side; }
  double y(double benefit) const {
    return top + (high - std::clamp(benefit, low, high)) / (high - low) * side;
  }
};

Markup benefit_path(const BenefitFrame& frame, const std::vector<drift::DecisionPoint>& curve,
                    double drift::DecisionPoint::*of, const Markup& style) {
  Markup path;
  for (const drift::DecisionPoint& p : curve)
    path += (path.empty() ? Markup("M") : Markup("L")) + coordinate(frame.x(p.threshold)) + " " +
            coordinate(frame.y(p.*of));
  return "<path fill=\"none\" " + style + " d=\"" + path + "\"/>";
}

}  // namespace

Markup decision_curves(const drift::ModelDrift& model) {
  constexpr double kSide = 150, kGap = 60;
  constexpr std::size_t kAcross = 4;
  double high = 0;
  for (const drift::ConditionDrift& c : model.conditions)
    for (const drift::DecisionPoint& p : c.decision_curve) high = std::fmax(high, std::fmax(p.model, p.all));
  if (!(high > 0)) return {};
  Markup panels;
  std::size_t n = 0;
  for (const drift::ConditionDrift& c : model.conditions) {
    if (c.decision_curve.empty()) continue;
    const BenefitFrame frame{34 + static_cast<double>(n % kAcross) * (kSide + kGap),
                             26 + static_cast<double>(n / kAcross) * (kSide + kGap), kSide, -0.25 * high,
                             high};
    panels += svg_text(frame.left + kSide / 2, frame.top - 6, "class=\"m\"", escape(c.name));
    panels += "<path class=\"z\" fill=\"none\" d=\"M" + coordinate(frame.left) + " " + coordinate(frame.top) +
              "v" + coordinate(kSide) + "h" + coordinate(kSide) + "\"/><path class=\"l\" d=\"M" +
              coordinate(frame.left) + " " + coordinate(frame.y(0)) + "h" + coordinate(kSide) + "\"/>";
    for (const double tick : {0.0, 0.5, 1.0})
      panels += svg_text(frame.x(tick), frame.top + kSide + 14, "class=\"m k\"", number(tick));
    for (const double tick : {0.0, high})
      panels += svg_text(frame.left - 5, frame.y(tick) + 4, "class=\"e k\"", number(tick, 2));
    panels += benefit_path(frame, c.decision_curve, &drift::DecisionPoint::all,
                           "stroke=\"#98a2ab\" stroke-width=\"1.5\"");
    if (n > 0)
      panels += benefit_path(frame, model.conditions.front().decision_curve, &drift::DecisionPoint::model,
                             "stroke=\"#005f97\" stroke-width=\"1.2\" stroke-dasharray=\"2 2\"");
    panels += benefit_path(frame, c.decision_curve, &drift::DecisionPoint::model,
                           "stroke=\"#005f97\" stroke-width=\"2\"");
    ++n;
  }
  const double height = static_cast<double>((n + kAcross - 1) / kAcross) * (kSide + kGap) + 10;
  return "<h4>Decision curves</h4><p class=\"foot\">Net benefit (up) over the probability from which one would act "
         "(right): the model (line), the same on the reference (dotted), acting on everybody (grey), on nobody "
         "(dashed, 0).</p><figure><svg class=\"forest\" viewBox=\"0 0 860 " +
         coordinate(height) + "\" width=\"860\" role=\"img\"><title>Decision curves of " +
         escape(model.name) + "</title>" + panels + "</svg></figure>";
}

}  // namespace radgauge::report::html
