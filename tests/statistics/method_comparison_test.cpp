#include "statistics/method_comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/text.h"
#include "statistics/sections.h"

namespace radgauge {

using namespace radgauge::statistics;

namespace {

// Test data AnaIT TD15 and TD20 of the R package mcr with their reference results, of Analyse-it (Deming with
// jackknife limits) and of Roche's CALANAS (Passing-Bablok): github.com/cran/mcr, inst/unitTests.
const std::vector<double> kX15{
    18.654599109456,  17.0610823229594, 37.8076135618173, 51.1413961380522, 103.985667589592,
    34.8605133072495, 35.1146708951621, 16.005996343635,  68.5890100912778, 62.1699013684068,
    18.1641040703209, 94.2563842860796, 31.67278631354,   18.8059773112482, 67.9347403613216,
    18.260239156489,  87.1550332248675, 98.5843421029197, 20.3747255514258, 4.20199417418543,
    27.7662087802102, 16.6797331091928, 52.3335230459024, 1.25970439645986, 2.55285163008995,
    71.1422300479687, 99.342890258164,  40.6747911609727, 82.5924169862313, 64.7062991090824,
    1.46968233573658, 83.5389530283147, 19.8368624090347, 44.339918470983,  19.2879672940529,
    86.5484515948081, 79.8461255550168, 66.1164680506251, 32.8785828616434, 85.634465208222,
    15.772867025856,  102.866851788539, 16.4442973704484, 23.0916021823352, 83.3011761592876,
    9.47357732139885, 15.4574423263928, 67.0394769874472, 32.7239965276836, 71.7361088013058};
const std::vector<double> kY15{
    15.9116325401596, 17.9423397346645, 58.1755698848695, 49.0779434653576, 113.758268975683,
    35.5525894416901, 39.4088027819502, 15.0167183931276, 65.8450151148211, 62.6667874119841,
    15.8020862675435, 83.9418317622942, 33.5524291118479, 18.5775089262923, 73.872592767028,
    21.600509295785,  93.4269960011703, 89.8278248717022, 20.130360709819,  4.94910345310486,
    23.1566064984898, 17.336339530418,  56.2280624424048, 1.70969794990576, 3.40128933880261,
    87.5197563754811, 67.3466761237754, 35.6882873995953, 90.4041198524321, 62.2603160684644,
    1.52718831259026, 84.5412183739216, 19.0003036715583, 51.0624306952549, 12.0291575952956,
    55.3970074896586, 96.7628055558332, 69.6940969840453, 29.1380990869214, 85.4597993067675,
    18.1508502210932, 92.1385811560549, 17.012175857013,  23.0242126162252, 95.7510267835212,
    8.70125548126123, 13.4955271740672, 45.8284262464427, 31.1175741976669, 69.5490311988868};
const std::vector<double> kX20{
    40.7416675085396, 83.2921878022294, 36.4584614937195, 72.0877727140495, 105.023225483845,
    16.0054850259489, 77.939023513233,  67.9581547886773, 72.6256313765255, 76.1721718038233,
    53.5660975152265, 44.5346723059445, 65.5050371740949, 34.7466804639362, 96.0978992891711,
    22.2521041428996, 22.5836249521736, 62.0494626614161, 61.9702908007929, 28.2088726776012,
    31.6304427667499, 44.0148198828374, 104.670709377516, 52.7016282328276, 1.60206831757677,
    75.4250970942993, 9.34446754429201, 60.6762586794768, 73.933484555705,  92.9007223924939,
    92.1358694560978, 17.1124285739673, 16.8171641673365, 54.6806652266699, 66.5315262775023,
    92.626350509732,  89.9333484415825, 92.3201120961047, 76.0988174908423, 17.1096655807122,
    67.8811974065475, 42.3956783976743, 40.0315902646466, 67.1597134632739, 50.835099276364,
    35.8443954390043, 1.26426041082727, 41.0671736784787, 11.2645309896417, 99.9805522966942};
const std::vector<double> kY20{
    10.7521704713994, 13.4509410376188, 11.2856306611224, 10.7072031331434, 6.54511523826305,
    6.19341973153328, 8.9913906536256,  12.3132146064145, 13.0068162195109, 4.74699049037311,
    9.23390774820934, 9.25776029197391, 9.76777184256182, 10.3206462496027, 7.63552298198159,
    10.3097082932773, 8.98004925615561, 13.0747427217869, 11.043558452402,  10.6615472307638,
    9.06764709725244, 12.9103504115876, 10.9096799031437, 7.52693609703188, 9.80669510453226,
    10.0521231199264, 9.63095814224613, 8.5641931365438,  9.2882644554061,  10.6419750816148,
    11.4130646454215, 11.4512769554377, 13.2649021988222, 13.0654807233486, 8.23186894210709,
    12.778014425933,  9.30152382689763, 9.08142311092212, 12.3867931320649, 11.1263164725831,
    7.55471439942213, 12.7413975083685, 8.94432971745523, 10.6831718241507, 9.95511449623938,
    8.68553553767885, 8.5049120707315,  13.349972370573,  10.3520245838025, 8.71363686499155};

void expect_line(const FittedLine& line, const std::vector<double>& slope,
                 const std::vector<double>& intercept, double relative) {
  const double got[] = {line.slope,     line.slope_lower,     line.slope_upper,
                        line.intercept, line.intercept_lower, line.intercept_upper};
  for (std::size_t i = 0; i < 6; ++i) {
    const double want = i < 3 ? slope[i] : intercept[i - 3];
    EXPECT_NEAR(got[i], want, relative * std::abs(want) + 1e-14) << i;
  }
}

// The reference limits are good to 1e-6, as mcr's own test says.
TEST(MethodComparisonOracle, DemingOfAnalyseIt) {
  expect_line(deming(kX15, kY15, 1), {0.998922574014433, 0.904225546852836, 1.09361960117603},
              {-0.505729735057073, -3.06557290114323, 2.05411343102908}, 1e-6);
  expect_line(deming(kX15, kY15, 1.21), {1.00329228321811, 0.909809514645456, 1.09677505179076},
              {-0.708594035342613, -3.2419770759952, 1.82478900530997}, 1e-6);
}

TEST(MethodComparisonOracle, PassingBablokOfCalanas) {
  expect_line(passing_bablok(kX15, kY15).line, {1.02058852149448, 0.95848878631593, 1.09232009780764},
              {-0.639752984809869, -2.3330808182894, 0.840973102642057}, 1e-12);
  // Without a relation: the slope is next to 0.
  expect_line(passing_bablok(kX20, kY20).line, {-0.00797410004149966, -0.0288699851859214, 0.010701458632505},
              {10.4644989393406, 9.71867624035348, 11.6101730965558}, 1e-11);
}

// On a line without errors every method finds it, and its limits are the line.
TEST(MethodComparisonOracle, AnExactLine) {
  std::vector<double> x, y;
  for (int i = 1; i <= 10; ++i) {
    x.push_back(i);
    y.push_back(i);
  }
  expect_line(deming(x, y), {1, 1, 1}, {0, 0, 0}, 0);
  expect_line(passing_bablok(x, y).line, {1, 1, 1}, {0, 0, 0}, 1e-15);
  for (double& v : y) v = 3 - 2 * v;
  const FittedLine down = deming(x, y);
  EXPECT_NEAR(down.slope, -2, 1e-12);
  EXPECT_NEAR(down.intercept, 3, 1e-12);
  EXPECT_NEAR(passing_bablok(x, y).line.slope, -2, 1e-12);
}

// x and y change places: the slope turns over, and the ratio of errors, too.
TEST(MethodComparisonInvariant, AxesMayBeSwapped) {
  const FittedLine there = deming(kX15, kY15, 1.21), back = deming(kY15, kX15, 1 / 1.21);
  EXPECT_NEAR(there.slope * back.slope, 1, 1e-12);
  EXPECT_NEAR(back.intercept, -there.intercept / there.slope, 1e-9);
  const FittedLine paba = passing_bablok(kX15, kY15).line, turned = passing_bablok(kY15, kX15).line;
  EXPECT_NEAR(paba.slope * turned.slope, 1, 1e-12);
  EXPECT_NEAR(paba.slope_lower * turned.slope_upper, 1, 1e-12);
}

TEST(MethodComparisonInvariant, UnitsScale) {
  std::vector<double> x = kX15, y = kY15;
  for (double& v : x) v *= 1e-6;
  for (double& v : y) v *= 1e-6;
  EXPECT_NEAR(deming(x, y, 1.21).slope, deming(kX15, kY15, 1.21).slope, 1e-12);
  EXPECT_NEAR(passing_bablok(x, y).line.intercept, 1e-6 * passing_bablok(kX15, kY15).line.intercept, 1e-15);
}

// The cusum test: small for a line, large for a parabola.
TEST(MethodComparisonOracle, CusumTellsACurve) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  std::vector<double> x, line, curve;
  for (int i = 0; i < 60; ++i) {
    x.push_back(i + 0.5 * normal(random));
    line.push_back(i + 0.5 * normal(random));
    curve.push_back(0.02 * i * i + 0.5 * normal(random));
  }
  EXPECT_GT(passing_bablok(x, line).cusum_p, 0.1);
  EXPECT_LT(passing_bablok(x, curve).cusum_p, 0.01);
  EXPECT_GT(passing_bablok(x, curve).cusum_h, 1.63);  // 1 % of Passing & Bablok
}

TEST(MethodComparisonMechanics, ReasonsWhereThereIsNoLine) {
  const std::vector<double> two{1, 2}, flat{1, 1, 1}, three{1, 2, 3};
  EXPECT_EQ(deming(two, two).reason, "fewer than three pairs");
  EXPECT_EQ(deming(flat, three).reason, "x or y does not vary");
  EXPECT_EQ(passing_bablok(three, flat).line.reason, "x or y does not vary");
}

TEST(MethodComparisonMechanics, Section) {
  Table table{{"subject", "x", "y", "feature", "error_ratio"}, {}};
  for (std::size_t i = 0; i < kX15.size(); ++i)
    table.rows.push_back({std::to_string(i), to_text(kX15[i]), to_text(kY15[i]), "f", "1.21"});
  bool deming_seen = false, paba_seen = false;
  for (const StatRow& row : run_section("regression", table)) {
    EXPECT_EQ(row.status, "ok") << row.quantity;
    if (row.method == "deming" && row.quantity == "slope.lower") {
      deming_seen = true;
      EXPECT_NEAR(row.value, 0.909809514645456, 1e-6);
    }
    if (row.method == "passing_bablok" && row.quantity == "intercept") {
      paba_seen = true;
      EXPECT_NEAR(row.value, -0.639752984809869, 1e-12);
    }
  }
  EXPECT_TRUE(deming_seen && paba_seen);
  table.rows[3][4] = "1";
  EXPECT_ANY_THROW(run_section("regression", table));
  for (auto& row : table.rows) row[4] = "-1";
  EXPECT_ANY_THROW(run_section("regression", table));
}

}  // namespace
}  // namespace radgauge
