#pragma once

#include "fixtures.h"
#include "reference/preprocessing/roi.h"

namespace radgauge {

/// The settings after one extraction-stage operation.
inline ExtractionOutput settings_after(const ExtractionSettings& before, const std::string& id,
                                       const std::vector<std::pair<std::string, Value>>& given) {
  const Applied op(id, given);
  return op.operation->extraction(before, op.values);
}

/// One row of voxels with these intensities, all in the ROI.
inline reference::Roi roi_of(const std::vector<float>& intensities) {
  Volume image(lattice_of({static_cast<std::int64_t>(intensities.size()), 1, 1}, {1, 1, 1}));
  image.voxels = intensities;
  return reference::cut_roi(image, Mask(image.lattice, 1));
}

inline reference::IntensityMask intensity_mask(const reference::Roi& roi, const ExtractionSettings& s) {
  return reference::resegment(roi, s.resegmentation_lower, s.resegmentation_upper, s.resegmentation_sigma);
}

/// The grey level of each voxel of such a row; 0 outside the intensity mask.
inline std::vector<int> levels_of(const std::vector<float>& intensities, const ExtractionSettings& s) {
  const reference::Roi roi = roi_of(intensities);
  const reference::Levels levels = reference::discretise(roi, intensity_mask(roi, s), s);
  std::vector<int> row;
  levels.visit([&](const auto* first) {
    const std::int64_t start = levels.size[0] * levels.row_of(1, 1) + 1;
    for (std::int64_t x = 0; x < roi.size[0]; ++x) row.push_back(first[start + x]);
  });
  return row;
}

/// Which voxels the intensity mask keeps.
inline std::vector<std::uint8_t> kept(const std::vector<float>& intensities, const ExtractionSettings& s) {
  return intensity_mask(roi_of(intensities), s).inside;
}

}  // namespace radgauge
