#include "coverage/plasmode.h"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "analysis/finished_run.h"
#include "analysis/questions.h"
#include "core/random.h"
#include "core/text.h"
#include "io/csv.h"
#include "statistics/guarded.h"
#include "statistics/icc.h"

namespace radgauge::coverage {

using radgauge::to_text;

namespace {

constexpr std::size_t kSizes[] = {20, 30};
constexpr double kLowestIcc = 0.3;

/// A table of which the rows are the whole population.
struct PlasmodePopulation {
  statistics::Ratings ratings;
  agreement::Question question;
  double f = 0;    ///< of the population, so that ICC = (F - 1)/(F + k - 1)
  double icc = 0;  ///< NaN if there is none
};

/// Variances of the population itself, which the mean squares of samples of it estimate without bias.
PlasmodePopulation population_of(statistics::Ratings ratings, const agreement::Question& question) {
  PlasmodePopulation out{std::move(ratings), question, 0, 0};
  const auto n = static_cast<double>(out.ratings.n_subjects), k = static_cast<double>(out.ratings.n_raters);
  const statistics::MeanSquares ms = statistics::mean_squares(out.ratings);
  const double between = ms.msb * (n - 1) / n;
  const double residual = ms.mse * (n - 1) / n, columns = ms.msj / n;  // both over the rows
  if (question.form == IccForm::one_way)
    out.f = between / (residual + columns);
  else if (question.form == IccForm::consistency)
    out.f = between / residual;
  else
    out.f = (between + columns) / (residual + columns);
  out.icc = (out.f - 1) / (out.f + k - 1);
  return out;
}

statistics::JackknifeLimits jackknife(const agreement::Question& question, const statistics::Ratings& drawn,
                                      std::span<const std::size_t> patients) {
  if (question.form == IccForm::one_way) return statistics::jackknife_one_way(drawn, patients);
  return statistics::jackknife_crossed(drawn, patients,
                                       question.form == IccForm::agreement
                                           ? statistics::CrossedForm::agreement
                                           : statistics::CrossedForm::consistency,
                                       question.levels == Levels::drawn ? statistics::ColumnSampling::drawn
                                                                        : statistics::ColumnSampling::fixed);
}

void simulate(const PlasmodePopulation& population, std::int64_t draws, std::uint64_t seed,
              PlasmodeRow& row) {
  const std::size_t n = row.n_patients, k = population.ratings.n_raters;
  std::vector<std::size_t> patients(n);
  std::iota(patients.begin(), patients.end(), std::size_t{0});
  const auto limit = [&](double over) {
    return (population.f / over - 1) / (population.f / over + static_cast<double>(k) - 1);
  };
  for (std::int64_t d = 0; d < draws; ++d) {
    const Draws which(seed, row.study + "/" + row.question, "plasmode", static_cast<std::uint32_t>(n),
                      static_cast<std::uint32_t>(d));
    statistics::Ratings drawn(n, k);
    for (std::size_t i = 0; i < n; ++i) {
      const auto from =
          static_cast<std::size_t>(which.uniform(i) * static_cast<double>(population.ratings.n_subjects));
      for (std::size_t j = 0; j < k; ++j) drawn.at(i, j) = population.ratings.at(from, j);
    }
    const statistics::JackknifeLimits jack = jackknife(population.question, drawn, patients);
    const double lower = statistics::guarded_icc(jack).lower;
    row.jackknife += jack.lower > limit(1) ? 1 : 0;
    row.certified += lower > limit(1) ? 1 : 0;
    row.certified_at_half += lower > limit(2) ? 1 : 0;
    row.certified_at_quarter += lower > limit(4) ? 1 : 0;
    row.certified_at_tenth += lower > limit(10) ? 1 : 0;
  }
  for (double* share : {&row.jackknife, &row.certified, &row.certified_at_half, &row.certified_at_quarter,
                        &row.certified_at_tenth})
    *share /= static_cast<double>(draws);
}

bool one_object_a_patient(const agreement::QuestionTable& table) {
  return std::set<std::string>(table.patients.begin(), table.patients.end()).size() == table.patients.size();
}

void add_question(const analysis::AskedQuestion& asked, const std::string& study, std::int64_t draws,
                  std::uint64_t seed, std::vector<PlasmodeRow>& rows) {
  const agreement::QuestionTable& table = asked.table;
  if (!one_object_a_patient(table)) return;
  std::vector<std::vector<PlasmodeRow>> parts(table.features.size());
  oneapi::tbb::parallel_for(std::size_t{0}, parts.size(), [&](std::size_t f) {
    statistics::Ratings ratings(table.objects.size(), table.columns.size());
    std::vector<Status> statuses(ratings.values.size());
    table.read(f, ratings.values, statuses);
    if (std::any_of(statuses.begin(), statuses.end(), [](Status s) { return s != Status::ok; })) return;
    std::vector<std::size_t> patients(ratings.n_subjects);
    std::iota(patients.begin(), patients.end(), std::size_t{0});
    const statistics::NoiseInequality noise = statistics::noise_inequality(ratings, patients);
    const PlasmodePopulation population = population_of(std::move(ratings), asked.question);
    if (!(population.icc >= kLowestIcc) || !(population.icc < 1)) return;
    for (const std::size_t n : kSizes) {
      parts[f].push_back({study, asked.question.name, table.feature_names[f],
                          std::string(to_text(asked.question.form)), n, table.columns.size(), population.icc,
                          noise.largest_share, noise.largest_share >= statistics::kOnePatientsNoise});
      simulate(population, draws, seed, parts[f].back());
    }
  });
  for (const auto& part : parts) rows.insert(rows.end(), part.begin(), part.end());
}

std::string percent(double share) {
  return to_rounded_text(std::round(share * 1000) / 10, 4);
}

/// Some of the rows in numbers.
struct Summary {
  double n = 0, jackknife = 0, certified = 0, worst = 0, above_tenth = 0, half = 0, quarter = 0, tenth = 0;
  void add(const PlasmodeRow& r) {
    ++n;
    jackknife += r.jackknife;
    certified += r.certified;
    worst = std::max(worst, r.certified);
    above_tenth += r.certified > 0.1 ? 1 : 0;
    half += r.certified_at_half;
    quarter += r.certified_at_quarter;
    tenth += r.certified_at_tenth;
  }
  std::string line(const std::string& study, std::size_t patients, const char* which) const {
    if (n == 0) return {};
    std::string text = "| " + study + " | " + to_text(static_cast<std::int64_t>(patients)) + " | " + which +
                       " | " + to_text(static_cast<std::int64_t>(n));
    for (const double share :
         {jackknife / n, certified / n, worst, above_tenth / n, half / n, quarter / n, tenth / n})
      text += " | " + percent(share);
    return text + " |\n";
  }
};

}  // namespace

std::vector<PlasmodeRow> plasmode(const std::vector<std::string>& folders, std::int64_t draws,
                                  std::uint64_t seed) {
  std::vector<PlasmodeRow> rows;
  for (const std::string& folder : folders) {
    const analysis::FinishedRun run = analysis::read_run(folder);
    analysis::require_complete(run);
    for (const analysis::AskedQuestion& asked : analysis::ask(run.study, run.plan, *run.measurements))
      add_question(asked, run.study.name, draws, seed, rows);
  }
  return rows;
}

std::string plasmode_csv(const std::vector<PlasmodeRow>& rows) {
  std::string text = io::csv_line({"study", "question", "feature", "form", "n_patients", "k", "icc",
                                   "largest_share", "outside", "jackknife", "certified", "certified_at_half",
                                   "certified_at_quarter", "certified_at_tenth"});
  for (const PlasmodeRow& r : rows)
    text += io::csv_line({r.study, r.question, r.feature, r.form,
                          to_text(static_cast<std::int64_t>(r.n_patients)),
                          to_text(static_cast<std::int64_t>(r.n_columns)), to_rounded_text(r.icc, 5),
                          to_rounded_text(r.largest_share, 3), r.outside ? "yes" : "no", to_text(r.jackknife),
                          to_text(r.certified), to_text(r.certified_at_half), to_text(r.certified_at_quarter),
                          to_text(r.certified_at_tenth)});
  return text;
}

std::string plasmode_markdown(const std::vector<PlasmodeRow>& rows, std::int64_t draws) {
  std::string text =
      "\n## Patients of real studies\n\nThe patients of the kept examples are taken for a population, and " +
      to_text(draws) +
      " studies of 20 and of 30 patients are drawn from it with replacement, for every question and every feature "
      "with an ICC of 0.3 or more (`coverage_plasmode.csv`). With the limit at the feature's own ICC every "
      "certificate is false: *certified %* is to be 5 at most on average, and 10 at most for each feature that is "
      "not said to be outside (one patient has 40 % or more of the variation within objects; the report says "
      "so). *jackknife %* is what the plain jackknife certifies. Power beside it: certified with the limit where F "
      "is half, a quarter and a tenth of the feature's own.\n\n"
      "| study | n | features | how many | jackknife % | certified % | worst feature % | features above 10 % | at F/2 | at "
      "F/4 | at F/10 |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  std::vector<std::string> studies;
  for (const PlasmodeRow& r : rows)
    if (std::find(studies.begin(), studies.end(), r.study) == studies.end()) studies.push_back(r.study);
  for (const std::string& study : studies)
    for (const std::size_t n : kSizes) {
      Summary inside, outside;
      for (const PlasmodeRow& r : rows)
        if (r.study == study && r.n_patients == n) (r.outside ? outside : inside).add(r);
      text += inside.line(study, n, "inside") + outside.line(study, n, "outside");
    }
  return text;
}

}  // namespace radgauge::coverage
