#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "reference/preprocessing/roi.h"

namespace radgauge {

namespace {

constexpr double kMostLevels = 65535;

/// Level of an intensity, as a whole number in double.
struct Binning {
  Discretisation kind;
  double start;
  double width;  ///< fbs
  double count;  ///< fbn
  double range;  ///< fbn

  double operator()(double intensity) const {
    if (kind == Discretisation::none) return intensity;
    if (kind == Discretisation::fbs) return std::floor((intensity - start) / width) + 1;
    if (!(range > 0)) return 1;
    return std::min(count, std::floor(count * (intensity - start) / range) + 1);
  }
};

Binning binning(const IntensityMask& mask, const ExtractionSettings& settings) {
  const bool bounded =
      settings.discretisation == Discretisation::fbs && std::isfinite(settings.resegmentation_lower);
  const double lowest = mask.lowest;
  const double highest = mask.highest;
  return {settings.discretisation, bounded ? settings.resegmentation_lower : lowest, settings.bin_width,
          static_cast<double>(settings.bin_count), highest - lowest};
}

/// Without discretisation the intensities must be levels already.
bool are_levels(const IntensityMask& mask) {
  return mask.lowest >= 1 && mask.highest <= kMostLevels &&
         std::all_of(mask.values.begin(), mask.values.end(), [](float v) { return std::floor(v) == v; });
}

void check_level_count(const Binning& bin, const IntensityMask& mask) {
  const double levels = bin(mask.highest);
  if (levels <= kMostLevels) return;
  const double width = (mask.highest - bin.start) / (kMostLevels - 1);
  throw Error(ErrorKind::data, "bin_width = " + to_text(bin.width) + " gives " + to_rounded_text(levels, 6) +
                                   " grey levels, at most 65535 can be counted; a bin_width of " +
                                   to_rounded_text(width * 1.01, 3) + " or more works");
}

}  // namespace

Levels discretise(const Roi& roi, const IntensityMask& mask, const ExtractionSettings& settings) {
  Levels levels;
  for (std::size_t a = 0; a < 3; ++a) levels.size[a] = roi.size[a] + 2;
  if (mask.values.empty()) {
    levels.state = FeatureValue::degenerate("no voxel is left after resegmentation");
    return levels;
  }
  if (settings.discretisation == Discretisation::none && !are_levels(mask)) {
    levels.state = FeatureValue::undefined(
        "without discretisation the intensities must be whole numbers from 1 to 65535");
    return levels;
  }
  const Binning bin = binning(mask, settings);
  if (bin.kind == Discretisation::fbs) check_level_count(bin, mask);
  levels.level.assign(static_cast<std::size_t>(levels.size[0] * levels.size[1] * levels.size[2]), 0);
  levels.histogram.assign(static_cast<std::size_t>(bin(mask.highest)), 0);
  levels.highest = static_cast<std::int64_t>(levels.histogram.size());
  levels.voxel_count = static_cast<std::int64_t>(mask.values.size());
  std::size_t from = 0;
  for (std::int64_t z = 0; z < roi.size[2]; ++z)
    for (std::int64_t y = 0; y < roi.size[1]; ++y) {
      auto* to = levels.level.data() + 1 + levels.size[0] * (y + 1 + levels.size[1] * (z + 1));
      for (std::int64_t x = 0; x < roi.size[0]; ++x, ++from)
        if (mask.inside[from] != 0) {
          const auto level = static_cast<std::uint16_t>(bin(roi.intensity[from]));
          to[x] = level;
          ++levels.histogram[level - 1u];
        }
    }
  return levels;
}

}  // namespace radgauge
