#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/volume.h"

namespace radgauge::reference {

/// The features that `extract` returns under these settings, in its order: families in the order of the IBSI
/// manual. Known before any image is. Throws Error(study) naming an unknown family.
std::vector<FeatureInfo> feature_list(const ExtractionSettings& settings);

/// How far beyond the mask, in mm, the families of these settings look at the image: what `extract` gets
/// should reach so far, or to the edge of the whole image (0 for families that look at the region only).
/// Throws Error(study) like feature_list.
double surroundings_mm(const ExtractionSettings& settings);

/// Names of the families, with one line of help each: {"morph", "morphology"}, ...
struct FamilyInfo {
  std::string name;
  std::string help;
};
std::vector<FamilyInfo> family_list();

/// IBSI reference extractor on a prepared image and mask (one lattice, already interpolated and rounded):
/// resegmentation, discretisation, features. Settings may differ in everything but the grid; what they share
/// is computed once. Result i belongs to settings[i], in the order of feature_list(settings[i]). Each value
/// has a status; none is NaN with status ok. Throws Error(data) if the mask is empty or holds a NaN or
/// infinite intensity.
std::vector<FeatureVector> extract(const Volume& image, const Mask& mask,
                                   std::span<const ExtractionSettings> settings);

}  // namespace radgauge::reference
