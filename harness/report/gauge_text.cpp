#include "report/gauge_text.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"

namespace radgauge::report {
namespace {

constexpr std::size_t kNameWidth = 34, kNumberWidth = 16;
constexpr int kDigits = 5;

std::string left(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

std::string right(const std::string& text) {
  return std::string(kNumberWidth - std::min(kNumberWidth, text.size()), ' ') + text;
}

std::string rounded(double value) {
  return std::isnan(value) ? "-" : to_rounded_text(value, kDigits);
}

std::string line(const std::string& name, double variance, double tv) {
  const double sd = std::sqrt(variance), share = sd / tv;
  std::string text = left(name, kNameWidth);
  for (const double value : {variance, sd, 100 * share, 100 * share * share}) text += right(rounded(value));
  return text + "\n";
}

// The components that a variation is the sum of, where it is of several or of one with another name.
std::string parts(const agreement::GaugeRow& row, agreement::Variation kind) {
  std::string text;
  for (const agreement::GaugeComponent& c : row.components) {
    if (c.part_of != kind) continue;
    std::string name = "  " + c.term;
    if (!c.confounded_with.empty()) name += " (with " + c.confounded_with + ")";
    text += line(name, c.variance, row.tv);
  }
  return text;
}

std::string consequences(const agreement::GaugeRow& row) {
  std::string text;
  const auto say = [&text](const std::string& name, const std::string& value) {
    text += left(name, kNameWidth) + right(value) + "\n";
  };
  const std::pair<const char*, double> numbers[] = {{"Number of distinct categories (ndc)", row.ndc},
                                                    {"Repeatability coefficient RC", row.rc},
                                                    {"Reproducibility coefficient RDC", row.rdc},
                                                    {"Generalisability Erho2", row.erho2},
                                                    {"Dependability Phi", row.phi}};
  const auto limits = [&](const char* name, double lower, double upper) {
    if (!std::isnan(lower)) say(name, rounded(lower) + " to " + rounded(upper));
  };
  limits("GRR, 95 % limits", row.grr_lower, row.grr_upper);
  limits("GRR, % study var., 95 % limits", row.study_variation_percent_lower,
         row.study_variation_percent_upper);
  limits("ndc, 95 % limits", row.ndc_lower, row.ndc_upper);
  for (const auto& [name, value] : numbers) say(name, rounded(value));
  if (!std::isnan(row.interaction_p))
    say("p of the interaction",
        rounded(row.interaction_p) +
            (row.interaction_pooled ? "  (above 0.25: pooled)" : "  (not above 0.25: kept)"));
  return text;
}

std::string decisions(const agreement::GaugeRow& row) {
  if (row.decision_studies.empty()) return {};
  std::string text = "\n" + left("Mean of", kNameWidth) + right("Erho2") + right("Phi") + right("RDC") + "\n";
  for (const agreement::GaugeDecisionStudy& study : row.decision_studies) {
    std::vector<std::string> levels;
    for (const auto& [factor, n] : study.levels)
      levels.push_back(to_text(std::int64_t{n}) + " " + factor + (n == 1 ? "" : "s"));
    text += left(join(levels, ", "), kNameWidth) + right(rounded(study.erho2)) + right(rounded(study.phi)) +
            right(rounded(study.rdc)) + "\n";
  }
  return text;
}

}  // namespace

std::string gauge_text(const agreement::GaugeRow& row) {
  std::string text = "Gauge R&R of " + row.feature + "\n" + row.design + "\n";
  if (row.method) text.append("method: ").append(to_text(*row.method)).append("\n");
  for (const std::string* extra : {&row.note, &row.reason})
    if (!extra->empty()) text += (extra == &row.reason ? "not estimable: " : "note: ") + *extra + "\n";
  if (row.components.empty()) return text;
  text += "\n" + left("Source", kNameWidth) + right("variance") + right("SD") + right("% study var.") +
          right("% contribution") + "\n";
  const auto square = [](double sd) { return sd * sd; };
  text += line("Repeatability EV", square(row.ev), row.tv) + parts(row, agreement::Variation::ev);
  text += line("Reproducibility AV", square(row.av), row.tv) + parts(row, agreement::Variation::av);
  text += line("Gauge R&R GRR", square(row.grr), row.tv);
  text += line("Part variation PV", square(row.pv), row.tv) + parts(row, agreement::Variation::pv);
  text += line("Total variation TV", square(row.tv), row.tv);
  return text + "\n" + consequences(row) + decisions(row);
}

}  // namespace radgauge::report
