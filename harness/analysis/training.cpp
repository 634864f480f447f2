#include "analysis/training.h"

#include <algorithm>
#include <cmath>

#include "analysis/drift_table.h"
#include "core/error.h"
#include "core/text.h"
#include "statistics/icc.h"
#include "study/acquired.h"
#include "study/extraction_hash.h"

namespace radgauge::analysis {
namespace {

using models::Input;

std::vector<Input> training_inputs(const FinishedRun& run, const TrainingRequest& request) {
  std::vector<Input> inputs;
  std::vector<bool> used(request.features.size());
  for (const store::StoredFeature& feature : run.measurements->features()) {
    bool wanted = request.features.empty();
    for (std::size_t p = 0; p < request.features.size(); ++p)
      if (matches_pattern(feature.name, request.features[p])) wanted = used[p] = true;
    if (wanted) inputs.push_back({Input::Kind::feature, feature.name});
  }
  for (std::size_t p = 0; p < used.size(); ++p)
    if (!used[p]) throw Error(ErrorKind::study, "no feature matches '" + request.features[p] + "'");
  for (const std::string& column : request.covariates) inputs.push_back({Input::Kind::covariate, column});
  return inputs;
}

study::Study asked_study(const FinishedRun& run, const TrainingRequest& request) {
  study::Study study = run.study;
  study.models.clear();
  study.drift = study::DriftRequest{request.over, request.reference, request.patients};
  std::vector<std::string> known = study::acquired_factor_names();
  for (const study::Group& group : study.groups) known.push_back(group.name);
  for (const std::string& pattern : request.patients)
    if (std::none_of(study.rows.begin(), study.rows.end(),
                     [&](const study::CohortRow& row) { return matches_pattern(row.patient, pattern); }))
      throw Error(ErrorKind::study, "no patient is called '" + pattern + "' (* and ? are patterns)");
  if (std::find(known.begin(), known.end(), request.over) == known.end())
    throw Error(ErrorKind::study, "'" + request.over + "' is neither an acquired factor nor a group" +
                                      did_you_mean(request.over, known) + "; known: " + join(known, ", "));
  return study;
}

// Values of one column in the cases that are learnt from.
std::vector<double> values_at(const std::vector<double>& all, const std::vector<std::size_t>& objects) {
  std::vector<double> out;
  for (const std::size_t i : objects) out.push_back(all[i]);
  return out;
}

bool has_gaps(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
}

// [condition][case] of one feature.
using FeatureOverConditions = std::vector<std::vector<double>>;

double training_icc(const FeatureOverConditions& values, const std::vector<std::size_t>& cases) {
  std::vector<std::size_t> complete;
  for (const std::size_t i : cases)
    if (std::none_of(values.begin(), values.end(), [&](const auto& v) { return std::isnan(v[i]); }))
      complete.push_back(i);
  if (complete.size() < 2) return kNaN;
  statistics::Ratings ratings(complete.size(), values.size());
  for (std::size_t i = 0; i < complete.size(); ++i)
    for (std::size_t c = 0; c < values.size(); ++c) ratings.at(i, c) = values[c][complete[i]];
  return statistics::icc_agreement(statistics::mean_squares(ratings)).value;
}

}  // namespace

models::TrainingData training_data(const FinishedRun& run, const TrainingRequest& request,
                                   std::vector<std::string>& notes) {
  const study::Study study = asked_study(run, request);
  drift::DriftData data = drift_data(study, run.plan, *run.measurements);
  models::ModelCard card;
  card.outcome = request.outcome;
  card.time = request.time;
  card.inputs = training_inputs(run, request);
  check_drift_model(study, run.plan, *run.measurements, card);
  const std::vector<double> outcome = data.outcome(card, 0);
  const std::vector<double> time = request.time.empty() ? std::vector<double>() : data.time(card);
  std::vector<std::vector<double>> columns;
  for (const Input& input : card.inputs) columns.push_back(data.input(input, 0, 0));
  std::vector<std::size_t> objects;
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    const bool measured =
        std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return !std::isnan(c[i]); });
    if (!std::isnan(outcome[i]) && measured && (time.empty() || !std::isnan(time[i]))) objects.push_back(i);
  }
  models::TrainingData out;
  std::vector<FeatureOverConditions> over;
  std::size_t gaps = 0;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    std::vector<double> column = values_at(columns[j], objects);
    if (has_gaps(column)) {
      ++gaps;
      continue;
    }
    out.inputs.push_back(card.inputs[j]);
    out.columns.push_back(std::move(column));
    if (std::isnan(request.least_icc)) continue;
    FeatureOverConditions& values = over.emplace_back();
    if (card.inputs[j].kind == Input::Kind::feature)
      for (std::size_t c = 0; c < data.conditions.size(); ++c)
        values.push_back(values_at(data.input(card.inputs[j], c, 0), objects));
  }
  if (gaps > 0) notes.push_back(count_text(gaps) + " inputs that some case lacks were left out");
  std::map<std::size_t, std::size_t> patients;
  for (const std::size_t i : objects) {
    out.status.push_back(outcome[i] != 0 ? 1 : 0);
    if (!time.empty()) out.time.push_back(time[i]);
    out.patient.push_back(patients.emplace(data.patient[i], patients.size()).first->second);
  }
  if (!std::isnan(request.least_icc))
    out.filter = [over = std::move(over), least = request.least_icc](const std::vector<std::size_t>& cases) {
      std::vector<bool> keep;
      for (const FeatureOverConditions& values : over)
        keep.push_back(values.empty() || training_icc(values, cases) >= least);
      return keep;
    };
  return out;
}

models::ExtractionHashes training_extractions(const FinishedRun& run, const std::vector<Input>& inputs) {
  const models::ExtractionHashes all = study::extraction_hashes(run.study);
  models::ExtractionHashes out;
  const auto& stored = run.measurements->tables().features;
  const auto& features = run.measurements->features();
  for (std::size_t f = 0; f < features.size(); ++f) {
    const Input input{Input::Kind::feature, features[f].name};
    if (std::find(inputs.begin(), inputs.end(), input) == inputs.end()) continue;
    const store::StoredFeature& feature = stored[f % stored.size()];
    const std::string key =
        study::extraction_key(run.study, feature.name, feature.extraction, feature.info.tag);
    if (const auto at = all.find(key); at != all.end()) out.insert(*at);
  }
  return out;
}

}  // namespace radgauge::analysis
