#include "analysis/measurements.h"

#include <unistd.h>

#include <cmath>
#include <cstring>
#include <filesystem>

#include "report/measurements_csv.h"

namespace radgauge {

using namespace radgauge::analysis;
using namespace radgauge::store;
using namespace radgauge::study;

namespace {

constexpr std::size_t kMeasurementsObjects = 7, kMeasurementsConditions = 29, kMeasurementsFeatures = 211;

StoreTables tables_of(std::size_t objects, std::size_t conditions, std::size_t features) {
  StoreTables tables;
  for (std::size_t i = 0; i < objects; ++i)
    tables.objects.push_back(
        {"P" + std::to_string(i), "1", "", "", i % 2 == 0 ? "A" : "B, \"left\"", "", ""});
  for (std::size_t i = 0; i < conditions; ++i) tables.conditions.push_back({"c" + std::to_string(i), "g", 0});
  for (std::size_t i = 0; i < features; ++i)
    tables.features.push_back({"f" + std::to_string(i), "original", {"f", "ABCD", "F", "mm", "stat", ""}});
  tables.planned_cells = static_cast<std::int64_t>(objects * conditions);
  return tables;
}

/// Every status, reasons in some cells, failed cells, magnitudes of several kinds; each 11th cell is absent.
std::vector<CellRecord> stored_cells(std::size_t objects, std::size_t conditions, std::size_t features) {
  std::vector<CellRecord> cells;
  for (std::size_t i = 0; i < objects * conditions; ++i) {
    if (i % 11 == 10) continue;
    CellRecord cell;
    cell.plan_index = static_cast<std::int64_t>(i);
    cell.object = static_cast<std::int64_t>(i / conditions);
    cell.condition = static_cast<std::int64_t>(i % conditions);
    cell.seconds = 0.1 * static_cast<double>(i);
    cell.magnitudes = {{"noise.white", "k", 1, 1 + static_cast<double>(i), "1", "ok"},
                       {i % 2 == 0 ? "mask.grow_mm" : "geom.rotate", "x", std::nan(""), -0.25, "mm",
                        i % 7 == 0 ? "as far as the image goes" : "ok"}};
    cell.checksums = {{"original", "image", i}};
    if (i % 13 == 5) {
      cell.status = Status::failed;
      cell.reason = "cell " + std::to_string(i % 3) + " could not be made";
      cells.push_back(cell);
      continue;
    }
    for (std::size_t f = 0; f < features; ++f) {
      const auto status = static_cast<Status>(i % 3 == 1 && f % 50 == 7 ? 1 + (i + f) % 3 : 0);
      cell.statuses.push_back(status);
      cell.values.push_back(status == Status::ok ? 1.0 / static_cast<double>(1 + i * features + f)
                                                 : std::nan(""));
      if (status != Status::ok && f != 57)
        cell.reasons.push_back({static_cast<std::uint32_t>(f), "reason " + std::to_string(f % 4)});
    }
    cells.push_back(cell);
  }
  return cells;
}

class MeasurementsMechanics : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }

  Measurements store_and_read(const std::vector<CellRecord>& cells, const StoreTables& tables) const {
    Store store = Store::create(path_, tables);
    store.write_unit(cells);
    return Measurements(store);
  }

  std::string path_ = (std::filesystem::temp_directory_path() /
                       ("radgauge_measurements_" + std::to_string(getpid()) + ".sqlite"))
                          .string();
};

bool same_bits(double a, double b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

TEST_F(MeasurementsMechanics, ColumnsHoldWhatTheStoreHolds) {
  const auto cells = stored_cells(kMeasurementsObjects, kMeasurementsConditions, kMeasurementsFeatures);
  const Measurements read =
      store_and_read(cells, tables_of(kMeasurementsObjects, kMeasurementsConditions, kMeasurementsFeatures));
  ASSERT_EQ(read.n_cells(), cells.size());
  std::size_t seen[5] = {};
  for (std::size_t f = 0; f < kMeasurementsFeatures; ++f) {
    const FeatureColumn column = read.column(f);
    ASSERT_EQ(column.values.size(), cells.size());
    ASSERT_EQ(column.statuses.size(), cells.size());
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const bool made = !cells[c].values.empty();
      const Status status = made ? cells[c].statuses[f] : Status::failed;
      ++seen[static_cast<std::size_t>(status)];
      ASSERT_EQ(column.statuses[c], status);
      if (made)
        ASSERT_TRUE(same_bits(column.values[c], cells[c].values[f]));
      else
        ASSERT_TRUE(std::isnan(column.values[c]));
      ASSERT_EQ(read.reason(c, f), cells[c].reason_of(f));
      const auto row = static_cast<std::size_t>(cells[c].object);
      const auto condition = static_cast<std::size_t>(cells[c].condition);
      ASSERT_EQ(read.status(row, condition, f), status);
      ASSERT_TRUE(same_bits(read.value(row, condition, f), column.values[c]) || std::isnan(column.values[c]));
    }
  }
  for (std::size_t s = 0; s < 4; ++s) EXPECT_GT(seen[s], 0U) << to_text(static_cast<Status>(s));
}

