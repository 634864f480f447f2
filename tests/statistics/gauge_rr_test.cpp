#include "statistics/gauge_rr.h"

#include <gtest/gtest.h>

namespace radgauge {
using namespace radgauge::statistics;
namespace {

// oracle: AIAG, Measurement Systems Analysis, 4th edition 2010: ndc = 1.41 PV / GRR, without its fraction.
TEST(GaugeRrOracle, CategoriesPerRatioAreThoseOfAiag) {
  EXPECT_EQ(kCategoriesPerRatio, 1.41);
  GaugeTable table;
  table.ndc_unrounded = kCategoriesPerRatio * 3;
  EXPECT_EQ(distinct_categories(table), 4);
}

}  // namespace
}  // namespace radgauge
