#include <algorithm>

#include "core/text.h"
#include "report/gate.h"
#include "report/gate_summary.h"

namespace radgauge::report {

using gate::GateResult;
using gate::GateRow;

namespace {

constexpr std::size_t kGateLines = 20;
constexpr std::size_t kGateSummaryRows = 50;

std::string more_text(std::size_t all, std::size_t shown, const char* what) {
  if (all <= shown) return {};
  return "... " + count_text(all - shown) + " more " + what + " cut here; --format csv has every row\n";
}

std::string cause_text(const gate::Cause& cause) {
  const auto side = [](const std::string& text) {
    return text.empty() ? std::string("nothing") : shortened(text);
  };
  return cause.what + ": " + side(cause.before) + " -> " + side(cause.now);
}

std::string decision_text(const gate::GateDecision& d) {
  const auto side = [](const std::string& text) { return text.empty() ? std::string("nothing") : text; };
  return "question " + d.question + ", " + d.feature + ": " + side(gate_decision(d.before)) + " -> " +
         side(gate_decision(d.now)) + (d.lost() ? " (lost)" : "");
}

/// A cell of a Markdown table.
std::string cell_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string feature_text(const GateResult& result, const GateFeature& feature) {
  std::string counts;
  const auto add = [&](std::int64_t n, const char* word) {
    if (n > 0) counts += (counts.empty() ? "" : ", ") + to_text(n) + " " + word;
  };
  add(feature.moved, "moved");
  add(feature.missing, "missing");
  add(feature.added, "new");
  return result.features[feature.feature] + ": " + counts +
         (result.edge_sensitive[feature.feature] ? " (jumps when a voxel at a bin edge moves by rounding)"
                                                 : "");
}

}  // namespace

std::string gate_table(const GateResult& result) {
  std::string text = (result.holds() ? "passed: " : "failed: ") + gate_sentence(result) + "\n";
  if (!result.causes.empty()) text += "\nWhat differs beside values\n";
  for (std::size_t i = 0; i < std::min(result.causes.size(), kGateLines); ++i)
    text += "  " + cause_text(result.causes[i]) + "\n";
  text += more_text(result.causes.size(), kGateLines, "differences");
  if (!result.decisions.empty()) text += "\nDecisions\n";
  for (std::size_t i = 0; i < std::min(result.decisions.size(), kGateLines); ++i)
    text += "  " + decision_text(result.decisions[i]) + "\n";
  text += more_text(result.decisions.size(), kGateLines, "decisions");
  if (!result.costs.empty()) text += "\nCosts\n";
  for (const gate::JudgedCost& cost : result.costs) text += "  " + gate_cost(cost) + "\n";
  const std::vector<GateFeature> features = gate_features(result);
  if (!features.empty()) text += "\nFeatures, each with its worst value\n";
  for (std::size_t i = 0; i < std::min(features.size(), kGateLines); ++i)
    text += "  " + feature_text(result, features[i]) + "\n    " +
            gate_row_sentence(result, *features[i].worst) + "\n";
  text += more_text(features.size(), kGateLines, "features");
  if (result.rows_left_out > 0)
    text +=
        to_text(result.rows_left_out) + " rows are counted above and listed nowhere: there are too many\n";
  return text;
}

std::string gate_markdown(const GateResult& result) {
  std::string text = std::string("## radgauge gate: ") + (result.holds() ? "passed" : "failed") + "\n\n" +
                     gate_sentence(result) + ".\n";
  if (!result.causes.empty()) text += "\nWhat differs beside values:\n\n";
  for (std::size_t i = 0; i < std::min(result.causes.size(), kGateLines); ++i)
    text += "- " + cause_text(result.causes[i]) + "\n";
  if (result.causes.size() > kGateLines)
    text += "- " + count_text(result.causes.size() - kGateLines) + " more differences were cut here\n";
  if (!result.costs.empty()) text += "\nCosts:\n\n";
  for (const gate::JudgedCost& cost : result.costs) text += "- " + gate_cost(cost) + "\n";
  const std::vector<GateFeature> features = gate_features(result);
  if (features.empty()) return text;
  text +=
      "\n| feature | moved | missing | new | worst at | baseline | now | tolerance | first step |\n"
      "|---|---|---|---|---|---|---|---|---|\n";
  for (std::size_t i = 0; i < std::min(features.size(), kGateSummaryRows); ++i) {
    const GateFeature& f = features[i];
    const GateRow& row = *f.worst;
    text += "| `" + cell_text(result.features[f.feature]) + "` | " + to_text(f.moved) + " | " +
            to_text(f.missing) + " | " + to_text(f.added) + " | " +
            cell_text(result.objects[row.object] + " under " + result.conditions[row.condition]) + " | " +
            gate_value(row.before, row.status_before) + " | " + gate_value(row.now, row.status_now) + " | " +
            (row.tolerance == row.tolerance ? to_rounded_text(row.tolerance) : std::string()) + " | " +
            std::string(to_text(row.first_step)) + " |\n";
  }
  if (features.size() > kGateSummaryRows)
    text += "\n" + count_text(features.size() - kGateSummaryRows) + " of " + count_text(features.size()) +
            " rows were cut here.\n";
  return text;
}

}  // namespace radgauge::report
