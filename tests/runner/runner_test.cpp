#include "runner/runner.h"

#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <set>
#include <thread>

#include "core/error.h"
#include "io/image_file.h"
#include "perturbations/registry.h"
#include "runner/calibration.h"
#include "runner/memory_gate.h"

namespace radgauge {
namespace {

const std::string kStudy =
    "study: s\nseed: 5\n"
    "phantoms: {kind: lesion, count: 3}\n"
    "extractions:\n"
    "  original: {preset: ct-1mm, spacing_x_mm: 3, spacing_y_mm: 3, spacing_z_mm: 3}\n"
    "  native: {preset: none, interpolation: linear}\n"
    "  bins16: {preset: none, interpolation: linear, bin_count: 16}\n"
    "conditions:\n"
    "  noise: {chain: [{noise.white: {k: [0.5, 1]}}], repeats: 2}\n"
    "  chain: {chain: [{noise.white: {k: 1}}, {geom.gridshift: {shift_x: 0.5}}, {geom.rotate: {angle_deg: "
    "[-5, 90]}}, "
    "{mask.grow_mm: {distance_mm: [-1, 1]}}], repeats: 1}\n";

class RunnerTest : public testing::Test {
 protected:
  RunnerTest() : study_(decode_study(parse_yaml(kStudy, "study.yaml"), "")), plan_(make_plan(study_)) {
    folder_ = std::filesystem::temp_directory_path() / ("radgauge_runner_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~RunnerTest() override { std::filesystem::remove_all(folder_); }

  Store new_store(const std::string& name) {
    StoreTables tables;
    for (const CohortRow& row : study_.rows)
      tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
    for (const Condition& c : plan_.conditions) tables.conditions.push_back({c.name, "", c.repetition});
    tables.features = stored_features(study_, built_in_engine());
    tables.planned_cells = static_cast<std::int64_t>(plan_.cells.size());
    return Store::create((folder_ / name).string(), tables);
  }
  RunOutcome run(Store& store, RunOptions options) {
    return run_plan(study_, plan_, built_in_engine(), inspect_rows(study_, 1), store, options);
  }
  static std::vector<CellRecord> cells(const Store& store) {
    std::vector<CellRecord> all;
    store.for_each_cell([&](const CellRecord& cell) {
      all.push_back(cell);
      all.back().seconds = 0;
    });
    return all;
  }
  static void expect_same(const std::vector<CellRecord>& a, const std::vector<CellRecord>& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].plan_index, b[i].plan_index);
      EXPECT_EQ(a[i].status, b[i].status);
      EXPECT_EQ(a[i].reason, b[i].reason);
      ASSERT_EQ(a[i].values.size(), b[i].values.size());
      EXPECT_EQ(0, std::memcmp(a[i].values.data(), b[i].values.data(), a[i].values.size() * sizeof(double)))
          << i;
      ASSERT_EQ(a[i].magnitudes.size(), b[i].magnitudes.size());
      for (std::size_t m = 0; m < a[i].magnitudes.size(); ++m) {
        EXPECT_EQ(a[i].magnitudes[m].operation, b[i].magnitudes[m].operation);
        EXPECT_EQ(std::memcmp(&a[i].magnitudes[m].achieved, &b[i].magnitudes[m].achieved, sizeof(double)), 0);
      }
      ASSERT_EQ(a[i].checksums.size(), b[i].checksums.size());
      for (std::size_t c = 0; c < a[i].checksums.size(); ++c)
        EXPECT_EQ(a[i].checksums[c].xxh3, b[i].checksums[c].xxh3);
    }
  }

