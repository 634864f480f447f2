#pragma once

#include <cstdint>
#include <vector>

#include "core/extraction_settings.h"
#include "core/feature.h"
#include "core/volume.h"

namespace radgauge::reference {

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

/// The image around a region: its box grown by a margin, as far as the image goes.
struct Surroundings {
  Index3 size{0, 0, 0};
  Index3 offset{0, 0, 0};  ///< of the region's box in it
  std::vector<float> intensity;
  bool has_missing = false;  ///< some voxels are NaN or infinite
  /// The image is a crop of a larger one and does not hold all that lies within the margin, or nobody has
  /// looked.
  bool is_cut = true;
};

/// `mask` as for cut_roi; the same voxels whatever the crop, unless it is_cut.
Surroundings cut_surroundings(const Volume& image, const Mask& mask, double margin_mm);

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

/// The part of one row of a padded box that holds voxels: x from begin to end.
struct RowSpan {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// Grey levels from 1 on a box padded on each side; 0 is outside the intensity mask. One byte per voxel while
/// no level exceeds 255, otherwise two.
struct Levels {
  Index3 size{0, 0, 0};  ///< padded
  std::int64_t padding = 1;
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint16_t> words;     ///< instead of `bytes` if `highest` exceeds 255
  std::vector<RowSpan> spans;           ///< of every row (y fastest)
  std::int64_t highest = 0;             ///< the largest level in use
  std::vector<std::int64_t> histogram;  ///< voxels per level; entry 0 is level 1
  std::int64_t voxel_count = 0;
  /// Not ok, with the reason, if these intensities have no levels.
  FeatureValue state = FeatureValue::ok(0);

  /// f(first voxel), a pointer to std::uint8_t or std::uint16_t.
  template <class F>
  decltype(auto) visit(F f) const {
    return words.empty() ? f(bytes.data()) : f(words.data());
  }
  std::int64_t row_of(std::int64_t y, std::int64_t z) const { return y + size[1] * z; }
  const RowSpan& span(std::int64_t y, std::int64_t z) const {
    return spans[static_cast<std::size_t>(row_of(y, z))];
  }
  /// Slices without the padding.
  std::int64_t slices() const { return size[2] - 2 * padding; }
};

/// Discretises the intensity mask (IBSI manual, "Intensity discretisation"). FBS bins start at the lower
/// resegmentation bound, or at the ROI minimum without one. Throws Error(data) if levels exceed 65535.
Levels discretise(const Roi& roi, const IntensityMask& mask, const FeatureSettings& settings);

/// The same levels with `padding` voxels around the box.
Levels repadded(const Levels& levels, std::int64_t padding);

}  // namespace radgauge::reference
