#include "cli/dry_run.h"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "analysis/gauge_places.h"
#include "analysis/measurements.h"
#include "analysis/question_power.h"
#include "analysis/questions.h"
#include "cli/progress.h"
#include "core/error.h"
#include "core/text.h"
#include "io/process.h"
#include "record/feature_table.h"
#include "record/run_folder.h"

namespace radgauge::cli {

namespace {

/// What one cell costs on one core of a machine of 2024, fitted to studies of CT at 1 mm, PET at 3 mm and
/// phantoms at 2 mm whose masks grow: a fixed part, and per voxel of the resampled box with its margin.
constexpr double kSecondsPerCell = 2e-3;
constexpr double kSecondsPerBoxVoxel = 100e-9;
constexpr double kSecondsPerRoiVoxel = 40e-9;
/// Room that the box has beside what mask operations ask for: interpolation, and gaps between lattices.
constexpr double kBoxMargin_mm = 4;
/// A stored value with its status, index and journal.
constexpr double kBytesPerValue = 10;
/// The program itself, before it reads an image.
constexpr double kProgramBytes = 22e6;
/// The write-ahead journal before it is folded into the store.
constexpr double kJournalBytes = 4.2e6;
/// Lines of cells.csv and timings.csv; of features.csv and the report.
constexpr double kBytesPerCellLine = 250;
constexpr double kBytesPerFeatureLine = 700;
/// Lines of gauge.csv and dstudy.csv of a feature.
constexpr double kBytesPerGaugeTable = 4000;

double volume_factor(const Lattice& image, const ExtractionSettings& s) {
  double factor = 1;
  const double spacing[] = {s.spacing_x_mm, s.spacing_y_mm, s.by_slice ? 0 : s.spacing_z_mm};
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (s.interpolation != Interpolation::none && spacing[axis] > 0)
      factor *= image.spacing_mm[axis] / spacing[axis];
  return factor;
}

double cell_seconds(const study::Study& study, const runner::RowGeometry& row, double margin_mm) {
  const Index3 edge = row.mask_box.size();
  double box = 1;
  for (std::size_t axis = 0; axis < 3; ++axis)
    box *= std::min(static_cast<double>(edge[axis]) + 2 * margin_mm / row.image.spacing_mm[axis],
                    static_cast<double>(row.image.size[axis]));
  double seconds = kSecondsPerCell;
  for (const study::Extraction& extraction : study.extractions)
    seconds += volume_factor(row.image, extraction.settings) *
               (kSecondsPerBoxVoxel * box + kSecondsPerRoiVoxel * static_cast<double>(row.roi_voxels));
  return seconds;
}

/// What the size of the study can certify, for each question that limits an ICC.
std::string planner_lines(const study::Study& study, const study::Plan& plan, const engine::Engine& engine) {
  store::StoreTables tables;
  tables.features = record::stored_features(study, engine);
  const analysis::Measurements planned(std::move(tables), plan);
  std::string text;
  for (const analysis::AskedQuestion& asked : analysis::ask(study, plan, planned)) {
    const std::string sentence = analysis::power_sentence(asked);
    if (sentence.empty()) continue;
    text += "question " + asked.question.name + ": " + sentence + "\n";
    const std::string caveat = analysis::coverage_sentence(asked);
    if (!caveat.empty()) text += "  by simulation " + caveat + "\n";
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

}  // namespace

int dry_run(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
            const std::vector<bool>& selected, int threads, const std::string& folder, bool resume) {
  const auto geometry = runner::inspect_rows(study, threads);
  std::int64_t cells = 0, failing = 0;
  double seconds = 0, memory = 0;
  const double margin_mm = runner::mask_margin_mm(plan) + runner::image_room_mm(study) + kBoxMargin_mm;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (!selected[i]) continue;
    ++cells;
    const runner::RowGeometry& row = geometry[plan.cells[i].row];
    if (row.problem.empty())
      seconds += cell_seconds(study, row, margin_mm);
    else
      ++failing;
  }
  std::vector<bool> measured(study.rows.size(), false);
  for (std::size_t i = 0; i < plan.cells.size(); ++i)
    if (selected[i]) measured[plan.cells[i].row] = true;
  for (const study::Acquisition& acquisition : plan.acquisitions)
    if (std::any_of(acquisition.rows.begin(), acquisition.rows.end(),
                    [&](std::size_t row) { return measured[row]; }))
      memory = std::max(memory, runner::unit_bytes(study, plan, acquisition, geometry));
  for (std::size_t r = 0; r < geometry.size(); ++r)
    if (!geometry[r].problem.empty())
      std::cout << "problem: " << study.rows[r].where << ": " << geometry[r].problem << "\n";
  const std::vector<std::string> programs = missing_programs(study, plan);
  for (const std::string& program : programs) std::cout << "problem: " << program << "\n";
  std::string folder_problem;
  try {
    record::check_run_folder(folder, resume);
  } catch (const Error& problem) {
    folder_problem = problem.what();
    std::cout << "problem: " << folder_problem << "\n";
  }
  const int n_threads = threads > 0 ? threads : oneapi::tbb::this_task_arena::max_concurrency();
  const auto features = static_cast<double>(record::stored_features(study, engine).size());
  const double disk =
      static_cast<double>(cells) * ((features * kBytesPerValue + 400) * 1.5 + kBytesPerCellLine) +
      static_cast<double>(study.questions.size()) * features * (kBytesPerFeatureLine + kBytesPerGaugeTable) +
      kJournalBytes;
  for (const std::string& line : analysis::gauge_plan_lines(study, plan)) std::cout << line << "\n";
  std::cout << "cells to measure: " << cells << ", of which sure to fail: " << failing << "\n";
  std::cout << "features per cell: " << features << "\n";
  std::cout << planner_lines(study, plan, engine);
  std::cout << "time: about " << duration_text(seconds / n_threads) << " on " << n_threads << " threads\n";
  std::cout << "memory: about " << to_rounded_text((kProgramBytes + memory * n_threads) / 1048576, 3)
            << " MiB, largest cell " << to_rounded_text(memory / 1048576, 3) << " MiB\n";
  std::cout << "disk: about " << to_rounded_text(disk / 1e6, 3) << " MB";
  std::error_code error;
  const auto parent = std::filesystem::absolute(folder).parent_path();
  const auto space = std::filesystem::space(parent, error);
  if (!error)
    std::cout << " (" << to_rounded_text(static_cast<double>(space.available) / 1e6, 4) << " MB free)";
  std::cout << "\n";
  if (!error && disk > static_cast<double>(space.available)) {
    std::cout << "problem: the disk has not enough room for the results\n";
    return exit_code(ErrorKind::data);
  }
  if (!folder_problem.empty()) return exit_code(ErrorKind::usage);
  return failing > study.failures_max || !programs.empty() ? exit_code(ErrorKind::data) : 0;
}

}  // namespace radgauge::cli
