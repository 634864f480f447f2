#include "imaging/noise_estimate.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/text.h"
#include "imaging/padding.h"
#include "imaging/region.h"

namespace radgauge::imaging {

namespace {

constexpr std::int64_t kLeastSamples = 64;
/// Median of |N(0, 1)|.
constexpr double kMedian = 0.6744897501960817;
/// Responses beyond this many standard deviations are edges, and the median of |N(0, 1)| cut there.
constexpr double kEdge = 3;
constexpr double kMedianBelowEdge = 0.6723672950630586;

/// [1 -2 1] along x at (x, y, z).
double second_difference(const float* v) {
  return static_cast<double>(v[-1]) - 2 * static_cast<double>(v[0]) + static_cast<double>(v[1]);
}

/// Order statistics of numbers that are not negative, without sorting all of them: their bit patterns are in
/// their order, so the leading bits say in which bucket the k-th smallest lies.
class Ranks {
 public:
  explicit Ranks(std::span<const double> values) : values_(values), counts_(kBuckets, 0) {
    for (const double v : values) ++counts_[bucket_of(v)];
  }

  std::size_t size() const { return values_.size(); }

  /// The k-th smallest, from 0.
  double at(std::size_t k) {
    std::size_t bucket = 0;
    while (k >= counts_[bucket]) k -= counts_[bucket++];
    if (bucket != sorted_bucket_) {
      sorted_.clear();
      for (const double v : values_)
        if (bucket_of(v) == bucket) sorted_.push_back(v);
      std::sort(sorted_.begin(), sorted_.end());
      sorted_bucket_ = bucket;
    }
    return sorted_[k];
  }

  /// Median of the n smallest.
  double median_of_smallest(std::size_t n) {
    return n % 2 == 1 ? at(n / 2) : 0.5 * (at(n / 2 - 1) + at(n / 2));
  }

  std::size_t count_up_to(double limit) const {
    std::int64_t count = 0;
    for (const double v : values_) count += v > limit ? 0 : 1;
    return static_cast<std::size_t>(count);
  }

 private:
  static constexpr std::size_t kBuckets = 1 << 15;

  /// The exponent and the first 4 bits of the fraction.
  static std::size_t bucket_of(double value) { return std::bit_cast<std::uint64_t>(value) >> 48; }

  std::span<const double> values_;
  std::vector<std::size_t> counts_;
  std::vector<double> sorted_;
  std::size_t sorted_bucket_ = kBuckets;
};

/// Standard deviation of the noise from the absolute responses.
double robust_sd(std::span<const double> responses) {
  Ranks ranks(responses);
  double sd = ranks.median_of_smallest(ranks.size()) / kMedian;
  for (int round = 0; round < 20; ++round) {
    const double next = ranks.median_of_smallest(ranks.count_up_to(kEdge * sd)) / kMedianBelowEdge;
    if (next == sd) break;
    sd = next;
  }
  return sd;
}

/// Appends |response| at (x, y, z) for every x in [begin, end) whose 3 x 3 voxels are all in the region.
/// Everything of a row is computed, without branches, and what counts is kept.
class RowResponses {
 public:
  RowResponses(const Volume& image, const Mask& region, std::vector<double>& responses)
      : image_(image), region_(region), responses_(responses) {}

  void append(std::int64_t begin, std::int64_t end, std::int64_t y, std::int64_t z) {
    const std::int64_t row = image_.lattice.size[0];
    const auto n = static_cast<std::size_t>(end - begin);
    const std::uint8_t* in = region_.voxels.data() + region_.at(begin, y, z);
    column_.resize(n + 2);
    for (std::size_t i = 0; i < n + 2; ++i) {
      const std::uint8_t* at = in + static_cast<std::ptrdiff_t>(i) - 1;
      column_[i] = static_cast<std::uint8_t>((at[-row] != 0) & (at[0] != 0) & (at[row] != 0));
    }
    if (std::memchr(column_.data(), 1, column_.size()) == nullptr) return;
    const float* v = image_.voxels.data() + image_.at(begin, y, z);
    response_.resize(n);
    for (std::size_t i = 0; i < n; ++i)
      response_[i] = std::abs(second_difference(v + i - row) - 2 * second_difference(v + i) +
                              second_difference(v + i + row)) /
                     6;
    std::size_t kept = responses_.size();
    responses_.resize(kept + n);
    for (std::size_t i = 0; i < n; ++i) {
      responses_[kept] = response_[i];
      kept += static_cast<std::size_t>(column_[i] & column_[i + 1] & column_[i + 2]);
    }
    responses_.resize(kept);
  }

