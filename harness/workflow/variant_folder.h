#pragma once

#include <cstdint>
#include <string>

#include "workflow/console.h"
#include "workflow/one_pair.h"

namespace radgauge::workflow {

/// What a chain of perturbations is to make of one image and mask.
struct VariantRequest {
  PairRequest pair;
  std::string chain;               ///< a condition name, or a YAML file with a chain as in a study
  std::string object = "image/1";  ///< PATIENT/LESION, as the study names it whose draws are wanted
  std::int64_t seed = 1;           ///< of the study, 0 or more
  std::string folder;
};

/// Writes images, masks, magnitudes.csv and contact_sheet.png, and names each variant on the console. Returns
/// false if one of them failed. Throws Error(usage) naming what is wrong by its option of `radgauge perturb`,
/// and Error(data) if the image as it is cannot be used.
bool write_variants(const VariantRequest& request, const Console& console);

}  // namespace radgauge::workflow
