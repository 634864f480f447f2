#include "runner/runner.h"

#include <set>
#include <thread>

#include "core/error.h"
#include "io/image_file.h"
#include "perturbations/registry.h"
#include "runner/memory_gate.h"
#include "runner/runner_fixture.h"

namespace radgauge {

using namespace radgauge::engine;
using namespace radgauge::io;
using namespace radgauge::runner;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

using namespace testing;
using RunnerInvariant = RunnerTest;
using RunnerMechanics = RunnerTest;

TEST_F(RunnerInvariant, ThreadsAndMemoryBudgetDoNotChangeAValue) {
  Store one = new_store("one"), two = new_store("two"), tight = new_store("tight");
  RunOptions options;
  options.threads = 1;
  EXPECT_EQ(run(one, options).cells_run, static_cast<std::int64_t>(plan_.cells.size()));
  options.threads = 2;
  run(two, options);
  options.threads = 4;
  options.memory_budget_bytes = 1;  // every unit is larger: admitted one at a time
  run(tight, options);
  const auto reference = cells(one);
  for (const CellRecord& cell : reference) EXPECT_EQ(cell.status, Status::ok) << cell.reason;
  expect_same(reference, cells(two));
  expect_same(reference, cells(tight));
}

TEST_F(RunnerInvariant, StoppedAndResumedIsTheSameAsNeverStopped) {
  Store whole = new_store("whole"), parts = new_store("parts");
  RunOptions options;
  options.threads = 2;
  run(whole, options);
  std::atomic<bool> stop{false};
  options.stop = &stop;
  options.progress = [&](const RunProgress& p) { stop = p.cells_done >= 4; };
  int rounds = 0;
  while (parts.stored_cells().size() < plan_.cells.size() && ++rounds < 100) {
    stop = false;
    run(parts, options);
  }
  EXPECT_GT(rounds, 2);
  expect_same(cells(whole), cells(parts));
}

TEST_F(RunnerInvariant, OneCellAloneIsTheSameAsAmongAll) {
  Store whole = new_store("whole"), single = new_store("single");
  RunOptions options;
  run(whole, options);
  const auto reference = cells(whole);
  for (const std::size_t cell : {std::size_t{0}, std::size_t{3}, plan_.cells.size() - 1}) {
    options.selected.assign(plan_.cells.size(), false);
    options.selected[cell] = true;
    run(single, options);
  }
  for (const CellRecord& cell : cells(single))
    expect_same({reference[static_cast<std::size_t>(cell.plan_index)]}, {cell});
}

TEST_F(RunnerInvariant, BaseIsWhatTheEngineSaysOfTheGeneratedScan) {
  Store store = new_store("store");
  RunOptions options;
  options.selected.assign(plan_.cells.size(), false);
  options.selected[0] = true;
  run(store, options);
  const acquire::Scan scan = acquire::scan_row(study_, study_.rows.front());
  const FeatureRequest native = study_.extractions[1].request();
  const auto expected =
      built_in_engine().extract({scan.image, scan.masks.front()}, std::span(&native, 1)).front();
  const auto features = store.tables().features;
  const CellRecord cell = cells(store).front();
  std::size_t f = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features[i].extraction != "native") continue;
    if (expected[f].status == Status::ok) {
      EXPECT_NEAR(cell.values[i], expected[f].value, 1e-9 * std::abs(expected[f].value) + 1e-12)
          << features[i].name;
    }
    ++f;
  }
  EXPECT_EQ(f, expected.size());
}

TEST_F(RunnerMechanics, FailingCellsAreRecordsAndTheRestGoesOn) {
  study_ = decode_study(parse_yaml("study: s\nphantoms: {kind: lesion, count: 2}\nconditions:\n"
                                   "  g: {chain: [{mask.grow_mm: {distance_mm: [-49, 1]}}]}\n",
                                   "study.yaml"),
                        "");
  plan_ = make_plan(study_);
  Store store = new_store("store");
  run(store, {});
  const auto all = cells(store);
  ASSERT_EQ(all.size(), 6u);
  for (const CellRecord& cell : all) {
    const bool impossible =
        plan_.conditions[static_cast<std::size_t>(cell.condition)].name.find("-49") != std::string::npos;
    EXPECT_EQ(cell.status, impossible ? Status::failed : Status::ok);
    EXPECT_EQ(cell.reason.empty(), !impossible);
    EXPECT_EQ(cell.values.empty(), impossible);
  }
}

