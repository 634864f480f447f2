#include "study/designs.h"

#include <cmath>
#include <set>

namespace radgauge {

using namespace radgauge::io;
using namespace radgauge::study;

namespace {

const std::string kHead = "study: s\nseed: 5\nphantoms: {kind: lesion, count: 3}\n";
const std::string kGrid = "extractions: {original: {preset: ct-1mm}}\n";

Study decode(const std::string& conditions) {
  return decode_study(parse_yaml(kHead + kGrid + "conditions: " + conditions + "\n", "study.yaml"), "");
}

std::vector<std::string> names_of(const Plan& plan) {
  std::vector<std::string> names;
  for (const Condition& c : plan.conditions) names.push_back(c.name);
  return names;
}

void expect_message(const std::string& conditions, const std::vector<std::string>& parts) {
  try {
    decode(conditions);
    ADD_FAILURE() << "not refused: " << conditions;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::study);
    for (const std::string& part : parts)
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "'" << part << "' is not in: " << error.what();
  }
}

const std::string kOat =
    "{g: {design: oat, repeats: 2, chain: [{mask.grow_mm: {distance_mm: [-1, 0, 2]}}, {noise.white: {k: [1, "
    "0.5]}}, {geom.gridshift: {shift_x: [0.25], shift_y: [0.5]}}]}}";

TEST(OatMechanics, OneFactorAtATimeAndOnlyDrawsAreRepeated) {
  std::string text = kOat;
  text.replace(text.find("[0.25]"), 6, "[0.25, 0.75]");
  const Study study = decode(text);
  const Plan plan = make_plan(study);
  EXPECT_EQ(names_of(plan),
            (std::vector<std::string>{"base", "mask.grow_mm:distance_mm=-1", "mask.grow_mm:distance_mm=2",
                                      "noise.white:k=1#1", "noise.white:k=1#2", "noise.white:k=0.5#1",
                                      "noise.white:k=0.5#2", "geom.gridshift:shift_x=0.25:shift_y=0.5",
                                      "geom.gridshift:shift_x=0.75:shift_y=0.5"}));
  EXPECT_EQ(plan.conditions[kBase].groups, (std::vector<std::size_t>{0}));
  ASSERT_EQ(plan.doses.size(), 8u);
  EXPECT_EQ(plan.doses[0].level, -1);
  EXPECT_EQ(plan.doses[5].factor, 1u);
  EXPECT_EQ(plan.conditions[plan.doses[5].condition].name, "noise.white:k=0.5#2");
  const auto factors = oat_factors(study.groups[0]);
  ASSERT_EQ(factors.size(), 3u);
  EXPECT_EQ(factors[0].name, "mask.grow_mm:distance_mm");
  EXPECT_EQ(factors[0].unchanged, 0);
  EXPECT_EQ(factors[2].name, "geom.gridshift:shift_y=0.5:shift_x");
  EXPECT_TRUE(std::isnan(factors[2].unchanged)) << "the held shift stays";
}

// A step with two factors: each is varied while the other is at its default.
TEST(OatMechanics, FactorsOfOneStepAreVariedOneByOne) {
  const Plan plan = make_plan(
      decode("{g: {design: oat, chain: [{geom.gridshift: {shift_x: [0.25, 0.5], shift_y: [0.5, 0.75]}}]}}"));
  EXPECT_EQ(names_of(plan),
            (std::vector<std::string>{"base", "geom.gridshift:shift_x=0.25", "geom.gridshift:shift_x=0.5",
                                      "geom.gridshift:shift_y=0.5", "geom.gridshift:shift_y=0.75"}));
}

TEST(OatMechanics, TargetsThatAreMilderTheLargerTheyAreSaySo) {
  const Study study = decode(
      "{g: {design: oat, chain: [{res.kernel: {source_f50_per_mm: 0.5, target_f50_per_mm: [0.2, 0.4]}}, "
      "{reseg.outlier: {sigma: [2, 3]}}, {int.affine: {scale: [0.9, 1.1]}}]}}");
  const auto factors = oat_factors(study.groups[0]);
  EXPECT_EQ(factors[0].unchanged, std::numeric_limits<double>::infinity());
  EXPECT_EQ(factors[1].unchanged, std::numeric_limits<double>::infinity());
  EXPECT_EQ(factors[2].unchanged, 1);
}

// Common random numbers: what keys the draws of a condition is the same at every level of its factor.
TEST(OatInvariant, LevelsShareTheirDraws) {
  const Study study = decode(
      "{g: {design: oat, repeats: 3, chain: [{mask.displace: {rms_mm: [1, 2]}}, {noise.white: {k: [1, "
      "2, 3]}}, {noise.white: {sd: [4, 9]}}]}}");
  const Plan plan = make_plan(study);
  const auto image = [] {
    Volume v;
    v.lattice.size = {8, 8, 4};
    v.lattice.spacing_mm = {1, 1, 1};
    v.window = {{0, 0, 0}, {8, 8, 4}};
    v.voxels.assign(256, 0);
    return v;
  }();
  Mask roi;
  roi.lattice = image.lattice;
  roi.window = image.window;
  roi.voxels.assign(256, 1);
  std::map<std::int64_t, std::vector<float>> noise_of_repetition;
  for (const PlannedDose& dose : plan.doses) {
    const Condition& condition = plan.conditions[dose.condition];
    ASSERT_EQ(condition.chain.size(), 1u);
    const AppliedOperation& step = condition.chain[0];
    EXPECT_EQ(step.ordinal, 0u);
    if (dose.factor != 2) continue;
    const Draws draws(study.seed, "object", step.operation->id, step.ordinal,
                      static_cast<std::uint32_t>(condition.repetition));
    const ImageOutput out = step.operation->image({image, roi, draws, Modality::ct}, step.values);
    auto& first = noise_of_repetition[condition.repetition];
    if (first.empty()) {
      first = out.image.voxels;
      continue;
    }
    for (std::size_t v = 0; v < first.size(); ++v)
      EXPECT_NEAR(out.image.voxels[v] / 9, first[v] / 4, 1e-5) << "voxel " << v;
  }
  ASSERT_EQ(noise_of_repetition.size(), 3u);
  EXPECT_NE(noise_of_repetition[0], noise_of_repetition[1]);
}

const std::string kHypercube =
    "{h: {design: latin-hypercube, samples: 40, chain: [{noise.white: {k: {from: 0.5, to: 2}}}, "
    "{geom.rotate: {angle_deg: {from: -15, to: 15}}}, {mask.grow_mm: {distance_mm: [-2, -1, 1, 2]}}, "
    "{num.ulp: {ulps: {from: 1, to: 4}}}]}}";

double real_of(const Condition& condition, const std::string& operation, std::size_t parameter) {
  for (const AppliedOperation& step : condition.chain)
    if (step.operation->id == operation) {
      const Value& value = step.values[parameter];
      const auto* real = std::get_if<double>(&value);
      return real != nullptr ? *real : static_cast<double>(std::get<std::int64_t>(value));
    }
  ADD_FAILURE() << condition.name << " has no " << operation;
  return 0;
}

TEST(LatinHypercubeInvariant, EachPartOfEachRangeHasOneSample) {
  const Plan plan = make_plan(decode(kHypercube));
  ASSERT_EQ(plan.conditions.size(), 41u);
  std::map<std::string, std::map<double, int>> seen;
  std::vector<double> k, angle;
  for (std::size_t c = 1; c < plan.conditions.size(); ++c) {
    const Condition& condition = plan.conditions[c];
    k.push_back(real_of(condition, "noise.white", 0));
    angle.push_back(real_of(condition, "geom.rotate", 0));
    ++seen["k"][std::floor((k.back() - 0.5) / 1.5 * 40)];
    ++seen["angle"][std::floor((angle.back() + 15) / 30 * 40)];
    ++seen["grow"][real_of(condition, "mask.grow_mm", 0)];
    ++seen["ulps"][real_of(condition, "num.ulp", 0)];
    EXPECT_EQ(condition.repetition, static_cast<std::int64_t>(c) - 1);
  }
  for (const char* name : {"k", "angle"}) {
    EXPECT_EQ(seen[name].size(), 40u) << name;
    EXPECT_EQ(seen[name].begin()->first, 0);
    EXPECT_EQ(seen[name].rbegin()->first, 39);
  }
  for (const char* name : {"grow", "ulps"}) {
    ASSERT_EQ(seen[name].size(), 4u) << name;
    for (const auto& [value, count] : seen[name]) EXPECT_EQ(count, 10) << name << " " << value;
  }
  // The orders are drawn apart: |r| of 40 independent pairs is below 0.5 but once in a thousand.
  double sum = 0;
  for (std::size_t i = 0; i < k.size(); ++i) sum += (k[i] - 1.25) / 1.5 * angle[i] / 30;
  EXPECT_LT(std::abs(sum * 12 / 40), 0.5);
}

TEST(LatinHypercubeInvariant, SamplesFollowSeedAndGroupAlone) {
  const auto names = [](std::string text, const std::string& objects = "3") {
    std::string head = kHead;
    head.replace(head.find("count: 3") + 7, 1, objects);
    return names_of(
        make_plan(decode_study(parse_yaml(head + kGrid + "conditions: " + text + "\n", "study.yaml"), "")));
  };
  EXPECT_EQ(names(kHypercube), names(kHypercube, "17"));
  std::string other = kHypercube;
  other.replace(1, 1, "i");
  EXPECT_NE(names(kHypercube), names(other)) << "another group";
}

TEST(LatinHypercubeInvariant, NamesReadBackAsTheSameCondition) {
  const Plan plan = make_plan(decode(kHypercube));
  for (std::size_t c = 1; c < plan.conditions.size(); ++c) {
    const Condition& wanted = plan.conditions[c];
    EXPECT_LT(wanted.name.size(), 110u) << wanted.name;
    const auto points = design_points(group_of_condition(wanted.name), 1);
    ASSERT_EQ(points.size(), static_cast<std::size_t>(wanted.repetition) + 1) << wanted.name;
    ASSERT_EQ(points.back().chain.size(), wanted.chain.size()) << wanted.name;
    for (std::size_t s = 0; s < wanted.chain.size(); ++s) {
      EXPECT_EQ(points.back().chain[s].operation, wanted.chain[s].operation);
      EXPECT_EQ(points.back().chain[s].values, wanted.chain[s].values) << wanted.name;
    }
  }
}

// A narrow range far from 0 needs more digits for its parts; none may leave its own.
TEST(LatinHypercubeInvariant, NarrowRangesKeepTheirParts) {
  const Plan plan = make_plan(
      decode("{h: {design: latin-hypercube, samples: 1000, chain: [{int.affine: {shift: {from: 1000, to: "
             "1000.001}}}]}}"));
  std::set<double> parts;
  for (std::size_t c = 1; c < plan.conditions.size(); ++c) {
    const double shift = real_of(plan.conditions[c], "int.affine", 1);
    ASSERT_GE(shift, 1000);
    ASSERT_LE(shift, 1000.001);
    parts.insert(std::floor((shift - 1000) / (1000.001 - 1000) * 1000));
  }
  EXPECT_EQ(parts.size(), 1000u);
}

TEST(DesignsInvariant, ResolvedStudyReadsBackAsItself) {
  std::string oat = kOat;
  oat.replace(oat.find("[0.25]"), 6, "[0.25, 0.75]");
  for (const std::string& text : {oat, kHypercube}) {
    const std::string once = resolved_yaml(decode(text));
    const Study again = decode_study(parse_yaml(once, "study.resolved.yaml"), "");
    EXPECT_EQ(once, resolved_yaml(again));
    EXPECT_EQ(names_of(make_plan(again)), names_of(make_plan(decode(text))));
  }
}

TEST(DesignsMechanics, RefusalsNameThePlaceAndTheRemedy) {
  const std::string rotate = "{geom.rotate: {angle_deg: {from: -5, to: 5}}}";
  expect_message("{g: {chain: [" + rotate + "]}}", {"study.yaml:5:52", "angle_deg is a map", "design product",
                                                    "needs design: latin-hypercube"});
  expect_message("{g: {design: oat, chain: [" + rotate + "]}}", {"study.yaml:5", "design oat"});
  const auto hypercube = [](const std::string& range, const std::string& rest = ", samples: 8") {
    return "{g: {design: latin-hypercube" + rest + ", chain: [{geom.rotate: {angle_deg: " + range + "}}]}}";
  };
  expect_message(hypercube("{from: 5, to: 5}"), {"study.yaml:5", "from 5 to 5", "below 'to'"});
  expect_message(hypercube("{from: 5, to: -5}"), {"'from' must be below 'to'"});
  expect_message(hypercube("{from: .nan, to: 5}"), {"angle_deg from = nan deg is outside [-180, 180]"});
  expect_message(hypercube("{from: 0, to: 400}"), {"angle_deg to = 400 deg is outside [-180, 180]"});
  expect_message(hypercube("{from: 0}"), {"has no key 'to'"});
  expect_message(hypercube("{from: 0, too: 4}"), {"unknown key 'too'", "did you mean 'to'"});
  expect_message(hypercube("{from: a, to: 4}"), {"study.yaml:5", "'a' is not a number"});
  expect_message(hypercube("{from: -5, to: 5}", ""), {"no key 'samples'"});
  expect_message(hypercube("{from: -5, to: 5}", ", samples: 1"), {"samples = 1 is outside [2, 1e+05]"});
  expect_message(hypercube("{from: -5, to: 5}", ", samples: 8, repeats: 2"),
                 {"takes no 'repeats'", "more samples"});
  expect_message(hypercube("5"), {"no parameter of group g has a range"});
  expect_message(
      "{g: {design: latin-hypercube, samples: 8, chain: [{geom.rotate: {axis: {from: x, to: z}}}]}}",
      {"axis is a map, but takes one of x, y, z", "a list of such levels"});
  expect_message(
      "{g: {design: latin-hypercube, samples: 8, chain: [{int.affine: {shift: {from: -1.5e308, to: "
      "1.5e308}}}]}}",
      {"has no finite width"});
  expect_message("{g: {chain: [{noise.white: {k: 0}}]}}",
                 {"study.yaml:5:", "group 'g' changes nothing", "noise.white"});
  expect_message("{g: {samples: 8, chain: [{geom.rotate: {angle_deg: 5}}]}}",
                 {"study.yaml:5:27", "samples belongs to design: latin-hypercube"});
  expect_message("{g: {design: sobol, chain: [{geom.rotate: {angle_deg: 5}}]}}",
                 {"design = 'sobol' is not one of product, oat, latin-hypercube"});
  expect_message("{g: {design: oat, chain: [{geom.rotate: {angle_deg: 5}}]}}",
                 {"study.yaml:5:39", "one level of each parameter"});
  expect_message("{g: {design: oat, chain: [{geom.rotate: {axis: [x, y], angle_deg: 5}}]}}",
                 {"axis is no number (choice)", "design product"});
  expect_message("{g: {design: oat, chain: [{geom.rotate: {angle_deg: [0]}}]}}", {"one level"});
  expect_message("{g: {design: oat, chain: [{mr.motion: {translation_mm: [1, 2], moves: [2, 4]}}]}}",
                 {"study.yaml:5:", "no level of mr.motion:moves changes anything"});
  expect_message(
      "{g: {design: oat, chain: [{geom.rotate: {angle_deg: [1, 2]}}, {geom.rotate: {angle_deg: [3, 4]}}]}}",
      {"geom.rotate:angle_deg stands in the chain twice"});
  try {
    decode_study(parse_yaml(kHead + "conditions: {g: {design: oat, chain: [{noise.white: {k: [1, 2]}}]}}\n"
                                    "questions: [{name: q, over: g, form: one_way}]\n",
                            "study.yaml"),
                 "");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("study.yaml:5:"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("use agreement or consistency"), std::string::npos);
  }
}

}  // namespace
}  // namespace radgauge
