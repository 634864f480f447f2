#include "agreement/simulated_real.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>

#include "agreement/cells.h"
#include "core/random.h"
#include "core/text.h"
#include "statistics/basic.h"

namespace radgauge::agreement {
namespace {

using agreement::Confirmation;
using agreement::Decision;
using Decisions = std::vector<Decision>;
using Progress = std::function<void(std::int64_t, std::int64_t)>;

Confirmation confirmation_of(Decision simulated, Decision real, bool unmoved) {
  if (unmoved) return Confirmation::unmoved;
  const auto decided = [](Decision d) { return d == Decision::certified || d == Decision::not_certified; };
  if (!decided(simulated) || !decided(real)) return Confirmation::undecided;
  if (simulated == Decision::certified)
    return real == Decision::certified ? Confirmation::confirmed : Confirmation::false_certified;
  return real == Decision::certified ? Confirmation::missed : Confirmation::refused;
}

/// Of the limits that are not those of `others`.
std::string limit_text(const Limits& limits, const Limits& others) {
  std::vector<std::string> words;
  const auto fields = field_table<Limits>();
  const auto values = to_values(limits), other = to_values(others);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string text = to_text(std::get<double>(values[i]));
    if (text == to_text(std::get<double>(other[i]))) continue;
    words.push_back(fields[i].name + " " + (std::isnan(std::get<double>(values[i])) ? "unset" : text));
  }
  return join(words, ", ");
}

std::string obstacle_between(const DecidedQuestion& simulated, const DecidedQuestion& real) {
  const std::string ours = limit_text(simulated.question->limits, real.question->limits),
                    theirs = limit_text(real.question->limits, simulated.question->limits);
  if (ours != theirs)
    return simulated.question->name + " was decided by " + ours + ", " + real.question->name + " by " +
           theirs + "; give both the same limits to compare them";
  for (const DecidedQuestion* q : {&simulated, &real})
    if (const std::string why = obstacle(*q->table); !why.empty())
      return q->question->name + " has no answer: " + why;
  return {};
}

std::int64_t patients_of(const QuestionTable& table) {
  return static_cast<std::int64_t>(std::set(table.patients.begin(), table.patients.end()).size());
}

/// What a feature costs, in answers without REML.
std::size_t fits_of(const DecidedQuestion& q) {
  return q.question->missing == MissingRule::reml ? 1 + static_cast<std::size_t>(patients_of(*q.table)) : 1;
}

/// Which features one of two questions did not move, over all patients.
std::vector<bool> unmoved_by_one(const DecidedQuestion& a, const DecidedQuestion& b) {
  std::vector<bool> unmoved(a.decisions.size(), false);
  for (std::size_t f = 0; f < unmoved.size(); ++f)
    unmoved[f] = (!a.unmoved.empty() && a.unmoved[f]) || (!b.unmoved.empty() && b.unmoved[f]);
  return unmoved;
}

/// Counts by Confirmation, and the two rates.
struct Tally {
  std::array<std::int64_t, 6> counts{};
  double false_certified() const { return rate(Confirmation::false_certified); }
  double missed() const { return rate(Confirmation::missed); }

