#pragma once

#include <memory>

#include "core/scanner_host.h"
#include "phantoms/scanners/ct/parameters.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms::ct {

/// The scanner of these parameters as image-domain operations ask it: its transfer, its noise, its slices,
/// and the noise of a lower dose by forward projection (the projection-domain method of Zabic et al. 2013,
/// doi:10.1118/1.4789628, on projections that are computed from the image). Faults of the scanner are left
/// out.
std::unique_ptr<CtSystem> make_system(const Parameters& p, const ScannerTables& tables);

}  // namespace radgauge::phantoms::ct
