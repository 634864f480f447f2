#include "analysis/changes.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>

#include "io/yaml.h"
#include "report/measurements_csv.h"
#include "study/plan.h"

namespace radgauge {

using namespace radgauge::analysis;
using namespace radgauge::store;

namespace {

constexpr double kMonth = 30.4375;

const std::string kTwice =
    "study: s\ncohort:\n"
    "  - {patient: A, image: a2, mask: m, modality: CT, session: '2'}\n"
    "  - {patient: A, image: a1, mask: m, modality: CT, session: '1'}\n"
    "  - {patient: A, image: a3, mask: m, modality: CT, session: '3'}\n"
    "  - {patient: B, image: b1, mask: m, modality: CT, session: '1'}\n"
    "  - {patient: B, image: b2, mask: m, modality: CT, session: '2'}\n"
    "  - {patient: C, image: c1, mask: m, modality: CT, session: '1'}\n";

class ChangesTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }

  /// A store of a mean in HU and a volume; the values of each row, under base.
  Measurements measured(const study::Study& study, const std::vector<std::array<double, 2>>& values,
                        std::size_t failed = SIZE_MAX) {
    const study::Plan plan = study::make_plan(study);
    StoreTables tables;
    for (const study::CohortRow& row : study.rows)
      tables.objects.push_back({row.patient, row.lesion, "", row.session, row.reader, "", ""});
    tables.conditions.push_back({"base", "", 0});
    tables.features.push_back({"stat_mean", "original", {"stat_mean", "Q4LE", "Mean", "HU", "stat", ""}});
    tables.features.push_back(
        {"morph_volume", "original", {"morph_volume", "RNU0", "Volume", "mm^3", "morph", ""}});
    tables.planned_cells = static_cast<std::int64_t>(values.size());
    Store store = Store::create(path_, tables);
    std::vector<CellRecord> cells;
    for (std::size_t i = 0; i < values.size(); ++i) {
      CellRecord cell;
      cell.plan_index = cell.object = static_cast<std::int64_t>(i);
      cell.values = {values[i][0], values[i][1]};
      cell.statuses = {i == failed ? Status::failed : Status::ok, Status::ok};
      cells.push_back(std::move(cell));
    }
    store.write_unit(cells);
    return Measurements(store);
  }

  std::string path_ =
      (std::filesystem::temp_directory_path() / ("radgauge_changes_" + std::to_string(getpid()) + ".sqlite"))
          .string();
};

/// Days of patient A alone.
study::Study study_of(const std::string& yaml) {
  study::Study study = study::decode_study(io::parse_yaml(yaml, "study.yaml"), "");
  const char* days[] = {"91.3125", "0", "121.75"};
  for (std::size_t r = 0; r < 3; ++r) study.rows[r].covariates["days_since_first"] = days[r];
  return study;
}

std::size_t index_of(const std::vector<ChangeFeature>& features, const std::string& name) {
  for (std::size_t i = 0; i < features.size(); ++i)
    if (features[i].name == name) return i;
  ADD_FAILURE() << name;
  return 0;
}

// mechanics: sessions are in the order of their days, or of the cohort where no days are known; a lesion that
// was seen once has no change.
TEST_F(ChangesTest, MechanicsOfPairs) {
  const study::Study study = study_of(kTwice);
  const auto since_first = follow_ups(study, ChangeSince::first, "days_since_first");
  ASSERT_EQ(since_first.size(), 3U);
  EXPECT_EQ(since_first[0].before, 1U);
  EXPECT_EQ(since_first[0].after, 0U);
  EXPECT_EQ(since_first[0].days, 91.3125);
  EXPECT_EQ(since_first[1].before, 1U);
  EXPECT_EQ(since_first[1].after, 2U);
  EXPECT_EQ(since_first[2].after, 4U);
  EXPECT_TRUE(std::isnan(since_first[2].days));
  const auto since_previous = follow_ups(study, ChangeSince::previous, "days_since_first");
  EXPECT_EQ(since_previous[1].before, 0U);
  EXPECT_DOUBLE_EQ(since_previous[1].days, kMonth);
  study::Study wrong = study;
  wrong.rows[0].covariates["days_since_first"] = "May";
  EXPECT_THROW(follow_ups(wrong, ChangeSince::first, "days_since_first"), Error);
}

// oracle: a volume that grows eightfold in three months doubles every month; one that halves in a month has a
// doubling time of minus a month. A share of HU says nothing.
TEST_F(ChangesTest, OracleOfGrowth) {
  const study::Study study = study_of(kTwice);
  const Measurements measurements =
      measured(study, {{{40, 8000}}, {{20, 1000}}, {{0, 4000}}, {{5, 10}}, {{5, 10}}, {{1, 1}}}, 3);
  const auto features = change_features(measurements.tables());
  const auto pairs = follow_ups(study, ChangeSince::previous, "days_since_first");
  const auto value = [&](std::size_t pair, const std::string& name) {
    return change_value(measurements, pairs[pair], 0, features[index_of(features, name)]);
  };
  EXPECT_EQ(value(0, "change.stat_mean").value, 20);
  EXPECT_EQ(value(0, "change_percent.morph_volume").value, 700);
  EXPECT_NEAR(value(0, "growth_percent_month.morph_volume").value, 100, 1e-12);
  EXPECT_NEAR(value(0, "doubling_days.morph_volume").value, kMonth, 1e-12);
  EXPECT_NEAR(value(1, "growth_percent_month.morph_volume").value, -50, 1e-12);
  EXPECT_NEAR(value(1, "doubling_days.morph_volume").value, -kMonth, 1e-12);
  for (const ChangeFeature& feature : features) EXPECT_NE(feature.name, "change_percent.stat_mean");
  // Without days there is no rate, without a change no doubling, without a session nothing.
  EXPECT_EQ(value(2, "growth_percent_month.morph_volume").status, Status::undefined);
  EXPECT_EQ(value(2, "change.morph_volume").value, 0);
  EXPECT_EQ(value(2, "change.stat_mean").status, Status::failed);
}

// mechanics: the table says which sessions, and has no number where there is none.
TEST_F(ChangesTest, MechanicsOfTheTable) {
  const study::Study study = study_of(kTwice);
  const Measurements measurements =
      measured(study, {{{40, 8000}}, {{20, 1000}}, {{0, 4000}}, {{5, 10}}, {{5, 10}}, {{1, 1}}}, 3);
  const std::string text =
      report::changes_csv(measurements, follow_ups(study, ChangeSince::first, "days_since_first"));
  EXPECT_NE(text.find("A,1,,1-2,,,,base,change.stat_mean,20,HU,ok\n"), std::string::npos) << text;
  EXPECT_NE(text.find("A,1,,1-3,,,,base,change_percent.morph_volume,300,%,ok\n"), std::string::npos);
  EXPECT_NE(text.find("B,1,,1-2,,,,base,growth_percent_month.morph_volume,NA,%/month,undefined\n"),
            std::string::npos);
  EXPECT_EQ(text.find("C,1"), std::string::npos);
}

}  // namespace
}  // namespace radgauge
