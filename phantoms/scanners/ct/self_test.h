#pragma once

#include <cstdint>
#include <memory>

#include "phantoms/scanners/ct/parameters.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms::ct {

/// A scanner of these parameters. Throws Error(study) for tables that no scanner can have.
std::unique_ptr<Scanner> make_scanner(const Parameters& p, const ScannerTables& tables);

/// Scans an edge disk, a contrast ladder, water, and water that ends, and compares them with the closed forms
/// of transfer.h: MTF50 and MTF10, SD and peak of the noise power in 200 mm of water, HU of water and of the
/// inserts, uniformity, and the width of a slice's edge. `seed` is that of the noise.
ScannerSelfTest self_test(const Parameters& p, const ScannerTables& tables, std::uint64_t seed);

}  // namespace radgauge::phantoms::ct
