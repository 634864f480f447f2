#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/feature_request.h"
#include "core/kept_step.h"
#include "core/notice.h"
#include "core/volume.h"

namespace radgauge::reference {

/// The features that `extract` returns under these settings, in its order: families in the order of the IBSI
/// manual. Known before any image is. Throws Error(study) naming an unknown family.
std::vector<FeatureInfo> feature_list(const FeatureSettings& settings);
/// The same of a request, map by map in its order. Morphology is measured of the image only.
std::vector<MappedFeature> feature_list(const FeatureRequest& request);

/// How far beyond the mask, in mm, the families of these settings look at the image: what `extract` gets
/// should reach so far, or to the edge of the whole image (0 for families that look at the region only).
/// Throws Error(study) like feature_list.
double surroundings_mm(const FeatureSettings& settings);

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

/// The same over maps of the image. The intensity mask comes from the image (resegmentation bounds are
/// intensities of it), the values from the map; a map's bins start at its own lowest value. Every map that a
/// request names is in `maps`, on the lattice of the image; "original" is the image and is not looked for.
/// Result i belongs to requests[i], in the order of feature_list(requests[i]). Throws Error(data) also for a
/// map that is not there, of another size, or without a number inside the mask.
std::vector<FeatureVector> extract(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                   std::span<const FeatureRequest> requests);

/// The same, and what it had in hand on the way: `steps`, one list per request, gets the checksums of the
/// intensity masks (`resegmented`), grey levels (`discretised`) and matrices (`matrix`) of the request, each
/// over all of its maps and families; a step that the request does not take is not there.
std::vector<FeatureVector> extract(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                   std::span<const FeatureRequest> requests,
                                   std::vector<std::vector<TraceStep>>& steps);

/// What is surprising about what these settings make of a region: the share of its voxels that resegmentation
/// keeps, where it keeps not all, and that all of them fall into one grey level. Nothing of a region of one
/// voxel, and of one without a number `extract` throws.
std::vector<Notice> notices(const Volume& image, const Mask& mask, const FeatureSettings& settings);

/// The checksums of every step of one extraction, in the order of the steps (core/feature_request.h). It
/// measures all over again and is slower than `extract`.
std::vector<TraceStep> trace(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                             const FeatureRequest& request);

/// The same steps with what was in hand, not its checksums: voxels and numbers. Grey levels only where a
/// family needs them; matrices and values per family. Slower than `trace`, for one cell at a time.
std::vector<KeptStep> kept_steps(const Volume& image, const Mask& mask, std::span<const NamedMap> maps,
                                 const FeatureRequest& request);

}  // namespace radgauge::reference
