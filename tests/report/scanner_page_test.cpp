#include "report/scanner_page.h"

#include <gtest/gtest.h>

#include "io/csv.h"
#include "io/json.h"

namespace radgauge {

using namespace radgauge::report;

namespace {

std::vector<MeasuredScanner> measured_scanners() {
  phantoms::ScannerSelfTest test;
  test.checks = {{"MTF50", "1/cm", 4, 4.1, 0.05, true}, {"water mean", "HU", 0, 1.5, 1, false}};
  test.curves = {{"MTF <f>", "1/cm", "1", {0, 1, 2}, {1, 0.5, 0.1}, {1, 0.52, std::nan("")}}};
  return {{"my-ct", "{scanner: my-ct}", test}};
}

// A check holds within its tolerance, a share of the prediction or in its unit; NaN never does.
TEST(ScannerPageMechanics, ChecksHoldWithinTheirTolerance) {
  const auto scanners = measured_scanners();
  EXPECT_TRUE(scanners[0].test.checks[0].holds());
  EXPECT_FALSE(scanners[0].test.checks[1].holds());
  EXPECT_FALSE(scanners[0].holds());
  EXPECT_FALSE((phantoms::ScannerCheck{"x", "1", 4, std::nan(""), 0.05, true}).holds());
}

TEST(ScannerPageMechanics, EveryFormatHoldsEveryCheck) {
  const io::CsvTable csv = io::parse_csv(scanner_csv(measured_scanners()), "x");
  ASSERT_EQ(csv.rows.size(), 2u);
  EXPECT_EQ(csv.rows[1][7], "does not hold");
  const auto json = nlohmann::json::parse(scanner_json(measured_scanners()));
  EXPECT_EQ(json["scanners"][0]["checks"].size(), 2u);
  EXPECT_TRUE(json["scanners"][0]["curves"][0]["measured"][2].is_null());
  const std::string page = scanner_html(measured_scanners());
  EXPECT_NE(page.find("MTF &lt;f&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<f>"), std::string::npos);
  const std::string text = scanner_markdown(measured_scanners());
  EXPECT_NE(text.find("| MTF50 | 1/cm | 4 | 4.1 | 5 % | holds |"), std::string::npos) << text;
}

}  // namespace
}  // namespace radgauge
