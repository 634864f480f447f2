#include "runner/unit.h"

#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <mutex>

#include "acquire/crop.h"
#include "core/error.h"
#include "imaging/mask_distances.h"
#include "io/bias_field.h"
#include "reference/preprocessing/grid.h"
#include "runner/clock.h"
#include "runner/grid_images.h"
#include "runner/image_sums.h"
#include "runner/mask_stage.h"
#include "runner/normalised_images.h"
#include "runner/object_facts.h"
#include "runner/overshoot.h"
#include "runner/program_host.h"
#include "runner/unit_parts.h"
#include "study/acquired.h"
#include "study/grid_stage.h"
#include "study/scanner_systems.h"

namespace radgauge::runner {

using store::CellRecord;

namespace {

/// Neither interpolation nor anything before it.
const GridSettings kNativeGrid;
/// Room around a mask that reaches the end of every image.
constexpr double kWholeImageMm = 1e7;

class UnitRun {
 public:
  UnitRun(const UnitInput& input, const study::PlannedUnit& unit, const std::vector<std::size_t>& cells,
          StageSeconds& seconds)
      : in_(input),
        unit_(unit),
        cells_(cells),
        seconds_(seconds),
        programs_(input.study.folder),
        scanners_(input.study.folder),
        groups_(grid_groups(input.study, input.engine)) {
    for (const GridGroup& group : groups_)
      for (const std::size_t n : group.counts) n_features_ += n;
  }

  std::vector<CellRecord> run() {
    start_records();
    Clock clock;
    if (const auto problem = problem_of([&] { apply_image_operations(); })) {
      fail_all(*problem);
      return std::move(records_);
    }
    add_seconds(Stage::image, clock.lap());
    const auto nodes = grid_nodes(in_.plan, cells_, groups_.size());
    // Isolated: a thread that waits here must not take up another unit, which could block on the memory
    // budget.
    oneapi::tbb::this_task_arena::isolate([&] {
      oneapi::tbb::parallel_for(
          std::size_t{0}, nodes.size(), [&](std::size_t n) { run_grid(nodes[n]); },
          oneapi::tbb::simple_partitioner());
    });
    for (std::size_t i = 0; i < records_.size(); ++i) merge(i);
    for (CellRecord& record : records_)
      if (record.condition == static_cast<std::int64_t>(study::kBase)) measure_object(record);
    return std::move(records_);
  }

 private:
  const study::Condition& condition_of(std::size_t record) const {
    return in_.plan.conditions[in_.plan.cells[cells_[record]].condition];
  }

  Draws draws_for(const study::Condition& condition, const study::AppliedOperation& step) const {
    const study::CohortRow& first = in_.study.rows[in_.plan.acquisitions[unit_.acquisition].rows.front()];
    return Draws(in_.study.seed, first.acquisition(), step.operation->id, step.ordinal,
                 static_cast<std::uint32_t>(condition.repetition));
  }

  void start_records() {
    for (const std::size_t cell : cells_) {
      CellRecord record;
      record.plan_index = static_cast<std::int64_t>(cell);
      record.object = static_cast<std::int64_t>(in_.plan.cells[cell].row);
      record.condition = static_cast<std::int64_t>(in_.plan.cells[cell].condition);
      record.values.assign(n_features_, std::nan(""));
      record.statuses.assign(n_features_, Status::failed);
      records_.push_back(std::move(record));
    }
    pieces_.resize(cells_.size() * groups_.size());
  }

  Piece& piece(std::size_t record, std::size_t group) { return pieces_[record * groups_.size() + group]; }

  void merge(std::size_t i) {
    CellRecord& record = records_[i];
    record.magnitudes = image_magnitudes_;
    for (std::size_t group = 0; group < groups_.size(); ++group) {
      Piece& part = piece(i, group);
      add_piece(record, part);
      if (part.problem) fail(record, *part.problem);
    }
    // Extractions on one grid need not be neighbours in the study.
    std::sort(record.reasons.begin(), record.reasons.end(),
              [](const store::ValueReason& a, const store::ValueReason& b) { return a.feature < b.feature; });
    drop_if_empty(record);
  }

