#include "drift/drift.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

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

// Values of features that are kept, so that every model and cure does not gather them anew: 400 MB.
constexpr std::size_t kMostKept = 50'000'000;

// The same data, with the first measurements of the features in memory if there are not too many.
DriftData with_columns(const DriftData& data, const std::vector<models::Input>& inputs) {
  if (inputs.size() * data.conditions.size() * data.n_objects() > kMostKept) return data;
  using Columns = std::vector<std::vector<double>>;  // [condition]
  auto kept = std::make_shared<std::map<std::string, Columns>>();
  for (const models::Input& input : inputs) {
    Columns& columns = (*kept)[input.name];
    for (std::size_t c = 0; c < data.conditions.size(); ++c) columns.push_back(data.input(input, c, 0));
  }
  DriftData out = data;
  out.input = [kept, read = data.input](const models::Input& input, std::size_t c, std::size_t repeat) {
    const auto at = kept->find(input.name);
    return repeat == 0 && input.kind == models::Input::Kind::feature && at != kept->end()
               ? at->second[c]
               : read(input, c, repeat);
  };
  return out;
}

ModelDrift drift_of(const DriftData& data, const ScoredModel& scored, const DriftOptions& options) {
  const models::ModelCard& card = scored.card();
  ModelDrift out;
  out.name = card.classes.empty() ? card.name : card.name + ":" + card.classes[scored.output];
  out.link = card.link;
  out.outcome = card.outcome;
  out.threshold = card.threshold;
  out.rule = measurement_rule(*scored.model);
  out.reference = data.conditions.front();
  out.conditions.resize(data.conditions.size());
  const statistics::Recalibration on_reference = reference_calibration(scored);
  oneapi::tbb::parallel_for(std::size_t{0}, data.conditions.size(), [&](std::size_t c) {
    out.conditions[c] = condition_drift(data, scored, on_reference, c);
    if (c > 0)
      out.conditions[c].shift = shift_verdict(data, scored, c);
    else
      out.conditions[c].shift.reason = "this is the reference";
  });
  const auto explanation = explanation_stability(data, scored);
  for (std::size_t c = 0; c < out.conditions.size(); ++c) out.conditions[c].explanation = explanation[c];
  out.groups = group_fairness(data, scored);
  out.record = performance_record(data, scored);
  add_bootstrap(data, scored, options.seed, options.bootstraps, out.conditions);
  out.agreement = agreement_of(scored.score);
  return out;
}

// A model's outputs, in their order.
struct JudgedModel {
  std::vector<ModelDrift> drift;
  std::vector<ScoredModel> scored;
};

JudgedModel judge_model(const DriftData& data, const models::Model& model,
                        const std::vector<CloudShift>& together, const DriftOptions& options) {
  JudgedModel out;
  std::optional<CureParts> parts;  // of all outputs
  for (std::size_t output = 0; output < model.card().n_outputs(); ++output) {
    const ScoredModel& scored = out.scored.emplace_back(score_model(data, model, output));
    ModelDrift& drift = out.drift.emplace_back(drift_of(data, scored, options));
    for (std::size_t c = 0; c < together.size(); ++c) drift.conditions[c].together = together[c];
    if (!options.cures || data.conditions.size() < 2 || !has_cures(scored)) continue;
    if (!parts) parts = cure_parts(data, model, options.seed);
    drift.cures = cures_of(data, scored, *parts);
  }
  return out;
}

}  // namespace

DriftResults analyse_drift(const DriftData& read,
                           const std::vector<std::shared_ptr<const models::Model>>& models,
                           const DriftOptions& options) {
  const std::vector<models::Input> inputs = all_inputs(models);
  const DriftData data = with_columns(read, inputs);
  DriftResults out;
  out.over = data.over;
  out.reference = data.conditions.front();
  out.n_objects = static_cast<std::int64_t>(data.n_objects());
  out.n_patients =
      data.patient.empty()
          ? 0
          : static_cast<std::int64_t>(*std::max_element(data.patient.begin(), data.patient.end()) + 1);
  out.bootstraps = options.bootstraps;
  const CloudShifts clouds = cloud_shifts(data, models, options.seed);
  std::vector<JudgedModel> judged(models.size());
  oneapi::tbb::parallel_for(std::size_t{0}, models.size(), [&](std::size_t m) {
    judged[m] = judge_model(data, *models[m], clouds.at(models[m]->card().inputs), options);
  });
  std::vector<ScoredModel> all;  // in the order of out.models
  for (JudgedModel& model : judged) {
    std::move(model.drift.begin(), model.drift.end(), std::back_inserter(out.models));
    std::move(model.scored.begin(), model.scored.end(), std::back_inserter(all));
  }
  out.equal = equal_models(out.models, all);
  out.inputs = input_shifts(data, inputs);
  out.agreements = input_agreements(data, inputs);
  return out;
}

}  // namespace radgauge::drift
