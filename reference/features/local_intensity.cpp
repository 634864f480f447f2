// Family "Local intensity features" (IBSI manual, arXiv:1612.07003; Wahl et al. 2009,
// doi:10.2967/jnumed.108.057307).
#include "reference/features/local_intensity.h"

#include <algorithm>
#include <cmath>

#include "reference/features/family.h"

namespace radgauge::reference {

namespace {

/// A voxel at the radius but for rounding is within it.
constexpr double kRadiusSlack = 1e-9;

/// The ball as rows along x: half_width[|dz|][|dy|] voxels to either side, -1 for none. It ends where `most`
/// voxels have passed on either side: no voxel of an image of that size is farther from another one, however
/// fine its voxels are.
struct Ball {
  std::vector<std::vector<std::int64_t>> half_width;
  std::int64_t widest = 0;

  Ball(double radius, const Vec3& spacing, const Index3& most) {
    const double limit = radius * radius * (1 + kRadiusSlack);
    for (std::int64_t z = 0; z <= most[2] && spacing[2] * spacing[2] * static_cast<double>(z * z) <= limit;
         ++z) {
      const double above = spacing[2] * spacing[2] * static_cast<double>(z * z);
      std::vector<std::int64_t>& rows = half_width.emplace_back();
      for (std::int64_t y = 0;
           y <= most[1] && above + spacing[1] * spacing[1] * static_cast<double>(y * y) <= limit; ++y) {
        const double beside = above + spacing[1] * spacing[1] * static_cast<double>(y * y);
        std::int64_t x = 0;
        while (x < most[0] &&
               beside + spacing[0] * spacing[0] * static_cast<double>((x + 1) * (x + 1)) <= limit)
          ++x;
        rows.push_back(x);
        widest = std::max(widest, x);
      }
    }
  }
  std::int64_t depth() const { return static_cast<std::int64_t>(half_width.size()) - 1; }
};

/// The voxels along x of a row that hold voxels of the mask.
struct Span {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  bool empty() const { return begin >= end; }
};
Span unite(const Span& a, const Span& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

std::vector<Span> spans_of(const Index3& size, const std::vector<std::uint8_t>& inside) {
  std::vector<Span> spans;
  for (auto row = inside.begin(); row != inside.end(); row += size[0]) {
    const auto first = std::find(row, row + size[0], 1);
    if (first == row + size[0]) {
      spans.push_back({});
      continue;
    }
    auto last = row + size[0];
    while (*(last - 1) == 0) --last;
    spans.push_back({first - row, last - row});
  }
  return spans;
}

/// Sums over the ball of `value(voxel of the surroundings)`, at the voxels between the ends of each row's
/// mask.
class BallSums {
 public:
  BallSums(const Surroundings& around, const Index3& size, const std::vector<Span>& spans, const Ball& ball)
      : around_(around), size_(size), spans_(spans), ball_(ball) {
    row_ = around.size[0] + 2 * ball.widest + 1;
    running_.resize(static_cast<std::size_t>(row_ * around.size[1]));
    disc_.resize(static_cast<std::size_t>(size[0]));
    sums_.assign(static_cast<std::size_t>(size[0] * size[1] * size[2]), 0.0);
  }

  template <class Value>
  std::vector<double> add_up(Value value) {
    for (std::int64_t z = 0; z < around_.size[2]; ++z) {
      run_along_rows(z, value);
      const std::int64_t plane = z - around_.offset[2];
      for (std::int64_t dz = 0; dz <= ball_.depth(); ++dz)
        for (std::int64_t y = 0; y < size_[1]; ++y) add_disc(y, plane, dz);
    }
    return std::move(sums_);
  }

 private:
  /// running[x + widest + 1] of a row is the sum of its first x + 1 voxels, and stays so beyond both ends.
  template <class Value>
  void run_along_rows(std::int64_t z, Value value) {
    for (std::int64_t y = 0; y < around_.size[1]; ++y) {
      double* to = running_.data() + y * row_;
      std::fill_n(to, ball_.widest + 1, 0.0);
      to += ball_.widest + 1;
      const std::size_t from = static_cast<std::size_t>(around_.size[0] * (y + around_.size[1] * z));
      double sum = 0;
      for (std::int64_t x = 0; x < around_.size[0]; ++x)
        to[x] = sum += value(from + static_cast<std::size_t>(x));
      std::fill_n(to + around_.size[0], ball_.widest, sum);
    }
  }

  Span span_at(std::int64_t y, std::int64_t z) const {
    if (z < 0 || z >= size_[2]) return {};
    return spans_[static_cast<std::size_t>(y + size_[1] * z)];
  }

  /// Adds the disc of this plane to the rows of the two planes that it is `dz` away from.
  void add_disc(std::int64_t y, std::int64_t plane, std::int64_t dz) {
    const Span below = span_at(y, plane - dz);
    const Span above = dz > 0 ? span_at(y, plane + dz) : Span{};
    const Span span = unite(below, above);
    if (span.empty()) return;
    const auto n = static_cast<std::size_t>(span.end - span.begin);
    double* const disc = disc_.data();
    std::fill_n(disc, n, 0.0);
    const std::vector<std::int64_t>& widths = ball_.half_width[static_cast<std::size_t>(dz)];
    const auto height = static_cast<std::int64_t>(widths.size()) - 1;
    for (std::int64_t dy = -height; dy <= height; ++dy) {
      const std::int64_t row = y + dy + around_.offset[1];
      if (row < 0 || row >= around_.size[1]) continue;
      const std::int64_t width = widths[static_cast<std::size_t>(std::abs(dy))];
      const double* last =
          running_.data() + row * row_ + span.begin + around_.offset[0] + ball_.widest + 1 + width;
      const double* before = last - 2 * width - 1;
      for (std::size_t x = 0; x < n; ++x) disc[x] += last[x] - before[x];
    }
    put(below, span, y, plane - dz);
    put(above, span, y, plane + dz);
  }

  void put(const Span& to, const Span& disc, std::int64_t y, std::int64_t z) {
    if (to.empty()) return;
    double* sums = sums_.data() + to.begin + size_[0] * (y + size_[1] * z);
    const double* from = disc_.data() + (to.begin - disc.begin);
    for (std::int64_t x = 0; x < to.end - to.begin; ++x) sums[x] += from[x];
  }

  const Surroundings& around_;
  Index3 size_;
  const std::vector<Span>& spans_;
  const Ball& ball_;
  std::int64_t row_;  ///< doubles of a row of running sums
  std::vector<double> running_, disc_, sums_;
};

/// Does every ball lie within the surroundings, which hold numbers only?
bool is_whole(const Surroundings& around, const Roi& roi, const Ball& ball) {
  const Index3 reach{ball.widest, static_cast<std::int64_t>(ball.half_width[0].size()) - 1, ball.depth()};
  for (std::size_t a = 0; a < 3; ++a)
    if (around.offset[a] < reach[a] || around.offset[a] + roi.size[a] + reach[a] > around.size[a])
      return false;
  return !around.has_missing;
}

struct Peaks {
  FeatureValue local;
  FeatureValue global;
};

FeatureValue local_peak(const Peaks& peaks) {
  return peaks.local;
}
FeatureValue global_peak(const Peaks& peaks) {
  return peaks.global;
}

constexpr std::array kRows{
    FeatureRow<Peaks>{"loc_peak_loc", "VJGA", "Local intensity peak", "intensity", local_peak},
    FeatureRow<Peaks>{"loc_peak_glob", "0F91", "Global intensity peak", "intensity", global_peak}};

std::vector<FeatureInfo> list(const FeatureSettings&) {
  std::vector<FeatureInfo> infos;
  append_infos<Peaks>(kRows, "loc", "", infos);
  return infos;
}

Peaks measure_peaks(const FamilyInput& in) {
  const auto none = [](const FeatureValue& why) { return Peaks{why, why}; };
  if (in.intensity_mask.values.empty())
    return none(FeatureValue::degenerate("no voxel is left after resegmentation"));
  if (in.surroundings.is_cut)
    return none(FeatureValue::undefined("the image was cut less than 6.2 mm from the region"));
  const PeakMeans means = peak_means(in.surroundings, in.roi, in.intensity_mask, kPeakRadiusMm);
  return {FeatureValue::ok(means.at_maximum), FeatureValue::ok(means.highest)};
}

FeatureVector values(const FamilyInput& input) {
  return evaluate<Peaks>(kRows, measure_peaks(input));
}

}  // namespace

PeakMeans peak_means(const Surroundings& around, const Roi& roi, const IntensityMask& mask,
                     double radius_mm) {
  const Ball ball(radius_mm, roi.spacing_mm, around.size);
  const std::vector<Span> spans = spans_of(roi.size, mask.inside);
  const bool whole = is_whole(around, roi, ball);
  const float* image = around.intensity.data();
  const auto number = [=](std::size_t i) {
    return std::isfinite(image[i]) ? static_cast<double>(image[i]) : 0.0;
  };
  std::vector<double> means =
      whole ? BallSums(around, roi.size, spans, ball).add_up([=](std::size_t i) { return image[i]; })
            : BallSums(around, roi.size, spans, ball).add_up(number);
  if (whole) {
    std::int64_t n = 0;
    for (std::size_t z = 0; z < ball.half_width.size(); ++z)
      for (std::size_t y = 0; y < ball.half_width[z].size(); ++y)
        n += (z > 0 ? 2 : 1) * (y > 0 ? 2 : 1) * (2 * ball.half_width[z][y] + 1);
    for (double& m : means) m /= static_cast<double>(n);
  } else {
    const std::vector<double> counts = BallSums(around, roi.size, spans, ball).add_up([=](std::size_t i) {
      return std::isfinite(image[i]) ? 1.0 : 0.0;
    });
    for (std::size_t i = 0; i < means.size(); ++i)
      if (mask.inside[i] != 0) means[i] /= counts[i];
  }
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  PeakMeans peaks{kNone, kNone};
  for (std::size_t i = 0; i < means.size(); ++i) {
    if (mask.inside[i] == 0) continue;
    peaks.highest = std::max(peaks.highest, means[i]);
    if (roi.intensity[i] == mask.highest) peaks.at_maximum = std::max(peaks.at_maximum, means[i]);
  }
  return peaks;
}

Family local_intensity_family() {
  return {"loc",  "local intensity", DependsOn::intensities, Needs::nothing, list,
          values, nullptr,           kPeakRadiusMm};
}

}  // namespace radgauge::reference
