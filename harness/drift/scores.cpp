#include "drift/scores.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "statistics/distributions.h"
#include "statistics/icc.h"

namespace radgauge::drift {

std::vector<std::vector<double>> input_columns(const DriftData& data, const models::ModelCard& card,
                                               std::size_t condition, std::size_t repeat) {
  std::vector<std::vector<double>> columns;
  for (const models::Input& input : card.inputs) columns.push_back(data.input(input, condition, repeat));
  return columns;
}

std::vector<double> scores_of(const models::Model& model, std::size_t output,
                              const std::vector<std::vector<double>>& columns) {
  const std::vector<std::span<const double>> spans(columns.begin(), columns.end());
  return model.linear_predictor(spans, output);
}

ScoredModel score_model(const DriftData& data, const models::Model& model, std::size_t output) {
  ScoredModel out;
  out.model = &model;
  out.output = output;
  out.outcome = data.outcome(model.card(), output);
  if (!model.card().time.empty()) out.time = data.time(model.card());
  for (std::size_t c = 0; c < data.conditions.size(); ++c) {
    out.score.push_back(scores_of(model, output, input_columns(data, model.card(), c)));
    std::vector<double>& response = out.response.emplace_back();
    for (const double score : out.score.back()) response.push_back(models::response(model.card(), score));
  }
  return out;
}

LabelledScores labelled_scores(const ScoredModel& scored, std::size_t condition,
                               std::optional<std::size_t> also) {
  LabelledScores out;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    const double score = scored.score[condition][i];
    if (std::isnan(score) || std::isnan(scored.outcome[i]) || (also && std::isnan(scored.score[*also][i])))
      continue;
    out.object.push_back(i);
    out.label.push_back(scored.outcome[i] != 0 ? 1 : 0);
    out.score.push_back(score);
    out.response.push_back(scored.response[condition][i]);
  }
  return out;
}

namespace {

// Orders in which columns are swapped; enough that shares of equal columns differ by less than a tenth.
constexpr std::uint32_t kSwapOrders = 40;

std::vector<std::size_t> paired_objects(const ScoredModel& scored, std::size_t condition) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < scored.score[0].size(); ++i)
    if (!std::isnan(scored.score[0][i]) && !std::isnan(scored.score[condition][i])) out.push_back(i);
  return out;
}

std::vector<std::vector<double>> rows_of(const std::vector<std::vector<double>>& columns,
                                         const std::vector<std::size_t>& objects) {
  std::vector<std::vector<double>> out;
  for (const std::vector<double>& column : columns) {
    std::vector<double>& rows = out.emplace_back();
    for (const std::size_t i : objects) rows.push_back(column[i]);
  }
  return out;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

// Rows that a model is asked at once: a program of the user's answers many rows as fast as a few.
constexpr std::size_t kRowsAtOnce = 200'000;

// Mean score after each swap of `order`, asked together as far as they are not too many.
std::vector<double> swapped_means(const ScoredModel& scored,
                                  const std::vector<std::vector<double>>& reference,
                                  const std::vector<std::vector<double>>& here,
                                  const std::vector<std::size_t>& order) {
  const std::size_t rows = reference[0].size(), at_once = std::max<std::size_t>(1, kRowsAtOnce / rows);
  std::vector<std::vector<double>> columns = reference;
  std::vector<double> means;
  for (std::size_t first = 0; first < order.size(); first += at_once) {
    std::vector<std::vector<double>> stacked(columns.size());
    const std::size_t last = std::min(order.size(), first + at_once);
    for (std::size_t k = first; k < last; ++k) {
      columns[order[k]] = here[order[k]];
      for (std::size_t j = 0; j < columns.size(); ++j)
        stacked[j].insert(stacked[j].end(), columns[j].begin(), columns[j].end());
    }
    const std::vector<double> scores = scores_of(*scored.model, scored.output, stacked);
    for (std::size_t k = first; k < last; ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < rows; ++i) sum += scores[(k - first) * rows + i];
      means.push_back(sum / static_cast<double>(rows));
    }
  }
  return means;
}

std::vector<double> swap_shares(const ScoredModel& scored, const std::vector<std::vector<double>>& reference,
                                const std::vector<std::vector<double>>& here) {
  const std::size_t n = reference.size();
  std::vector<double> shares(n);
  const double start = mean_of(scores_of(*scored.model, scored.output, reference));
  for (std::uint32_t r = 0; r < kSwapOrders; ++r) {
    const Draws draws(1, scored.card().name, "drift.swap", 0, r);
    std::vector<std::size_t> order(n);
    for (std::size_t j = 0; j < n; ++j) order[j] = j;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return draws.uniform(a) < draws.uniform(b); });
    double before = start;
    const std::vector<double> means = swapped_means(scored, reference, here, order);
    for (std::size_t k = 0; k < n; ++k) {
      shares[order[k]] += (means[k] - before) / kSwapOrders;
      before = means[k];
    }
  }
  return shares;
}

}  // namespace

std::vector<InputShare> attribution(const DriftData& data, const ScoredModel& scored, std::size_t condition) {
  const std::vector<std::size_t> objects = paired_objects(scored, condition);
  const models::ModelCard& card = scored.card();
  if (objects.empty()) return {};
  const auto reference = rows_of(input_columns(data, card, 0), objects);
  const auto here = rows_of(input_columns(data, card, condition), objects);
  std::vector<double> shares;
  if (const auto weights = scored.model->weights()) {
    for (std::size_t j = 0; j < card.inputs.size(); ++j) {
      double sum = 0;
      for (std::size_t i = 0; i < objects.size(); ++i) sum += here[j][i] - reference[j][i];
      shares.push_back((*weights)[j] * (sum / static_cast<double>(objects.size())));
    }
  } else {
    shares = swap_shares(scored, reference, here);
  }
  std::vector<InputShare> out;
  for (std::size_t j = 0; j < shares.size(); ++j) out.push_back({card.inputs[j], shares[j]});
  std::stable_sort(out.begin(), out.end(), [](const InputShare& a, const InputShare& b) {
    return std::abs(a.score_shift) > std::abs(b.score_shift);
  });
  return out;
}

ScoreAgreement agreement_of(const std::vector<std::vector<double>>& values) {
  ScoreAgreement out;
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < values[0].size(); ++i)
    if (std::none_of(values.begin(), values.end(), [&](const auto& v) { return std::isnan(v[i]); }))
      complete.push_back(i);
  out.n = static_cast<std::int64_t>(complete.size());
  if (complete.size() < 2 || values.size() < 2) {
    out.reason = values.size() < 2 ? "only one condition" : "fewer than two objects with every condition";
    out.icc.reason = out.reason;
    return out;
  }
  statistics::Ratings ratings(complete.size(), values.size());
  double largest = 0;
  for (std::size_t i = 0; i < complete.size(); ++i) {
    double low = INFINITY, high = -INFINITY;
    for (std::size_t c = 0; c < values.size(); ++c) {
      const double v = ratings.at(i, c) = values[c][complete[i]];
      low = std::min(low, v);
      high = std::max(high, v);
    }
    largest = std::max(largest, high - low);
  }
  const statistics::IccFamily family = statistics::icc_anova(ratings);
  out.icc = {family.agreement.value, family.agreement.lower, family.agreement.upper,
             std::string(family.agreement.reason)};
  if (out.icc.reason.empty() && std::isnan(out.icc.lower)) out.icc.reason = "its limits are not defined";
  out.wsd = std::sqrt(family.mean_squares.msw);
  out.rc = statistics::kRepeatabilityFactor * out.wsd;
  out.largest_range = largest;
  return out;
}

}  // namespace radgauge::drift
