#include <algorithm>

#include "core/hash.h"
#include "core/text.h"
#include "io/json.h"
#include "report/gate.h"
#include "report/gate_summary.h"
#include "report/junit.h"

namespace radgauge::report {

using gate::GateResult;

namespace {

/// GitHub shows ten errors of a step.
constexpr std::size_t kAnnotations = 10;

/// Percent-encoded as workflow commands ask: of a message, or of a property.
std::string command_text(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    const bool encode = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    if (!encode) {
      out += c;
      continue;
    }
    out += c == '%' ? "%25" : c == '\r' ? "%0D" : c == '\n' ? "%0A" : c == ':' ? "%3A" : "%2C";
  }
  return out;
}

std::string gate_counts(const GateFeature& feature) {
  return to_text(feature.moved) + " moved, " + to_text(feature.missing) + " missing";
}

std::string decision_change(const gate::GateDecision& d) {
  return gate_decision(d.before) + " -> " + (d.now ? gate_decision(d.now) : "nothing");
}

}  // namespace

std::string gate_junit(const GateResult& result) {
  const std::vector<GateFeature> features = gate_features(result);
  std::vector<const GateFeature*> of(result.features.size(), nullptr);
  for (const GateFeature& feature : features) of[feature.feature] = &feature;
  JunitSuite values;
  values.name = "values";
  values.properties = {{"baseline", result.engine_before}, {"now", result.engine_now}};
  for (std::size_t f = 0; f < result.features.size(); ++f) {
    JunitCase one;
    one.name = result.features[f];
    one.classname = "gate.values";
    if (of[f] != nullptr && of[f]->fails()) {
      one.outcome = JunitOutcome::failed;
      one.message = gate_counts(*of[f]);
      one.details = gate_row_sentence(result, *of[f]->worst);
    } else if (of[f] != nullptr) {
      one.outcome = JunitOutcome::skipped;
      one.message = "new: the baseline has no such value";
    }
    values.cases.push_back(std::move(one));
  }
  JunitSuite decisions;
  decisions.name = "decisions";
  for (const gate::GateDecision& d : result.decisions)
    decisions.cases.push_back({d.feature, "gate." + d.question,
                               d.lost() ? JunitOutcome::failed : JunitOutcome::passed, decision_change(d), "",
                               0});
  std::vector<JunitSuite> suites{std::move(values)};
  if (result.more_cells_failed()) {
    JunitSuite cells;
    cells.name = "cells";
    cells.cases.push_back(
        {"failed cells", "gate.cells", JunitOutcome::failed, gate_failed_cells(result), "", 0});
    suites.push_back(std::move(cells));
  }
  if (!result.costs.empty()) {
    JunitSuite costs;
    costs.name = "costs";
    for (const gate::JudgedCost& cost : result.costs)
      costs.cases.push_back({cost.name, "gate.costs",
                             cost.exceeds() ? JunitOutcome::failed : JunitOutcome::passed, gate_cost(cost),
                             "", 0});
    suites.push_back(std::move(costs));
  }
  if (!decisions.cases.empty()) suites.push_back(std::move(decisions));
  return junit_xml("radgauge gate", suites);
}

std::string gate_github(const GateResult& result) {
  std::string text;
  std::size_t shown = 0;
  for (const GateFeature& feature : gate_features(result)) {
    if (!feature.fails() || shown == kAnnotations) break;
    ++shown;
    text += "::error title=" + command_text("radgauge: " + result.features[feature.feature], true) + "::" +
            command_text(gate_counts(feature) + ": " + gate_row_sentence(result, *feature.worst), false) +
            "\n";
  }
  return text +
         (result.holds() ? "::notice title=radgauge gate::passed: "
                         : "::warning title=radgauge gate::failed: ") +
         command_text(gate_sentence(result), false) + "\n";
}

std::string gate_gitlab(const GateResult& result) {
  nlohmann::ordered_json issues = nlohmann::ordered_json::array();
  const auto add = [&](const std::string& name, const std::string& description) {
    issues.push_back({{"description", name + ": " + description},
                      {"check_name", "radgauge-gate"},
                      {"fingerprint", sha256("radgauge-gate " + name).substr(0, 40)},
                      {"severity", "major"},
                      {"location", {{"path", name}, {"lines", {{"begin", 1}}}}}});
  };
  for (const GateFeature& feature : gate_features(result)) {
    if (!feature.fails()) continue;
    add(result.features[feature.feature],
        gate_counts(feature) + "; " + gate_row_sentence(result, *feature.worst));
  }
  for (const gate::GateDecision& d : result.decisions)
    if (d.lost()) add("question " + d.question + ", " + d.feature, decision_change(d));
  if (result.more_cells_failed()) add("cells", gate_failed_cells(result));
  for (const gate::JudgedCost& cost : result.costs)
    if (cost.exceeds()) add("cost", gate_cost(cost));
  return io::to_json_text(issues);
}

}  // namespace radgauge::report
