#include <algorithm>
#include <cmath>

#include "drift/scores.h"
#include "statistics/ranks.h"

namespace radgauge::drift {
namespace {

// [input][object]: what the score loses when an input gets its mean on the reference.
std::vector<std::vector<double>> contributions(const ScoredModel& scored,
                                               const std::vector<std::vector<double>>& columns,
                                               const std::vector<double>& centre) {
  std::vector<std::vector<double>> out(columns.size(), std::vector<double>(columns[0].size()));
  if (const auto weights = scored.model->weights()) {
    for (std::size_t j = 0; j < columns.size(); ++j)
      for (std::size_t i = 0; i < columns[j].size(); ++i)
        out[j][i] = (*weights)[j] * (columns[j][i] - centre[j]);
    return out;
  }
  const std::vector<double> whole = scores_of(*scored.model, scored.output, columns);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    auto without = columns;
    for (double& v : without[j])
      if (!std::isnan(v)) v = centre[j];
    const std::vector<double> rest = scores_of(*scored.model, scored.output, without);
    for (std::size_t i = 0; i < whole.size(); ++i) out[j][i] = whole[i] - rest[i];
  }
  return out;
}

// Ranks of the sizes of one object's contributions; empty where one is missing.
std::vector<double> size_ranks(const std::vector<std::vector<double>>& of, std::size_t object) {
  std::vector<double> sizes;
  for (const auto& input : of) sizes.push_back(std::abs(input[object]));
  if (std::any_of(sizes.begin(), sizes.end(), [](double v) { return std::isnan(v); })) return {};
  return statistics::average_ranks(sizes);
}

// Pearson's correlation of ranks; NaN where one has none but ties.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double middle = (static_cast<double>(a.size()) + 1) / 2;
  double ab = 0, aa = 0, bb = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    ab += (a[j] - middle) * (b[j] - middle);
    aa += (a[j] - middle) * (a[j] - middle);
    bb += (b[j] - middle) * (b[j] - middle);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : kNaN;
}

}  // namespace

std::vector<ExplanationStability> explanation_stability(const DriftData& data, const ScoredModel& scored) {
  const models::ModelCard& card = scored.card();
  std::vector<ExplanationStability> out(data.conditions.size());
  for (ExplanationStability& each : out)
    each.reason =
        card.inputs.size() < 2 ? "the model has one input alone" : "no object has a score under both";
  if (card.inputs.size() < 2) return out;
  const auto reference = input_columns(data, card, 0);
  std::vector<double> centre;
  for (const auto& column : reference) {
    double sum = 0, n = 0;
    for (const double v : column)
      if (!std::isnan(v)) {
        sum += v;
        n += 1;
      }
    centre.push_back(sum / n);
  }
  const auto there = contributions(scored, reference, centre);
  std::vector<std::vector<double>> ranks_there;
  for (std::size_t i = 0; i < data.n_objects(); ++i) ranks_there.push_back(size_ranks(there, i));
  for (std::size_t c = 1; c < out.size(); ++c) {
    const auto here = contributions(scored, input_columns(data, card, c), centre);
    double sum = 0, same = 0;
    for (std::size_t i = 0; i < data.n_objects(); ++i) {
      const std::vector<double> ranks = size_ranks(here, i);
      if (ranks.empty() || ranks_there[i].empty()) continue;
      const double correlation = rank_correlation(ranks_there[i], ranks);
      if (std::isnan(correlation)) continue;
      ++out[c].n;
      sum += correlation;
      same += std::max_element(ranks.begin(), ranks.end()) - ranks.begin() ==
                      std::max_element(ranks_there[i].begin(), ranks_there[i].end()) - ranks_there[i].begin()
                  ? 1
                  : 0;
    }
    if (out[c].n == 0) continue;
    out[c].reason.clear();
    out[c].mean_rank_correlation = sum / static_cast<double>(out[c].n);
    out[c].same_first_share = same / static_cast<double>(out[c].n);
  }
  out[0].reason = "is the reference";
  return out;
}

}  // namespace radgauge::drift
