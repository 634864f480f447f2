#include "analysis/phantom_study.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "analysis/questions.h"
#include "store/store.h"
#include "study/study.h"

namespace radgauge {

using namespace radgauge::analysis;

namespace {

/// A store of one feature, whose value under base is what `value_of` says of the row.
class PhantomStudyOracle : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }

  void measure(const std::string& yaml, double (*value_of)(const study::CohortRow&)) {
    study_ = study::decode_study(io::parse_yaml(yaml, "study.yaml"), "");
    plan_ = study::make_plan(study_);
    store::StoreTables tables;
    for (const study::CohortRow& row : study_.rows)
      tables.objects.push_back({row.patient, row.lesion, "", row.session, "", row.scanner, ""});
    for (const study::Condition& condition : plan_.conditions)
      tables.conditions.push_back({condition.name, "", 0});
    tables.features.push_back(
        {"cm_contrast", "original", {"cm_contrast", "ACUI", "Contrast", "1", "cm", ""}});
    tables.planned_cells = static_cast<std::int64_t>(plan_.cells.size());
    store::Store store = store::Store::create(path_, tables);
    std::vector<store::CellRecord> cells;
    for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
      store::CellRecord cell;
      cell.plan_index = static_cast<std::int64_t>(i);
      cell.object = static_cast<std::int64_t>(plan_.cells[i].row);
      cell.condition = static_cast<std::int64_t>(plan_.cells[i].condition);
      cell.values = {value_of(study_.rows[plan_.cells[i].row])};
      cell.statuses = {Status::ok};
      cells.push_back(std::move(cell));
    }
    store.write_unit(cells);
    measurements_ = std::make_unique<Measurements>(store);
  }

  std::string path_ = (std::filesystem::temp_directory_path() /
                       ("radgauge_phantom_study_" + std::to_string(getpid()) + ".sqlite"))
                          .string();
  study::Study study_;
  study::Plan plan_;
  std::unique_ptr<Measurements> measurements_;
};

double number_of(const study::CohortRow& row) {
  return std::stod(row.patient.substr(row.patient.rfind('-') + 1));
}

// The truth of object n is 10 n; A shows 2 more, B twice the truth.
double known_value(const study::CohortRow& row) {
  const double truth = 10 * number_of(row);
  if (row.scanner == "A") return truth + 2;
  return row.scanner == "B" ? 2 * truth : truth;
}

const std::string kMaterialsOnTwoScanners =
    "study: s\nphantoms: {kind: water_cylinder, count: 4, scanners: [ideal, {scanner: A, modality: ct}, {scanner: B, "
    "modality: ct}]}\nextractions: {original: {preset: ct-1mm, families: stat}}\n";

TEST_F(PhantomStudyOracle, BiasAndSlopeAgainstTheIdealScanner) {
  measure(kMaterialsOnTwoScanners, &known_value);
  const PhantomStudy found = phantom_study(study_, *measurements_);
  ASSERT_EQ(found.truth.size(), 3u);
  EXPECT_EQ(found.truth[1].level, "A");
  EXPECT_NEAR(found.truth[1].bias, 2, 1e-12);
  EXPECT_NEAR(found.truth[1].slope, 1, 1e-12);
  EXPECT_EQ(found.truth[1].n_objects, 4);
  EXPECT_NEAR(found.truth[2].bias, 25, 1e-12);
  EXPECT_NEAR(found.truth[2].slope, 2, 1e-12);
}

// Material n shows 10 n + 2 and 20 n: SD |10 n - 2| / sqrt(2).
TEST_F(PhantomStudyOracle, MaterialsAreJudgedByThemselves) {
  measure(kMaterialsOnTwoScanners, &known_value);
  const PhantomStudy found = phantom_study(study_, *measurements_);
  ASSERT_EQ(found.materials.size(), 4u);
  double squares = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double n = static_cast<double>(i + 1);
    EXPECT_EQ(found.materials[i].n_levels, 2) << "the truth is no level";
    EXPECT_NEAR(found.materials[i].level_sd, std::abs(10 * n - 2) / std::sqrt(2.0), 1e-12);
    squares += found.materials[i].level_sd * found.materials[i].level_sd / 4;
  }
  EXPECT_NEAR(found.truth[0].level_sd, std::sqrt(squares), 1e-12);
  EXPECT_TRUE(std::isnan(found.truth[0].feature_noise)) << "no patients";
}