  void measure_object(CellRecord& record) const {
    const auto row = static_cast<std::size_t>(record.object);
    const auto& rows = in_.plan.acquisitions[unit_.acquisition].rows;
    const auto place = static_cast<std::size_t>(std::find(rows.begin(), rows.end(), row) - rows.begin());
    ObjectFacts facts = object_facts(in_.scan, place, in_.study.rows[row].modality);
    record.magnitudes = std::move(facts.magnitudes);
    record.notices.insert(record.notices.begin(), facts.notices.begin(), facts.notices.end());
    record.checksums.insert(record.checksums.end(), facts.checksums.begin(), facts.checksums.end());
  }

  void fail_all(const std::string& problem) {
    for (CellRecord& record : records_) {
      record.magnitudes = image_magnitudes_;
      fail(record, problem);
      drop_if_empty(record);
    }
  }

  void fail(CellRecord& record, const std::string& problem) const {
    record.status = Status::failed;
    if (record.reason.empty()) record.reason = problem;
  }

  void apply_image_operations() {
    image_ = &in_.scan.image;
    const study::Condition& condition = condition_of(0);
    const study::CohortRow& row = in_.study.rows[in_.plan.cells[cells_.front()].row];
    for (const study::AppliedOperation& step : condition.chain) {
      if (step.operation->stage != Stage::image) continue;
      const Draws draws = draws_for(condition, step);
      ImageOutput out;
      try {
        const ImageInput input{*image_,
                               in_.scan.roi,
                               draws,
                               row.modality,
                               &programs_,
                               &scanners_,
                               study::level_of(row, "scanner"),
                               &bias_};
        out = step.operation->image(input, step.values);
      } catch (const Error& error) {
        note_failed(image_magnitudes_, in_.study, 0, step);
        throw error.within(step.operation->id);
      }
      note(image_magnitudes_, in_.study, 0, step, out.magnitudes);
      changed_image_ = std::move(out.image);
      image_ = &changed_image_;
    }
    images_.emplace(*image_, bias_);
  }

  void run_grid(const GridNode& node) {
    const GridGroup& group = groups_[node.group];
    const std::size_t first = group.extractions.front();
    // An engine of native input does itself what the extraction asks of the grid.
    const bool is_native = in_.engine.input(in_.study.rows[node.row].engine) == engine::Input::native;
    const GridSettings& settings = is_native ? kNativeGrid : in_.study.extractions[first].settings;
    const auto& rows = in_.plan.acquisitions[unit_.acquisition].rows;
    const auto place = static_cast<std::size_t>(std::find(rows.begin(), rows.end(), node.row) - rows.begin());
    Clock clock;
    GridImages images;
    GridPlan plan;
    const Volume* image = image_;
    std::vector<store::StoredMagnitude> magnitudes;
    const auto problem = problem_of([&] {
      if (const auto& why = in_.scan.problems[place]) throw Error(ErrorKind::data, why->text());
      const Mask& mask = in_.scan.masks[place];
      const study::Condition& condition = condition_of(first_record(node.maps.front()));
      GridPlan start = reference::grid_plan(reference::whole_lattice(*image_), settings);
      start.mask = reference::whole_lattice(mask);
      plan = study::grid_stage(
          condition, start, centroid_mm(mask),
          [&](const study::AppliedOperation& step) { return draws_for(condition, step); },
          [&](const study::AppliedOperation& step, const std::vector<Magnitude>& done) {
            note(magnitudes, in_.study, first, step, done);
          });
      const double margin_mm =
          is_native ? kWholeImageMm
                    : mask_room_mm(in_.plan, condition) + acquire::image_room_mm(in_.study) + in_.context_mm;
      NormalisedImages::Entry& normalised = images_->entry(settings, node.row, mask);
      image = &normalised.image();
      images = grid_images(normalised.source(plan), *image, mask, plan, settings, margin_mm, uses_of(node));
    });
    const std::optional<Notice> beyond = problem || !plan.interpolate
                                             ? std::nullopt
                                             : overshoot(*image, in_.scan.masks[place], images.prepared);
    const double elapsed = clock.lap();
    add_seconds(Stage::grid, elapsed);
    std::size_t n_cells = 0;
    for (const MapNode& maps : node.maps) n_cells += count_cells(maps);
    for (const MapNode& maps : node.maps)
      for (const MaskNode& mask : maps.masks)
        for (const std::size_t i : mask.records) {
          Piece& part = piece(i, node.group);
          part.magnitudes = magnitudes;
          part.seconds = elapsed / static_cast<double>(n_cells);
          part.problem = problem;
          if (beyond) part.notices.push_back({in_.study.extractions[first].name, *beyond});
        }
    if (problem) return;
    const imaging::MaskDistances distances(images.prepared.mask);
    const MaskSource origin{in_.scan.image, in_.scan.roi, *in_.scan.shared, plan.displacements};
    MadeMaps made;
    for (const MapNode& maps : node.maps) run_maps(node, maps, images, made, distances, origin);
  }

