#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "reference/preprocessing/binning.h"

namespace radgauge::reference {

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

/// Levels of all voxels of a row that is at most `roi` wide, those outside as well; level_of(intensity) is
/// not used of what is outside.
template <class T, class LevelOf>
void fill_row(const std::uint8_t* inside, const float* intensity, std::int64_t n, float something,
              LevelOf level_of, T* to) {
  for (std::int64_t x = 0; x < n; ++x) {
    const float v = inside[x] != 0 ? intensity[x] : something;
    to[x] = static_cast<T>(static_cast<std::int32_t>(level_of(static_cast<double>(v))) * inside[x]);
  }
}

template <class T, class LevelOf>
void fill_levels(const Roi& roi, const IntensityMask& mask, LevelOf level_of, Levels& levels, T* first) {
  // Neighbours are often equal, and an increment of the entry just incremented has to wait: tables take
  // turns.
  const std::size_t size = levels.histogram.size() + 1;
  std::vector<std::uint32_t> voxels(2 * size, 0);
  for (std::int64_t z = 0; z < roi.size[2]; ++z)
    for (std::int64_t y = 0; y < roi.size[1]; ++y) {
      const auto from = static_cast<std::size_t>(roi.size[0] * (y + roi.size[1] * z));
      const std::uint8_t* inside = mask.inside.data() + from;
      const auto* begin = std::find(inside, inside + roi.size[0], 1);
      if (begin == inside + roi.size[0]) continue;
      const std::uint8_t* end = inside + roi.size[0];
      while (end[-1] == 0) --end;
      const std::int64_t at = begin - inside;
      const std::int64_t row = levels.row_of(y + 1, z + 1);
      levels.spans[static_cast<std::size_t>(row)] = {at + 1, end - inside + 1};
      T* to = first + levels.size[0] * row + at + 1;
      fill_row(begin, roi.intensity.data() + from + at, end - begin, mask.lowest, level_of, to);
      for (std::int64_t x = 0; x < end - begin; ++x) ++voxels[static_cast<std::size_t>(x & 1) * size + to[x]];
    }
  for (std::size_t level = 1; level < size; ++level)
    levels.histogram[level - 1] = voxels[level] + std::int64_t{voxels[size + level]};
}

/// f(intensity -> level) for the kind of bins, so that loops over voxels do not ask for it.
template <class F>
void with_bins(const Binning& bin, F f) {
  const auto of_kind = [&](Discretisation kind) {
    return [bin, kind](double v) {
      Binning known = bin;
      known.kind = kind;
      return known(v);
    };
  };
  switch (bin.kind) {
    case Discretisation::none:
      return f([](double v) { return v; });
    case Discretisation::fbs:
      return f(of_kind(Discretisation::fbs));
    case Discretisation::fbn:
      return f(of_kind(Discretisation::fbn));
  }
}

}  // namespace

Levels discretise(const Roi& roi, const IntensityMask& mask, const FeatureSettings& settings) {
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
  with_bins(bin, [&](auto level_of) {
    if (levels.words.empty())
      fill_levels(roi, mask, level_of, levels, levels.bytes.data());
    else
      fill_levels(roi, mask, level_of, levels, levels.words.data());
  });
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

}  // namespace radgauge::reference
