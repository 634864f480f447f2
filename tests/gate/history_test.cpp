#include "gate/history.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "gate/baseline_text.h"
#include "report/gate.h"
#include "report/gate_history.h"
#include "report/gate_summary.h"

namespace radgauge::gate {
namespace {

/// One object under base with two features, whose tolerances are 1e-9 of their size.
Baseline run_with(double mean, double contrast) {
  Baseline b;
  b.about = {{"engine", "built-in"}, {"format", kBaselineFormat}, {"study", "watched"}};
  b.objects = {"P1/1"};
  b.inputs = {{}};
  b.conditions = {"base"};
  b.features = {{"cm_contrast_3D_comb", "1", "original"}, {"stat_mean", "HU", "original"}};
  b.cells.push_back({0, 0, Status::ok, "", {}});
  b.values = {contrast, mean};
  b.statuses = {Status::ok, Status::ok};
  b.costs = {{kTimeCost, 2, "yardstick"}, {kMemoryCost, 100, "MiB"}};
  return b;
}

TEST(HistoryOracle, SizesAreInTolerancesOfTheFirstRun) {
  const History history = history_of(
      {{"one", run_with(1, 8)}, {"two", run_with(1 + 5e-10, 8)}, {"three", run_with(1 - 4e-9, 8)}}, {});
  EXPECT_EQ(history.study, "watched");
  ASSERT_EQ(history.features.size(), 2U);
  EXPECT_EQ(history.features[0].name, "stat_mean");
  EXPECT_TRUE(history.features[0].left);
  EXPECT_EQ(history.features[0].size[0], 0);
  EXPECT_NEAR(history.features[0].size[1], 0.5, 1e-6);  // within the limit, and told
  EXPECT_NEAR(history.features[0].size[2], 4, 1e-6);
  EXPECT_EQ(history.features[1].size, (std::vector<double>{0, 0, 0}));
  EXPECT_FALSE(history.features[1].left);
  EXPECT_TRUE(history.runs[1].holds);
  EXPECT_FALSE(history.runs[2].holds);
  EXPECT_FALSE(history.holds());
}

TEST(HistoryMechanics, AFeatureThatIsGoneIsBeyondEveryLimit) {
  Baseline gone = run_with(1, 8);
  gone.features.pop_back();
  gone.values.pop_back();
  gone.statuses.pop_back();
  const History history = history_of({{"one", run_with(1, 8)}, {"two", gone}}, {});
  EXPECT_EQ(history.features[0].name, "stat_mean");
  EXPECT_TRUE(std::isinf(history.features[0].size[1]));
  EXPECT_EQ(history.runs[1].missing, 1);
  EXPECT_NE(report::history_csv(history).find("two,stat_mean,inf,1,moved"), std::string::npos);
}

TEST(HistoryMechanics, FormatsShowEveryRunAndTheFeaturesThatLeft) {
  const History history =
      history_of({{"one", run_with(1, 8)}, {"<b>two</b>", run_with(1, 9)}, {"three", run_with(1, 8)}}, {});
  const std::string table = report::history_table(history), page = report::history_html(history);
  EXPECT_EQ(table.rfind("failed: 1 of 3 runs are not what the first one was; 1 of 2 features left", 0), 0U);
  EXPECT_NE(table.find("cm_contrast_3D_comb: 0 1.11e+08 0"), std::string::npos) << table;
  EXPECT_EQ(table.find("stat_mean:"), std::string::npos);
  EXPECT_NE(page.find("cm_contrast_3D_comb"), std::string::npos);
  EXPECT_EQ(page.find("<b>two</b>"), std::string::npos);
  EXPECT_EQ(page.find("nan"), std::string::npos);
}

TEST(HistoryMechanics, OneRunIsNoHistory) {
  EXPECT_THROW(history_of({{"one", run_with(1, 8)}}, {}), Error);
}

TEST(GateCostsOracle, ACostFailsBeyondItsLimitAndNotAtIt) {
  Baseline now = run_with(1, 8);
  now.costs[0].value = 3;
  GateOptions options;
  EXPECT_TRUE(judge(run_with(1, 8), now, options).holds());  // told alone
  options.costs.time = 1.5;
  EXPECT_TRUE(judge(run_with(1, 8), now, options).holds());
  options.costs.time = 1.49;
  const GateResult result = judge(run_with(1, 8), now, options);
  EXPECT_FALSE(result.holds());
  EXPECT_NE(report::gate_sentence(result).find("time per cell: 2 -> 3 yardstick, 1.5 times"),
            std::string::npos);
  EXPECT_NE(report::gate_csv(result).find(",cost,time per cell,2,3,1,0.98,moved,"), std::string::npos)
      << report::gate_csv(result);
  EXPECT_NE(report::gate_junit(result).find("gate.costs"), std::string::npos);
  EXPECT_NE(report::gate_gitlab(result).find("time per cell"), std::string::npos);
}

TEST(GateCostsMechanics, ALimitWithoutACostIsRefused) {
  Baseline before = run_with(1, 8), now = before;
  GateOptions options;
  options.costs.memory = 2;
  EXPECT_TRUE(judge(before, now, options).holds());
  before.costs.clear();
  EXPECT_THROW(judge(before, now, options), Error);
  EXPECT_TRUE(judge(before, now).holds());
  EXPECT_THROW(judge(now, before, options), Error);
}

TEST(GateCostsMechanics, AcceptingTakesTheCostsOfARunThatHoldsThen) {
  Baseline now = run_with(2, 8);
  now.costs[1].value = 70;
  const Baseline after = accept(run_with(1, 8), now, {"stat_mean", "in other units", "2026-11-30"});
  EXPECT_EQ(after.costs[1].value, 70);
  EXPECT_EQ(accept(run_with(1, 9), now, {"stat_mean", "in other units", "2026-11-30"}).costs[1].value, 100);
}

}  // namespace
}  // namespace radgauge::gate