  /// Every map of the node, whatever its conditions make of it.
  std::vector<study::MapUse> uses_of(const GridNode& node) const {
    std::vector<study::MapUse> uses;
    for (const MapNode& maps : node.maps) {
      const auto own = maps_of(in_.study, groups_[node.group], condition_of(first_record(maps)));
      uses.insert(uses.end(), own.begin(), own.end());
    }
    return uses;
  }

  static std::size_t first_record(const MapNode& maps) { return maps.masks.front().records.front(); }
  static std::size_t count_cells(const MapNode& maps) {
    std::size_t n = 0;
    for (const MaskNode& mask : maps.masks) n += mask.records.size();
    return n;
  }

  /// Makes the maps of a node, each that differs from those made before, and measures them on its masks.
  void run_maps(const GridNode& node, const MapNode& maps, GridImages& images, MadeMaps& made,
                const imaging::MaskDistances& distances, const MaskSource& origin) {
    Clock clock;
    const auto uses = maps_of(in_.study, groups_[node.group], condition_of(first_record(maps)));
    const auto problem =
        problem_of([&] { made = make_maps(uses, std::move(made), images.room, images.box); });
    if (problem) made = {};
    for (NamedMap& map : made.maps) map.image.window = images.prepared.image.window;
    if (&maps == &node.maps.back()) images.room = {};
    const double elapsed = clock.lap();
    add_seconds(Stage::grid, elapsed);
    const ImageSums image_sums(images.prepared.image, made.maps);
    for (const MaskNode& mask : maps.masks)
      for (const std::size_t i : mask.records) {
        Piece& part = piece(i, node.group);
        part.seconds += elapsed / static_cast<double>(count_cells(maps));
        part.problem = problem;
      }
    if (problem) return;
    const MaskStage stage{in_.study, groups_[node.group].extractions.front(), origin, programs_};
    const MapScene scene{images.prepared, made.maps, image_sums, distances, stage};
    std::vector<std::size_t> counts;
    for (const MaskNode& mask : maps.masks) counts.push_back(mask.records.size());
    const auto batches = batches_of(counts, in_.engine.batch(in_.study.rows[node.row].engine));
    oneapi::tbb::parallel_for(std::size_t{0}, batches.size(), [&](std::size_t b) {
      run_masks(node, std::span(maps.masks).subspan(batches[b].first, batches[b].second - batches[b].first),
                scene);
    });
  }

  /// What the masks of a node are measured on.
  struct MapScene {
    const reference::Prepared& prepared;
    std::span<const NamedMap> maps;
    const ImageSums& image_sums;
    const imaging::MaskDistances& distances;
    const MaskStage& stage;
  };

  /// A mask of a node after its mask stage, with its cells.
  struct OneMask {
    ChangedMask changed;
    std::vector<CellExtractions> cells;
    const Mask& of(const MapScene& scene) const {
      return changed.changed ? *changed.changed : scene.prepared.mask;
    }
  };

  /// Makes these masks and measures them together.
  void run_masks(const GridNode& node, std::span<const MaskNode> nodes, const MapScene& scene) {
    std::vector<OneMask> masks(nodes.size());
    oneapi::tbb::parallel_for(std::size_t{0}, nodes.size(), [&](std::size_t m) {
      masks[m] = made_mask(node, nodes[m], scene);
      add_seconds(Stage::mask, masks[m].changed.seconds);
    });
    Clock clock;
    std::vector<MeasuredMask> measured;
    std::size_t n_cells = 0;
    for (OneMask& mask : masks) {
      if (mask.changed.problem) continue;
      measured.push_back({&mask.of(scene), &mask.cells});
      n_cells += mask.cells.size();
    }
    extract(in_.engine, scene.prepared.image, scene.maps, measured);
    const double seconds = clock.lap();
    add_seconds(Stage::extraction, seconds);
    for (std::size_t m = 0; m < nodes.size(); ++m)
      keep(node, nodes[m], masks[m], scene, n_cells == 0 ? 0 : seconds / static_cast<double>(n_cells));
  }

