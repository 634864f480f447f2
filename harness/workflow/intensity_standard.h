#pragma once

#include <string>
#include <vector>

#include "core/intensity_settings.h"
#include "workflow/console.h"

namespace radgauge::workflow {

/// The landmarks that images of a cohort have in common, for the normalisation `histogram`
/// (imaging/normalisation.h, standard_landmarks): region, percentiles and tissue fraction are those of
/// `settings`; every image counts once, with the mask of its first row. Says on the console how many images,
/// and which of them is furthest from the standard. Throws Error(study) for a table that is none, Error(data)
/// for an image that cannot be read or has no such landmarks, naming it.
std::vector<double> intensity_standard(const std::string& cohort, const NormalisationSettings& settings,
                                       const Console& console);

}  // namespace radgauge::workflow
