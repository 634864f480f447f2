// Writes drift_coverage.md: how often the 95 % intervals of drift hold the truth, on simulated patients.
#include <oneapi/tbb/parallel_for.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <iostream>
#include <map>

#include "core/random.h"
#include "core/text.h"
#include "drift/drift.h"
#include "io/files.h"
#include "models/signature.h"
#include "statistics/log_odds.h"

namespace radgauge::drift_coverage {
namespace {

/// Patients with lesions that share part of their score; scanner B adds a shift, a slope and noise.
struct Design {
  std::size_t patients;
  std::size_t lesions;
  double prevalence;
  double separation;  ///< of the mean scores of the classes, in SDs

  std::string name() const {
    return count_text(patients) + " patients, " + count_text(lesions) + " lesion" + (lesions > 1 ? "s" : "") +
           " each, prevalence " + to_text(prevalence) + ", separation " + to_text(separation);
  }
};

constexpr double kShift = 0.4, kSlope = 0.85, kNoise = 0.5;
constexpr double kShared = 0.6;  // share of a score's variance within a class that lesions of a patient share

struct Drawn {
  std::vector<double> a, b, outcome;
  std::vector<std::size_t> patient;
};

Drawn draw(const Design& design, std::uint64_t seed, std::uint32_t replication) {
  const Draws draws(seed, design.name(), "drift.coverage", 0, replication);
  Drawn out;
  for (std::size_t p = 0; p < design.patients; ++p) {
    const double y = draws.uniform(p, 0) < design.prevalence ? 1 : 0;
    const double own = draws.normal(p, 1);
    for (std::size_t l = 0; l < design.lesions; ++l) {
      const auto draw_number = static_cast<std::uint32_t>(10 + 2 * l);
      const double score = design.separation * (y - 0.5) + std::sqrt(kShared) * own +
                           std::sqrt(1 - kShared) * draws.normal(p, draw_number);
      out.a.push_back(score);
      out.b.push_back(kShift + kSlope * score + kNoise * draws.normal(p, draw_number + 1));
      out.outcome.push_back(y);
      out.patient.push_back(p);
    }
  }
  return out;
}

double normal_cdf(double x) {
  return std::erfc(-x / std::sqrt(2.0)) / 2;
}

/// What the intervals estimate. Both scores are normal within a class.
std::map<std::string, double> truths(const Design& design) {
  const double sd_b = std::hypot(kSlope, kNoise);
  const double auc_a = normal_cdf(design.separation / std::sqrt(2.0));
  const double auc_b = normal_cdf(kSlope * design.separation / (sd_b * std::sqrt(2.0)));
  double flips = 0, shift = 0, brier = 0;
  for (const double y : {0.0, 1.0}) {
    const double weight = y > 0 ? design.prevalence : 1 - design.prevalence;
    const double mean = design.separation * (y - 0.5);
    shift += weight * (kShift + (kSlope - 1) * mean);
    // P(decision changes) over the score on A, by the midpoint rule.
    constexpr int kSteps = 20000;
    for (int k = 0; k < kSteps; ++k) {
      const double z = -8 + 16 * (k + 0.5) / kSteps, score = mean + z;
      const double density = std::exp(-z * z / 2) / std::sqrt(2 * M_PI) * 16 / kSteps;
      const double up = normal_cdf((kShift + kSlope * score) / kNoise);
      flips += weight * density * (score >= 0 ? 1 - up : up);
      const double p = statistics::expit(kShift + kSlope * mean + sd_b * z);
      brier += weight * density * (p - y) * (p - y);
    }
  }
  const double sensitivity = normal_cdf((kShift + kSlope * design.separation / 2) / sd_b);
  return {{"Brier", brier},
          {"AUC", auc_b},
          {"AUC difference", auc_b - auc_a},
          {"sensitivity", sensitivity},
          {"flip rate", flips},
          {"score shift", shift}};
}

std::shared_ptr<const models::Model> score_itself() {
  models::Signature signature;
  signature.card.name = "score";
  signature.card.outcome = "y";
  signature.card.threshold = 0.5;
  const models::Input input{models::Input::Kind::feature, "score"};
  signature.card.inputs = {input};
  signature.scores = {{0, {{input, 0, 1, 1}}}};
  return models::signature_model(std::move(signature));
}

struct Tally {
  std::int64_t made = 0, above = 0, below = 0;
};
using Tallies = std::map<std::string, Tally>;

void count(Tallies& tallies, const std::string& name, const drift::Estimate& e, double truth) {
  if (std::isnan(e.lower) || std::isnan(e.upper)) return;
  Tally& tally = tallies[name];
  ++tally.made;
  tally.above += e.lower > truth ? 1 : 0;
  tally.below += e.upper < truth ? 1 : 0;
}

Tallies one_study(const Design& design, const std::map<std::string, double>& truth, std::uint64_t seed,
                  std::uint32_t replication, std::int64_t bootstraps) {
  const Drawn drawn = draw(design, seed, replication);
  drift::DriftData data;
  data.over = "scanner";
  data.conditions = {"A", "B"};
  data.patient = drawn.patient;
  data.input = [&](const models::Input&, std::size_t c, std::size_t) { return c == 0 ? drawn.a : drawn.b; };
  data.outcome = [&](const models::ModelCard&, std::size_t) { return drawn.outcome; };
  const auto results = drift::analyse_drift(data, {score_itself()}, {seed + replication, bootstraps, false});
  const drift::ConditionDrift& b = results.models[0].conditions[1];
  Tallies out;
  count(out, "AUC, DeLong", b.auc, truth.at("AUC"));
  count(out, "AUC, by patient", b.auc_by_patient, truth.at("AUC"));
  count(out, "AUC difference, DeLong", b.auc_difference, truth.at("AUC difference"));
  count(out, "AUC difference, by patient", b.auc_difference_by_patient, truth.at("AUC difference"));
  count(out, "sensitivity, Wilson", b.sensitivity, truth.at("sensitivity"));
  count(out, "sensitivity, by patient", b.sensitivity_by_patient, truth.at("sensitivity"));
  count(out, "Brier, by patient", b.brier_by_patient, truth.at("Brier"));
  count(out, "flip rate, Wilson", b.flip_rate, truth.at("flip rate"));
  count(out, "flip rate, by patient", b.flip_rate_by_patient, truth.at("flip rate"));
  count(out, "score shift, t", b.score_shift, truth.at("score shift"));
  count(out, "score shift, by patient", b.score_shift_by_patient, truth.at("score shift"));
  return out;
}

std::string percent(std::int64_t part, std::int64_t of) {
  return to_rounded_text(100 * static_cast<double>(part) / static_cast<double>(of), 3);
}

std::string record(const Design& design, const Tallies& tallies, std::int64_t replications) {
  std::string text =
      "\n## " + design.name() +
      "\n\n| interval | covers, % | truth below, % | truth above, % | without, % |\n|---|---|---|---|---|\n";
  for (const auto& [name, t] : tallies)
    text += "| " + name + " | " + percent(t.made - t.above - t.below, t.made) + " | " +
            percent(t.above, t.made) + " | " + percent(t.below, t.made) + " | " +
            percent(replications - t.made, replications) + " |\n";
  return text;
}

std::string simulate(std::int64_t replications, std::int64_t bootstraps, std::uint64_t seed) {
  std::string text =
      "# Coverage of the intervals of model drift\n\nMade by `drift_coverage_simulation`: " +
      to_text(replications) + " studies of each design, seed " + to_text(static_cast<std::int64_t>(seed)) +
      ", " + to_text(bootstraps) +
      " draws of patients in each. Scores are normal within a class; the second scanner shifts them by " +
      to_text(kShift) + ", shrinks them to " + to_text(kSlope) + " and adds noise of SD " + to_text(kNoise) +
      ". Lesions of a patient share " + to_text(100 * kShared) +
      " % of the variance within a class. Nominal: 95 % cover, 2.5 % on each side; chance alone leaves " +
      to_rounded_text(196 * std::sqrt(0.95 * 0.05 / static_cast<double>(replications)), 2) +
      " points to either side of 95.\n\nBy patient, from the spread of draws of patients: of an area Newcombe's "
      "score interval (2006, doi:10.1002/sim.2324) and of a share Wilson's, of the effective number of lesions (Dean "
      "and Pagano 2015, doi:10.1093/jssam/smv024); of a difference normal, of a mean by t, of the Brier score by t on "
      "its log odds. Percentiles of the draws, which were printed before, covered 85 to 94.5 %. DeLong, Wilson and t "
      "take every lesion for a patient of its own: with few cases of a class, or several lesions of a patient, "
      "DeLong's interval of an area is too narrow, and it is given because others give it.\n";
  for (const Design& design : {Design{20, 1, 0.5, 1.5}, Design{50, 1, 0.5, 1.5}, Design{200, 1, 0.3, 1.5},
                               Design{100, 1, 0.1, 1}, Design{60, 3, 0.4, 1.5}, Design{100, 3, 0.1, 1.5}}) {
    const std::map<std::string, double> truth = truths(design);
    std::vector<Tallies> each(static_cast<std::size_t>(replications));
    oneapi::tbb::parallel_for(std::size_t{0}, each.size(), [&](std::size_t r) {
      each[r] = one_study(design, truth, seed, static_cast<std::uint32_t>(r), bootstraps);
    });
    Tallies sum;
    for (const Tallies& tallies : each)
      for (const auto& [name, t] : tallies) {
        sum[name].made += t.made;
        sum[name].above += t.above;
        sum[name].below += t.below;
      }
    text += record(design, sum, replications);
  }
  return text;
}

}  // namespace
}  // namespace radgauge::drift_coverage

int main(int argc, char** argv) {
  CLI::App app{"Simulates the coverage of the intervals of model drift"};
  std::string folder = "results/compliance";
  std::int64_t replications = 2000, draws = 400;
  std::uint64_t seed = 20261129;
  app.add_option("-o,--output", folder, "folder of drift_coverage.md");
  app.add_option("--replications", replications, "studies of each design")->check(CLI::Range(1, 1000000));
  app.add_option("--draws", draws, "of patients in each study")->check(CLI::Range(1, 100000));
  app.add_option("--seed", seed);
  CLI11_PARSE(app, argc, argv);
  try {
    radgauge::io::write_file(folder + "/drift_coverage.md",
                             radgauge::drift_coverage::simulate(replications, draws, seed));
  } catch (const std::exception& error) {
    std::cerr << "drift_coverage_simulation: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
