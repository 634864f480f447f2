#pragma once

#include <string>
#include <vector>

#include "phantoms/scanners/scanner.h"

namespace radgauge::report {

/// What a scanner was measured to be.
struct MeasuredScanner {
  std::string name;
  std::string settings;  ///< as one line of YAML
  phantoms::ScannerSelfTest test;

  bool holds() const;  ///< every check
};

/// A table: quantity, unit, predicted, measured, tolerance, verdict; a scanner after the other.
std::string scanner_markdown(const std::vector<MeasuredScanner>& scanners);
/// Columns scanner, quantity, unit, predicted, measured, tolerance, relative, verdict.
std::string scanner_csv(const std::vector<MeasuredScanner>& scanners);
/// The table, and each curve as predicted and as measured: {"schema": "radgauge-scanner-1", ...}.
std::string scanner_json(const std::vector<MeasuredScanner>& scanners);
/// A page with the tables and a plot of each curve.
std::string scanner_html(const std::vector<MeasuredScanner>& scanners);

}  // namespace radgauge::report
