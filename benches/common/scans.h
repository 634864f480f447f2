#pragma once

#include <string>

#include "core/operation.h"

namespace radgauge::bench {

/// The reference data sets: environment variable RADGAUGE_DATA. Path of a file of it, or "".
std::string reference_file(const std::string& relative);

inline constexpr const char* kPhantomImage = "ibsi/ibsi1/ct_phantom/image.nii.gz";
inline constexpr const char* kPhantomMask = "ibsi/ibsi1/ct_phantom/mask.nii.gz";
/// Is the IBSI 1 CT phantom (a lung cancer, Zwanenburg et al. 2020, doi:10.1148/radiol.2020191145) there?
bool has_ct_phantom();

/// Parameters, in the words of a study file, of a synthetic lesion as large as that tumour (about 360 cm^3)
/// on the lattice of that image.
std::string lesion_yaml();

/// "ct_phantom" where the reference data is there, otherwise "lesion": what kernels are measured on.
std::string measured_scan();
/// Image and mask of "ct_phantom" or "lesion", whole; read or generated once.
const Scan& scan(std::string_view name);

}  // namespace radgauge::bench
