#include "study/map_changes.h"

#include "reference/filters/registry.h"
#include "study/designs.h"
#include "study/maps.h"
#include "study/operations.h"

namespace radgauge {

using namespace radgauge::study;

namespace {

const std::string kMapStudyHead =
    "study: s\nphantoms: {kind: lesion, count: 3}\nextractions:\n  original:\n    maps: [original, ";

std::string with_maps(const std::string& maps, const std::string& step, const std::string& more = "") {
  return kMapStudyHead + maps + "]\nconditions:\n  a:\n    chain:\n      - " + step + "\n" + more;
}

Study decoded(const std::string& text) {
  return decode_study(io::parse_yaml(text, "study.yaml"), "");
}

void expect_refused(const std::string& text, const std::vector<std::string>& parts) {
  try {
    decoded(text);
    ADD_FAILURE() << text << " is taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    EXPECT_LT(std::string(error.what()).size(), 2000u);
    for (const std::string& part : parts)
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << part << " in: " << error.what();
  }
}

const char* const kTwoLogs = "{log: {sigma_mm: 1}, name: log_1mm}, {log: {sigma_mm: 3}, name: log_3mm}";

// mechanics: every filter has its perturbation, with all of its fields and what it cites; by default it
// changes nothing, and no value that the filter takes is the one that does.
TEST(MapChangesMechanics, EveryFilterIsAPerturbation) {
  for (const ImageFilter& filter : reference::image_filters()) {
    const Operation* op = find_operation("map." + filter.id);
    if (filter.fields.empty()) {
      EXPECT_EQ(op, nullptr) << filter.id << " has nothing to vary";
      continue;
    }
    ASSERT_NE(op, nullptr) << filter.id;
    EXPECT_EQ(changed_filter(*op), &filter);
    EXPECT_EQ(op->stage, Stage::extraction);
    EXPECT_EQ(op->citation, filter.citation);
    ASSERT_EQ(op->fields.size(), filter.fields.size() + 1);
    std::vector<Value> values;
    for (const Field& field : op->fields) {
      EXPECT_EQ(check(field, field.fallback), "") << op->id;
      values.push_back(field.fallback);
    }
    EXPECT_TRUE(op->identity(values)) << op->id;
    for (std::size_t i = 0; i < filter.fields.size(); ++i) {
      const Field &own = filter.fields[i], &changed = op->fields[i + 1];
      EXPECT_EQ(changed.name, own.name);
      EXPECT_EQ(changed.unit, own.unit);
      if (own.kind == FieldKind::real || own.kind == FieldKind::integer) {
        EXPECT_NE(check(own, changed.fallback), "")
            << op->id << " " << own.name << " has no value to leave it";
      }
      // What the filter takes, the perturbation takes, and it changes the map.
      values[i + 1] = own.kind == FieldKind::boolean
                          ? Value(std::string(std::get<bool>(own.fallback) ? "true" : "false"))
                          : own.fallback;
      EXPECT_EQ(check(changed, values[i + 1]), "") << op->id << " " << own.name;
      EXPECT_FALSE(op->identity(values)) << op->id << " " << own.name;
      values[i + 1] = changed.fallback;
    }
  }
  for (const Operation& op : operations())
    if (op.id.rfind("map.", 0) != 0) {
      EXPECT_EQ(changed_filter(op), nullptr) << op.id;
    }
}

// mechanics: the only map of a filter need not be named; what is not given stays.
TEST(MapChangesMechanics, TheMapGetsWhatIsGiven) {
  const Study study = decoded(with_maps("{log: {sigma_mm: 3, boundary: nearest}, name: blob}, {mean: {}}",
                                        "{map.log: {sigma_mm: [2, 5], zero_mean: [true]}}"));
  const std::vector<DesignPoint> points = design_points(study.groups.front(), 1);
  ASSERT_EQ(points.size(), 2u);
  const std::vector<MapUse> maps = maps_under(study.extractions.front(), points[1].chain);
  MapUse expected = study.extractions.front().maps[1];
  expected.values[0] = 5.0;
  ASSERT_EQ(expected.filter->fields[4].name, "zero_mean");
  expected.values[4] = true;
  EXPECT_EQ(maps[1], expected);
  EXPECT_EQ(maps[0], study.extractions.front().maps[0]);
  EXPECT_EQ(maps[2], study.extractions.front().maps[2]);
  const auto magnitudes = map_magnitudes(points[1].chain.front(), study.extractions.front().maps[1]);
  ASSERT_EQ(magnitudes.size(), 1u);
  EXPECT_EQ(magnitudes[0].parameter, "sigma_mm");
  EXPECT_EQ(magnitudes[0].requested, 5);
  EXPECT_EQ(magnitudes[0].achieved, 5);
  EXPECT_EQ(magnitudes[0].unit, "mm");
  EXPECT_EQ(map_level(study, points[1].chain.front(), 1), 3.0);
}

// mechanics: of several maps of a filter one is named; the plan knows conditions by that name, and the
// resolved study reads back.
TEST(MapChangesMechanics, OneOfSeveralMapsIsNamed) {
  const std::string text = with_maps(kTwoLogs, "{map.log: {map: log_3mm, sigma_mm: [2, 4]}}");
  const Study study = decoded(text);
  const Plan plan = make_plan(study);
  ASSERT_EQ(plan.conditions.size(), 3u);
  EXPECT_EQ(plan.conditions[2].name, "map.log:map=log_3mm:sigma_mm=4");
  const std::vector<MapUse> maps = maps_under(study.extractions.front(), plan.conditions[2].chain);
  EXPECT_EQ(std::get<double>(maps[1].values[0]), 1);
  EXPECT_EQ(std::get<double>(maps[2].values[0]), 4);
  EXPECT_EQ(resolved_yaml(decoded(resolved_yaml(study))), resolved_yaml(study));
}

// mechanics: what no map or several could be meant by, and what the filter does not take, is refused where it
// is written.
TEST(MapChangesMechanics, MistakesAreRefusedWhereTheyAreWritten) {
  expect_refused(with_maps(kTwoLogs, "{map.log: {sigma_mm: 2}}"),
                 {"study.yaml:9:19", "map.log", "several maps", "log_1mm, log_3mm"});
  expect_refused(with_maps(kTwoLogs, "{map.mean: {support_voxels: 3}}"),
                 {"study.yaml:9:20", "no extraction has a map of filter mean"});
  expect_refused(with_maps(kTwoLogs, "{map.log: {map: log_2mm, sigma_mm: 2}}"),
                 {"study.yaml:9:19", "map = 'log_2mm' is no map of filter log"});
  expect_refused(with_maps(kTwoLogs, "{map.log: {map: [log_1mm, log_4mm], sigma_mm: 2}}"),
                 {"study.yaml:9:19", "log_4mm"});
  expect_refused(with_maps("{mean: {}}", "{map.mean: {support_voxels: [3, 4]}}"),
                 {"study.yaml:9:20", "map mean", "support_voxels = 4 is even"});
  expect_refused(with_maps("{log: {}}", "{map.log: {sigma_mm: [2, 200]}}"),
                 {"study.yaml:9:19", "sigma_mm = 200"});
  expect_refused(with_maps("{log: {}}", "{map.log: {truncation_sigma: 0}}"), {"truncation_sigma = 0"});
  expect_refused(with_maps("{log: {}}", "{map.log: {}}"), {"given no parameter"});
  expect_refused(with_maps("{log: {}}", "{map.log: {map: log}}"), {"changes nothing"});
  expect_refused(with_maps("{wavelet: {}}", "{map.wavelet: {subband: [LLL, LXL]}}"), {"subband = 'LXL'"});
  expect_refused(with_maps("{log: {}}", "{map.lag: {sigma_mm: 2}}"),
                 {"unknown operation 'map.lag'", "map.log"});
  expect_refused(
      "study: s\nphantoms: {kind: lesion, count: 3}\nconditions:\n  a: {chain: [{map.log: {sigma_mm: 2}}]}\n",
      {"study.yaml:4:25", "no extraction has a map of filter log"});
}

// mechanics: the crop is wide enough for what conditions make of maps.
TEST(MapChangesMechanics, TheCropKnowsTheWidestMap) {
  const Study narrow = decoded(with_maps("{log: {sigma_mm: 1}}", "{map.log: {sigma_mm: 2}}"));
  const Study wide = decoded(with_maps("{log: {sigma_mm: 1}}", "{map.log: {sigma_mm: [2, 7]}}"));
  Lattice image;
  image.size = {100, 100, 100};
  image.spacing_mm = {1, 1, 1};
  EXPECT_EQ(map_support(narrow, make_plan(narrow), false, image).margin_mm, 8);
  EXPECT_EQ(map_support(wide, make_plan(wide), false, image).margin_mm, 28);
}

}  // namespace
}  // namespace radgauge
