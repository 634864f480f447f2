#include <algorithm>
#include <cmath>
#include <map>

#include "drift/scores.h"

namespace radgauge::drift {
namespace {

EqualCondition equal_condition(const std::vector<const ModelDrift*>& models,
                               const std::vector<const ScoredModel*>& scored, std::size_t c) {
  EqualCondition out;
  out.condition = models[0]->conditions[c].name;
  for (const ModelDrift* model : models) {
    const double auc = model->conditions[c].auc.value;
    if (std::isnan(auc)) continue;
    if (std::isnan(out.auc_lowest) || auc < out.auc_lowest) {
      out.auc_lowest = auc;
      out.lowest = model->name;
    }
    if (std::isnan(out.auc_highest) || auc > out.auc_highest) {
      out.auc_highest = auc;
      out.highest = model->name;
    }
  }
  const bool decide = std::all_of(scored.begin(), scored.end(),
                                  [](const ScoredModel* s) { return s->card().threshold.has_value(); });
  double differ = 0;
  for (std::size_t i = 0; decide && i < scored[0]->outcome.size(); ++i) {
    if (std::any_of(scored.begin(), scored.end(),
                    [&](const ScoredModel* s) { return std::isnan(s->score[c][i]); }))
      continue;
    ++out.n;
    differ += std::any_of(scored.begin(), scored.end(),
                          [&](const ScoredModel* s) { return s->decides(c, i) != scored[0]->decides(c, i); })
                  ? 1
                  : 0;
  }
  if (out.n > 0)
    out.disagreement = {differ / static_cast<double>(out.n), kNaN, kNaN, ""};
  else
    out.disagreement = {kNaN, kNaN, kNaN,
                        decide ? "no object has a score of every model" : "not every model has a threshold"};
  return out;
}

}  // namespace

std::vector<EqualModels> equal_models(const std::vector<ModelDrift>& drift,
                                      const std::vector<ScoredModel>& scored) {
  std::map<std::string, std::vector<std::size_t>> of_outcome;
  for (std::size_t m = 0; m < drift.size(); ++m)
    if (drift[m].link == models::Link::logit && !std::isnan(drift[m].conditions.front().auc.value))
      of_outcome[drift[m].outcome].push_back(m);
  std::vector<EqualModels> out;
  for (const auto& [outcome, members] : of_outcome) {
    double best = 0;
    for (const std::size_t m : members) best = std::max(best, drift[m].conditions.front().auc.value);
    std::vector<const ModelDrift*> models;
    std::vector<const ScoredModel*> scores;
    for (const std::size_t m : members)
      if (drift[m].conditions.front().auc.value >= best - kEqualAuc) {
        models.push_back(&drift[m]);
        scores.push_back(&scored[m]);
      }
    if (models.size() < 2) continue;
    EqualModels& equal = out.emplace_back();
    equal.outcome = outcome;
    for (const ModelDrift* model : models) equal.models.push_back(model->name);
    for (std::size_t c = 0; c < models[0]->conditions.size(); ++c)
      equal.conditions.push_back(equal_condition(models, scores, c));
  }
  return out;
}

}  // namespace radgauge::drift
