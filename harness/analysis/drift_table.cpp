#include "analysis/drift_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "analysis/drift_columns.h"
#include "analysis/drift_places.h"
#include "core/error.h"
#include "core/memo.h"
#include "core/text.h"
#include "drift/drift.h"
#include "study/acquired.h"

namespace radgauge::analysis {
namespace {

using models::Input;
using models::ModelCard;

// A feature of a model: its column, and the channel it is measured in.
struct FeaturePlace {
  std::size_t channel = 0;
  std::size_t feature = 0;
};

FeaturePlace find_drift_feature(const std::string& name, const DriftPlaces& places,
                                const Measurements& measurements) {
  const auto& features = measurements.tables().features;
  const auto feature_at = [&](std::string_view wanted) {
    return static_cast<std::size_t>(
        std::find_if(features.begin(), features.end(), [&](const auto& f) { return f.name == wanted; }) -
        features.begin());
  };
  for (std::size_t c = 0; c < places.channels.size(); ++c) {
    const std::string prefix = places.channels[c] + ".";
    if (places.channels[c].empty() || !name.starts_with(prefix)) continue;
    if (const std::size_t f = feature_at(name.substr(prefix.size())); f < features.size()) return {c, f};
  }
  const std::size_t feature = feature_at(name);
  if (feature == features.size()) {
    std::vector<std::string> names;
    for (const auto& f : features) names.push_back(f.name);
    throw Error(ErrorKind::study, "feature '" + name + "' was not measured" + did_you_mean(name, names));
  }
  for (std::size_t c = 0; c < places.channels.size(); ++c)
    if (places.channels.size() == 1 || places.channels[c].empty() || places.channels[c] == "original")
      return {c, feature};
  throw Error(ErrorKind::study, "feature '" + name + "' was measured in several channels; say which: " +
                                    places.channels.front() + "." + name);
}

// Everything that is read is found before anything is computed.
void check_model(const study::Study& study, const DriftPlaces& places, const Measurements& measurements,
                 const ModelCard& card) {
  for (const Input& input : card.inputs) {
    if (input.kind == Input::Kind::feature)
      find_drift_feature(input.name, places, measurements);
    else
      require_column(study, input.name, "covariate");
  }
  require_column(study, card.outcome, "outcome");
  if (!card.time.empty()) require_column(study, card.time, "time");
}

std::vector<double> feature_values(const DriftPlaces& places, const Measurements& measurements,
                                   const FeaturePlace& place, std::size_t level, std::size_t repeat) {
  const auto& rows = places.rows_of(place.channel, level);
  std::vector<double> out(rows.size(), kNaN);
  std::optional<FeatureColumn> column;  // rows of one channel share it
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (repeat >= rows[i].size() || rows[i][repeat] == kNoRow) continue;
    const std::uint32_t cell = measurements.find(rows[i][repeat], places.plan_condition[level]);
    if (cell == kNoCell) continue;
    if (!column) column = measurements.column(measurements.feature_of(rows[i][repeat], place.feature));
    if (column->statuses[cell] == Status::ok && std::isfinite(column->values[cell]))
      out[i] = column->values[cell];
  }
  return out;
}

}  // namespace

