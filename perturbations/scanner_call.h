#pragma once

#include <cstdint>
#include <string>

#include "core/operation.h"
#include "core/scanner_host.h"

namespace radgauge::perturbations {

/// Slices above and below that a change of the slice profile may reach.
inline constexpr std::int64_t kScanSlices = 24;

/// Why an operation on CT scanners cannot be used on a modality, or "".
std::string ct_scanner_refusal(Modality modality);

/// The scanner of that name; "" stands for the one that made the image. Throws Error(data) where nobody says
/// which that was.
const CtSystem& scanner_of(const ImageInput& in, const std::string& name);

}  // namespace radgauge::perturbations
