#include <chrono>

#include "acquire/acquire.h"
#include "core/error.h"
#include "core/text.h"
#include "io/temporary_folder.h"
#include "runner/engine_check.h"
#include "runner_fixture.h"

namespace radgauge {

namespace {

/// A study of one lesion whose engine file stands beside it.
class EngineStudyMechanics : public ::testing::Test {
 protected:
  study::Study study_with(const std::string& engine, const std::string& conditions) {
    write_bytes(folder_.file("engine.yaml"), engine);
    return study::decode_study(
        io::parse_yaml(
            "study: s\nphantoms: {kind: lesion, count: 1}\nengine: engine.yaml\nconditions:\n" + conditions,
            "study.yaml"),
        folder_.path());
  }
  std::vector<store::CellRecord> run(const study::Study& study) { return run_whole(study, {}); }
  /// With the images that its engine asks for.
  std::vector<store::CellRecord> run_whole(study::Study study, const std::vector<bool>& selected) {
    const study::Plan plan = study::make_plan(study);
    const auto engine = runner::checked_engine(study, plan);
    study.whole_images = runner::wants_whole_images(*engine, study);
    store::StoreTables tables;
    for (const study::CohortRow& row : study.rows)
      tables.objects.push_back({row.patient, row.lesion, "", "", "", "", ""});
    for (const study::Condition& c : plan.conditions) tables.conditions.push_back({c.name, "", c.repetition});
    tables.features = record::stored_features(study, *engine);
    tables.planned_cells = static_cast<std::int64_t>(plan.cells.size());
    store::Store store = store::Store::create(folder_.file("store" + std::to_string(++stores_)), tables);
    runner::RunOptions options;
    options.selected = selected;
    runner::run_plan(study, plan, *engine, acquire::look_at_all_rows(study, 1), store, options);
    std::vector<store::CellRecord> all;
    store.for_each_cell([&](const store::CellRecord& cell) { all.push_back(cell); });
    return all;
  }
  static std::string refusal(const study::Study& study) {
    try {
      runner::checked_engine(study, study::make_plan(study));
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::study);
      return error.what();
    }
    return "nothing was refused";
  }

