#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/distance.h"
#include "perturbations/mask_change.h"

namespace radgauge {

namespace {

/// Radius of a ball with the volume of the largest lesion foreseen (1.8 litres).
constexpr double kLargestRadiusMm = 75;
constexpr double kRoomMm = 5;

struct GrowFraction {
  double fraction = 0;

  static auto fields() {
    return std::tuple{field("fraction", &GrowFraction::fraction, "1", Range{-1, 10, true},
                            "change of the volume; 0.1 is 10 % more, -0.1 is 10 % less")};
  }
  /// By Brunn and Minkowski no body needs more room than the ball of its volume to grow by a fraction:
  /// r ((1 + f)^(1/3) - 1), taken for the largest radius foreseen.
  bool identity() const { return fraction == 0; }
  Support support() const {
    const double growth = fraction > 0 ? kLargestRadiusMm * (std::cbrt(1 + fraction) - 1) : 0;
    return {Support::Reach::margin, growth + kRoomMm};
  }
};

/// The voxels of the lattice in the order in which a growing mask takes them: by signed distance, then by
/// index (x fastest), which a crop does not change. Only the first `wanted` are put in front.
std::vector<std::size_t> first_voxels(const Grid<float>& distance, std::int64_t wanted) {
  std::vector<std::size_t> order(distance.voxels.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(wanted);
  if (end != order.end())
    std::nth_element(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
      const float da = distance.voxels[a];
      const float db = distance.voxels[b];
      return da < db || (da == db && a < b);
    });
  order.erase(end, order.end());
  return order;
}

std::int64_t wanted_count(std::int64_t before, const GrowFraction& p) {
  const auto wanted = static_cast<std::int64_t>(std::llround(static_cast<double>(before) * (1 + p.fraction)));
  if (wanted > 0) return wanted;
  throw Error(ErrorKind::data, "mask.grow_fraction: a fraction of " + to_text(p.fraction) +
                                   " leaves no voxel of the mask, which has " + to_text(before) +
                                   "; use a fraction nearer to 0");
}

MaskOutput apply(const MaskInput& in, const GrowFraction& p) {
  require_mask(in.mask);
  const std::int64_t before = count(in.mask);
  const std::int64_t wanted = wanted_count(before, p);
  const auto room = static_cast<std::int64_t>(in.mask.voxels.size());
  const Grid<float> distance = signed_distance_mm(in.mask);
  Mask after(in.mask.lattice);
  after.window = in.mask.window;
  double farthest_mm = 0;
  for (const std::size_t i : first_voxels(distance, std::min(wanted, room))) {
    after.voxels[i] = 1;
    farthest_mm = std::max(farthest_mm, static_cast<double>(distance.voxels[i]));
  }
  std::string status = room_status(after, distance, farthest_mm);
  if (wanted > room) status = "limited by the image edge";
  if (status == "ok" && p.fraction != 0 && wanted == before) status = "below one voxel: no voxel changed";
  const double achieved = static_cast<double>(count(after) - before) / static_cast<double>(before);
  MaskOutput out{after, {{"fraction", p.fraction, achieved, "1", status}}};
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, after);
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation grow_fraction() {
  return mask_operation<GrowFraction, apply>(
      {"mask.grow_fraction", "grow or shrink the mask by a fraction of its volume",
       "Ranks all voxels by their signed distance to the surface of the mask (Euclidean, in mm, exact for "
       "any "
       "spacing; the same as in mask.grow_mm), ties by voxel index, and keeps the first round(n (1 + "
       "fraction)) "
       "of them, n being the voxels of the mask: the voxel count is exact, nothing is random, and masks of "
       "all "
       "fractions are nested. Beyond the image there is neither mask nor background; when the edge of the "
       "image "
       "was in the way the mask grows elsewhere and the status says so.",
       "Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4 (volume adaptation; here by rank of distance "
       "instead of random voxels of the outer shell)"});
}

}  // namespace operations
}  // namespace radgauge