  OneMask made_mask(const GridNode& node, const MaskNode& mask_node, const MapScene& scene) {
    const study::Condition& condition = condition_of(mask_node.records.front());
    const auto draws = [&](const study::AppliedOperation& step) { return draws_for(condition, step); };
    OneMask one{change_mask(scene.stage, condition, draws, scene.prepared, scene.distances), {}};
    if (in_.see && node.group == 0 && !one.changed.problem)
      for (const std::size_t i : mask_node.records) in_.see(cells_[i], scene.prepared.image, one.of(scene));
    for (const std::size_t i : mask_node.records) {
      one.cells.push_back(requests_of(in_.study, groups_[node.group], condition_of(i)));
      one.cells.back().cell = identity_of(in_.study.rows[node.row], condition_of(i));
    }
    return one;
  }

  /// Puts what was measured on a mask into the cells' records; each took `seconds` to extract.
  void keep(const GridNode& node, const MaskNode& mask_node, const OneMask& one, const MapScene& scene,
            double seconds) {
    const GridGroup& group = groups_[node.group];
    const Mask& mask = one.of(scene);
    const std::uint64_t mask_sum = checksum(mask.voxels);
    const double mask_seconds = one.changed.seconds / static_cast<double>(mask_node.records.size());
    for (std::size_t k = 0; k < mask_node.records.size(); ++k) {
      const std::size_t record = mask_node.records[k];
      Piece& part = piece(record, node.group);
      const CellExtractions& own = one.cells[k];
      for (const auto* magnitudes : {&one.changed.magnitudes, &own.magnitudes})
        part.magnitudes.insert(part.magnitudes.end(), magnitudes->begin(), magnitudes->end());
      part.seconds += mask_seconds + seconds;
      part.problem = one.changed.problem ? one.changed.problem : own.problem;
      if (part.problem) continue;
      for (std::size_t e = 0; e < group.extractions.size(); ++e) {
        copy_values(records_[record], group.offsets[e], own.vectors[e], part.reasons);
        const std::string& name = in_.study.extractions[group.extractions[e]].name;
        for (const Notice& notice : own.notices[e]) part.notices.push_back({name, notice});
        part.checksums.push_back({name, "image", scene.image_sums.of(own.requests[e])});
        part.checksums.push_back({name, "mask", mask_sum});
        if (e < own.steps.size())
          for (const TraceStep& step : own.steps[e]) part.checksums.push_back({name, step.step, step.xxh3});
        part.checksums.push_back(
            {name, "features", values_checksum(records_[record], group.offsets[e], group.counts[e])});
        if (in_.measured)
          in_.measured(cells_[record], group.extractions[e],
                       {scene.prepared.image, mask, scene.maps, own.cell, own.grid}, own.requests[e]);
      }
    }
  }

  void add_seconds(Stage stage, double seconds) {
    const std::lock_guard lock(mutex_);
    seconds_[static_cast<std::size_t>(stage)] += seconds;
  }

  const UnitInput& in_;
  const study::PlannedUnit& unit_;
  const std::vector<std::size_t>& cells_;
  StageSeconds& seconds_;
  LocalPrograms programs_;
  study::ScannerSystems scanners_;
  std::vector<GridGroup> groups_;
  std::size_t n_features_ = 0;
  std::mutex mutex_;
  std::vector<CellRecord> records_;
  std::vector<Piece> pieces_;  ///< record-major, one per grid group
  std::vector<store::StoredMagnitude> image_magnitudes_;
  Volume changed_image_;
  const Volume* image_ = nullptr;
  io::N4Host bias_;
  std::optional<NormalisedImages> images_;  ///< of image_
};

}  // namespace

std::vector<CellRecord> compute_unit(const UnitInput& input, const study::PlannedUnit& unit,
                                     const std::vector<std::size_t>& cells, StageSeconds& seconds) {
  return UnitRun(input, unit, cells, seconds).run();
}

}  // namespace radgauge::runner