// Patients 1 to 3 beside the materials: SD 10.
TEST_F(PhantomStudyOracle, FeatureNoiseIsOverTheSdOfPatients) {
  measure(
      "study: s\nphantoms:\n  - {kind: water_cylinder, count: 2, scanners: [{scanner: A, modality: ct}, {scanner: B, "
      "modality: ct}]}\n  - {kind: lesion, count: 3}\nextractions: {original: {preset: ct-1mm, families: stat}}\n",
      &known_value);
  const PhantomStudy found = phantom_study(study_, *measurements_);
  ASSERT_FALSE(found.truth.empty());
  EXPECT_EQ(found.truth[0].level, "all");
  EXPECT_NEAR(found.truth[0].patient_sd, 10, 1e-12);
  EXPECT_NEAR(found.truth[0].feature_noise, found.truth[0].level_sd / 10, 1e-12);
}

// invariant: three scans of each object are no more objects than one.
TEST_F(PhantomStudyOracle, RepeatsDoNotNarrowTheLimits) {
  measure(kMaterialsOnTwoScanners, &known_value);
  const agreement::TruthRow once = phantom_study(study_, *measurements_).truth.back();
  std::filesystem::remove(path_);
  std::string repeated = kMaterialsOnTwoScanners;
  repeated.insert(repeated.find("count: 4"), "repeats: 3, ");
  measure(repeated, &known_value);
  const agreement::TruthRow thrice = phantom_study(study_, *measurements_).truth.back();
  EXPECT_EQ(thrice.n_values, 3 * once.n_values);
  EXPECT_EQ(thrice.n_objects, once.n_objects);
  EXPECT_DOUBLE_EQ(thrice.bias_lower, once.bias_lower);
  EXPECT_DOUBLE_EQ(thrice.bias_upper, once.bias_upper);
}

// Repeats on one scanner are no spread between scanners: a question over sessions within scanners judges each
// material on each scanner, and asks no truth.
TEST_F(PhantomStudyOracle, WhatIsHeldFixedIsNotMixed) {
  std::string repeated = kMaterialsOnTwoScanners;
  repeated.insert(repeated.find("count: 4"), "repeats: 3, ");
  measure(repeated + "questions:\n  - {name: repeats, over: session, within: [scanner]}\n", &known_value);
  const PhantomStudy found = phantom_study(study_, *measurements_);
  ASSERT_EQ(found.materials.size(), 4u * 2);
  for (const agreement::MaterialRow& row : found.materials) {
    EXPECT_EQ(row.n_values, 3);
    EXPECT_EQ(row.level_sd, 0) << row.object;
    EXPECT_TRUE(row.within == "scanner=A" || row.within == "scanner=B") << row.within;
  }
  for (const agreement::TruthRow& row : found.truth) {
    EXPECT_EQ(row.level, "all");
    EXPECT_EQ(row.n_objects, 4);
    EXPECT_EQ(row.n_values, 4 * 2 * 3);
  }
}

// What else is held fixed does not hide the truth.
TEST_F(PhantomStudyOracle, TruthIsFoundWhateverIsHeldFixed) {
  measure(
      kMaterialsOnTwoScanners + "questions:\n  - {name: scanners, over: scanner, within: [session, site]}\n",
      &known_value);
  const PhantomStudy found = phantom_study(study_, *measurements_);
  ASSERT_EQ(found.truth.size(), 3u);
  EXPECT_NEAR(found.truth[1].bias, 2, 1e-12);
}

// invariant: the ideal scanner is no level of the factor in question.
TEST_F(PhantomStudyOracle, TheTruthIsNoLevelOfTheQuestion) {
  measure(kMaterialsOnTwoScanners, &known_value);
  const std::vector<AskedQuestion> asked = ask(study_, plan_, *measurements_);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked.front().table.columns, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(asked.front().question.objects, Objects::materials);
}

}  // namespace
}  // namespace radgauge
