#pragma once

#include <cstdint>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/volume.h"

namespace radgauge {

/// Image and morphological mask cut to the bounding box of the mask; x is the fastest axis.
struct Roi {
  Index3 size{0, 0, 0};
  Vec3 spacing_mm{1, 1, 1};
  std::vector<std::uint8_t> inside;
  std::vector<float> intensity;
  std::int64_t voxel_count = 0;
};

/// Throws Error(data) if image and mask differ in size, the mask is empty, or a voxel inside it is NaN or
/// infinite (with their number and the index of the first).
Roi cut_roi(const Volume& image, const Mask& mask);

/// The intensity mask: the voxels of the morphological mask whose intensity stays after resegmentation.
struct IntensityMask {
  std::vector<std::uint8_t> inside;  ///< like Roi::inside
  std::vector<float> values;         ///< of the voxels inside, in memory order
  float lowest = 0;
  float highest = 0;
};

/// Keeps intensities in [lower, upper], then those within `sigma` population standard deviations of the mean
/// of what is left (0: no such filter). IBSI manual, "Re-segmentation", arXiv:1612.07003.
IntensityMask resegment(const Roi& roi, double lower, double upper, double sigma);

/// Grey levels from 1 on a box padded by one voxel on each side; 0 is outside the intensity mask.
struct Levels {
  Index3 size{0, 0, 0};  ///< padded
  std::vector<std::uint16_t> level;
  std::int64_t highest = 0;             ///< the largest level in use
  std::vector<std::int64_t> histogram;  ///< voxels per level; entry 0 is level 1
  std::int64_t voxel_count = 0;
  /// Not ok, with the reason, if these intensities have no levels.
  FeatureValue state = FeatureValue::ok(0);
};

/// Discretises the intensity mask (IBSI manual, "Intensity discretisation"). FBS bins start at the lower
/// resegmentation bound, or at the ROI minimum without one. Throws Error(data) if levels exceed 65535.
Levels discretise(const Roi& roi, const IntensityMask& mask, const ExtractionSettings& settings);

}  // namespace radgauge
