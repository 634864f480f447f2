#include "drift/combat_cure.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "drift/scores.h"

namespace radgauge::drift {
namespace {

constexpr std::size_t kLeftOut = SIZE_MAX;

// Columns of some patients that ComBat is fitted or applied to.
struct CombatColumns {
  const DriftData* data = nullptr;
  const ColumnsOfConditions* features = nullptr;         // [condition][input of the card][object]
  std::vector<std::vector<double>> covariates = {};      // [covariate][object]
  std::vector<std::vector<std::uint8_t>> complete = {};  // [condition][object]: has every one of them
};

// Samples of ComBat: an object under a condition.
struct CombatSamples {
  statistics::CombatData table;
  std::vector<std::pair<std::size_t, std::size_t>> place;  // condition and object
};

bool is_feature(const models::Input& input) {
  return input.kind == models::Input::Kind::feature;
}

// `batch` of each condition; objects for which `takes` holds.
CombatSamples combat_samples(const models::ModelCard& card, const CombatColumns& of,
                             const std::vector<std::size_t>& batch,
                             const std::function<bool(std::size_t)>& takes) {
  CombatSamples out;
  for (std::size_t c = 0; c < batch.size(); ++c) {
    if (batch[c] == kLeftOut) continue;
    for (std::size_t i = 0; i < of.data->n_objects(); ++i)
      if (takes(i) && of.complete[c][i] != 0) {
        out.table.batch.push_back(batch[c]);
        out.place.push_back({c, i});
      }
  }
  for (std::size_t j = 0; j < card.inputs.size(); ++j) {
    if (!is_feature(card.inputs[j])) continue;
    auto& feature = out.table.features.emplace_back();
    for (const auto& [c, i] : out.place) feature.push_back((*of.features)[c][j][i]);
  }
  for (const std::vector<double>& column : of.covariates) {
    auto& covariate = out.table.covariates.emplace_back();
    for (const auto& place : out.place) covariate.push_back(column[place.second]);
  }
  return out;
}

// A batch for each condition of which two objects are taken; `why_left_out` says of the others why.
std::vector<std::size_t> batches_of(const CombatColumns& of, const std::function<bool(std::size_t)>& takes,
                                    std::vector<std::string>& why_left_out) {
  std::vector<std::size_t> batch(of.data->conditions.size(), kLeftOut);
  std::size_t next = 0;
  for (std::size_t c = 0; c < batch.size(); ++c) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < of.data->n_objects(); ++i) n += takes(i) && of.complete[c][i] != 0 ? 1 : 0;
    if (n >= 2)
      batch[c] = next++;
    else if (why_left_out[c].empty())
      why_left_out[c] = of.data->conditions[c] + " has " + count_text(n) + (n == 1 ? " object" : " objects") +
                        " with every feature" + (of.covariates.empty() ? "" : " and covariate") +
                        ", and is left out of ComBat: a spread needs two";
  }
  return batch;
}

// Why these batches do not do, or "".
std::string batch_obstacle(const std::vector<std::size_t>& batch,
                           const std::vector<std::string>& why_left_out) {
  if (batch[0] == kLeftOut) return why_left_out[0];
  const bool others =
      std::any_of(batch.begin() + 1, batch.end(), [](std::size_t b) { return b != kLeftOut; });
  return others ? "" : "no condition but the reference has two objects with every feature";
}

std::vector<models::Input> combat_covariates(const DriftData& data, const models::ModelCard& card) {
  if (!data.covariates.empty()) return data.covariates;
  std::vector<models::Input> out;
  for (const models::Input& input : card.inputs)
    if (!is_feature(input)) out.push_back(input);
  return out;
}

CombatColumns columns_with(const DriftData& data, const models::ModelCard& card,
                           const ColumnsOfConditions& features,
                           const std::vector<models::Input>& covariates) {
  CombatColumns out{&data, &features};
  for (const models::Input& input : covariates) out.covariates.push_back(data.input(input, 0, 0));
  out.complete.assign(features.size(), std::vector<std::uint8_t>(data.n_objects(), 1));
  for (std::size_t c = 0; c < features.size(); ++c) {
    const auto take_out = [&](const std::vector<double>& column) {
      for (std::size_t i = 0; i < column.size(); ++i)
        if (std::isnan(column[i])) out.complete[c][i] = 0;
    };
    for (std::size_t j = 0; j < card.inputs.size(); ++j)
      if (is_feature(card.inputs[j])) take_out(features[c][j]);
    for (const std::vector<double>& column : out.covariates) take_out(column);
  }
  return out;
}

class CombatRun {
 public:
  CombatRun(const models::ModelCard& card, const CombatVariant& variant,
            std::vector<models::Input> covariates, const CombatColumns& to)
      : card_(card), variant_(variant), covariates_(std::move(covariates)), to_(to), adjusted_(*to.features) {
    for (auto& condition : adjusted_)
      for (std::size_t j = 0; j < card.inputs.size(); ++j)
        if (is_feature(card.inputs[j])) std::fill(condition[j].begin(), condition[j].end(), kNaN);
    why_left_out_.resize(adjusted_.size());
  }