  const TemporaryFolder folder_;
  int stores_ = 0;
};
using EngineStudyOracle = EngineStudyMechanics;
using EngineStudyInvariant = EngineStudyMechanics;

/// Writes what stands in the header of the image (its size and spacing along x), and how many voxels of the
/// mask are inside, as features.
constexpr const char* kHeaderTool =
    "size() { od -An -t d2 -j 42 -N 6 \"$1\"; }\n"
    "spacing() { od -An -t f4 -j 80 -N 4 \"$1\"; }\n"
    "inside() { tail -c +353 \"$1\" | tr -d '\\000' | wc -c; }\n"
    "set -- \"$1\" \"$2\" \"$3\" \"$4\" $(size \"$1\") $(size \"$2\")\n"
    "{ echo feature,value; echo image_x,$5; echo image_z,$7; echo mask_x,$8; echo spacing_x,$(spacing \"$1\")\n"
    "echo inside,$(inside \"$2\"); echo asked_mm,$4; } | tr -d ' ' >\"$3\"\n";
const std::string kHeaderEngine =
    "command: [sh, header.sh, '{image}', '{mask}', '{output}', '{spacing_x_mm}']\n"
    "features: [image_x, image_z, mask_x, spacing_x, inside, asked_mm]\n"
    "input: native\n"
    "fixed: {interpolation: linear, spacing_y_mm: 3, spacing_z_mm: 3.0}\n";
const std::string kNativeStudy =
    "study: s\n"
    "phantoms: {kind: lesion, count: 1, size_x: 40, size_y: 44, size_z: 20, radius_low_mm: 5, radius_high_mm: 5}\n"
    "engine: engine.yaml\n"
    "extractions: {original: {preset: none, interpolation: linear, spacing_x_mm: 3, spacing_y_mm: 3, spacing_z_mm: 3}}\n"
    "conditions:\n";

// oracle: an engine of native input gets the whole image on its own lattice, and the mask that the mask stage
// made of it; what is measured alone is measured alike.
TEST_F(EngineStudyOracle, ANativeEngineGetsTheImageAsItIs) {
  write_bytes(folder_.file("header.sh"), kHeaderTool);
  write_bytes(folder_.file("engine.yaml"), kHeaderEngine);
  const auto study = [&](const std::string& conditions) {
    return study::decode_study(io::parse_yaml(kNativeStudy + conditions, "study.yaml"), folder_.path());
  };
  const study::Study own = study(
      "  noise: {chain: [{noise.white: {sd: 5}}]}\n  larger: {chain: [{mask.grow_mm: {distance_mm: 1}}]}\n");
  const auto cells = run_whole(own, {});
  ASSERT_EQ(cells.size(), 3u);
  const acquire::Scan scan = acquire::scan_row(own, own.rows.front());
  const Lattice& lattice = scan.image.lattice;
  ASSERT_EQ(lattice.size, (Index3{40, 44, 20}));
  for (const store::CellRecord& cell : cells) {
    ASSERT_EQ(cell.status, Status::ok) << cell.reason;
    EXPECT_EQ(cell.values.at(0), 40);
    EXPECT_EQ(cell.values.at(1), 20);
    EXPECT_EQ(cell.values.at(2), 40);
    EXPECT_NEAR(cell.values.at(3), lattice.spacing_mm[0], 1e-6) << "no resampling";
    EXPECT_EQ(cell.values.at(5), 3) << "what the extraction asks for is passed on";
  }
  EXPECT_EQ(cells[0].values.at(4), static_cast<double>(count(scan.masks.front())));
  EXPECT_EQ(cells[1].values.at(4), cells[0].values.at(4));
  EXPECT_GT(cells[2].values.at(4), cells[0].values.at(4));
  const auto alone = run_whole(own, {false, false, true});
  ASSERT_EQ(alone.size(), 1u);
  EXPECT_EQ(alone[0].values, cells[2].values);
}

TEST_F(EngineStudyMechanics, WhatANativeEngineCannotDoIsRefusedBeforeTheRun) {
  write_bytes(folder_.file("header.sh"), kHeaderTool);
  const auto refused = [&](const std::string& engine, const std::string& study) {
    write_bytes(folder_.file("engine.yaml"), engine);
    return refusal(study::decode_study(io::parse_yaml(study, "study.yaml"), folder_.path()));
  };
  const auto expect_parts = [](const std::string& text, const std::vector<std::string>& parts) {
    for (const std::string& part : parts)
      EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  };
  const std::string noise = "  noise: {chain: [{noise.white: {sd: 5}}]}\n";
  EXPECT_EQ(refused(kHeaderEngine, kNativeStudy + noise), "nothing was refused");
  expect_parts(refused(kHeaderEngine, kNativeStudy + "  turned: {chain: [{geom.rotate: {angle_deg: 5}}]}\n"),
               {"study.yaml:3:9", "geom.rotate:angle_deg=5", "changes the grid", "input: native"});
  const auto without = [&](const std::string& key) {
    std::string text = kHeaderEngine;
    return text.replace(text.find(key), key.size(), "");
  };
  expect_parts(refused(without(", spacing_z_mm: 3.0"), kNativeStudy + noise),
               {"spacing_z_mm 3", "{spacing_z_mm}", "fixed:"});
  std::string other = kNativeStudy;
  other.replace(other.find("spacing_y_mm: 3"), 15, "spacing_y_mm: 2");
  expect_parts(refused(kHeaderEngine, other + noise), {"spacing_y_mm 2", "measures with 3 alone"});
  expect_parts(refused(without("input: native\n"), kNativeStudy + noise),
               {"engine.yaml:3:9", "'interpolation'"});
  expect_parts(refused(kHeaderEngine + "worker: [no-such-program]\n", kNativeStudy + noise),
               {"no-such-program"});
  std::string misspelt = kHeaderEngine;
  misspelt.replace(misspelt.find("input: native"), 13, "input: nativ");
  expect_parts(refused(misspelt, kNativeStudy + noise), {"'nativ'", "did you mean 'native'"});
}

// mechanics: each cell runs the program; one that fails, takes too long, or delivers not what its file
// promises fails its own cell only.
TEST_F(EngineStudyMechanics, AProgramMeasuresAStudy) {
  write_bytes(folder_.file("tool.sh"),
              "case $4 in 7) echo no licence; exit 3;; 8) sleep 60;; esac\n"
              "[ -s \"$1\" ] && [ -s \"$2\" ] || exit 4\n"
              "printf 'feature,value\\nstat_mean,%s\\n' \"$4\" > \"$3\"\n"
              "[ $4 = 9 ] || echo stat_var,1 >> \"$3\"\n");
  const study::Study study = study_with(
      "command: [sh, tool.sh, '{image}', '{mask}', '{output}', '{bin_width}', '{discretisation}']\n"
      "features: [stat_mean, stat_var]\ntimeout_s: 4\n",
      "  width: {chain: [{disc.fbs: {width: [6, 7, 8, 9]}}]}\n");
  const std::vector<store::CellRecord> cells = run(study);
  ASSERT_EQ(cells.size(), 5u);
  EXPECT_EQ(cells[0].status, Status::ok) << cells[0].reason;
  ASSERT_EQ(cells[0].values.size(), 2u);
  EXPECT_EQ(cells[0].values[0], 25);
  EXPECT_EQ(cells[1].values[0], 6);
  EXPECT_EQ(cells[2].status, Status::failed);
  EXPECT_NE(cells[2].reason.find("no licence"), std::string::npos) << cells[2].reason;
  EXPECT_EQ(cells[3].status, Status::failed);
  EXPECT_NE(cells[3].reason.find("did not end within 4 s"), std::string::npos) << cells[3].reason;
  EXPECT_EQ(cells[4].status, Status::failed);
  EXPECT_NE(cells[4].reason.find("it wrote no stat_var"), std::string::npos) << cells[4].reason;
}

// invariant: a batch of the masks of an image gives each cell what it gets alone, one that fails included;
// the program runs once for each image.
TEST_F(EngineStudyInvariant, ABatchIsItsCellsAlone) {
  write_bytes(
      folder_.file("voxels.sh"),
      "echo run >> runs\nmeasure() { n=$(tail -c +353 \"$2\" | tr -d '\\000' | wc -c)\n"
      "[ $4 = 7 ] || printf 'feature,value\\nstat_mean,%s\\nstat_var,%s\\n' $((n + 0)) $4 > \"$3\"; }\n"
      "[ $# = 5 ] && { measure \"$@\"; exit 0; }\n"
      "tail -n +2 \"$1\" | while IFS=, read -r i m o w d; do measure $i $m $o $w; done\n");
  const std::string conditions =
      "  size: {chain: [{mask.grow_mm: {distance_mm: [1, 2, 3, -1, -50]}}]}\n"
      "  width: {chain: [{disc.fbs: {width: [6, 7, 8]}}]}\n  noise: {chain: [{noise.white: {k: 1}}]}\n";
  const std::string promised = "features: [stat_mean, stat_var]\n";
  const auto alone = run(study_with(
      "command: [sh, voxels.sh, '{image}', '{mask}', '{output}', '{bin_width}', '{discretisation}']\n" +
          promised,
      conditions));
  const auto runs = [&] { return split(trim(file_bytes(folder_.file("runs"))), '\n').size(); };
  const std::size_t runs_alone = runs();
  const auto together = run(study_with(
      "command: [sh, voxels.sh, '{list}']\nbatch: 20\n"
      "list: {i: '{image}', m: '{mask}', o: '{output}', w: '{bin_width}', d: '{discretisation}'}\n" +
          promised,
      conditions));
  ASSERT_EQ(alone.size(), 10u);
  ASSERT_EQ(together.size(), 10u);
  std::size_t failed = 0;
  for (std::size_t i = 0; i < alone.size(); ++i) {
    EXPECT_EQ(together[i].condition, alone[i].condition);
    EXPECT_EQ(together[i].status, alone[i].status) << i << together[i].reason;
    EXPECT_EQ(together[i].values, alone[i].values) << i;
    EXPECT_EQ(together[i].reason.empty(), alone[i].reason.empty());
    if (alone[i].status == Status::failed) ++failed;
  }
  EXPECT_EQ(failed, 2u) << "no voxel is left of one, and one is not measured";
  EXPECT_EQ(runs_alone, 9u);
  EXPECT_EQ(runs() - runs_alone, 3u)
      << "one for the image, one for its noise, one for what the first did not bring";
}

TEST_F(EngineStudyMechanics, WhatItCannotDoIsRefusedBeforeTheRun) {
  const study::Study study =
      study_with("command: [sh, tool.sh, '{image}', '{mask}', '{output}']\nfeatures: [stat_mean]\n",
                 "  width: {chain: [{disc.fbs: {width: 6}}]}\n");
  try {
    runner::checked_engine(study, study::make_plan(study));
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    const std::string text = error.what();
    for (const char* part : {"study.yaml:3:9", "disc.fbs:width=6", "discretisation", "engine"})
      EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  }
}

TEST_F(EngineStudyMechanics, ATableMeasuresAStudy) {
  write_bytes(
      folder_.file("values.csv"),
      "patient,condition,feature,value\nlesion-1,base,stat_mean,2.5\nlesion-1,noise.white:k=1,stat_mean,3\n");
  const auto cells = run(study_with("table: values.csv\n", "  noise: {chain: [{noise.white: {k: 1}}]}\n"));
  ASSERT_EQ(cells.size(), 2u);
  EXPECT_EQ(cells[0].values.at(0), 2.5);
  EXPECT_EQ(cells[1].values.at(0), 3);
}

}  // namespace
}  // namespace radgauge
