#include <map>
#include <set>

#include "reference/filters/registry.h"
#include "stages_fixtures.h"
#include "study/map_changes.h"
#include "study/operations.h"

namespace radgauge {

using namespace radgauge::testing;
using namespace radgauge::engine;
using namespace radgauge::io;
using namespace radgauge::record;
using namespace radgauge::runner;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

/// Values that make each operation do something.
const std::map<std::string, std::string> kLevels{
    {"geom.gridshift", "shift_x: 0.3, shift_z: -0.6"},
    {"geom.rotate", "angle_deg: 7, axis: y"},
    {"geom.flip", "flip_x: true"},
    {"geom.breathing", "amplitude_mm: 4"},
    {"sample.voxel", "spacing_mm: 2.5, interpolator: cubic"},
    {"io.geometry", "header: mask, jitter_mm: 2, angle_deg: 1"},
    {"mask.grow_mm", "distance_mm: 1.5"},
    {"mask.grow_fraction", "fraction: -0.1"},
    {"mask.shift", "shift_x_mm: 2.2"},
    {"mask.displace", "rms_mm: 1"},
    {"mask.observer", "sd_mm: 1, end_probability: 0.5"},
    {"mask.rasterise", "coverage: 0.5, shift_voxel: 0.5"},
    {"mask.supervoxel", "volume_mm3: 300"},
    {"mask.threshold", "fraction: 0.3, margin_mm: 3"},
    {"mask.command", "command: \"sh corner.sh {mask} {output}\", room_mm: 5"},
    {"noise.white", "k: 1"},
    {"noise.nps", "k: 2"},
    {"noise.rician", "fraction: 0.09"},
    {"noise.poisson", "cov: 0.15"},
    {"res.psf", "fwhm_mm: 3"},
    {"res.kernel", "source_f50_per_mm: 0.4, target_f50_per_mm: 0.2"},
    {"scan.ct", "source: sharp.yaml, target: CT-C"},
    {"scan.dose", "source: sharp, dose: 0.3"},
    {"sample.slice", "thickness_mm: 4"},
    {"sample.pixel", "pixel_mm: 2"},
    {"int.affine", "scale: 1.2, shift_fraction: 0.1"},
    {"int.gamma", "log_gamma: 0.4"},
    {"int.normalise", "method: z_score"},
    {"io.quantise", "step: 5"},
    {"mr.bias", "amplitude: 0.8"},
    {"mr.ghost", "intensity: 0.3"},
    {"mr.kspace", "phase_fraction: 0.4"},
    {"mr.motion", "translation_mm: 4, rotation_deg: 4, moves: 6"},
    {"mr.n4", "levels: 2, shrink_factor: 2"},
    {"control.shuffle", "region: roi"},
    {"control.sample", "region: roi"},
    {"control.uniform", "region: roi"},
    {"num.ulp", "ulps: 1"},
    {"image.command", "command: \"sh centre.sh {image} {output}\""},
    {"disc.fbn", "count: 6"},
    {"disc.fbs", "width: 60"},
    {"disc.origin", "shift: 0.5"},
    {"reseg.range", "lower: 20, upper: 80"},
    {"reseg.outlier", "sigma: 1.5"},
    {"map.gabor", "lambda_mm: 5"},
    {"map.gradient", "dimension: 2D"},
    {"map.laws", "energy_delta_voxels: 1"},
    {"map.lbp_2d", "samples: 5"},
    {"map.lbp_3d", "radius_voxels: 2"},
    {"map.log", "sigma_mm: 2"},
    {"map.mean", "support_voxels: 7"},
    {"map.riesz", "order_x: 2"},
    {"map.simoncelli", "level: 2"},
    {"map.wavelet", "subband: HLL"}};

const std::map<Stage, std::string> kBefore{{Stage::image, "{res.psf: {fwhm_mm: 2}}, "},
                                           {Stage::grid, "{geom.rotate: {angle_deg: -4}}, "},
                                           {Stage::mask, "{mask.grow_mm: {distance_mm: 1}}, "},
                                           {Stage::extraction, "{mask.shift: {shift_y_mm: 1}}, "}};

/// The first modality on which these values are not refused.
Modality modality_for(const Operation& operation, const std::vector<Value>& values) {
  for (const Modality modality : {Modality::ct, Modality::mr, Modality::pet})
    if (operation.refusal(values, modality).empty()) return modality;
  ADD_FAILURE() << operation.id << " is refused on every modality";
  return Modality::other;
}

/// Groups of every operation of these stages that goes with a modality, alone and after another one; of those
/// that change maps, or of the others.
std::string groups_of(const std::set<Stage>& stages, Modality modality, bool of_maps = false) {
  std::string yaml;
  int n = 0;
  for (const Operation& operation : operations()) {
    if (stages.count(operation.stage) == 0 || (changed_filter(operation) != nullptr) != of_maps) continue;
    const auto levels = kLevels.find(operation.id);
    if (levels == kLevels.end()) {
      ADD_FAILURE() << operation.id << " has no level here; add one that does something";
      continue;
    }
    const std::string step = "{" + operation.id + ": {" + levels->second + "}}";
    const Group group = decode_applied(parse_yaml("{chain: [" + step + "]}", "step"));
    std::vector<Value> values;
    for (const auto& level : group.chain.front().levels) values.push_back(level.front());
    if (modality_for(operation, values) != modality) continue;
    const std::string repeats = operation.random ? ", repeats: 2" : "";
    const std::string number = std::to_string(++n);
    yaml += "  alone" + number + ": {chain: [" + step + "]" + repeats + "}\n";
    yaml += "  after" + number + ": {chain: [" + kBefore.at(operation.stage) + step + "]" + repeats + "}\n";
  }
  return yaml;
}

/// A study of two lesions, measured on one thread and on four.
void expect_same_on_threads(const std::string& extractions, const std::string& groups, Modality modality) {
  // Magnitudes and activities are not negative.
  const std::string mean = modality == Modality::ct ? "30" : "400";
  const std::string yaml =
      "study: s\nseed: 11\nphantoms: {kind: lesion, count: 2, radius_low_mm: 7, radius_high_mm: 9, "
      "size_x: 44, size_y: 44, size_z: 20, background_mean: " +
      mean + "}\nextractions:\n" + extractions + "conditions:\n" + groups;
  const Measured one = measure(yaml, 1, modality), four = measure(yaml, 4, modality);
  ASSERT_EQ(one.cells.size(), four.cells.size());
  for (std::size_t i = 0; i < one.cells.size(); ++i) {
    const CellRecord &a = one.cells[i], &b = four.cells[i];
    const std::string& name = one.plan.conditions[static_cast<std::size_t>(a.condition)].name;
    ASSERT_EQ(a.plan_index, b.plan_index);
    EXPECT_EQ(a.status, Status::ok) << name << ": " << a.reason;
    EXPECT_TRUE(same_values(a.values, b.values)) << name;
    ASSERT_EQ(a.magnitudes.size(), b.magnitudes.size()) << name;
    for (std::size_t m = 0; m < a.magnitudes.size(); ++m)
      EXPECT_EQ(std::memcmp(&a.magnitudes[m].achieved, &b.magnitudes[m].achieved, sizeof(double)), 0)
          << name << " " << a.magnitudes[m].parameter;
    ASSERT_EQ(a.checksums.size(), b.checksums.size()) << name;
    for (std::size_t c = 0; c < a.checksums.size(); ++c)
      EXPECT_EQ(a.checksums[c].xxh3, b.checksums[c].xxh3) << name;
    if (a.condition != static_cast<std::int64_t>(kBase)) {
      EXPECT_FALSE(same_values(a.values, one.of("base").values)) << name << " changed nothing";
    }
  }
}

void expect_same_on_threads(const std::string& groups, Modality modality) {
  const std::string preset = modality == Modality::ct ? "ct-1mm" : "none, interpolation: cubic";
  expect_same_on_threads(
      "  original: {preset: " + preset +
          ", spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2, families: stat+morph+cm}\n"
          "  linear: {preset: none, interpolation: linear, discretisation: fbs, bin_width: 25, families: stat}\n",
      groups, modality);
}

// invariant: every operation, with repeats where it draws, alone and after another, gives the same bytes on
// one thread and on four; and none of them does nothing.
TEST(StagesInvariant, GridAndMaskOperationsDoNotDependOnThreads) {
  expect_same_on_threads(groups_of({Stage::grid, Stage::mask}, Modality::ct), Modality::ct);
}

TEST(StagesInvariant, ImageAndExtractionOperationsDoNotDependOnThreads) {
  for (const Modality modality : {Modality::ct, Modality::mr, Modality::pet}) {
    const std::string groups = groups_of({Stage::image, Stage::extraction}, modality);
    EXPECT_FALSE(groups.empty());
    expect_same_on_threads(groups, modality);
  }
}

TEST(StagesInvariant, MapOperationsDoNotDependOnThreads) {
  std::string maps = "original";
  for (const ImageFilter& filter : reference::image_filters()) maps += ", {" + filter.id + ": {}}";
  const std::string grid =
      "preset: none, interpolation: linear, spacing_x_mm: 2, spacing_y_mm: 2, spacing_z_mm: 2, families: stat, ";
  expect_same_on_threads("  plain: {" + grid + "}\n  mapped: {" + grid + "maps: [" + maps + "]}\n",
                         groups_of({Stage::extraction}, Modality::ct, true), Modality::ct);
}

const char* const kFlat =
    "  flat: {preset: none, interpolation: cubic, by_slice: true, spacing_x_mm: 1.7, spacing_y_mm: 1.7, "
    "families: stat}\n";
const char* const kSolid =
    "  solid: {preset: none, interpolation: cubic, spacing_x_mm: 1.7, spacing_y_mm: 1.7, spacing_z_mm: 1.7, "
    "families: stat}\n";

// invariant: extractions that are interpolated in other ways share nothing, alone or beside each other.
TEST(StagesInvariant, SliceWiseAndSpatialInterpolationAreNotShared) {
  const std::string head = kHead;
  const auto flat = measure(head + kFlat, 1).of("base").values;
  const auto solid = measure(head + kSolid, 1).of("base").values;
  EXPECT_FALSE(same_values(flat, solid));
  for (const bool flat_first : {true, false}) {
    const auto both = measure(head + (flat_first ? kFlat : kSolid) + (flat_first ? kSolid : kFlat), 1);
    std::vector<double> expected = flat_first ? flat : solid;
    const std::vector<double>& second = flat_first ? solid : flat;
    expected.insert(expected.end(), second.begin(), second.end());
    EXPECT_TRUE(same_values(both.of("base").values, expected)) << flat_first;
  }
}

// invariant: a condition that asks for the grid of another extraction has that extraction's values, whichever
// is measured first, and leaves base as it is.
TEST(StagesInvariant, SampleVoxelIsTheExtractionWithThatGrid) {
  const std::string yaml =
      std::string(kHead) + kSolid +
      "  fine: {preset: none, interpolation: linear, spacing_x_mm: 1.3, spacing_y_mm: 1.3, "
      "spacing_z_mm: 1.3, families: stat}\n"
      "conditions:\n"
      "  a: {chain: [{sample.voxel: {spacing_mm: 1.3, interpolator: linear}}]}\n"
      "  b: {chain: [{sample.voxel: {spacing_mm: 1.7, interpolator: cubic}}]}\n"
      "  c: {chain: [{sample.voxel: {interpolator: nearest}}]}\n";
  const Measured m = measure(yaml, 2);
  const std::vector<double>& base = m.of("base").values;
  const auto half = static_cast<std::ptrdiff_t>(base.size() / 2);
  const std::vector<double> solid(base.begin(), base.begin() + half), fine(base.begin() + half, base.end());
  const auto twice = [](std::vector<double> values) {
    values.insert(values.end(), values.begin(), values.end());
    return values;
  };
  EXPECT_TRUE(same_values(m.of("sample.voxel:spacing_mm=1.3:interpolator=linear").values, twice(fine)));
  EXPECT_TRUE(same_values(m.of("sample.voxel:spacing_mm=1.7:interpolator=cubic").values, twice(solid)));
  const auto nearest = m.of("sample.voxel:interpolator=nearest").values;
  EXPECT_FALSE(same_values(nearest, base));
  EXPECT_EQ(m.of("base").status, Status::ok);
}

// invariant: the known answers of io.geometry, in every value of a study.
TEST(StagesInvariant, HeadersWrongTogetherChangeNoValue) {
  const std::string yaml = std::string(kHead) + kSolid +
                           "  native: {preset: none, families: stat+morph}\n"
                           "conditions:\n"
                           "  both: {chain: [{io.geometry: {jitter_mm: [0.3, 5], angle_deg: [0, 12]}}]}\n"
                           "  one: {chain: [{io.geometry: {header: [mask, image], jitter_mm: 3}}]}\n";
  const Measured m = measure(yaml, 2);
  for (const CellRecord& cell : m.cells) {
    const std::string& name = m.plan.conditions[static_cast<std::size_t>(cell.condition)].name;
    EXPECT_EQ(cell.status, Status::ok) << name << cell.reason;
    EXPECT_EQ(same_values(cell.values, m.of("base").values), name.find("header") == std::string::npos)
        << name;
  }
}

std::string refusal_of(const std::string& extraction, const std::string& step) {
  const Study study =
      decode_study(parse_yaml("study: s\nphantoms: {kind: lesion, count: 1}\nextractions:\n  e: {" +
                                  extraction + "}\nconditions:\n  g: {chain: [" + step + "]}\n",
                              "study.yaml"),
                   "");
  try {
    make_plan(study);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    return error.what();
  }
  return "";
}

// mechanics: what needs an interpolation is refused where there is none; what does not, or brings its own, is
// not.
TEST(StagesMechanics, GridOperationsOnExtractionsWithoutInterpolation) {
  const std::string none = "preset: none";
  EXPECT_NE(refusal_of(none, "{geom.gridshift: {shift_x: 0.5}}").find("does not interpolate"),
            std::string::npos);
  EXPECT_NE(refusal_of(none, "{geom.breathing: {amplitude_mm: 3}}").find("does not interpolate"),
            std::string::npos);
  EXPECT_NE(refusal_of(none, "{sample.voxel: {spacing_mm: 2}}").find("does not interpolate"),
            std::string::npos);
  EXPECT_EQ(refusal_of(none, "{sample.voxel: {spacing_mm: 2, interpolator: linear}}"), "");
  EXPECT_EQ(refusal_of(none, "{geom.flip: {flip_y: true}}"), "");
  EXPECT_EQ(refusal_of(none, "{io.geometry: {header: mask, jitter_mm: 1}}"), "");
  const std::string flat = "preset: none, interpolation: linear, by_slice: true";
  EXPECT_NE(refusal_of(flat, "{sample.voxel: {spacing_z_mm: 2}}").find("by_slice"), std::string::npos);
  EXPECT_EQ(refusal_of(flat, "{sample.voxel: {spacing_mm: 2}}"), "");
}

const char* const kNative = "  native: {preset: none, families: stat}\n";

// mechanics: a program that fails fails its own cells, with the reason; its command is in the name of the
// condition by a hash, and no path of this run is in a record.
TEST(StagesMechanics, ProgramsThatFailAreFailedCells) {
  const std::string yaml =
      std::string(kHead) + kNative +
      "conditions:\n"
      "  copy: {chain: [{image.command: {command: \"cp {image} {output}\"}}]}\n"
      "  bad: {chain: [{image.command: {command: \"sh -c 'echo no >&2; exit 4' {image} {output}\"}}]}\n"
      "  worse: {chain: [{mask.command: {command: \"cp {image} {output}\"}}]}\n";
  const Measured m = measure(yaml, 2), again = measure(yaml, 1);
  ASSERT_EQ(m.cells.size(), 4u);
  EXPECT_TRUE(same_values(m.cells[1].values, m.of("base").values));
  EXPECT_EQ(m.cells[1].status, Status::ok) << m.cells[1].reason;
  EXPECT_EQ(m.cells[2].status, Status::failed);
  EXPECT_NE(
      m.cells[2].reason.find("image.command: `sh -c echo no >&2; exit 4 {image} {output}` ended with 4"),
      std::string::npos)
      << m.cells[2].reason;
  EXPECT_NE(m.cells[2].reason.find("no"), std::string::npos);
  EXPECT_EQ(m.cells[3].status, Status::failed);
  for (std::size_t i = 0; i < m.cells.size(); ++i) {
    EXPECT_EQ(m.cells[i].reason, again.cells[i].reason);
    const std::string& name = m.plan.conditions[i].name;
    EXPECT_EQ(name.find_first_of(" ,{}'"), std::string::npos) << name;
    if (i > 0) {
      EXPECT_NE(name.find(i == 2 ? ":command=sh~" : ":command=cp~"), std::string::npos) << name;
    }
  }
  EXPECT_NE(m.plan.conditions[1].name, m.plan.conditions[2].name);
}

// invariant: a flip without any interpolation mirrors voxels: nothing that does not depend on direction
// moves.
TEST(StagesInvariant, FlipOfANativeExtractionKeepsCountsAndIntensities) {
  const Measured m = measure(std::string(kHead) +
                                 "  native: {preset: none, families: ih}\nconditions:\n"
                                 "  g: {chain: [{geom.flip: {flip_x: true, flip_z: true}}]}\n",
                             1);
  const auto flipped = m.of("geom.flip:flip_x=true:flip_z=true");
  EXPECT_EQ(flipped.status, Status::ok) << flipped.reason;
  const auto& base = m.of("base").values;
  ASSERT_EQ(flipped.values.size(), base.size());
  for (std::size_t f = 0; f < base.size(); ++f)
    EXPECT_NEAR(flipped.values[f], base[f], 1e-12 * std::abs(base[f]) + 1e-12) << f;
}

}  // namespace
}  // namespace radgauge
