#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "reference/preprocessing/binning.h"

namespace radgauge {

namespace {

constexpr double kMostLevels = 65535;

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

void fill_box(Levels& levels, const Index3& inner) {
  for (std::size_t a = 0; a < 3; ++a) levels.size[a] = inner[a] + 2 * levels.padding;
  const auto voxels = static_cast<std::size_t>(levels.size[0] * levels.size[1] * levels.size[2]);
  if (levels.highest > 255)
    levels.words.assign(voxels, 0);
  else
    levels.bytes.assign(voxels, 0);
  levels.spans.assign(static_cast<std::size_t>(levels.size[1] * levels.size[2]), {});
}

template <class T>
void fill_levels(const Roi& roi, const IntensityMask& mask, const Binning& bin, Levels& levels, T* first) {
  std::size_t from = 0;
  for (std::int64_t z = 0; z < roi.size[2]; ++z)
    for (std::int64_t y = 0; y < roi.size[1]; ++y) {
      const std::int64_t row = levels.row_of(y + 1, z + 1);
      T* to = first + levels.size[0] * row;
      RowSpan& span = levels.spans[static_cast<std::size_t>(row)];
      for (std::int64_t x = 1; x <= roi.size[0]; ++x, ++from)
        if (mask.inside[from] != 0) {
          const auto level = static_cast<std::uint16_t>(bin(roi.intensity[from]));
          to[x] = static_cast<T>(level);
          ++levels.histogram[level - 1u];
          if (span.end == 0) span.begin = x;
          span.end = x + 1;
        }
    }
}

}  // namespace

Levels discretise(const Roi& roi, const IntensityMask& mask, const ExtractionSettings& settings) {
  Levels levels;
  if (mask.values.empty()) {
    levels.state = FeatureValue::degenerate("no voxel is left after resegmentation");
    return levels;
  }
  if (settings.discretisation == Discretisation::none && !are_levels(mask)) {
    levels.state = FeatureValue::undefined(
        "without discretisation the intensities must be whole numbers from 1 to 65535");
    return levels;
  }
  Binning bin = make_binning(mask, settings.discretisation, settings.bin_count, settings.bin_width,
                             settings.resegmentation_lower);
  bin.shift = settings.bin_origin_shift;
  if (bin.kind == Discretisation::fbs) check_level_count(bin, mask);
  levels.histogram.assign(static_cast<std::size_t>(bin(mask.highest)), 0);
  levels.highest = static_cast<std::int64_t>(levels.histogram.size());
  levels.voxel_count = static_cast<std::int64_t>(mask.values.size());
  fill_box(levels, roi.size);
  if (levels.words.empty())
    fill_levels(roi, mask, bin, levels, levels.bytes.data());
  else
    fill_levels(roi, mask, bin, levels, levels.words.data());
  return levels;
}

Levels repadded(const Levels& levels, std::int64_t padding) {
  Levels wide;
  wide.padding = padding;
  wide.highest = levels.highest;
  wide.histogram = levels.histogram;
  wide.voxel_count = levels.voxel_count;
  wide.state = levels.state;
  Index3 inner = levels.size;
  for (std::int64_t& n : inner) n -= 2 * levels.padding;
  fill_box(wide, inner);
  const std::int64_t shift = padding - levels.padding;
  for (std::int64_t z = levels.padding; z < levels.size[2] - levels.padding; ++z)
    for (std::int64_t y = levels.padding; y < levels.size[1] - levels.padding; ++y) {
      const RowSpan span = levels.span(y, z);
      const std::int64_t row = wide.row_of(y + shift, z + shift);
      wide.spans[static_cast<std::size_t>(row)] = {span.begin + shift, span.end + shift};
      const auto copy = [&](const auto& from, auto& to) {
        const std::int64_t start = levels.size[0] * levels.row_of(y, z);
        std::copy(from.begin() + start + span.begin, from.begin() + start + span.end,
                  to.begin() + wide.size[0] * row + span.begin + shift);
      };
      if (levels.words.empty())
        copy(levels.bytes, wide.bytes);
      else
        copy(levels.words, wide.words);
    }
  return wide;
}

}  // namespace radgauge
