#pragma once

#include <cstdint>

#include "phantoms/scanners/mr/protocol.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms {

/// The `mr` kind's scanner: matrix_out square pixels over the field of view (or the part of them that an
/// object asks for), magnitude images.
std::unique_ptr<Scanner> make_mr(const MrProtocol& p, const ScannerTables& tables);

/// Scans objects with closed forms. Checks: mean and SD of the background (Rice, or the law of several
/// coils), SNR, Gibbs overshoot of an edge along x, mean signal, non-uniformity. Curves: an edge along x.
ScannerSelfTest test_mr(const MrProtocol& p, const ScannerTables& tables, std::uint64_t seed);

}  // namespace radgauge::phantoms