  Study study_;
  Plan plan_;
  std::filesystem::path folder_;
};

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

const std::string kContours =
    "study: s\nseed: 5\n"
    "phantoms: {kind: lesion, count: 2}\n"
    "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2}}\n"
    "conditions:\n"
    "  redrawn: {chain: [{noise.white: {k: [0, 1]}}, {mask.supervoxel: {parity: [none, mirp]}}], repeats: "
    "2}\n"
    "  moved: {chain: [{geom.rotate: {angle_deg: 10}}, {mask.supervoxel: {}}], repeats: 2}\n";

class ContourTest : public RunnerTest {
 protected:
  ContourTest() {
    study_ = decode_study(parse_yaml(kContours, "study.yaml"), "");
    plan_ = make_plan(study_);
  }
  /// Checksum of the mask that a cell of the first object was measured on.
  std::uint64_t mask_of(const std::vector<CellRecord>& all, const std::string& condition) const {
    for (const CellRecord& cell : all)
      if (cell.object == 0 && plan_.conditions[static_cast<std::size_t>(cell.condition)].name == condition)
        for (const StoredChecksum& sum : cell.checksums)
          if (sum.step == "mask") return sum.xxh3;
    ADD_FAILURE() << "no cell " << condition;
    return 0;
  }
};
using ContourInvariant = ContourTest;

// invariant: the supervoxels of an object are made once, whatever is done to the image first: noise leaves
// the redrawn mask as it is, and with parity: mirp it does not.
TEST_F(ContourInvariant, SupervoxelsBelongToTheObject) {
  Store one = new_store("one"), two = new_store("two"), single = new_store("single");
  RunOptions options;
  options.threads = 1;
  run(one, options);
  options.threads = 3;
  run(two, options);
  const auto reference = cells(one);
  for (const CellRecord& cell : reference) EXPECT_EQ(cell.status, Status::ok) << cell.reason;
  expect_same(reference, cells(two));
  for (const std::size_t cell : {std::size_t{3}, plan_.cells.size() - 1}) {
    options.selected.assign(plan_.cells.size(), false);
    options.selected[cell] = true;
    run(single, options);
  }
  for (const CellRecord& cell : cells(single))
    expect_same({reference[static_cast<std::size_t>(cell.plan_index)]}, {cell});
  for (const std::string repeat : {"#1", "#2"}) {
    const std::string ours = "mask.supervoxel", mirp = "mask.supervoxel:parity=mirp";
    EXPECT_EQ(mask_of(reference, ours + repeat), mask_of(reference, "noise.white:k=1+" + ours + repeat));
    EXPECT_NE(mask_of(reference, mirp + repeat), mask_of(reference, "noise.white:k=1+" + mirp + repeat));
  }
  EXPECT_NE(mask_of(reference, "mask.supervoxel#1"), mask_of(reference, "mask.supervoxel#2"));
}

/// Three lesions as files, drawn by readers A and B as observers of known SD and correlation length.
class ReadersTest : public RunnerTest {
 protected:
  Study study_of(const std::string& readers) {
    const Operation& observer = *find_perturbation("mask.observer");
    Value sd = 1.5, correlation = 6.0;
    std::string rows;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const Scan scan = study_.phantoms.phantom->generate(study_.phantoms.values, 1, i);
      const std::string name = std::to_string(i);
      write_image((folder_ / (name + ".nii.gz")).string(), scan.image);
      for (const char reader : readers) {
        std::vector<Value> values;
        for (const Field& field : observer.fields)
          values.push_back(field.name == "sd_mm"            ? sd
                           : field.name == "correlation_mm" ? correlation
                                                            : field.fallback);
        const Draws draws(7, name, std::string(1, reader), 0, 0);
        const std::string file = name + reader + ".nii.gz";
        write_mask((folder_ / file).string(), observer.mask({scan.image, scan.mask, draws}, values).mask);
        rows += "  - {patient: P" + name + ", image: " + name + ".nii.gz, mask: " + file +
                ", reader: " + std::string(1, reader) + ", modality: CT}\n";
      }
    }
    return decode_study(
        parse_yaml("study: readers\ncohort:\n" + rows +
                       "extractions: {original: {preset: ct-1mm, spacing_x_mm: 2, spacing_y_mm: 2, "
                       "spacing_z_mm: 2}}\nconditions:\n"
                       "  observers: {chain: [{mask.observer: {calibrate: readers}}], repeats: 2}\n",
                   "study.yaml"),
        folder_.string());
  }
};
using ReadersMechanics = ReadersTest;

TEST_F(ReadersMechanics, ObserversAreFittedToTheReadersOfTheStudy) {
  study_ = study_of("AB");
  plan_ = make_plan(study_);
  const auto geometry = inspect_rows(study_, 1);
  const std::string name = plan_.conditions[1].name;
  EXPECT_EQ(name, "mask.observer:calibrate=readers#1");
  Store unfitted = new_store("unfitted");
  run(unfitted, {});
  EXPECT_NE(cells(unfitted)[1].reason.find("was not fitted"), std::string::npos) << cells(unfitted)[1].reason;
  const auto fitted = calibrate(study_, geometry, plan_);
  ASSERT_EQ(fitted.size(), 1u);
  EXPECT_EQ(plan_.conditions[1].name, name);
  EXPECT_EQ(fitted[0].magnitudes[2].parameter, "pairs");
  EXPECT_EQ(fitted[0].magnitudes[2].achieved, 3);
  // Three lesions tell no more than the order of magnitude.
  EXPECT_GT(fitted[0].magnitudes[0].achieved, 0.75);
  EXPECT_LT(fitted[0].magnitudes[0].achieved, 3);
  EXPECT_NE(fitted[0].text().find("sd_mm "), std::string::npos) << fitted[0].text();
  Store one = new_store("one"), two = new_store("two");
  RunOptions options;
  options.threads = 1;
  run(one, options);
  options.threads = 3;
  run(two, options);
  expect_same(cells(one), cells(two));
  for (const CellRecord& cell : cells(one)) {
    EXPECT_EQ(cell.status, Status::ok) << cell.reason;
    if (cell.condition == 0) continue;
    bool recorded = false;
    for (const StoredMagnitude& m : cell.magnitudes)
      recorded =
          recorded || (m.parameter == "fitted_sd_mm" && m.achieved == fitted[0].magnitudes[0].achieved);
    EXPECT_TRUE(recorded);
  }
}

TEST_F(ReadersMechanics, OneReaderIsRefused) {
  try {
    make_plan(study_of("A"));
    ADD_FAILURE() << "planned without readers";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    EXPECT_NE(std::string(error.what()).find("masks of two readers"), std::string::npos) << error.what();
  }
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
  const Scan scan = study_.phantoms.phantom->generate(study_.phantoms.values, study_.seed, 0);
  const ExtractionSettings native = study_.extractions[1].settings;
  const auto expected = built_in_engine().extract(scan.image, scan.mask, std::span(&native, 1)).front();
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
  for (std::size_t cell : {0, 1, 2}) EXPECT_EQ(all[cell].status, Status::ok) << all[cell].reason;
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
