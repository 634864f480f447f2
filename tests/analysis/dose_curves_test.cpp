#include <gtest/gtest.h>

#include "analysis/doses.h"

namespace radgauge {

using namespace radgauge::agreement;
using namespace radgauge::analysis;
using namespace radgauge::io;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

/// The curves of a study before anything is measured: requested values stand for achieved ones.
std::vector<DoseCurve> curves_of(const std::string& chain, const std::string& extraction) {
  const Study study = decode_study(
      parse_yaml("study: s\nphantoms: {kind: lesion, count: 3}\nextractions: {original: " + extraction +
                     "}\nconditions: {g: {design: oat, repeats: 2, chain: [{noise.white: {k: [2, 1]}}, " +
                     chain + "]}}\n",
                 "study.yaml"),
      "");
  const Plan plan = make_plan(study);
  StoreTables tables;
  tables.features.push_back({"stat_mean", "original", {"stat_mean", "Q4LE", "Mean", "1", "stat", ""}});
  const Measurements planned(std::move(tables), plan);
  return dose_curves(study, plan, planned, ask(study, plan, planned).at(0));
}

std::vector<double> requested(const std::vector<DoseLevel>& levels) {
  std::vector<double> values;
  for (const DoseLevel& level : levels) values.push_back(level.requested);
  return values;
}

using Numbers = std::vector<double>;

TEST(DoseCurvesMechanics, SidesStartFromWhereNothingChanges) {
  const auto curves =
      curves_of("{int.affine: {scale: [1.2, 0.8, 1.1, 0.9]}}, {mask.grow_mm: {distance_mm: [3, 1]}}",
                "{preset: ct-1mm}");
  ASSERT_EQ(curves.size(), 4u);
  EXPECT_EQ(curves[0].factor, "noise.white:k");
  EXPECT_EQ(requested(curves[0].levels), (Numbers{1, 2}));
  EXPECT_EQ(curves[0].levels[0].columns.size(), 2u) << "repeats";
  EXPECT_EQ(curves[1].side, agreement::DoseSide::below);
  EXPECT_EQ(requested(curves[1].levels), (Numbers{0.9, 0.8}));
  EXPECT_EQ(requested(curves[2].levels), (Numbers{1.1, 1.2}));
  EXPECT_EQ(curves[2].level_0, 1);
  EXPECT_EQ(curves[2].levels[0].columns.size(), 1u) << "nothing to repeat";
  EXPECT_EQ(requested(curves[3].levels), (Numbers{1, 3}));
}

// The bins of the extraction are level 0 of the operation that changes them; asked for, they are no dose.
TEST(DoseCurvesMechanics, SettingsCountFromThoseOfTheExtraction) {
  auto curves = curves_of("{disc.fbs: {width: [50, 25, 5, 10]}}", "{discretisation: fbs, bin_width: 25}");
  ASSERT_EQ(curves.size(), 3u);
  EXPECT_EQ(requested(curves[1].levels), (Numbers{10, 5}));
  EXPECT_EQ(requested(curves[2].levels), (Numbers{50}));
  EXPECT_EQ(requested(curves[2].idle), (Numbers{25}));
  EXPECT_EQ(curves[1].level_0, 25);
  // Another way to make bins has no such level: all count upward.
  curves = curves_of("{disc.fbs: {width: [50, 25, 5, 10]}}", "{discretisation: fbn, bin_count: 32}");
  ASSERT_EQ(curves.size(), 2u);
  EXPECT_EQ(requested(curves[1].levels), (Numbers{5, 10, 25, 50}));
}

// The nearer a target is to what is there, the milder it is.
TEST(DoseCurvesMechanics, TargetsAreMilderTheLargerTheyAre) {
  const auto curves = curves_of(
      "{res.kernel: {source_f50_per_mm: 0.5, target_f50_per_mm: [0.2, 0.4, 0.3]}}, "
      "{reseg.range: {upper: [200, .inf, 400]}}",
      "{preset: ct-1mm}");
  ASSERT_EQ(curves.size(), 3u);
  EXPECT_EQ(requested(curves[1].levels), (Numbers{0.4, 0.3, 0.2}));
  EXPECT_EQ(curves[1].side, agreement::DoseSide::below);
  EXPECT_TRUE(std::isnan(curves[1].level_0));
  EXPECT_EQ(requested(curves[2].levels), (Numbers{400, 200}));
}

}  // namespace
}  // namespace radgauge
