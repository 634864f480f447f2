// analyse_drift() on inputs that are made when they are asked for: 10 models of 50 features each, with
// groups, periods, cures and all inputs together.
#include "drift/drift.h"

#include <oneapi/tbb/task_arena.h>

#include <cmath>
#include <memory>

#include "common/program.h"
#include "core/random.h"
#include "models/registry.h"
#include "models/signature.h"

namespace radgauge::bench {
namespace {

/// 10,000 objects x 20 conditions x 10 models x 50 features with 1,000 draws have to take under 60 s and 2
/// GiB on two cores.
constexpr int kDriftThreads = 2;
constexpr std::size_t kDriftFeatures = 50;

struct DriftSize {
  std::size_t objects, conditions, models;
  std::int64_t draws;
};

drift::DriftData made_data(const DriftSize& size) {
  drift::DriftData data;
  data.over = "scanner";
  for (std::size_t c = 0; c < size.conditions; ++c) data.conditions.push_back("S" + std::to_string(c));
  for (std::size_t i = 0; i < size.objects; ++i) data.patient.push_back(i);
  const Draws draws(11, "objects", "bench.drift", 0, 0);
  data.input = [draws, n = size.objects](const models::Input& input, std::size_t c, std::size_t) {
    const auto feature = static_cast<std::uint32_t>(std::stoul(input.name.substr(1)));
    std::vector<double> values(n), noise(n);
    draws.normals(0, values, feature);
    draws.normals(0, noise, 1000 + feature * 64 + static_cast<std::uint32_t>(c));
    for (std::size_t i = 0; i < n; ++i)
      values[i] +=
          0.1 * static_cast<double>(c) * (feature % 7 == 0 ? 0.3 : 0.02) + (c > 0 ? 0.3 * noise[i] : 0);
    return values;
  };
  data.outcome = [draws, n = size.objects](const models::ModelCard&, std::size_t) {
    std::vector<double> y;
    for (std::size_t i = 0; i < n; ++i)
      y.push_back(draws.normal(i, 0) + draws.normal(i, 1) + 2 * draws.normal(i, 900) > 0 ? 1 : 0);
    return y;
  };
  drift::DriftGroups sex{"sex", {}}, site{"site", {}};
  for (std::size_t i = 0; i < size.objects; ++i) {
    sex.level.push_back(i % 2 == 0 ? "f" : "m");
    site.level.push_back(std::to_string(i % 5));
    data.period.push_back(std::to_string(i * 8 / size.objects));
  }
  data.groups = {sex, site};
  return data;
}

std::vector<std::shared_ptr<const models::Model>> made_models(std::size_t count) {
  std::vector<std::shared_ptr<const models::Model>> out;
  for (std::size_t m = 0; m < count; ++m) {
    models::Signature signature;
    signature.card.name = "m" + std::to_string(m);
    signature.card.outcome = "y";
    signature.card.threshold = 0.5;
    models::LinearScore score;
    for (std::size_t f = 0; f < kDriftFeatures; ++f) {
      const models::Input input{models::Input::Kind::feature, "f" + std::to_string(f)};
      score.terms.push_back({input, 0, 1, (f < 2 ? 0.5 : 0.02) + 0.01 * static_cast<double>(m)});
      signature.card.inputs.push_back(input);
    }
    signature.scores.push_back(score);
    out.push_back(models::signature_model(std::move(signature)));
  }
  return out;
}

/// Area and shift of the last condition, counted and summed anew.
std::string wrong(const DriftSize& size) {
  const drift::DriftData data = made_data(size);
  const auto models = made_models(1);
  const drift::DriftResults got = drift::analyse_drift(data, models, {1, 20, false});
  const std::size_t last = size.conditions - 1;
  const drift::ConditionDrift& condition = got.models[0].conditions[last];
  std::vector<std::vector<double>> here, there;
  for (const models::Input& input : models[0]->card().inputs) {
    here.push_back(data.input(input, last, 0));
    there.push_back(data.input(input, 0, 0));
  }
  const std::vector<double> weights = *models[0]->weights(), y = data.outcome(models[0]->card(), 0);
  std::vector<double> score(size.objects);
  double shift = 0;
  for (std::size_t f = 0; f < weights.size(); ++f)
    for (std::size_t i = 0; i < size.objects; ++i) {
      score[i] += weights[f] * here[f][i];
      shift += weights[f] * (here[f][i] - there[f][i]) / static_cast<double>(size.objects);
    }
  double right = 0, pairs = 0;
  for (std::size_t i = 0; i < size.objects; ++i)
    for (std::size_t k = 0; k < size.objects; ++k)
      if (y[i] > y[k]) {
        right += score[i] > score[k] ? 1 : score[i] == score[k] ? 0.5 : 0;
        pairs += 1;
      }
  if (const std::string text = compare("AUC", condition.auc.value, right / pairs, 1e-12); !text.empty())
    return text;
  if (!(condition.auc_by_patient.lower < condition.auc.value &&
        condition.auc_by_patient.upper > condition.auc.value))
    return "the limits by patient do not hold the area";
  return compare("score shift", condition.score_shift.value, shift, 1e-9);
}

void add_size(const char* name, const DriftSize& size, int iterations) {
  const auto data = std::make_shared<drift::DriftData>(made_data(size));
  add_bench(
      std::string("drift/") + name,
      [size] {
        return wrong({std::min<std::size_t>(size.objects, 400), size.conditions, 1, 20});
      },
      [size] { return static_cast<double>(size.models * size.conditions); }, "condition",
      [data, size] {
        oneapi::tbb::task_arena arena(kDriftThreads);
        arena.execute([&] {
          benchmark::DoNotOptimize(
              drift::analyse_drift(*data, made_models(size.models), {1, size.draws, true}));
        });
      },
      iterations);
}

}  // namespace
}  // namespace radgauge::bench

int main(int argc, char** argv) {
  using namespace radgauge::bench;
  add_size("200x3", {200, 3, 2, 200}, 0);
  add_size("10000x20x10", {10000, 20, 10, 1000}, 1);
  return run_benches(argc, argv);
}