  // Fits to some of `from`, applies to some of those that are compared; without `is_changed` to those that it
  // was fitted to. The obstacle, or "".
  std::string run(const CombatColumns& from, const std::function<bool(std::size_t)>& learns,
                  const std::function<bool(std::size_t)>& is_changed = {}) {
    const std::vector<std::size_t> batch = batches_of(from, learns, why_left_out_);
    if (std::string obstacle = batch_obstacle(batch, why_left_out_); !obstacle.empty()) return obstacle;
    const CombatSamples known = combat_samples(card_, from, batch, learns);
    const CombatSamples others = is_changed ? combat_samples(card_, to_, batch, is_changed) : CombatSamples();
    const CombatSamples& changed = is_changed ? others : known;
    std::vector<std::string> names;
    for (const models::Input& input : covariates_) names.push_back(input.name);
    statistics::CombatOptions options = variant_.options;
    options.reference = 0;
    std::size_t batches = 0;
    for (std::size_t c = 0; c < batch.size(); ++c) {
      if (batch[c] == kLeftOut) continue;
      ++batches;
      options.batch_names.push_back(from.data->conditions[c]);
    }
    try {
      const auto model = statistics::fit_combat(known.table, batches, options, names);
      place(statistics::apply_combat(model, changed.table), changed);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  const ColumnsOfConditions& adjusted() const { return adjusted_; }
  std::vector<std::string> why_left_out() const { return why_left_out_; }

 private:
  void place(const std::vector<std::vector<double>>& values, const CombatSamples& samples) {
    std::size_t feature = 0;
    for (std::size_t j = 0; j < card_.inputs.size(); ++j) {
      if (!is_feature(card_.inputs[j])) continue;
      for (std::size_t s = 0; s < samples.place.size(); ++s)
        adjusted_[samples.place[s].first][j][samples.place[s].second] = values[feature][s];
      ++feature;
    }
  }

  const models::ModelCard& card_;
  const CombatVariant& variant_;
  std::vector<models::Input> covariates_;
  const CombatColumns& to_;
  ColumnsOfConditions adjusted_;
  std::vector<std::string> why_left_out_;
};

std::string run_variant(CombatRun& run, const DriftData& data, const models::ModelCard& card,
                        const CombatColumns& to, const CombatVariant& variant) {
  const auto all = [](std::size_t) { return true; };
  if (!variant.is_frozen) return run.run(to, all);
  if (data.learning) {
    ColumnsOfConditions features;
    for (std::size_t c = 0; c < data.learning->conditions.size(); ++c)
      features.push_back(input_columns(*data.learning, card, c));
    const CombatColumns from = columns_with(*data.learning, card, features, {});
    return run.run(from, all, all);
  }
  for (std::size_t fold = 0; fold < kCureFolds; ++fold) {
    const auto in_fold = [&](std::size_t i) { return data.patient[i] % kCureFolds == fold; };
    std::string obstacle = run.run(
        to, [&](std::size_t i) { return !in_fold(i); }, in_fold);
    if (!obstacle.empty()) return obstacle;
  }
  return "";
}

}  // namespace

std::vector<CombatVariant> combat_variants(bool learns_from_others) {
  const std::string leak =
      "is fitted to these very cases, without their outcomes; differences in case mix would be removed, too";
  const std::string features = ", with the reference as reference batch, on the features of this model";
  std::vector<CombatVariant> out;
  out.push_back({"combat", "ComBat, parametric, without covariates" + features, leak});
  out.push_back({"combat, non-parametric", "the same with priors that are integrated over the features",
                 leak + "; each feature is drawn to what the others of the model show, which few do badly"});
  out.back().options.parametric = false;
  out.push_back({"combat, mean only", "the same as combat for the means; spreads stay", leak});
  out.back().options.mean_only = true;
  out.push_back(
      {"combat, covariates", "the same as combat, and what the covariates explain stays",
       "is fitted to these very cases, without their outcomes; differences in case mix stay where the "
       "covariates explain them, and a covariate that is close to the outcome would leak it"});
  out.back().keeps_covariates = true;
  out.push_back({"combat, frozen",
                 learns_from_others
                     ? "the same as combat, fitted to the patients whom the comparison leaves out"
                     : "the same as combat, fitted to other patients of the same scanners (five folds)",
                 "needs patients of each scanner beforehand; sees nothing of those it is judged on"});
  out.back().is_frozen = true;
  return out;
}

HarmonisedScores harmonised_scores(const DriftData& data, const models::Model& model,
                                   const ColumnsOfConditions& columns, const CombatVariant& variant) {
  const models::ModelCard& card = model.card();
  HarmonisedScores out;
  out.why_left_out.resize(data.conditions.size());
  if (std::none_of(card.inputs.begin(), card.inputs.end(), is_feature)) {
    out.obstacle = "the model reads no feature";
    return out;
  }
  std::vector<models::Input> covariates;
  if (variant.keeps_covariates) covariates = combat_covariates(data, card);
  if (variant.keeps_covariates && covariates.empty()) {
    out.obstacle = "drift: names no covariates, and the model reads none";
    return out;
  }
  const CombatColumns to = columns_with(data, card, columns, covariates);
  CombatRun run(card, variant, covariates, to);
  out.obstacle = run_variant(run, data, card, to, variant);
  out.why_left_out = run.why_left_out();
  if (!out.obstacle.empty()) return out;
  out.score.resize(card.n_outputs());
  for (std::size_t output = 0; output < card.n_outputs(); ++output)
    for (std::size_t c = 0; c < data.conditions.size(); ++c)
      out.score[output].push_back(scores_of(model, output, run.adjusted()[c]));
  return out;
}

}  // namespace radgauge::drift
