#include "drift/refit_cure.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/text.h"
#include "drift/scores.h"
#include "models/train.h"

namespace radgauge::drift {
namespace {

constexpr std::size_t kMostLearnt = 2000;

// [condition][case] of one feature.
using OverConditions = std::vector<std::vector<double>>;

std::vector<double> taken(const std::vector<double>& all, const std::vector<std::size_t>& which) {
  std::vector<double> out;
  for (const std::size_t i : which) out.push_back(all[i]);
  return out;
}

// Agreement of a feature over the conditions in some cases.
double refit_icc(const OverConditions& values, const std::vector<std::size_t>& cases) {
  OverConditions some;
  for (const std::vector<double>& condition : values) some.push_back(taken(condition, cases));
  return agreement_of(some).icc.value;
}

// Objects with every input on the reference and an outcome.
std::vector<std::size_t> cases_of(const std::vector<std::vector<double>>& columns,
                                  const std::vector<double>& outcome, const std::vector<double>& time) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < outcome.size() && out.size() < kMostLearnt; ++i) {
    const bool complete =
        std::none_of(columns.begin(), columns.end(), [&](const auto& c) { return std::isnan(c[i]); });
    if (complete && !std::isnan(outcome[i]) && (time.empty() || !std::isnan(time[i]))) out.push_back(i);
  }
  return out;
}

models::TrainingData refit_data(const DriftData& from, const models::ModelCard& card) {
  const std::vector<std::vector<double>> columns = input_columns(from, card, 0);
  const std::vector<double> outcome = from.outcome(card, 0);
  const std::vector<double> time = card.link == models::Link::cox ? from.time(card) : std::vector<double>();
  const std::vector<std::size_t> cases = cases_of(columns, outcome, time);
  models::TrainingData out;
  out.inputs = card.inputs;
  std::map<std::size_t, std::size_t> patients;
  for (const std::size_t i : cases) {
    out.status.push_back(outcome[i] != 0 ? 1 : 0);
    if (!time.empty()) out.time.push_back(time[i]);
    out.patient.push_back(patients.emplace(from.patient[i], patients.size()).first->second);
  }
  std::vector<OverConditions> over;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    out.columns.push_back(taken(columns[j], cases));
    OverConditions& values = over.emplace_back();
    if (card.inputs[j].kind != models::Input::Kind::feature) continue;
    for (std::size_t c = 0; c < from.conditions.size(); ++c)
      values.push_back(taken(from.input(card.inputs[j], c, 0), cases));
  }
  out.filter = [over = std::move(over)](const std::vector<std::size_t>& some) {
    std::vector<bool> keep;
    for (const OverConditions& values : over)
      keep.push_back(values.empty() || refit_icc(values, some) >= kRefitIcc);
    return keep;
  };
  return out;
}

}  // namespace

Refit refit_without_drifting(const DriftData& data, const models::ModelCard& card, std::uint64_t seed) {
  Refit out;
  if (!data.learning) {
    out.obstacle =
        "there is nobody to learn from: name under drift: patients whom the models are judged on, and it learns "
        "from the others";
    return out;
  }
  if (card.link != models::Link::logit && card.link != models::Link::cox) {
    out.obstacle = "only models of two classes or of survival are fitted anew";
    return out;
  }
  const models::TrainingData learnt = refit_data(*data.learning, card);
  models::TrainOptions options;
  options.name = card.name + ", refit";
  options.outcome = card.outcome;
  options.time = card.time;
  options.folds = 5;
  options.seed = seed;
  try {
    const models::TrainedSignature trained = models::train_signature(learnt, options);
    std::vector<std::string> kept;
    for (const models::Input& input : trained.signature.card.inputs) kept.push_back(input.name);
    out.what = count_text(trained.n_allowed) + " of " + count_text(card.inputs.size()) +
               " inputs were allowed; kept: " + (kept.empty() ? "none" : join(kept, ", "));
    if (kept.empty())
      out.obstacle = "no input was worth its penalty: " + out.what;
    else
      out.model = models::signature_model(trained.signature);
  } catch (const Error& error) {
    out.obstacle = std::string("learning failed: ") + error.what();
  }
  return out;
}

}  // namespace radgauge::drift
