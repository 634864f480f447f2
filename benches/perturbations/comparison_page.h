#pragma once

#include <string>
#include <vector>

namespace radgauge::records {

/// What is measured of image and mask after a perturbation, in the order of Measured::values. `faces` are
/// those between inside and outside voxels; `components` hang together by faces; `dice` is with the mask of
/// base on the same grid.
inline constexpr const char* kQuantities[] = {"voxels", "faces", "components", "dice", "mean", "sd",
                                              "min",    "p10",   "median",     "p90",  "max"};
enum Quantity { kVoxels, kFaces, kComponents, kDice, kMean, kSd };

struct Measured {
  std::string program;    ///< "radgauge", or "mirp." and the case of its settings
  std::string condition;  ///< without the number of the repetition
  int repetition;
  std::vector<double> values;
  double supervoxel_mm3 = 0;  ///< mean volume; of radgauge's mask.supervoxel only
  double uncertain = 0;       ///< supervoxels that may be inside or outside
};

/// The page that sets both programs side by side.
std::string comparison_page(const std::vector<Measured>& rows);

}  // namespace radgauge::records
