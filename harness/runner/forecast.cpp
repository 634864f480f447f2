#include "runner/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "acquire/crop.h"
#include "core/error.h"
#include "core/text.h"
#include "reference/preprocessing/grid.h"
#include "study/grid_stage.h"

namespace radgauge::runner {

namespace {

// Seconds on one thread of the machine of core/machine_speed.h, fitted to the demo and the kept examples. A
// voxel is one of the resampled grid but for those of the image.
constexpr double kSecondsPerCell = 4.5e-3;
constexpr double kSecondsPerGridVoxel = 22e-9;         ///< resampling
constexpr double kSecondsPerMapVoxel = 25e-9;          ///< of the grid: a map of the image
constexpr double kSecondsPerMaskVoxel = 25e-9;         ///< of the grid: mask operations
constexpr double kSecondsPerMorphologyVoxel = 145e-9;  ///< of the box of the ROI: spatial autocorrelation
constexpr double kSecondsPerRegionVoxel = 5e-9;        ///< of the ROI, for each other family
constexpr double kSecondsPerImageVoxel = 18e-9;        ///< for each image operation
constexpr double kSecondsPerReadVoxel = 30e-9;
constexpr double kOtherFamilies = 10;

// Bytes per voxel.
constexpr double kScanBytes = 4;              ///< the image as acquired
constexpr double kImageBytes = 12;            ///< the changed image and its spline coefficients
constexpr double kGridBytes = 6;              ///< resampled image and masks
constexpr double kMapBytes = 4;               ///< of the grid: a map of the image
constexpr double kMaskOperationBytes = 35;    ///< of the grid: distances of mask operations
constexpr double kExtractionBytes = 65;       ///< of the box of the ROI: levels, spectra of autocorrelation
constexpr double kExtractionBytesPlain = 25;  ///< the same without morphology
constexpr double kReadingBytes = 8;           ///< of the whole image: file and voxels

/// The program with its libraries, before it reads an image.
constexpr double kProgramBytes = 25e6;
/// A row of the cohort with its names, geometry, acquisition and units; a planned cell.
constexpr double kBytesPerRow = 1500;
constexpr double kBytesPerCell = 200;
/// A value with its part of the cell, while a run is analysed (analysis/measurements.h), and what a gauge
/// study makes of each cell.
constexpr double kBytesPerValue = 9.5;
constexpr double kBytesPerGaugedCell = 800;

// Disk. A stored value with its status; a cell beside its values; lines of the tables of the results.
constexpr double kDiskPerValue = 9.4;
constexpr double kDiskPerCell = 500;
constexpr double kDiskPerFeatureLine = 4700;
constexpr double kDiskBesides = 0.6e6;

/// Sizes of one row of the cohort under one extraction, in voxels.
struct Sizes {
  double grid = 0;    ///< of the resampled box with its margin
  double box = 0;     ///< of the box of the ROI
  double region = 0;  ///< of the ROI
};

Sizes sizes_of(const acquire::RowGeometry& row, const ExtractionSettings& s, double mask_mm, double room_mm) {
  constexpr double kInterpolation = 3;  // voxels beyond the ROI on both sides together
  const Index3 edge = row.mask_box.size();
  const double spacing[] = {s.spacing_x_mm, s.spacing_y_mm, s.by_slice ? 0 : s.spacing_z_mm};
  Sizes out{1, 1, static_cast<double>(row.roi_voxels)};
  for (std::size_t a = 0; a < 3; ++a) {
    const double own = row.image.spacing_mm[a];
    const double to = s.interpolation != Interpolation::none && spacing[a] > 0 ? spacing[a] : own;
    const double edge_mm = static_cast<double>(edge[a]) * own;
    out.box *= std::max(1.0, edge_mm / to);
    out.grid *= std::min((edge_mm + 2 * (mask_mm + room_mm)) / to + kInterpolation,
                         static_cast<double>(row.image.size[a]) * own / to + kInterpolation);
    out.region *= own / to;
  }
  return out;
}

bool measures(const ExtractionSettings& settings, const char* family) {
  for (const std::string& name : split(settings.families, '+'))
    if (trim(name) == family || trim(name) == "all") return true;
  return false;
}

/// Maps of the image, without the image itself.
double count_maps(const study::Extraction& extraction) {
  return static_cast<double>(std::count_if(extraction.maps.begin(), extraction.maps.end(),
                                           [](const study::MapUse& map) { return map.filter != nullptr; }));
}

double extraction_seconds(const study::Extraction& extraction, const Sizes& sizes) {
  const ExtractionSettings& settings = extraction.settings;
  const double families =
      measures(settings, "all") ? kOtherFamilies : static_cast<double>(split(settings.families, '+').size());
  return (measures(settings, "morph") ? kSecondsPerMorphologyVoxel * sizes.box : 0) +
         families * static_cast<double>(extraction.maps.size()) * kSecondsPerRegionVoxel * sizes.region;
}

/// What conditions ask for, so that it is looked up once.
struct Demand {
  double mask_mm = 0;           ///< margin of the mask operations
  std::size_t image_steps = 0;  ///< image operations
  bool own_grid = false;        ///< resampled for itself, and not shared with base
};

std::vector<Demand> demands_of(const study::Plan& plan) {
  std::vector<Demand> demands(plan.conditions.size());
  for (std::size_t c = 0; c < demands.size(); ++c)
    for (const study::AppliedOperation& step : plan.conditions[c].chain) {
      const Stage stage = step.operation->stage;
      demands[c].own_grid = demands[c].own_grid || stage == Stage::image || stage == Stage::grid;
      demands[c].image_steps += stage == Stage::image ? 1 : 0;
      if (stage == Stage::mask) demands[c].mask_mm += step.operation->support(step.values).margin_mm;
    }
  return demands;
}

double cell_seconds(const study::Study& study, const acquire::RowGeometry& row, const Demand& demand,
                    bool is_base, double room_mm) {
  double seconds = kSecondsPerCell;
  for (const study::Extraction& extraction : study.extractions) {
    const Sizes sizes = sizes_of(row, extraction.settings, demand.mask_mm, room_mm);
    const double per_grid_voxel = kSecondsPerGridVoxel + kSecondsPerMapVoxel * count_maps(extraction);
    seconds += (is_base || demand.own_grid ? per_grid_voxel * sizes.grid : 0) +
               (demand.mask_mm > 0 ? kSecondsPerMaskVoxel * sizes.grid : 0) +
               extraction_seconds(extraction, sizes);
  }
  return seconds;
}

/// CPU seconds of all selected cells.
double run_seconds(const study::Study& study, const study::Plan& plan,
                   const std::vector<acquire::RowGeometry>& geometry, const std::vector<bool>& selected) {
  const std::vector<Demand> demands = demands_of(plan);
  const double room_mm = acquire::image_room_mm(study);
  double seconds = 0;
  std::vector<bool> is_read(plan.acquisitions.size(), false);
  for (const study::PlannedUnit& unit : plan.units) {
    const acquire::RowGeometry* first = nullptr;
    std::size_t image_steps = 0;
    for (const std::size_t cell : unit.cells) {
      const acquire::RowGeometry& row = geometry[plan.cells[cell].row];
      if (!selected[cell] || row.problem) continue;
      const std::size_t condition = plan.cells[cell].condition;
      seconds += cell_seconds(study, row, demands[condition], condition == study::kBase, room_mm);
      image_steps = demands[condition].image_steps;
      first = &row;
    }
    if (first == nullptr) continue;
    const auto voxels = static_cast<double>(first->image.voxel_count());
    seconds += voxels * kSecondsPerImageVoxel * static_cast<double>(image_steps);
    if (!is_read[unit.acquisition]) seconds += voxels * kSecondsPerReadVoxel;
    is_read[unit.acquisition] = true;
  }
  return seconds;
}

double disk_bytes(const study::Study& study, double cells, double features) {
  return cells * (features * kDiskPerValue + kDiskPerCell) +
         static_cast<double>(study.questions.size()) * features * kDiskPerFeatureLine + kDiskBesides;
}

}  // namespace

double unit_bytes(const study::Study& study, const study::Plan& plan, const study::Acquisition& acquisition,
                  const std::vector<acquire::RowGeometry>& geometry) {
  std::vector<acquire::RowGeometry> rows;
  for (const std::size_t r : acquisition.rows)
    if (!geometry[r].problem) rows.push_back(geometry[r]);
  const Box box = acquire::crop_box(study, plan, rows);
  if (box.empty()) return 0;
  const auto n_rows = static_cast<double>(rows.size());
  const auto source = static_cast<double>(box.voxel_count());
  const double mask_mm = acquire::mask_margin_mm(plan), room_mm = acquire::image_room_mm(study);
  double largest = 0;
  for (const acquire::RowGeometry& row : rows)
    for (const study::Extraction& extraction : study.extractions) {
      const Sizes sizes = sizes_of(row, extraction.settings, mask_mm, room_mm);
      const double extracting =
          measures(extraction.settings, "morph") ? kExtractionBytes : kExtractionBytesPlain;
      largest = std::max(
          largest, (kGridBytes + kMapBytes * count_maps(extraction)) * sizes.grid +
                       std::max(mask_mm > 0 ? kMaskOperationBytes * sizes.grid : 0, extracting * sizes.box));
    }
  if (study.whole_images)
    largest = std::max(largest, source * (kGridBytes + (mask_mm > 0 ? kMaskOperationBytes : 0)));
  const auto whole = static_cast<double>(rows.front().image.voxel_count());
  return std::max(whole * (kReadingBytes + n_rows), source * (kScanBytes + n_rows + kImageBytes) + largest);
}

Forecast forecast_run(const study::Study& study, const study::Plan& plan, const engine::Engine& engine,
                      const std::vector<acquire::RowGeometry>& geometry, const std::vector<bool>& selected,
                      int threads) {
  Forecast out;
  std::vector<bool> measured(study.rows.size(), false);
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    if (!selected[i]) continue;
    ++out.cells;
    out.failing += geometry[plan.cells[i].row].problem ? 1 : 0;
    measured[plan.cells[i].row] = true;
  }
  out.cpu_seconds = run_seconds(study, plan, geometry, selected);
  for (const study::Acquisition& acquisition : plan.acquisitions)
    if (std::any_of(acquisition.rows.begin(), acquisition.rows.end(),
                    [&](std::size_t row) { return measured[row]; }))
      out.unit_bytes = std::max(out.unit_bytes, unit_bytes(study, plan, acquisition, geometry));
  double features = 0;
  for (const study::Extraction& extraction : study.extractions)
    features += static_cast<double>(engine.features(extraction.request()).size());
  const auto cells = static_cast<double>(out.cells);
  const double held = kProgramBytes + kBytesPerRow * static_cast<double>(study.rows.size()) +
                      kBytesPerCell * static_cast<double>(plan.cells.size());
  out.peak_bytes =
      held + std::max(out.unit_bytes * threads, cells * (features * kBytesPerValue + kBytesPerGaugedCell));
  out.disk_bytes = disk_bytes(study, cells, features);
  return out;
}

}  // namespace radgauge::runner
