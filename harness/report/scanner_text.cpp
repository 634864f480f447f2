#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "io/csv.h"
#include "io/json.h"
#include "report/scanner_page.h"

namespace radgauge::report {

namespace {

using phantoms::ScannerCheck;

std::string allowed_text(const ScannerCheck& check) {
  if (check.relative) return to_rounded_text(100 * check.tolerance, 3) + " %";
  return to_rounded_text(check.tolerance, 3) + (check.unit == "1" ? "" : " " + check.unit);
}

std::string verdict_text(const ScannerCheck& check) {
  return check.holds() ? "holds" : "does not hold";
}

nlohmann::ordered_json number_json(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

nlohmann::ordered_json curve_json(const std::vector<double>& values) {
  auto out = nlohmann::ordered_json::array();
  for (const double value : values) out.push_back(number_json(value));
  return out;
}

}  // namespace

bool MeasuredScanner::holds() const {
  return std::all_of(test.checks.begin(), test.checks.end(), [](const ScannerCheck& c) { return c.holds(); });
}

std::string scanner_markdown(const std::vector<MeasuredScanner>& scanners) {
  std::string text;
  for (const MeasuredScanner& scanner : scanners) {
    text += (text.empty() ? "" : "\n") + std::string("## ") + scanner.name + "\n\n`" + scanner.settings +
            "`\n\n" +
            "| quantity | unit | predicted | measured | within | verdict |\n|---|---|--:|--:|--:|---|\n";
    for (const ScannerCheck& check : scanner.test.checks)
      text += "| " + check.quantity + " | " + check.unit + " | " + to_rounded_text(check.predicted, 4) +
              " | " + to_rounded_text(check.measured, 4) + " | " + allowed_text(check) + " | " +
              verdict_text(check) + " |\n";
    if (scanner.test.checks.empty()) text += "| nothing is predicted | | | | | |\n";
  }
  return text;
}

std::string scanner_csv(const std::vector<MeasuredScanner>& scanners) {
  std::string text = io::csv_line(
      {"scanner", "quantity", "unit", "predicted", "measured", "tolerance", "relative", "verdict"});
  for (const MeasuredScanner& scanner : scanners)
    for (const ScannerCheck& check : scanner.test.checks)
      text += io::csv_line({scanner.name, check.quantity, check.unit, to_text(check.predicted),
                            to_text(check.measured), to_text(check.tolerance),
                            check.relative ? "true" : "false", verdict_text(check)});
  return text;
}

std::string scanner_json(const std::vector<MeasuredScanner>& scanners) {
  nlohmann::ordered_json json{{"schema", "radgauge-scanner-1"},
                              {"scanners", nlohmann::ordered_json::array()}};
  for (const MeasuredScanner& scanner : scanners) {
    nlohmann::ordered_json one{{"scanner", scanner.name},
                               {"settings", scanner.settings},
                               {"checks", nlohmann::ordered_json::array()},
                               {"curves", nlohmann::ordered_json::array()}};
    for (const ScannerCheck& check : scanner.test.checks)
      one["checks"].push_back({{"quantity", check.quantity},
                               {"unit", check.unit},
                               {"predicted", number_json(check.predicted)},
                               {"measured", number_json(check.measured)},
                               {"tolerance", check.tolerance},
                               {"relative", check.relative},
                               {"holds", check.holds()}});
    for (const phantoms::ScannerCurve& curve : scanner.test.curves)
      one["curves"].push_back({{"name", curve.name},
                               {"x_unit", curve.x_unit},
                               {"y_unit", curve.y_unit},
                               {"x", curve_json(curve.x)},
                               {"predicted", curve_json(curve.predicted)},
                               {"measured", curve_json(curve.measured)}});
    json["scanners"].push_back(std::move(one));
  }
  return io::to_json_text(json);
}

}  // namespace radgauge::report
