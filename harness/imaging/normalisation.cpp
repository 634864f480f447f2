#include "imaging/normalisation.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/intensity_peak.h"

namespace radgauge::imaging {

namespace {

/// The finite intensities of a region, ascending; at least two of them and not all equal.
std::vector<float> sorted_intensities(const Volume& image, const Mask& region) {
  std::vector<float> values;
  for (std::size_t i = 0; i < image.voxels.size(); ++i)
    if (region.voxels[i] != 0 && std::isfinite(image.voxels[i])) values.push_back(image.voxels[i]);
  if (values.size() < 2)
    throw Error(ErrorKind::data, "normalisation: its region has " +
                                     to_text(static_cast<std::int64_t>(values.size())) +
                                     " finite intensities, at least 2 are needed; take another region");
  std::sort(values.begin(), values.end());
  if (values.front() == values.back())
    throw Error(ErrorKind::data, "normalisation: every voxel of its region is " +
                                     to_text(static_cast<double>(values.front())) +
                                     "; it has no scale to normalise by, take another region");
  return values;
}

double percentile(const std::vector<float>& sorted, double percent) {
  const double at = percent / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const auto low = static_cast<double>(sorted[below]), high = static_cast<double>(sorted[above]);
  return low + (at - static_cast<double>(below)) * (high - low);
}

/// Mean to 0, population standard deviation to `scale`.
IntensityMap standardised(std::span<const float> values, double scale) {
  double sum = 0, squares = 0;
  for (const float v : values) sum += static_cast<double>(v);
  const double mean = sum / static_cast<double>(values.size());
  for (const float v : values) squares += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean);
  const double sd = std::sqrt(squares / static_cast<double>(values.size()));
  if (!(sd > 0))
    throw Error(ErrorKind::data,
                "normalisation: the " + to_text(static_cast<std::int64_t>(values.size())) +
                    " intensities that it takes the standard deviation of are all equal; widen "
                    "the stripe or take another region");
  return {{{mean, 0, scale / sd}}};
}

IntensityMap percentile_map(const std::vector<float>& sorted, const NormalisationSettings& settings) {
  const double lower = percentile(sorted, settings.normalisation_lower_percentile);
  const double upper = percentile(sorted, settings.normalisation_upper_percentile);
  if (!(lower < upper))
    throw Error(ErrorKind::data, "normalisation: both percentiles of its region are " + to_text(lower) +
                                     "; put them further apart or take another region");
  return {{{lower, 0, settings.normalisation_scale / (upper - lower)}}};
}

IntensityMap peak_map(const std::vector<float>& sorted, const NormalisationSettings& settings) {
  const auto peak = static_cast<float>(histogram_peak(sorted, settings.normalisation_peak));
  const auto n = static_cast<double>(sorted.size());
  const auto share =
      static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), peak) - sorted.begin()) / n;
  const double low = percentile(sorted, 100 * std::max(share - settings.normalisation_stripe, 0.0));
  const double high = percentile(sorted, 100 * std::min(share + settings.normalisation_stripe, 1.0));
  const auto begin = std::lower_bound(sorted.begin(), sorted.end(), low,
                                      [](float v, double bound) { return static_cast<double>(v) < bound; });
  const auto end = std::upper_bound(sorted.begin(), sorted.end(), high,
                                    [](double bound, float v) { return bound < static_cast<double>(v); });
  return standardised(std::span(begin, end), settings.normalisation_scale);
}

std::vector<double> landmarks_of(const std::vector<float>& sorted, double lower, double upper) {
  std::vector<double> marks{percentile(sorted, lower)};
  for (int decile = 1; decile <= 9; ++decile) marks.push_back(percentile(sorted, 10.0 * decile));
  marks.push_back(percentile(sorted, upper));
  for (std::size_t i = 1; i < marks.size(); ++i)
    if (!(marks[i - 1] < marks[i]))
      throw Error(ErrorKind::data, "normalisation: landmarks " + to_text(static_cast<std::int64_t>(i)) +
                                       " and " + to_text(static_cast<std::int64_t>(i + 1)) +
                                       " of its region are both " + to_text(marks[i]) +
                                       "; a tenth of its voxels is equal (air?), take region: tissue");
  return marks;
}

IntensityMap histogram_map(const std::vector<float>& sorted, const NormalisationSettings& settings) {
  const std::vector<double> from =
      landmarks_of(sorted, settings.normalisation_lower_percentile, settings.normalisation_upper_percentile);
  const std::vector<std::string> standard = split(settings.normalisation_standard, '/');
  IntensityMap map;
  double to = parse_double(standard.front()).value();
  for (std::size_t i = 0; i + 1 < from.size(); ++i) {
    const double next = parse_double(standard[i + 1]).value();
    map.pieces.push_back({from[i], to, (next - to) / (from[i + 1] - from[i])});
    to = next;
  }
  return map;
}

}  // namespace

double IntensityMap::operator()(double intensity) const {
  std::size_t i = 0;
  while (i + 1 < pieces.size() && pieces[i + 1].from <= intensity) ++i;
  return pieces[i].to + pieces[i].slope * (intensity - pieces[i].from);
}

IntensityMap intensity_map(const Volume& image, const Mask& region, const NormalisationSettings& settings) {
  if (settings.normalisation == Normalisation::none) return {{IntensityMap::Piece{}}};
  const std::string problem = settings.problem();
  if (!problem.empty()) throw Error(ErrorKind::study, problem);
  const std::vector<float> sorted = sorted_intensities(image, region);
  if (settings.normalisation == Normalisation::percentile_range) return percentile_map(sorted, settings);
  if (settings.normalisation == Normalisation::histogram) return histogram_map(sorted, settings);
  if (settings.normalisation == Normalisation::peak) return peak_map(sorted, settings);
  return standardised(sorted, settings.normalisation_scale);
}

Volume mapped(const Volume& image, const IntensityMap& map) {
  Volume out = image;
  for (float& v : out.voxels)
    if (std::isfinite(v)) v = static_cast<float>(map(static_cast<double>(v)));
  return out;
}

std::vector<double> landmarks(const Volume& image, const Mask& region, double lower_percentile,
                              double upper_percentile) {
  return landmarks_of(sorted_intensities(image, region), lower_percentile, upper_percentile);
}

std::vector<double> standard_landmarks(std::span<const std::vector<double>> all) {
  std::vector<double> mean(all.front().size(), 0);
  for (const std::vector<double>& marks : all)
    for (std::size_t i = 0; i < marks.size(); ++i)
      mean[i] += 100 * (marks[i] - marks.front()) / (marks.back() - marks.front());
  for (double& mark : mean) mark /= static_cast<double>(all.size());
  return mean;
}

}  // namespace radgauge::imaging
