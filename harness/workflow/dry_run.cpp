#include "workflow/dry_run.h"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <filesystem>

#include "acquire/acquire.h"
#include "analysis/copies.h"
#include "analysis/gauge_places.h"
#include "analysis/input_notices.h"
#include "analysis/question_power.h"
#include "analysis/questions.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/machine_speed.h"
#include "core/text.h"
#include "io/process.h"
#include "record/feature_table.h"
#include "record/run_folder.h"
#include "runner/engine_check.h"
#include "runner/forecast.h"
#include "study/selection.h"
#include "workflow/progress.h"

namespace radgauge::workflow {

namespace {

/// What the size of the study can certify, for each question that limits an ICC.
std::string planner_lines(const study::Study& study, const study::Plan& plan, const engine::Engine& engine) {
  store::StoreTables tables;
  tables.features = record::stored_features(study, engine);
  for (const study::CohortRow& row : study.rows) {
    tables.objects.emplace_back();
    tables.objects.back().channel = row.channel;
  }
  const analysis::Measurements planned(std::move(tables), plan);
  std::string text;
  for (const analysis::AskedQuestion& asked : analysis::ask(study, plan, planned)) {
    const std::string sentence = analysis::power_sentence(asked);
    if (sentence.empty()) continue;
    text += "question " + asked.question.name + ": " + sentence + "\n";
  }
  return text;
}

/// Programs that image.command and mask.command name and that are not there, each once.
std::vector<std::string> missing_programs(const study::Study& study, const study::Plan& plan) {
  std::vector<std::string> missing;
  for (const study::Condition& condition : plan.conditions)
    for (const study::AppliedOperation& step : condition.chain)
      for (std::size_t i = 0; i < step.values.size(); ++i) {
        if (step.operation->fields[i].name != "command") continue;
        const auto words = split_words(std::get<std::string>(step.values[i]));
        const std::string& program = words.value().front();
        const std::string line =
            "the program '" + program + "' of " + step.operation->id + " is not there or may not be executed";
        if (!io::program_exists(program, study.folder) &&
            std::find(missing.begin(), missing.end(), line) == missing.end())
          missing.push_back(line);
      }
  return missing;
}

/// What is surprising about images and masks, as far as headers and masks tell it: images of one file are the
/// same, and others are compared when they are measured.
std::vector<std::string> input_notes(const study::Study& study,
                                     const std::vector<acquire::RowGeometry>& geometry) {
  std::vector<analysis::PlacedNotice> notices;
  std::vector<store::AcquiredContent> contents;
  for (std::size_t r = 0; r < geometry.size(); ++r) {
    for (const Notice& notice : geometry[r].notices) notices.push_back({study.rows[r].where, "", notice});
    const bool is_looked_at = geometry[r].mask_content != 0;
    contents.push_back({is_looked_at ? xxh3(study.rows[r].image_path()) : 0, geometry[r].mask_content});
  }
  std::vector<std::string> lines = analysis::copies(study, contents);
  for (std::string& line : analysis::notice_lines(notices)) lines.push_back(std::move(line));
  return lines;
}

}  // namespace

int dry_run(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
            const std::vector<bool>& selected, int threads, const std::string& folder, bool resume,
            std::ostream& out) {
  const auto geometry =
      acquire::look_at_rows(acquire::Sources(study), study::needed_rows(study, plan, selected), threads);
  const int n_threads = threads > 0 ? threads : oneapi::tbb::this_task_arena::max_concurrency();
  const runner::Forecast forecast = runner::forecast_run(study, plan, engine, geometry, selected, n_threads);
  for (std::size_t r = 0; r < geometry.size(); ++r)
    if (geometry[r].problem)
      out << "problem: " << study.rows[r].where << ": " << geometry[r].problem->text() << "\n";
  for (const std::string& note : input_notes(study, geometry)) out << "note: " << note << "\n";
  for (const std::string& note : runner::untold_settings(engine, study)) out << "note: " << note << "\n";
  const std::vector<std::string> programs = missing_programs(study, plan);
  for (const std::string& program : programs) out << "problem: " << program << "\n";
  std::string folder_problem;
  try {
    record::check_run_folder(folder, resume);
  } catch (const Error& problem) {
    folder_problem = problem.what();
    out << "problem: " << folder_problem << "\n";
  }
  for (const analysis::GaugePlanLine& line : analysis::gauge_plan_lines(study, plan))
    out << analysis::gauge_plan_text(line) << "\n";
  out << "cells to measure: " << forecast.cells << ", of which sure to fail: " << forecast.failing << "\n";
  out << "features per cell: " << record::stored_features(study, engine).size() << "\n";
  out << planner_lines(study, plan, engine);
  out << "time: about " << duration_text(forecast.cpu_seconds / machine_speed() / n_threads) << " on "
      << n_threads << " threads\n";
  out << "memory: about " << to_rounded_text(forecast.peak_bytes / 1048576, 3) << " MiB, largest cell "
      << to_rounded_text(forecast.unit_bytes / 1048576, 3) << " MiB\n";
  out << "disk: about " << to_rounded_text(forecast.disk_bytes / 1e6, 3) << " MB";
  std::error_code error;
  const auto parent = std::filesystem::absolute(folder).parent_path();
  const auto space = std::filesystem::space(parent, error);
  if (!error) out << " (" << to_rounded_text(static_cast<double>(space.available) / 1e6, 4) << " MB free)";
  out << "\n";
  if (!error && forecast.disk_bytes > static_cast<double>(space.available)) {
    out << "problem: the disk has not enough room for the results\n";
    return exit_code(ErrorKind::data);
  }
  if (!folder_problem.empty()) return exit_code(ErrorKind::usage);
  return forecast.failing > study.failures_max || !programs.empty() ? exit_code(ErrorKind::data) : 0;
}

}  // namespace radgauge::workflow
