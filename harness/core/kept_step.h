#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/feature.h"
#include "core/feature_request.h"
#include "core/nan.h"
#include "core/volume.h"

namespace radgauge {

/// A number of a step that is no image: an entry of a matrix ("matrix 2, difference 3"), a feature by its
/// tag.
struct NamedNumber {
  std::string name;
  double value = kNaN;
  std::string reason = {};  ///< why there is no value; "" where there is one
};

/// What an extractor had in hand after one step (the steps and parts of TraceStep), kept as it was: voxels
/// for images and masks (1 inside) and grey levels (0 outside of the region), numbers for matrices and
/// features.
struct KeptStep {
  std::string step;
  std::string part;
  Volume voxels = {};  ///< none where there are numbers
  std::vector<NamedNumber> numbers = {};

  bool has_voxels() const { return !voxels.voxels.empty(); }
};

/// The part of the steps `image` and `mask` of a cell before anything was done to them.
inline constexpr const char* kAsAcquired = "as acquired";

/// The voxels of a mask as an image: 1 inside, 0 outside.
Volume as_volume(const Mask& mask);

/// The first steps of every extractor: the image, each of its maps, the mask.
std::vector<KeptStep> kept_images(const Volume& image, const Mask& mask, std::span<const NamedMap> maps);

/// A feature as a number: its value, or why it has none.
NamedNumber kept_value(const std::string& name, const FeatureValue& value);

}  // namespace radgauge