// invariant: a condition of the extraction stage is the extraction with those settings written out, and one
// that cannot be made fails alone although all share one image and mask.
TEST_F(RunnerInvariant, ExtractionConditionIsTheExtractionWithThoseSettings) {
  study_ = decode_study(
      parse_yaml("study: s\nphantoms: {kind: lesion, count: 1}\n"
                 "extractions:\n"
                 "  original: {preset: none, interpolation: linear, discretisation: fbs, bin_width: 20}\n"
                 "  wide: {preset: none, interpolation: linear, discretisation: fbs, bin_width: 20, "
                 "bin_origin_shift: 0.5, resegmentation_lower: 0, resegmentation_upper: 300}\n"
                 "  fbn: {preset: none, interpolation: linear, bin_count: 12}\n"
                 "conditions:\n"
                 "  a: {chain: [{reseg.range: {lower: 0, upper: 300}}, {disc.fbs: {width: 20}}, "
                 "{disc.origin: {shift: 0.5}}]}\n"
                 "  b: {chain: [{disc.fbn: {count: 12}}]}\n"
                 "  c: {chain: [{disc.fbs: {width: 0.0001}}]}\n",
                 "study.yaml"),
      "");
  plan_ = make_plan(study_);
  Store store = new_store("store");
  run(store, {});
  const auto all = cells(store);
  ASSERT_EQ(all.size(), 4u);
  const std::size_t n = all[0].values.size() / 3;
  const auto value = [&](std::size_t cell, std::size_t extraction, std::size_t f) {
    return all[cell].values[extraction * n + f];
  };
  std::size_t moved = 0;
  for (std::size_t f = 0; f < n; ++f) {
    if (all[0].statuses[n + f] == Status::ok) {
      EXPECT_EQ(value(1, 0, f), value(0, 1, f)) << f;
    }
    if (all[0].statuses[2 * n + f] == Status::ok) {
      EXPECT_EQ(value(2, 0, f), value(0, 2, f)) << f;
    }
    moved += value(1, 0, f) != value(0, 0, f);
  }
  EXPECT_GT(moved, n / 4);
  EXPECT_EQ(all[3].status, Status::failed);
  EXPECT_NE(all[3].reason.find("grey levels"), std::string::npos) << all[3].reason;
  for (std::size_t cell : {0u, 1u, 2u}) EXPECT_EQ(all[cell].status, Status::ok) << all[cell].reason;
  std::set<std::string> names;
  for (const StoredMagnitude& m : all[1].magnitudes)
    if (m.operation.find("disc.origin") != std::string::npos) {
      names.insert(m.operation);
      EXPECT_EQ(m.requested, 0.5);
    }
  EXPECT_EQ(names, (std::set<std::string>{"disc.origin", "wide.disc.origin", "fbn.disc.origin"}));
}

// invariant: no value depends on how much of the image the rest of the study needs. One study keeps a crop
// around the lesion and runs on one thread; the other, by one more condition, keeps whole images, on four.
TEST_F(RunnerInvariant, ImageOperationsDoNotDependOnTheCrop) {
  const std::string narrow =
      "study: s\nseed: 5\nphantoms: {kind: lesion, count: 1}\n"
      "extractions:\n"
      "  original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2, families: stat+cm}\n"
      "conditions:\n"
      "  a: {chain: [{noise.nps: {k: 1, slice_mm: 3}}]}\n"
      "  b: {chain: [{res.psf: {fwhm_mm: 2}}, {noise.white: {k: 1}}]}\n"
      "  c: {chain: [{res.kernel: {source_f50_per_mm: 0.5, target_f50_per_mm: 0.3}}]}\n"
      "  d: {chain: [{sample.slice: {thickness_mm: 4, overlap: 0.25}}, {int.affine: {scale: 1.1}}]}\n"
      "  e: {chain: [{sample.pixel: {pixel_mm: 1.5}}, {noise.white: {sd: 10}}]}\n"
      "  f: {chain: [{control.shuffle: {}}, {num.ulp: {ulps: 1}}, {io.quantise: {step: 2}}]}\n";
  std::map<std::string, std::vector<double>> values[2];
  std::int64_t n_failed = 0;
  for (const bool whole : {false, true}) {
    const std::string text =
        narrow + (whole ? "  g: {chain: [{control.uniform: {region: background}}]}\n" : "");
    study_ = decode_study(parse_yaml(text, "study.yaml"), "");
    plan_ = make_plan(study_);
    Store store = new_store(whole ? "whole" : "narrow");
    RunOptions options;
    options.threads = whole ? 4 : 1;
    run(store, options);
    for (const CellRecord& cell : cells(store)) {
      n_failed += cell.status != Status::ok;
      values[whole][plan_.conditions[static_cast<std::size_t>(cell.condition)].name] = cell.values;
    }
  }
  EXPECT_EQ(n_failed, 0);
  EXPECT_EQ(values[0].size(), 7u);
  for (const auto& [name, list] : values[0]) {
    const std::vector<double>& other = values[1].at(name);
    ASSERT_EQ(list.size(), other.size()) << name;
    EXPECT_EQ(0, std::memcmp(list.data(), other.data(), list.size() * sizeof(double))) << name;
    if (name != "base") {
      EXPECT_NE(list, values[0].at("base")) << name;
    }
  }
}