drift::DriftData drift_data(const study::Study& study, const study::Plan& plan,
                            const Measurements& measurements) {
  const auto places = std::make_shared<const DriftPlaces>(drift_places(study, plan));
  for (const study::StudyModel& model : study.models) {
    try {
      check_model(study, *places, measurements, model.model->card());
    } catch (const Error& error) {
      throw error.within("model " + model.name);
    }
  }
  drift::DriftData data;
  data.over = study.drift->over;
  data.conditions = places->levels;
  data.repeats = places->repeats;
  std::map<std::string, std::size_t> patients;
  for (const std::size_t row : places->first_row)
    data.patient.push_back(patients.emplace(study.rows[row].patient, patients.size()).first->second);
  const auto covariates = std::make_shared<const Memo>();  // asked for again under every condition
  data.input = [&study, places, &measurements, covariates](const Input& input, std::size_t level,
                                                           std::size_t repeat) {
    if (input.kind == Input::Kind::feature)
      return feature_values(*places, measurements, find_drift_feature(input.name, *places, measurements),
                            level, repeat);
    return *covariates->get<std::vector<double>>(
        input.name, [&] { return object_numbers(study, *places, input.name, kAnyNumber, "a number"); });
  };
  data.outcome = [&study, places](const ModelCard& card, std::size_t output) {
    if (!card.classes.empty()) return class_outcome(study, *places, card, output);
    if (card.link == models::Link::identity)
      return object_numbers(study, *places, card.outcome, kAnyNumber, "a number");
    return binary_outcome(study, *places, card.outcome);
  };
  for (const std::string& column : study.drift->groups)
    data.groups.push_back({column, grouped_levels(object_levels(study, *places, column))});
  for (const std::string& column : study.drift->covariates)
    data.covariates.push_back({Input::Kind::covariate, column});
  if (!study.drift->period.empty()) data.period = object_levels(study, *places, study.drift->period);
  data.time = [&study, places](const ModelCard& card) {
    return object_numbers(study, *places, card.time, kNotNegative, "a time that is not negative");
  };
  return data;
}

void check_drift_model(const study::Study& study, const study::Plan& plan, const Measurements& measurements,
                       const ModelCard& card) {
  const DriftPlaces places = drift_places(study, plan);
  if (places.first_row.empty() ||
      std::all_of(places.rows.begin(), places.rows.end(), [](const auto& channel) {
        return std::all_of(channel[0].begin(), channel[0].end(),
                           [](const auto& rows) { return rows.empty(); });
      })) {
    const std::string problem = study::no_such_level(study.rows, study.drift->over, study.drift->reference);
    throw Error(ErrorKind::study, !problem.empty() ? problem
                                                   : "no patient that is compared has " + study.drift->over +
                                                         " '" + study.drift->reference + "'");
  }
  check_model(study, places, measurements, card);
}

void check_drift(const study::Study& study, const study::Plan& plan, store::StoreTables planned) {
  if (!study.drift) return;
  const Measurements none(std::move(planned), plan);
  const drift::DriftData data = drift_data(study, plan, none);
  for (const study::StudyModel& model : study.models) {
    const ModelCard& card = model.model->card();
    for (std::size_t output = 0; output < card.n_outputs(); ++output) data.outcome(card, output);
    if (!card.time.empty()) data.time(card);
    for (const Input& input : card.inputs)
      if (input.kind == Input::Kind::covariate) data.input(input, 0, 0);
  }
}

namespace {

// Those whom the comparison leaves out, under the same conditions; nothing where there are none.
std::shared_ptr<const drift::DriftData> learning_data(const study::Study& study, const study::Plan& plan,
                                                      const Measurements& measurements) {
  if (study.drift->patients.empty()) return nullptr;
  const auto others = std::make_shared<study::Study>(study);
  others->drift->takes_others = true;
  others->drift->groups.clear();
  others->drift->period.clear();
  drift::DriftData data = drift_data(*others, plan, measurements);
  if (data.patient.empty()) return nullptr;
  // Its functions read the study, which has to live as long.
  data.outcome = [others, outcome = data.outcome](const ModelCard& card, std::size_t output) {
    return outcome(card, output);
  };
  data.input = [others, input = data.input](const Input& of, std::size_t level, std::size_t repeat) {
    return input(of, level, repeat);
  };
  data.time = [others, time = data.time](const ModelCard& card) { return time(card); };
  return std::make_shared<const drift::DriftData>(std::move(data));
}

}  // namespace

drift::DriftResults drift_of(const study::Study& study, const study::Plan& plan,
                             const Measurements& measurements) {
  if (!study.drift) return {};
  std::vector<std::shared_ptr<const models::Model>> models;
  for (const study::StudyModel& model : study.models) models.push_back(model.model);
  drift::DriftData data = drift_data(study, plan, measurements);
  data.learning = learning_data(study, plan, measurements);
  return drift::analyse_drift(data, models, {study.seed, 1000, true});
}

}  // namespace radgauge::analysis
