#include "measurements/made_run.h"

#include <cmath>
#include <cstring>
#include <filesystem>

#include "agreement/agreement.h"
#include "analysis/finished_run.h"
#include "analysis/questions.h"
#include "common/program.h"
#include "core/text.h"
#include "io/files.h"
#include "record/run_folder.h"
#include "study/study.h"

namespace radgauge::bench {

namespace {

constexpr const char* kReason = "the formula divides 0 by 0";
constexpr const char* kFailure = "the mask is empty";

std::string study_yaml(const MadeRun& run) {
  return "study: many\nseed: 1\nphantoms: {kind: lesion, count: " + std::to_string(run.patients) +
         "}\nextractions:\n  original: {preset: ct-1mm}\nconditions:\n  noise: {chain: [{noise.white: {k: "
         "1}}], repeats: " +
         std::to_string(run.conditions - 1) +
         "}\nquestions:\n  - {name: noise, over: noise, against: " + run.against +
         ", limits: {icc_lower: 0.9}}\n";
}

/// A number in [-1, 1) that depends on its arguments alone (finaliser of MurmurHash3, public domain).
double scatter(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  std::uint64_t h = a * 0x9E3779B97F4A7C15U ^ (b + 1) * 0xC2B2AE3D27D4EB4FU ^ (c + 7) * 0x165667B19E3779F9U;
  h = (h ^ (h >> 33)) * 0xFF51AFD7ED558CCDU;
  h = (h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53U;
  return static_cast<double>((h ^ (h >> 33)) >> 11) * 0x1p-52 - 1;
}

double value_of(std::size_t object, std::size_t condition, std::size_t feature) {
  const double noise = 0.05 + static_cast<double>(feature % 100) * 0.02;
  return 100 + 10 * scatter(object, 1U << 20U, feature) + 10 * noise * scatter(object, condition, feature);
}

bool is_failed(std::size_t object, std::size_t condition) {
  return condition > 0 && object % 100 == 99 && condition % 10 == object / 100 % 10;
}

bool is_undefined(std::size_t object, std::size_t condition, std::size_t feature) {
  return feature % 20 == 7 && (object + condition + feature) % 50 == 0;
}

store::CellRecord cell_of(const MadeRun& run, std::size_t object, std::size_t condition,
                          std::size_t features) {
  store::CellRecord cell;
  cell.plan_index = static_cast<std::int64_t>(object * run.conditions + condition);
  cell.object = static_cast<std::int64_t>(object);
  cell.condition = static_cast<std::int64_t>(condition);
  cell.seconds = 0.01 * (2 + scatter(object, condition, 1U << 21U));
  if (is_failed(object, condition)) {
    cell.status = Status::failed;
    cell.reason = kFailure;
    return cell;
  }
  for (std::size_t f = 0; f < features; ++f) {
    const bool missing = is_undefined(object, condition, f);
    cell.values.push_back(missing ? std::nan("") : value_of(object, condition, f));
    cell.statuses.push_back(missing ? Status::undefined : Status::ok);
    if (missing) cell.reasons.push_back({static_cast<std::uint32_t>(f), kReason});
  }
  const double achieved = scatter(object, condition, 1U << 22U);
  if (condition == 0)
    for (const char* name : {store::object_magnitude::kVolume, store::object_magnitude::kVoxels,
                             store::object_magnitude::kNoise})
      cell.magnitudes.push_back(
          {store::object_magnitude::kOperation, name, std::nan(""), 1000 + achieved, "", "ok"});
  else
    cell.magnitudes = {{"noise.white", "k", 1, 1, "1", "ok"},
                       {"noise.white", "sd", std::nan(""), 10 + achieved, "intensity", "ok"}};
  for (const char* step : {"image", "mask", "features"})
    cell.checksums.push_back({"original", step, 0x9E3779B97F4A7C15U * (object + condition)});
  return cell;
}

/// ICC(1,1) of the draws by textbook mean squares with unequal counts (n0 form).
double expected_icc(const MadeRun& run, std::size_t feature) {
  std::vector<std::vector<double>> objects;
  double total = 0, grand = 0;
  for (std::size_t i = 0; i < run.patients; ++i) {
    objects.emplace_back();
    for (std::size_t c = 1; c < run.conditions; ++c)
      if (!is_failed(i, c) && !is_undefined(i, c, feature))
        objects.back().push_back(value_of(i, c, feature) - 100);
    for (const double value : objects.back()) grand += value;
    total += static_cast<double>(objects.back().size());
  }
  grand /= total;
  double between = 0, within = 0, squares = 0;
  for (const auto& object : objects) {
    const auto n = static_cast<double>(object.size());
    double mean = 0;
    for (const double value : object) mean += value / n;
    between += n * (mean - grand) * (mean - grand);
    for (const double value : object) within += (value - mean) * (value - mean);
    squares += n * n;
  }
  const auto n = static_cast<double>(run.patients);
  const double n0 = (total - squares / total) / (n - 1);
  const double msb = between / (n - 1), msw = within / (total - n);
  return (msb - msw) / (msb + (n0 - 1) * msw);
}

std::string check_cell(const MadeRun& run, const analysis::Measurements& read, std::size_t c) {
  const analysis::MeasuredCell cell = read.cell(c);
  const std::size_t features = read.tables().features.size();
  const store::CellRecord wanted = cell_of(run, c / run.conditions, c % run.conditions, features);
  const auto same = [](double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; };
  const bool facts = cell.plan_index == c && cell.row == c / run.conditions &&
                     cell.condition == c % run.conditions && cell.status == wanted.status &&
                     cell.reason == wanted.reason && cell.seconds == wanted.seconds &&
                     cell.has_values != wanted.values.empty() && read.find(cell.row, cell.condition) == c &&
                     cell.magnitudes.size() == wanted.magnitudes.size();
  if (!facts) return "cell " + to_text(static_cast<std::int64_t>(c)) + " is not the one that was stored";
  for (std::size_t m = 0; m < cell.magnitudes.size(); ++m) {
    const analysis::MagnitudeKind& kind = read.kinds()[cell.magnitudes[m].kind];
    const store::StoredMagnitude& stored = wanted.magnitudes[m];
    if (kind != analysis::MagnitudeKind{stored.operation, stored.parameter, stored.unit, stored.status} ||
        cell.magnitudes[m].achieved != stored.achieved)
      return "a magnitude of cell " + to_text(static_cast<std::int64_t>(c)) + " is another one";
  }
  for (std::size_t f = 0; f < features; ++f) {
    const analysis::FeatureColumn column = read.column(f);
    const bool right =
        wanted.values.empty()
            ? std::isnan(column.values[c]) && column.statuses[c] == Status::failed
            : same(column.values[c], wanted.values[f]) && column.statuses[c] == wanted.statuses[f];
    if (!right || read.reason(c, f) != wanted.reason_of(f))
      return "feature " + to_text(static_cast<std::int64_t>(f)) + " of cell " +
             to_text(static_cast<std::int64_t>(c)) + " is another value";
  }
  return "";
}

}  // namespace

void write_run(const MadeRun& run, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const study::Study study = study::decode_study(io::parse_yaml(study_yaml(run), "study.yaml"), "");
  const study::Plan plan = study::make_plan(study);
  const store::StoreTables tables = record::planned_tables(study, plan, engine::built_in_engine());
  store::Store store = store::Store::create(record::in_folder(folder, record::result_file::kStore), tables);
  for (std::size_t object = 0; object < run.patients; ++object) {
    std::vector<store::CellRecord> cells;
    for (std::size_t c = 0; c < run.conditions; ++c)
      cells.push_back(cell_of(run, object, c, tables.features.size()));
    store.write_unit(cells);
  }
  store.checkpoint();
  io::write_file(record::in_folder(folder, record::result_file::kStudy), study::resolved_yaml(study));
}

std::string check_run(const MadeRun& run, const std::string& folder) {
  const analysis::FinishedRun finished = analysis::read_run(folder);
  const analysis::Measurements& read = *finished.measurements;
  if (read.n_cells() != run.cells()) return "cells are missing";
  for (std::size_t c = 0; c < read.n_cells(); ++c)
    if (const std::string problem = check_cell(run, read, c); !problem.empty()) return problem;
  const analysis::AskedQuestion asked = analysis::ask(finished.study, finished.plan, read).front();
  const agreement::Answer answer = agreement::answer_in_detail(asked.question, asked.table);
  for (std::size_t f = 0; f < answer.rows.size(); f += 10)
    if (const std::string problem =
            compare("ICC of " + answer.rows[f].feature,
                    run.against == "base" ? answer.details[f].icc_pooled : answer.rows[f].icc,
                    expected_icc(run, f), 1e-10);
        !problem.empty())
      return problem;
  return "";
}

}  // namespace radgauge::bench