 private:
  double rate(Confirmation what) const {
    const std::int64_t some = counts[static_cast<std::size_t>(what)],
                       confirmed = counts[static_cast<std::size_t>(Confirmation::confirmed)];
    return some + confirmed == 0 ? std::nan("")
                                 : static_cast<double>(some) / static_cast<double>(some + confirmed);
  }
};

Tally tally(const Decisions& simulated, const Decisions& real, const std::vector<bool>& unmoved) {
  Tally out;
  for (std::size_t f = 0; f < simulated.size(); ++f)
    ++out.counts[static_cast<std::size_t>(confirmation_of(simulated[f], real[f], unmoved[f]))];
  return out;
}

/// The table with these of its rows, repeats among them; a patient drawn twice is two patients.
QuestionTable with_rows(const QuestionTable& table, const std::vector<std::size_t>& rows,
                        std::vector<std::string> patients) {
  QuestionTable out;
  out.patients = std::move(patients);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.objects.push_back(table.objects[rows[i]] + "#" + to_text(static_cast<std::int64_t>(i)));
    if (!table.lesions.empty()) out.lesions.push_back(out.patients[i] + "/" + table.lesions[rows[i]]);
    if (!table.held.empty()) out.held.push_back(table.held[rows[i]]);
  }
  out.levels = table.levels;
  out.columns = table.columns;
  out.features = table.features;
  out.feature_names = table.feature_names;
  out.base_column = table.base_column;
  out.read = [&table, rows](std::size_t feature, std::span<double> values, std::span<Status> statuses) {
    const std::size_t k = table.columns.size();
    const agreement::CellBlock all = agreement::read_block(table, feature, 1);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::copy_n(all.values.begin() + static_cast<std::ptrdiff_t>(rows[r] * k), k,
                  values.begin() + static_cast<std::ptrdiff_t>(r * k));
      std::copy_n(all.statuses.begin() + static_cast<std::ptrdiff_t>(rows[r] * k), k,
                  statuses.begin() + static_cast<std::ptrdiff_t>(r * k));
    }
  };
  if (table.read_base)
    out.read_base = [&table, rows](std::size_t feature, std::span<double> values) {
      std::vector<double> all(table.objects.size());
      table.read_base(feature, all);
      for (std::size_t r = 0; r < rows.size(); ++r) values[r] = all[rows[r]];
    };
  return out;
}

/// Rows of a table by patient.
using RowsOf = std::map<std::string, std::vector<std::size_t>>;

RowsOf rows_by_patient(const QuestionTable& table) {
  RowsOf rows;
  for (std::size_t r = 0; r < table.patients.size(); ++r) rows[table.patients[r]].push_back(r);
  return rows;
}

Decisions resampled_decisions(const DecidedQuestion& q, const RowsOf& rows,
                              const std::vector<std::string>& drawn) {
  std::vector<std::size_t> taken;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const auto it = rows.find(drawn[i]);
    if (it == rows.end()) continue;
    for (const std::size_t row : it->second) {
      taken.push_back(row);
      names.push_back(to_text(static_cast<std::int64_t>(i)));
    }
  }
  return decisions(*q.question, with_rows(*q.table, taken, std::move(names)));
}

/// The decisions of some questions in each of `samples` draws of the patients of all.
std::vector<std::vector<Decisions>> bootstrap(const std::vector<DecidedQuestion>& questions,
                                              const std::vector<std::size_t>& which, int samples,
                                              std::uint64_t seed, const Progress& progress) {
  std::set<std::string> everybody;
  std::vector<RowsOf> rows(questions.size());
  for (const std::size_t q : which) {
    rows[q] = rows_by_patient(*questions[q].table);
    for (const auto& [patient, unused] : rows[q]) everybody.insert(patient);
  }
  const std::vector<std::string> patients(everybody.begin(), everybody.end());
  constexpr std::size_t kFewestPatientsTested = 3;
  if (patients.size() < kFewestPatientsTested) return {};
  const Draws draws(seed, "", "simulated_against_real", 0, 0);
  std::vector<std::vector<Decisions>> out(static_cast<std::size_t>(samples),
                                          std::vector<Decisions>(questions.size()));
  std::atomic<std::int64_t> done = 0;
  oneapi::tbb::parallel_for(std::size_t{0}, out.size(), [&](std::size_t s) {
    std::vector<std::string> drawn;
    const auto n = static_cast<double>(patients.size());
    for (std::size_t i = 0; i < patients.size(); ++i)
      drawn.push_back(
          patients[static_cast<std::size_t>(n * draws.uniform(i, static_cast<std::uint32_t>(s)))]);
    for (const std::size_t q : which) out[s][q] = resampled_decisions(questions[q], rows[q], drawn);
    if (progress) progress(++done, samples);
  });
  return out;
}

