#include "cli/dry_run.h"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli/progress.h"
#include "core/error.h"
#include "core/text.h"

namespace radgauge {

namespace {

/// What one cell costs on one core of a machine of 2024, measured on CT at 1 mm (`./run bench`): per voxel of
/// the resampled box, and per ROI voxel and extraction.
constexpr double kSecondsPerBoxVoxel = 20e-9;
constexpr double kSecondsPerRoiVoxel = 40e-9;
/// A stored value with its status, index and journal.
constexpr double kBytesPerValue = 10;

double volume_factor(const Lattice& image, const ExtractionSettings& s) {
  double factor = 1;
  const double spacing[] = {s.spacing_x_mm, s.spacing_y_mm, s.by_slice ? 0 : s.spacing_z_mm};
  for (std::size_t axis = 0; axis < 3; ++axis)
    if (s.interpolation != Interpolation::none && spacing[axis] > 0)
      factor *= image.spacing_mm[axis] / spacing[axis];
  return factor;
}

double cell_seconds(const Study& study, const RowGeometry& row) {
  double seconds = 0;
  for (const Extraction& extraction : study.extractions) {
    const double factor = volume_factor(row.image, extraction.settings);
    seconds += factor * (kSecondsPerBoxVoxel * static_cast<double>(row.mask_box.voxel_count()) +
                         kSecondsPerRoiVoxel * static_cast<double>(row.roi_voxels));
  }
  return seconds;
}

}  // namespace

int dry_run(const Study& study, const Plan& plan, const Engine& engine, const std::vector<bool>& selected,
            int threads, const std::string& folder) {
  const auto geometry = inspect_rows(study, threads);
  std::int64_t cells = 0, failing = 0;
  double seconds = 0, memory = 0;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (!selected[i]) continue;
    ++cells;
    const RowGeometry& row = geometry[plan.cells[i].row];
    if (row.problem.empty())
      seconds += cell_seconds(study, row);
    else
      ++failing;
  }
  for (const Acquisition& acquisition : plan.acquisitions)
    memory = std::max(memory, unit_bytes(study, plan, acquisition, geometry));
  for (std::size_t r = 0; r < geometry.size(); ++r)
    if (!geometry[r].problem.empty())
      std::cout << "problem: " << study.rows[r].where << ": " << geometry[r].problem << "\n";
  const int n_threads = threads > 0 ? threads : oneapi::tbb::this_task_arena::max_concurrency();
  const auto features = static_cast<double>(stored_features(study, engine).size());
  const double disk = static_cast<double>(cells) * (features * kBytesPerValue + 400) * 1.5;
  std::cout << "cells to measure: " << cells << ", of which sure to fail: " << failing << "\n";
  std::cout << "features per cell: " << features << "\n";
  std::cout << "time: about " << duration_text(seconds / n_threads) << " on " << n_threads << " threads\n";
  std::cout << "memory: about " << to_rounded_text(memory * n_threads / 1048576, 3) << " MiB, largest cell "
            << to_rounded_text(memory / 1048576, 3) << " MiB\n";
  std::cout << "disk: about " << to_rounded_text(disk / 1e6, 3) << " MB";
  std::error_code error;
  const auto parent =
      folder.empty() ? std::filesystem::path(".") : std::filesystem::absolute(folder).parent_path();
  const auto space = std::filesystem::space(parent, error);
  if (!error)
    std::cout << " (" << to_rounded_text(static_cast<double>(space.available) / 1e6, 4) << " MB free)";
  std::cout << "\n";
  if (!error && disk > static_cast<double>(space.available)) {
    std::cout << "problem: the disk has not enough room for the results\n";
    return exit_code(ErrorKind::data);
  }
  return failing > study.failures_max ? exit_code(ErrorKind::data) : 0;
}

}  // namespace radgauge