 private:
  const Volume& image_;
  const Mask& region_;
  std::vector<double>& responses_;
  std::vector<std::uint8_t> column_;
  std::vector<double> response_;
};

}  // namespace

NoiseEstimate estimate_noise(const Volume& image, const Mask& region) {
  if (image.lattice.size != region.lattice.size)
    throw Error(ErrorKind::data, "the noise region is not on the lattice of the image: " +
                                     explain_difference(image.lattice, region.lattice, "image", "region"));
  const Box inner = intersect(grow(bounding_box(region), {-1, -1, 0}), Box{{0, 0, 0}, region.lattice.size});
  std::vector<double> responses;
  RowResponses rows(image, region, responses);
  for (std::int64_t z = inner.begin[2]; z < inner.end[2] && inner.begin[0] < inner.end[0]; ++z)
    for (std::int64_t y = inner.begin[1]; y < inner.end[1]; ++y)
      rows.append(inner.begin[0], inner.end[0], y, z);
  const auto samples = static_cast<std::int64_t>(responses.size());
  if (samples < kLeastSamples)
    throw Error(
        ErrorKind::data,
        "cannot estimate the noise: only " + to_text(samples) + " of at least " + to_text(kLeastSamples) +
            " places of 3 x 3 voxels fit into the region around the ROI; give the noise as an absolute sd");
  return {robust_sd(responses), samples};
}

namespace {

/// How many places of 3 x 3 voxels of a slice lie in the region and wholly outside the ROI.
std::int64_t places_beside(const Mask& region, const Mask& roi) {
  const Box inner = intersect(grow(bounding_box(region), {-1, -1, 0}), Box{{0, 0, 0}, region.lattice.size});
  std::int64_t places = 0;
  for (std::int64_t z = inner.begin[2]; z < inner.end[2]; ++z)
    for (std::int64_t y = inner.begin[1]; y < inner.end[1]; ++y)
      for (std::int64_t x = inner.begin[0]; x < inner.end[0]; ++x) {
        bool is_beside = true;
        for (std::int64_t v = y - 1; v <= y + 1; ++v)
          for (std::int64_t u = x - 1; u <= x + 1; ++u)
            is_beside = is_beside && region(u, v, z) != 0 && roi(u, v, z) == 0;
        places += is_beside ? 1 : 0;
      }
  return places;
}

}  // namespace

NoiseEstimate estimate_noise_around(const Volume& image, const Mask& roi, Modality modality) {
  const Mask inside = roi_on(roi, image);
  Mask region = noise_region(image, inside, modality);
  const Padding padding = find_padding(image, region);
  if (!(padding.share > 0)) return estimate_noise(image, region);
  std::int64_t constant_inside = 0;
  for (std::size_t i = 0; i < region.voxels.size(); ++i) {
    if (padding.voxels.voxels[i] == 0) continue;
    region.voxels[i] = 0;
    constant_inside += inside.voxels[i];
  }
  if (2 * constant_inside > count(inside)) return {0, 0, padding.share, padding.value};
  if (const std::int64_t places = places_beside(region, inside); places < kLeastSamples)
    throw Error(
        ErrorKind::data,
        "cannot estimate the noise: " + to_rounded_text(std::round(100 * padding.share), 3) +
            " % of what lies within 12 mm of the ROI is constant padding (" + to_rounded_text(padding.value) +
            "), and only " + to_text(places) + " of at least " + to_text(kLeastSamples) +
            " places of 3 x 3 voxels of tissue are left beside the ROI; give the noise as an absolute "
            "sd, or use the image before its background was masked");
  NoiseEstimate estimate = estimate_noise(image, region);
  estimate.padding_share = padding.share;
  estimate.padding_value = padding.value;
  return estimate;
}

}  // namespace radgauge::imaging
