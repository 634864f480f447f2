#include "conditions/measured_run.h"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "common/scans.h"
#include "core/hash.h"
#include "core/text.h"
#include "io/image_file.h"
#include "record/run_folder.h"
#include "reference/extractor.h"
#include "reference/preprocessing/grid.h"
#include "runner/runner.h"

namespace radgauge::bench {

namespace {

/// 19 conditions and those of noise: base, noise, position and angle of the grid, and two ways of moving the
/// contour.
std::string study_yaml(const RunSettings& settings) {
  const std::string s = settings.spacing_mm;
  const std::string object =
      settings.object == "lesion"
          ? "phantoms: " + lesion_yaml() + "\n"
          : std::string(
                "cohort:\n  - {patient: ct_phantom, modality: ct, unit: HU, image: '${RADGAUGE_DATA}/") +
                kPhantomImage + "', mask: '${RADGAUGE_DATA}/" + kPhantomMask + "'}\n";
  return "study: bench\nseed: 20261121\n" + object +
         "extractions:\n  original: {preset: ct-1mm, spacing_x_mm: " + s + ", spacing_y_mm: " + s +
         ", spacing_z_mm: " + s +
         "}\n"
         "conditions:\n"
         "  noise: {chain: [{noise.white: {k: 1}}], repeats: " +
         settings.noise_repeats +
         "}\n"
         "  position: {chain: [{geom.gridshift: {shift_x: [0, 0.5], shift_y: [0, 0.5]}}, {geom.rotate: "
         "{angle_deg: [-5, 5]}}]}\n"
         "  contour: {chain: [{mask.grow_mm: {distance_mm: [-2, -1, 1, 2]}}]}\n"
         "  volume: {chain: [{mask.grow_fraction: {fraction: [-0.2, -0.1, -0.05, 0.05, 0.1, 0.2]}}]}\n";
}

/// A folder that is gone when its owner is.
class TemporaryFolder {
 public:
  TemporaryFolder()
      : path_(std::filesystem::temp_directory_path() / ("radgauge_bench_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// The features of an unchanged object, straight from the functions that define them.
FeatureVector direct_values(const study::Study& study) {
  const study::CohortRow& row = study.rows.front();
  const acquire::Scan scan = acquire::scan_row(study, row);
  const Mask& mask = scan.masks.front();
  const ExtractionSettings& s = study.extractions.front().settings;
  const reference::Prepared p =
      reference::resample(reference::sampling_source(scan.image, s), scan.image, mask,
                          reference::grid_plan(scan.image.lattice, s), s, reference::surroundings_mm(s));
  return reference::extract(p.image, p.mask, std::span(&s, 1)).front();
}

std::string difference(const FeatureVector& expected, const store::CellRecord& base,
                       const store::Store& store) {
  if (expected.size() != base.values.size()) return "the base condition has another number of features";
  for (std::size_t f = 0; f < expected.size(); ++f) {
    const std::string& name = store.tables().features[f].name;
    if (expected[f].status != base.statuses[f]) return name + " of the base condition has another status";
    if (expected[f].status != Status::ok) continue;
    if (!(std::abs(expected[f].value - base.values[f]) <= 1e-9 * std::abs(expected[f].value) + 1e-12))
      return name + " of the base condition is " + to_text(base.values[f]) + ", computed directly " +
             to_text(expected[f].value);
  }
  return "";
}

void inspect_store(const store::Store& store, const study::Study& study, bool verify, MeasuredRun& run) {
  std::string hashes;
  store.for_each_cell([&](const store::CellRecord& cell) {
    ++run.cells;
    hashes += to_text(static_cast<std::int64_t>(xxh3(std::as_bytes(std::span(cell.values))))) + " ";
    if (run.problem.empty() && cell.status != Status::ok) run.problem = "a cell failed: " + cell.reason;
    if (run.problem.empty() && verify && cell.plan_index == 0)
      run.problem = difference(direct_values(study), cell, store);
  });
  run.values_hash = sha256(hashes).substr(0, 16);
}

}  // namespace

MeasuredRun run_here(const RunSettings& settings, bool verify) {
  MeasuredRun run;
  const TemporaryFolder folder;
  io::initialise_image_io();
  const auto start = std::chrono::steady_clock::now();
  const study::Study study = study::decode_study(io::parse_yaml(study_yaml(settings), "study.yaml"), "");
  const study::Plan plan = study::make_plan(study);
  const engine::Engine& engine = engine::built_in_engine();
  runner::RunOptions options;
  options.threads = static_cast<int>(parse_int(settings.threads).value());
  store::Store store =
      store::Store::create(folder.file("measurements.sqlite"), record::store_tables(study, plan, engine));
  const auto inspected = std::clock();
  const std::vector<acquire::RowGeometry> geometry = acquire::look_at_all_rows(study, options.threads);
  const double inspection_seconds = static_cast<double>(std::clock() - inspected) / CLOCKS_PER_SEC;
  const runner::RunOutcome outcome = runner::run_plan(study, plan, engine, geometry, store, options);
  store.checkpoint();
  run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.cpu_seconds = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  run.stage_seconds = outcome.seconds;
  run.stage_seconds[0] += inspection_seconds;
  run.peak_memory_bytes = runner::peak_memory_bytes();
  inspect_store(store, study, verify, run);
  if (run.problem.empty() && run.cells != static_cast<double>(plan.cells.size()))
    run.problem = "cells are missing from the store";
  return run;
}

}  // namespace radgauge::bench
