#include "runner/forecast.h"

namespace radgauge {

using namespace radgauge::acquire;
using namespace radgauge::engine;
using namespace radgauge::io;
using namespace radgauge::runner;
using namespace radgauge::study;

namespace {

Study study_of(const std::string& conditions, const std::string& extraction = "{preset: ct-1mm}",
               int count = 4) {
  return decode_study(
      parse_yaml("study: s\nphantoms: {kind: sphere, count: " + std::to_string(count) +
                     "}\nextractions: {original: " + extraction + "}\nconditions: {" + conditions + "}\n",
                 "study.yaml"),
      "");
}

/// Every row is an image of 100^3 voxels of 1 mm with an ROI in a box of `edge` voxels.
std::vector<RowGeometry> geometry_of(const Study& study, std::int64_t edge) {
  RowGeometry row;
  row.image.size = {100, 100, 100};
  row.mask_box = {{20, 20, 20}, {20 + edge, 20 + edge, 20 + edge}};
  row.roi_voxels = edge * edge * edge / 2;
  return std::vector<RowGeometry>(study.rows.size(), row);
}

Forecast forecast_of(const Study& study, std::int64_t edge, int threads = 1) {
  const Plan plan = make_plan(study);
  return forecast_run(study, plan, built_in_engine(), geometry_of(study, edge),
                      std::vector<bool>(plan.cells.size(), true), threads);
}

const std::string kGrow = "g: {chain: [{mask.grow_mm: {distance_mm: [-2, 2]}}]}";

TEST(ForecastMechanics, CellsThatAreNotSelectedOrCannotBeMeasuredTakeNoTime) {
  const Study study = study_of(kGrow);
  const Plan plan = make_plan(study);
  std::vector<RowGeometry> geometry = geometry_of(study, 20);
  std::vector<bool> selected(plan.cells.size(), true);
  const Forecast all = forecast_run(study, plan, built_in_engine(), geometry, selected, 1);
  EXPECT_EQ(all.cells, 12);
  EXPECT_EQ(all.failing, 0);
  geometry[1].problem = Problem{ProblemKind::missing_file, "m.nii", "no mask", ""};
  const Forecast three = forecast_run(study, plan, built_in_engine(), geometry, selected, 1);
  EXPECT_EQ(three.cells, 12);
  EXPECT_EQ(three.failing, 3);
  EXPECT_NEAR(three.cpu_seconds, 0.75 * all.cpu_seconds, 1e-9);
  for (std::size_t i = 0; i < selected.size(); ++i) selected[i] = plan.cells[i].row == 0;
  const Forecast one = forecast_run(study, plan, built_in_engine(), geometry, selected, 1);
  EXPECT_EQ(one.cells, 3);
  EXPECT_NEAR(one.cpu_seconds, 0.25 * all.cpu_seconds, 1e-9);
  EXPECT_EQ(one.unit_bytes, all.unit_bytes);
}

TEST(ForecastInvariant, LargerRegionsTakeMoreTimeAndMemory) {
  const Study study = study_of(kGrow);
  double seconds = 0, bytes = 0;
  for (const std::int64_t edge : {5, 10, 20, 40}) {
    const Forecast forecast = forecast_of(study, edge);
    EXPECT_GT(forecast.cpu_seconds, seconds);
    EXPECT_GE(forecast.unit_bytes, bytes);  // of small regions, reading the image takes the most
    seconds = forecast.cpu_seconds;
    bytes = forecast.unit_bytes;
  }
  EXPECT_GT(bytes, forecast_of(study, 5).unit_bytes);
}

TEST(ForecastInvariant, EachThreadHoldsAUnit) {
  const Study study = study_of(kGrow);
  const Forecast one = forecast_of(study, 40, 1), four = forecast_of(study, 40, 4);
  EXPECT_NEAR(four.peak_bytes - one.peak_bytes, 3 * one.unit_bytes, 1);
  EXPECT_EQ(four.cpu_seconds, one.cpu_seconds);
}

TEST(ForecastInvariant, FewerFamiliesTakeLess) {
  const Forecast all = forecast_of(study_of(kGrow), 40);
  const Forecast some = forecast_of(study_of(kGrow, "{preset: ct-1mm, families: stat+cm}"), 40);
  EXPECT_LT(some.cpu_seconds, all.cpu_seconds);
  EXPECT_LE(some.unit_bytes, all.unit_bytes);
  EXPECT_LT(some.disk_bytes, all.disk_bytes);
}

/// Values (10 bytes each), their cells and the names of their rows are all that grows with the patients.
TEST(ForecastInvariant, ManyPatientsTakeTheMemoryOfTheirValues) {
  const Forecast few = forecast_of(study_of(kGrow, "{preset: ct-1mm}", 100), 5);
  const Forecast many = forecast_of(study_of(kGrow, "{preset: ct-1mm}", 10000), 5);
  EXPECT_EQ(many.unit_bytes, few.unit_bytes);
  const double rows = 10000, cells = 3 * rows, values = cells * 215;
  EXPECT_GT(many.peak_bytes - few.peak_bytes, 9 * values - few.peak_bytes);
  EXPECT_LT(many.peak_bytes - few.peak_bytes, 10 * values + 1100 * cells + 1600 * rows);
}

TEST(ForecastMechanics, ARowThatCannotBeMeasuredNeedsNoMemory) {
  const Study study = study_of(kGrow, "{preset: ct-1mm}", 1);
  const Plan plan = make_plan(study);
  std::vector<RowGeometry> geometry = geometry_of(study, 20);
  geometry[0].problem = Problem{ProblemKind::missing_file, "m.nii", "no mask", ""};
  EXPECT_EQ(unit_bytes(study, plan, plan.acquisitions.front(), geometry), 0);
}

}  // namespace
}  // namespace radgauge
