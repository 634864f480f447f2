// Family "Intensity-volume histogram features" (IBSI manual, arXiv:1612.07003; El Naqa et al. 2009,
// doi:10.1016/j.patcog.2008.08.011).
#include <algorithm>
#include <cmath>
#include <optional>

#include "reference/features/family.h"
#include "reference/features/whole_counts.h"
#include "reference/preprocessing/binning.h"

namespace radgauge::reference {

namespace {

/// Voxels by discretised intensity: base + k step, k a whole number from 0.
struct Ivh {
  double base = 0;
  double step = 1;
  double reach = 0;  ///< k of the highest discretised intensity in the total range G
  double voxels = 0;
  std::vector<std::int64_t> bins;  ///< k that occur, ascending
  std::vector<double> at_least;    ///< voxels of bins[i] or more
};

/// Volume fraction of intensity k or more.
double volume_fraction(const Ivh& h, double k) {
  const auto at = std::lower_bound(h.bins.begin(), h.bins.end(), k, [](std::int64_t bin, double wanted) {
    return static_cast<double>(bin) < wanted;
  });
  return at == h.bins.end() ? 0 : h.at_least[static_cast<std::size_t>(at - h.bins.begin())] / h.voxels;
}

constexpr std::string_view kOneIntensity = "the range of intensities has one value";
constexpr std::string_view kNoIntensity = "no intensity of the range is reached by so little of the volume";

/// Largest volume fraction of the intensities with at least the given part of the range.
double volume_at_intensity(const Ivh& h, double part) {
  return volume_fraction(h, std::ceil(part * h.reach - 1e-9));
}

/// k of the lowest intensity that at most the given part of the volume reaches: one above the last that more
/// reaches. Negative if that is beyond the range.
double intensity_at_volume(const Ivh& h, double part) {
  double k = 0;
  for (std::size_t i = 0; i < h.bins.size() && h.at_least[i] > part * h.voxels; ++i)
    k = static_cast<double>(h.bins[i] + 1);
  return k <= std::max(h.reach, static_cast<double>(h.bins.back())) ? k : -1;
}

template <int Percent>
FeatureValue volume_at(const Ivh& h) {
  if (!(h.reach > 0)) return FeatureValue::degenerate(kOneIntensity);
  return FeatureValue::ok(volume_at_intensity(h, Percent / 100.0));
}

template <int Percent>
FeatureValue intensity_at(const Ivh& h) {
  const double k = intensity_at_volume(h, Percent / 100.0);
  if (k < 0) return FeatureValue::degenerate(kNoIntensity);
  return FeatureValue::ok(h.base + k * h.step);
}

FeatureValue volume_difference(const Ivh& h) {
  if (!(h.reach > 0)) return FeatureValue::degenerate(kOneIntensity);
  return FeatureValue::ok(volume_at_intensity(h, 0.1) - volume_at_intensity(h, 0.9));
}

FeatureValue intensity_difference(const Ivh& h) {
  const double low = intensity_at_volume(h, 0.9);
  const double high = intensity_at_volume(h, 0.1);
  if (low < 0 || high < 0) return FeatureValue::degenerate(kNoIntensity);
  return FeatureValue::ok((high - low) * h.step);
}

/// Trapezoidal rule over the intensity fractions of whole k. Not standardised.
FeatureValue area(const Ivh& h) {
  if (h.bins.size() < 2 || !(h.reach > 0)) return FeatureValue::ok(0);
  double sum = 0;  // of the volume fractions of k from 0 to reach: every voxel counts once per k it reaches
  for (std::size_t i = 0; i < h.bins.size(); ++i) {
    const double voxels = h.at_least[i] - (i + 1 < h.bins.size() ? h.at_least[i + 1] : 0);
    sum += voxels * (std::min(static_cast<double>(h.bins[i]), h.reach) + 1);
  }
  const double ends = (volume_fraction(h, 0) + volume_fraction(h, h.reach)) / 2;
  return FeatureValue::ok((sum / h.voxels - ends) / h.reach);
}

using Row = FeatureRow<Ivh>;

constexpr std::array kRows{
    Row{"ivh_v10", "BC2M", "Volume fraction at 10% intensity", "1", volume_at<10>},
    Row{"ivh_v90", "BC2M", "Volume fraction at 90% intensity", "1", volume_at<90>},
    Row{"ivh_i10", "GBPN", "Intensity at 10% volume", "intensity", intensity_at<10>},
    Row{"ivh_i90", "GBPN", "Intensity at 90% volume", "intensity", intensity_at<90>},
    Row{"ivh_diff_v10_v90", "DDTU", "Volume fraction difference between 10% and 90% intensity", "1",
        volume_difference},
    Row{"ivh_diff_i10_i90", "CNV2", "Intensity difference between 10% and 90% volume", "intensity",
        intensity_difference},
    Row{"ivh_auc", "9CMM", "Area under the IVH curve", "1", area, false}};

void set_range(const IntensityMask& mask, const FeatureSettings& s, Ivh& h) {
  const double highest = mask.highest;
  const double upper = std::isfinite(s.resegmentation_upper) ? s.resegmentation_upper : highest;
  const double lower = std::isfinite(s.resegmentation_lower) ? s.resegmentation_lower : mask.lowest;
  switch (s.ivh_discretisation) {
    case Discretisation::none:
      h.base = lower;
      h.reach = std::floor(upper - lower);
      break;
    case Discretisation::fbs:
      h.base = lower + 0.5 * s.ivh_bin_width;
      h.step = s.ivh_bin_width;
      // The last bin centre within the range; the teams of the validation phase agree on it.
      h.reach = std::max(0.0, std::floor((upper - lower) / s.ivh_bin_width - 1 + 1e-9));
      break;
    case Discretisation::fbn:
      h.base = 1;
      h.reach = static_cast<double>(s.ivh_bin_count - 1);
      break;
  }
}

/// An intensity and its voxels; a number by itself is the intensity of one.
struct Counted {
  Counted(float value, std::uint32_t number = 1) : intensity(value), voxels(number) {}
  float intensity;
  std::uint32_t voxels;
};

/// The intensities in ascending order if they can be counted (count_whole).
std::optional<std::vector<Counted>> counted_intensities(const IntensityMask& mask) {
  const auto whole = count_whole(mask.values, mask.lowest, mask.highest);
  if (!whole) return std::nullopt;
  std::vector<Counted> counted;
  for (std::size_t k = 0; k < whole->counts.size(); ++k)
    if (whole->counts[k] > 0) counted.emplace_back(mask.lowest + static_cast<float>(k), whole->counts[k]);
  return counted;
}

void add_bin(std::int64_t bin, double voxels, Ivh& h) {
  h.bins.push_back(bin);
  h.at_least.push_back(voxels);
  h.voxels += voxels;
}

/// Counts the bins, whole numbers from 0 to `highest`: in a table, or by sorting where they are spread too
/// far for one.
template <class Sample, class BinOf>
void set_bins(const Sample& sample, double highest, BinOf bin_of, Ivh& h) {
  if (highest < static_cast<double>(4 * sample.size() + 65536)) {
    std::vector<std::uint32_t> table(static_cast<std::size_t>(highest) + 1, 0);
    for (const Counted c : sample)
      table[static_cast<std::size_t>(static_cast<std::int64_t>(bin_of(c.intensity)))] += c.voxels;
    for (std::size_t k = 0; k < table.size(); ++k)
      if (table[k] > 0) add_bin(static_cast<std::int64_t>(k), table[k], h);
  } else {
    std::vector<std::pair<std::int64_t, std::uint32_t>> bins;
    bins.reserve(sample.size());
    for (const Counted c : sample)
      bins.emplace_back(static_cast<std::int64_t>(bin_of(c.intensity)), c.voxels);
    std::sort(bins.begin(), bins.end());
    for (std::size_t i = 0, next = 0; i < bins.size(); i = next) {
      double voxels = 0;
      for (; next < bins.size() && bins[next].first == bins[i].first; ++next) voxels += bins[next].second;
      add_bin(bins[i].first, voxels, h);
    }
  }
  for (std::size_t i = h.at_least.size(); i-- > 1;) h.at_least[i - 1] += h.at_least[i];
}

template <class Sample>
Ivh make_ivh(const IntensityMask& mask, const Sample& sample, const FeatureSettings& s) {
  Ivh h;
  set_range(mask, s, h);
  const Binning bin =
      make_binning(mask, s.ivh_discretisation, s.ivh_bin_count, s.ivh_bin_width, s.resegmentation_lower);
  const double first = bin.kind == Discretisation::none ? h.base : 1;
  set_bins(
      sample, bin(mask.highest) - first, [&](float v) { return bin(v) - first; }, h);
  return h;
}

std::vector<FeatureInfo> list(const FeatureSettings& s) {
  std::vector<FeatureInfo> infos;
  append_infos<Ivh>(kRows, "ivh", "", infos);
  // Bins of a fixed number are no longer intensities.
  if (s.ivh_discretisation == Discretisation::fbn)
    for (FeatureInfo& info : infos) info.unit = "1";
  return infos;
}

OwnSettings own_settings(const FeatureSettings& s) {
  return {static_cast<double>(s.ivh_discretisation), static_cast<double>(s.ivh_bin_count), s.ivh_bin_width};
}

FeatureVector values(const FamilyInput& input) {
  const IntensityMask& mask = input.intensity_mask;
  const FeatureSettings& s = input.settings;
  const auto whole = [](float v) { return std::floor(v) == v; };
  if (mask.values.empty())
    return FeatureVector(kRows.size(), FeatureValue::degenerate("no voxel is left after resegmentation"));
  const auto counted = counted_intensities(mask);
  if (s.ivh_discretisation == Discretisation::none && !counted &&
      !std::all_of(mask.values.begin(), mask.values.end(), whole))
    return FeatureVector(
        kRows.size(),
        FeatureValue::undefined("with ivh_discretisation none the intensities must be whole numbers"));
  return evaluate<Ivh>(kRows, counted ? make_ivh(mask, *counted, s) : make_ivh(mask, mask.values, s));
}

}  // namespace

Family intensity_volume_histogram_family() {
  return {"ivh",       "intensity-volume histogram", DependsOn::intensities, Needs::nothing, list, values,
          own_settings};
}

}  // namespace radgauge::reference