// invariant: the crop keeps the whole reach of the cubic spline. Intensities are not rounded, as for MR and
// PET, so that nothing hides what a narrow crop does to the coefficients within it.
TEST_F(RunnerInvariant, CubicSplineOfTheCropIsThatOfTheWholeImage) {
  const std::string narrow =
      "study: s\nseed: 5\nphantoms: {kind: lesion, count: 2, size_x: 90, size_y: 90, size_z: 90, "
      "spacing_x_mm: 1, spacing_y_mm: 1, spacing_z_mm: 1, radius_low_mm: 5, radius_high_mm: 6, "
      "noise_sd: 100, background_sd: 100}\n"
      "extractions:\n"
      "  original: {preset: ct-1mm, spacing_x_mm: 0.7, spacing_y_mm: 0.7, spacing_z_mm: 0.7, "
      "intensity_rounding: false, families: stat}\n"
      "conditions:\n"
      "  a: {chain: [{geom.gridshift: {shift_x: 0.3, shift_y: 0.6, shift_z: 0.4}}]}\n";
  std::map<std::string, CellRecord> cell_of[2];
  for (const bool whole : {false, true}) {
    const std::string text =
        narrow + (whole ? "  w: {chain: [{control.uniform: {region: background}}]}\n" : "");
    study_ = decode_study(parse_yaml(text, "study.yaml"), "");
    plan_ = make_plan(study_);
    Store store = new_store(whole ? "whole" : "narrow");
    run(store, {});
    for (const CellRecord& cell : cells(store)) {
      cell_of[whole][std::to_string(cell.object) + " " +
                     plan_.conditions[static_cast<std::size_t>(cell.condition)].name] = cell;
    }
  }
  EXPECT_EQ(cell_of[0].size(), 4u);
  for (const auto& [name, cell] : cell_of[0]) {
    const CellRecord& other = cell_of[1].at(name);
    ASSERT_EQ(cell.status, Status::ok) << cell.reason;
    ASSERT_EQ(cell.values.size(), other.values.size()) << name;
    EXPECT_EQ(0, std::memcmp(cell.values.data(), other.values.data(), cell.values.size() * sizeof(double)))
        << name;
    ASSERT_EQ(cell.checksums.size(), other.checksums.size()) << name;
    for (std::size_t i = 0; i < cell.checksums.size(); ++i)
      EXPECT_EQ(cell.checksums[i].xxh3, other.checksums[i].xxh3) << name << " " << i;
  }
}

TEST_F(RunnerInvariant, ACellLargerThanTheMachineFailsByItself) {
  study_ = study::decode_study(
      io::parse_yaml(
          "study: s\nphantoms: {kind: lesion, count: 1}\nextractions:\n  original: {preset: ct-1mm, "
          "spacing_x_mm: 0.002, spacing_y_mm: 0.002, spacing_z_mm: 0.002}\n",
          "study.yaml"),
      "");
  plan_ = study::make_plan(study_);
  store::Store store = new_store("large");
  EXPECT_EQ(run(store, {}).cells_run, 1);
  const auto all = cells(store);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().status, Status::failed);
  EXPECT_NE(all.front().reason.find("GiB of memory, and the machine has"), std::string::npos)
      << all.front().reason;
}

TEST(MemoryGateMechanics, AdmitsWithinTheBudgetAndLargeWorkAlone) {
  MemoryGate gate(100);
  std::atomic<int> running{0}, most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        const MemoryGate::Ticket ticket(gate, 60);
        most = std::max(most.load(), ++running);
        std::this_thread::yield();
        --running;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  const MemoryGate::Ticket larger_than_all(gate, 1e12);
}

}  // namespace
}  // namespace radgauge
