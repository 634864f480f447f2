#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drift/drift.h"
#include "models/registry.h"

namespace radgauge::drift {

inline std::shared_ptr<const models::Model> model_of(const std::string& text) {
  return models::decode_model(io::parse_yaml(text, "model.yaml"));
}

inline const char* const kTwoTerms =
    "{model: m, link: logit, intercept: 0, threshold: 0.5, outcome: y, terms: [{feature: a, coefficient: 1}, "
    "{feature: b, mean: 1, sd: 2, coefficient: -1}]}";

// Columns by input and condition.
struct Example {
  std::vector<std::string> conditions;
  std::map<std::string, std::vector<std::vector<double>>> values;
  std::vector<double> outcome;

  DriftData data() const {
    DriftData out;
    out.over = "scanner";
    out.conditions = conditions;
    for (std::size_t i = 0; i < outcome.size(); ++i) out.patient.push_back(i);
    out.input = [*this](const models::Input& input, std::size_t c, std::size_t) {
      return values.at(input.name)[c];
    };
    out.outcome = [*this](const models::ModelCard&, std::size_t) { return outcome; };
    out.time = [*this](const models::ModelCard&) { return outcome; };
    return out;
  }
};

inline Example small() {
  return {{"A", "B"},
          {{"a", {{-2, -1, 1, 2}, {-1, 0.5, 0.5, 3}}}, {"b", {{1, 1, 1, 1}, {1, 3, 3, 1}}}},
          {0, 0, 1, 1}};
}

}  // namespace radgauge::drift