void fill_percentiles(std::vector<double> rates, std::size_t draws, statistics::Proportion& out) {
  std::erase_if(rates, [](double rate) { return std::isnan(rate); });
  if (std::isnan(out.value) || 2 * rates.size() < draws || rates.empty()) return;
  std::sort(rates.begin(), rates.end());
  out.lower = statistics::percentile(rates, 2.5);
  out.upper = statistics::percentile(rates, 97.5);
}

SimulatedReal compared(const DecidedQuestion& simulated, const DecidedQuestion& real) {
  SimulatedReal out;
  out.simulated = simulated.question->name;
  out.real = real.question->name;
  out.factor = real.question->over;
  out.obstacle = obstacle_between(simulated, real);
  if (!out.obstacle.empty()) return out;
  out.limits = real.question->limits;
  out.simulated_form = simulated.question->form;
  out.real_form = real.question->form;
  out.simulated_patients = patients_of(*simulated.table);
  out.real_patients = patients_of(*real.table);
  out.features = real.table->feature_names;
  for (const FeatureInfo& info : real.table->features) out.ibsi_codes.push_back(info.ibsi_code);
  out.simulated_decisions = simulated.decisions;
  out.real_decisions = real.decisions;
  const std::vector<bool> unmoved = unmoved_by_one(simulated, real);
  for (std::size_t f = 0; f < out.features.size(); ++f)
    out.confirmations.push_back(confirmation_of(simulated.decisions[f], real.decisions[f], unmoved[f]));
  const Tally counts = tally(simulated.decisions, real.decisions, unmoved);
  out.counts = counts.counts;
  out.false_certified.value = counts.false_certified();
  out.missed.value = counts.missed();
  const std::int64_t wrong = out.count(Confirmation::false_certified);
  out.independent = statistics::wilson(wrong, wrong + out.count(Confirmation::confirmed));
  return out;
}

}  // namespace

std::vector<SimulatedReal> simulated_against_real(const std::vector<DecidedQuestion>& questions,
                                                  const Progress& progress, int samples, std::uint64_t seed) {
  std::vector<SimulatedReal> out;
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::set<std::size_t> needed;
  for (std::size_t s = 0; s < questions.size(); ++s)
    for (std::size_t r = 0; r < questions.size(); ++r) {
      if (questions[s].is_real || !questions[r].is_real) continue;
      pairs.emplace_back(s, r);
      out.push_back(compared(questions[s], questions[r]));
      if (out.back().obstacle.empty()) needed.insert({s, r});
    }
  if (needed.empty()) return out;
  std::size_t answers = 0;
  for (const std::size_t q : needed) answers += questions[q].decisions.size() * fits_of(questions[q]);
  const auto affordable = static_cast<int>(kMostResampledAnswers / std::max<std::size_t>(answers, 1));
  const auto draws = bootstrap(questions, {needed.begin(), needed.end()},
                               std::min(samples, std::max(affordable, kFewestSamples)), seed, progress);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    if (!out[p].obstacle.empty()) continue;
    std::vector<double> wrong, missed;
    const std::vector<bool> unmoved = unmoved_by_one(questions[pairs[p].first], questions[pairs[p].second]);
    for (const auto& draw : draws) {
      const Tally counts = tally(draw[pairs[p].first], draw[pairs[p].second], unmoved);
      wrong.push_back(counts.false_certified());
      missed.push_back(counts.missed());
      out[p].bootstrap_samples += std::isnan(wrong.back()) ? 0 : 1;
    }
    fill_percentiles(wrong, draws.size(), out[p].false_certified);
    fill_percentiles(missed, draws.size(), out[p].missed);
  }
  return out;
}

}  // namespace radgauge::agreement
