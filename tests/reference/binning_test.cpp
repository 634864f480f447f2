#include "reference/preprocessing/binning.h"

#include <gtest/gtest.h>

#include <limits>

namespace radgauge {
using namespace radgauge::reference;
namespace {

constexpr double kUnbounded = -std::numeric_limits<double>::infinity();

IntensityMask between_intensities(float lowest, float highest) {
  IntensityMask mask;
  mask.lowest = lowest;
  mask.highest = highest;
  return mask;
}

Binning fbs(float lowest, double width, double lower) {
  return make_binning(between_intensities(lowest, 1000), Discretisation::fbs, 0, width, lower);
}

/// Below `x` by more than a double loses in the sum, and by much less than a bin.
double just_below(double x) {
  return x - 1e-6;
}

// oracle: floor((x - start) / width) + 1 (IBSI manual, "Intensity discretisation"): an edge opens the bin
// above it. The start is the lower bound of resegmentation, not the lowest intensity, and may be negative.
TEST(BinningOracle, EdgesFromTheLowerBoundOfResegmentation) {
  const Binning bin = fbs(-987, 25, -1000);
  EXPECT_EQ(bin(-1000), 1);
  EXPECT_EQ(bin(-987), 1);
  for (int k = 1; k < 80; ++k) {
    const double edge = -1000 + 25.0 * k;
    EXPECT_EQ(bin(edge), k + 1) << edge;
    EXPECT_EQ(bin(just_below(edge)), k) << edge;
  }
  EXPECT_EQ(bin(0), 41);
  EXPECT_EQ(bin(just_below(0)), 40) << "no bin is twice as wide around 0";
}

// oracle: without a bound bin 1 starts at the lowest intensity of the mask.
TEST(BinningOracle, EdgesFromTheLowestIntensityWithoutABound) {
  for (const float lowest : {-13.5F, 0.0F, 7.0F}) {
    const Binning bin = fbs(lowest, 0.25, kUnbounded);
    const auto start = static_cast<double>(lowest);
    EXPECT_EQ(bin(start), 1) << lowest;
    EXPECT_EQ(bin(start + 0.125), 1) << lowest;
    for (int k = 1; k < 60; ++k) {
      EXPECT_EQ(bin(start + 0.25 * k), k + 1) << lowest;
      EXPECT_EQ(bin(start + 0.25 * k - 0.0625), k) << lowest;
    }
  }
}

// oracle: with a shift of s bins the edges lie s bins lower; bin 1 is what is left of it above the start.
TEST(BinningOracle, ShiftMovesEveryEdgeDown) {
  for (const double shift : {0.25, 0.5, 0.75}) {
    Binning bin = fbs(-40, 10, -50);
    bin.shift = shift;
    EXPECT_EQ(bin(-50), 1) << shift;
    for (int k = 1; k < 30; ++k) {
      const double edge = -50 + 10 * (k - shift);
      EXPECT_EQ(bin(edge), k + 1) << shift;
      EXPECT_EQ(bin(edge - 0.001), k) << shift;
    }
  }
}

// oracle: the bound and the width belong to fbs. fbn starts at the lowest intensity, and the highest is in
// the last bin.
TEST(BinningOracle, FixedNumberOfBinsIgnoresBoundAndWidth) {
  const Binning bin = make_binning(between_intensities(-8, 8), Discretisation::fbn, 4, 100, -1000);
  EXPECT_EQ(bin(-8), 1);
  EXPECT_EQ(bin(just_below(-4)), 1);
  EXPECT_EQ(bin(-4), 2);
  EXPECT_EQ(bin(0), 3);
  EXPECT_EQ(bin(4), 4);
  EXPECT_EQ(bin(8), 4);
}

}  // namespace
}  // namespace radgauge
