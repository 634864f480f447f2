#include "drift/drift.h"

#include <algorithm>

#include "drift/scores.h"

namespace radgauge::drift {
namespace {

// Every feature that some model reads, each once.
std::vector<models::Input> all_inputs(const std::vector<std::shared_ptr<const models::Model>>& models) {
  std::vector<models::Input> inputs;
  for (const auto& model : models)
    for (const models::Input& input : model->card().inputs)
      if (input.kind == models::Input::Kind::feature &&
          std::find(inputs.begin(), inputs.end(), input) == inputs.end())
        inputs.push_back(input);
  return inputs;
}

ModelDrift drift_of(const DriftData& data, const ScoredModel& scored, const DriftOptions& options) {
  const models::ModelCard& card = scored.card();
  ModelDrift out;
  out.name = card.classes.empty() ? card.name : card.name + ":" + card.classes[scored.output];
  out.link = card.link;
  out.outcome = card.outcome;
  out.threshold = card.threshold;
  out.reference = data.conditions.front();
  for (std::size_t c = 0; c < data.conditions.size(); ++c)
    out.conditions.push_back(condition_drift(data, scored, c));
  add_bootstrap(data, scored, options.seed, options.bootstraps, out.conditions);
  out.agreement = agreement_of(scored.score);
  return out;
}

}  // namespace

DriftResults analyse_drift(const DriftData& data,
                           const std::vector<std::shared_ptr<const models::Model>>& models,
                           const DriftOptions& options) {
  DriftResults out;
  out.over = data.over;
  out.reference = data.conditions.front();
  out.n_objects = static_cast<std::int64_t>(data.n_objects());
  out.n_patients =
      data.patient.empty()
          ? 0
          : static_cast<std::int64_t>(*std::max_element(data.patient.begin(), data.patient.end()) + 1);
  out.bootstraps = options.bootstraps;
  const std::vector<models::Input> inputs = all_inputs(models);
  std::string obstacle;
  const HarmonisedColumns combat =
      options.cures && data.conditions.size() > 1 && !inputs.empty() ? combat_columns(data, inputs, obstacle)
                                                : HarmonisedColumns();
  if (inputs.empty()) obstacle = "the models read no feature";
  for (const auto& model : models)
    for (std::size_t output = 0; output < model->card().n_outputs(); ++output) {
      const ScoredModel scored = score_model(data, *model, output);
      out.models.push_back(drift_of(data, scored, options));
      if (options.cures && data.conditions.size() > 1)
        out.models.back().cures = cures_of(data, scored, inputs, combat, obstacle);
    }
  out.inputs = input_shifts(data, inputs);
  out.agreements = input_agreements(data, inputs);
  return out;
}

}  // namespace radgauge::drift