TEST_F(MeasurementsMechanics, CellsAreThoseOfTheStore) {
  const auto cells = stored_cells(kMeasurementsObjects, kMeasurementsConditions, kMeasurementsFeatures);
  const Measurements read =
      store_and_read(cells, tables_of(kMeasurementsObjects, kMeasurementsConditions, kMeasurementsFeatures));
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const MeasuredCell cell = read.cell(c);
    EXPECT_EQ(static_cast<std::int64_t>(cell.plan_index), cells[c].plan_index);
    EXPECT_EQ(static_cast<std::int64_t>(cell.row), cells[c].object);
    EXPECT_EQ(static_cast<std::int64_t>(cell.condition), cells[c].condition);
    EXPECT_EQ(cell.status, cells[c].status);
    EXPECT_EQ(cell.reason, cells[c].reason);
    EXPECT_EQ(cell.has_values, !cells[c].values.empty());
    EXPECT_EQ(cell.seconds, cells[c].seconds);
    EXPECT_EQ(read.find(cell.row, cell.condition), c);
    ASSERT_EQ(cell.magnitudes.size(), cells[c].magnitudes.size());
    for (std::size_t m = 0; m < cell.magnitudes.size(); ++m) {
      const StoredMagnitude& stored = cells[c].magnitudes[m];
      EXPECT_EQ(read.kinds()[cell.magnitudes[m].kind],
                (MagnitudeKind{stored.operation, stored.parameter, stored.unit, stored.status}));
      EXPECT_TRUE(same_bits(cell.magnitudes[m].achieved, stored.achieved));
      EXPECT_EQ(std::isnan(cell.magnitudes[m].requested), std::isnan(stored.requested));
    }
  }
  EXPECT_EQ(read.kinds().size(), 5U);
}

TEST_F(MeasurementsMechanics, ACellThatIsNotStoredIsAbsent) {
  const Measurements read = store_and_read(stored_cells(kMeasurementsObjects, kMeasurementsConditions, 3),
                                           tables_of(kMeasurementsObjects, kMeasurementsConditions, 3));
  EXPECT_EQ(read.find(0, 10), kNoCell);
  EXPECT_EQ(read.status(0, 10, 2), Status::absent);
  EXPECT_TRUE(std::isnan(read.value(0, 10, 2)));
  EXPECT_EQ(read.find(kMeasurementsObjects, 0), kNoCell);
  EXPECT_EQ(read.find(0, kMeasurementsConditions), kNoCell);
  EXPECT_EQ(read.status(kMeasurementsObjects, 0, 0), Status::absent);
}

TEST_F(MeasurementsMechanics, AnEmptyStoreHasEmptyColumns) {
  const Measurements read = store_and_read({}, tables_of(2, 2, 3));
  EXPECT_EQ(read.n_cells(), 0U);
  EXPECT_TRUE(read.column(2).values.empty());
  EXPECT_EQ(read.status(1, 1, 2), Status::absent);
}

TEST_F(MeasurementsMechanics, PlannedCellsAreThereWithoutValues) {
  Plan plan;
  plan.conditions.resize(3);
  plan.cells = {{0, 0}, {0, 2}, {4, 1}};
  const Measurements planned(tables_of(0, 0, 200), plan);
  EXPECT_EQ(planned.n_cells(), 3U);
  EXPECT_EQ(planned.find(4, 1), 2U);
  EXPECT_EQ(planned.status(4, 1, 199), Status::failed);
  EXPECT_EQ(planned.status(4, 2, 199), Status::absent);
  EXPECT_TRUE(std::isnan(planned.column(199).values[2]));
}

/// Sizes, not times: what a cell is known by has to stay small beside 215 values.
TEST_F(MeasurementsMechanics, AValueCostsAtMostTenBytes) {
  constexpr std::size_t kMany = 100;
  const auto cells = stored_cells(kMany, 40, 215);
  const Measurements read = store_and_read(cells, tables_of(kMany, 40, 215));
  const double values = static_cast<double>(cells.size() * 215);
  EXPECT_LE(static_cast<double>(read.bytes()) / values, 10);
  EXPECT_GE(static_cast<double>(read.bytes()) / values, 9);
}

TEST_F(MeasurementsMechanics, TheTidyTableHasALineForEachValue) {
  StoreTables tables = tables_of(2, 2, 2);
  std::vector<CellRecord> cells(3);
  cells[0].values = {0.1, std::nan("")};
  cells[0].statuses = {Status::ok, Status::degenerate};
  cells[0].reasons = {{1, "one voxel"}};
  cells[1].plan_index = cells[1].condition = 1;
  cells[1].status = Status::failed;
  cells[2].plan_index = 2;
  cells[2].object = 1;
  cells[2].values = {-0.0, std::numeric_limits<double>::infinity()};
  cells[2].statuses = {Status::ok, Status::ok};
  EXPECT_EQ(report::tidy_csv(store_and_read(cells, tables)),
            "patient,lesion,channel,session,reader,scanner,site,condition,feature,value,unit,status\n"
            "P0,1,,,A,,,c0,f0,0.1,mm,ok\n"
            "P0,1,,,A,,,c0,f1,NA,mm,degenerate\n"
            "P0,1,,,A,,,c1,f0,NA,mm,failed\n"
            "P0,1,,,A,,,c1,f1,NA,mm,failed\n"
            "P1,1,,,\"B, \"\"left\"\"\",,,c0,f0,-0,mm,ok\n"
            "P1,1,,,\"B, \"\"left\"\"\",,,c0,f1,inf,mm,ok\n");
}

}  // namespace
}  // namespace radgauge
