#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/text.h"
#include "imaging/distance.h"
#include "perturbations/mask_change.h"

namespace radgauge::perturbations {

namespace {

/// Radius of a ball with the volume of the largest lesion foreseen (1.8 litres).
constexpr double kLargestRadiusMm = 75;

struct GrowFraction {
  double fraction = 0;

  static auto fields() {
    return FieldList{field("fraction", &GrowFraction::fraction, "1", Range{-1, 10, true},
                           "change of the volume; 0.1 is 10 % more, -0.1 is 10 % less")};
  }
  bool identity() const { return fraction == 0; }
  /// By Brunn and Minkowski no body needs more room than the ball of its volume to grow by a fraction:
  /// r ((1 + f)^(1/3) - 1), taken for the largest radius foreseen.
  Support support() const {
    const double growth = fraction > 0 ? kLargestRadiusMm * (std::cbrt(1 + fraction) - 1) : 0;
    return {Support::Reach::margin, growth + kBackgroundRoomMm};
  }
};

/// A voxel that changes sides, or may.
struct Candidate {
  float distance;
  std::int64_t index;  ///< in the lattice of the mask
  /// The order in which a growing mask takes voxels: by signed distance, then by index (x fastest), which a
  /// crop does not change.
  bool operator<(const Candidate& other) const {
    return distance < other.distance || (distance == other.distance && index < other.index);
  }
};

/// The voxels of one side within the band.
std::vector<Candidate> candidates(const Mask& mask, const imaging::SurfaceBand& band, bool inside) {
  std::vector<Candidate> found;
  const Box& box = band.box;
  const float* distance = band.distance.voxels.data();
  for (std::int64_t z = box.begin[2]; z < box.end[2]; ++z)
    for (std::int64_t y = box.begin[1]; y < box.end[1]; ++y) {
      const auto row = static_cast<std::int64_t>(mask.at(0, y, z));
      for (std::int64_t x = box.begin[0]; x < box.end[0]; ++x, ++distance)
        if (std::abs(static_cast<double>(*distance)) <= band.band_mm && (*distance < 0) == inside)
          found.push_back({*distance, row + x});
    }
  return found;
}

/// Candidates of which at least `least` are known, from a band that is wide enough.
std::vector<Candidate> enough_candidates(const Mask& mask, const imaging::MaskDistances& distances,
                                         bool inside, std::int64_t least) {
  constexpr double kEverything = std::numeric_limits<double>::infinity();
  for (double band_mm = 0;; band_mm = band_mm < 1e4 ? band_mm : kEverything) {
    const auto band = distances.band(band_mm);
    std::vector<Candidate> found = candidates(mask, *band, inside);
    if (static_cast<std::int64_t>(found.size()) >= least || band_mm == kEverything) return found;
    band_mm = 1.5 * band->band_mm;
  }
}

/// Adds the `change` nearest voxels to the mask, or takes the -change outermost out. Returns the largest
/// signed distance of a voxel taken, at least 0.
double move_surface(Mask& after, const imaging::MaskDistances& distances, std::int64_t change) {
  if (change == 0) return 0;
  std::vector<Candidate> found = enough_candidates(after, distances, change < 0, std::abs(change));
  const auto last = found.begin() + (change > 0 ? change : static_cast<std::int64_t>(found.size()) + change);
  if (last != found.end()) std::nth_element(found.begin(), last, found.end());
  double farthest_mm = 0;
  for (auto c = found.begin(); c != last && change > 0; ++c) {
    after.voxels[static_cast<std::size_t>(c->index)] = 1;
    farthest_mm = std::max(farthest_mm, static_cast<double>(c->distance));
  }
  for (auto c = last; c != found.end() && change < 0; ++c)
    after.voxels[static_cast<std::size_t>(c->index)] = 0;
  return farthest_mm;
}

std::int64_t wanted_count(std::int64_t before, const GrowFraction& p) {
  const auto wanted = static_cast<std::int64_t>(std::llround(static_cast<double>(before) * (1 + p.fraction)));
  if (wanted > 0) return wanted;
  throw Error(ErrorKind::data, "a fraction of " + to_text(p.fraction) +
                                   " leaves no voxel of the mask, which has " + to_text(before) +
                                   "; use a fraction nearer to 0");
}

MaskOutput apply_grow_fraction(const MaskInput& in, const GrowFraction& p) {
  require_mask(in.mask);
  const std::int64_t before = count(in.mask);
  const std::int64_t wanted = wanted_count(before, p);
  const auto room = static_cast<std::int64_t>(in.mask.voxels.size());
  const DistancesOf distances(in);
  Mask after = in.mask;
  for (auto& voxel : after.voxels) voxel = voxel != 0 ? 1 : 0;
  const double farthest_mm = move_surface(after, *distances, std::min(wanted, room) - before);
  std::string status = room_status(after, *distances, farthest_mm);
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
  return mask_operation<GrowFraction, apply_grow_fraction>(
      {"mask.grow_fraction", "grow or shrink the mask by a fraction of its volume",
       "Ranks all voxels by their signed distance to the surface of the mask (Euclidean, in mm, exact for "
       "any spacing; the same as in mask.grow_mm), ties by voxel index, and keeps the first round(n (1 + "
       "fraction)) of them, n being the voxels of the mask: the voxel count is exact, nothing is random, and "
       "masks of all fractions are nested. Beyond the image there is neither mask nor background; when the "
       "edge of the image was in the way the mask grows elsewhere and the status says so.",
       "Zwanenburg et al. 2019, doi:10.1038/s41598-018-36938-4 (volume adaptation; here by rank of distance "
       "instead of random voxels of the outer shell)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
