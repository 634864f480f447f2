#include <algorithm>
#include <cmath>
#include <limits>

#include "imaging/gaussian_filter.h"
#include "imaging/slic.h"
#include "perturbations/moved_surface.h"

namespace radgauge {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kMarginMm = 25;
/// The crop must hold the margin and the voxel that it ends in.
constexpr double kRoomMm = 15;
constexpr double kLeastVoxels = 20;
constexpr double kCompactness = 0.05;

struct Supervoxel {
  double volume_mm3 = 500;
  double certain = 0.9;
  double least = 0.2;
  static constexpr bool random = true;

  static auto fields() {
    return std::tuple{field("volume_mm3", &Supervoxel::volume_mm3, "mm^3", between(10, 100000),
                            "volume of a supervoxel; at least 20 voxels"),
                      field("certain", &Supervoxel::certain, "1", between(0, 1),
                            "supervoxels with this share inside the mask are always inside"),
                      field("least", &Supervoxel::least, "1", between(0, 1),
                            "supervoxels with less than this share inside the mask are never inside")};
  }
  Support support() const { return {Support::Reach::margin, kMarginMm + kRoomMm}; }
};

/// Intensities within 10 % of the range inside the mask around it, clipped there and scaled to 0 .. 1, then
/// smoothed with a Gaussian of the smallest spacing. Voxels without a number count as the lowest.
Volume scaled_image(const Volume& image, const Mask& mask) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    const auto v = static_cast<double>(image.voxels[i]);
    if (mask.voxels[i] == 0 || !std::isfinite(v)) continue;
    low = std::min(low, v);
    high = std::max(high, v);
  }
  const double range = high > low ? high - low : 1;
  low -= 0.1 * range;
  Volume scaled = image;
  for (float& v : scaled.voxels) {
    const double share = (static_cast<double>(v) - low) / (1.2 * range);
    v = std::isfinite(share) ? static_cast<float>(std::clamp(share, 0.0, 1.0)) : 0.0F;
  }
  const Vec3& s = image.lattice.spacing_mm;
  const double sigma = std::min({s[0], s[1], s[2]});
  return gaussian_filter(scaled, {sigma, sigma, sigma});
}

/// A supervoxel: how much of it lies in the mask, and its place.
struct Region {
  double voxels = 0;
  double inside = 0;
  std::uint64_t key = 0;  ///< its first voxel, counted in the whole image
  double share() const { return inside / voxels; }
};

std::vector<Region> regions_of(const Grid<std::int32_t>& label, const Mask& mask) {
  std::vector<Region> regions;
  const Index3& n = label.lattice.size;
  const CropWindow& w = label.window;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i) {
        const auto k = static_cast<std::size_t>(label.voxels[i]);
        if (k == regions.size()) {
          regions.emplace_back();
          regions.back().key = static_cast<std::uint64_t>(
              x + w.offset[0] + w.whole_size[0] * (y + w.offset[1] + w.whole_size[1] * (z + w.offset[2])));
        }
        regions[k].voxels += 1;
        regions[k].inside += mask.voxels[i] != 0;
      }
  return regions;
}

/// Which supervoxels are inside in this draw, and how many could have been either.
std::vector<bool> draw_regions(const std::vector<Region>& regions, const Supervoxel& p, const Draws& draws,
                               double& uncertain) {
  std::vector<bool> inside(regions.size());
  std::size_t fullest = 0;
  for (std::size_t k = 0; k < regions.size(); ++k) {
    const double share = regions[k].share();
    const bool is_open = share > 0 && share >= p.least && share < p.certain;
    inside[k] =
        share > 0 && share >= p.least && (share >= p.certain || draws.uniform(regions[k].key) < share);
    uncertain += is_open;
    if (share > regions[fullest].share()) fullest = k;
  }
  inside[fullest] = true;
  return inside;
}

/// One step of growing, or of shrinking (`value` = 0), to the neighbours across faces. What lies beyond the
/// lattice changes nothing.
Mask spread(const Mask& mask, std::uint8_t value) {
  Mask out = mask;
  const Index3& n = mask.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x) {
        const auto is = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
          return i >= 0 && j >= 0 && k >= 0 && i < n[0] && j < n[1] && k < n[2] && mask(i, j, k) == value;
        };
        if (is(x - 1, y, z) || is(x + 1, y, z) || is(x, y - 1, z) || is(x, y + 1, z) || is(x, y, z - 1) ||
            is(x, y, z + 1))
          out(x, y, z) = value;
      }
  return out;
}

Mask placed(const Mask& part, const Mask& whole, const Box& box) {
  Mask out(whole.lattice);
  out.window = whole.window;
  const Index3& n = part.lattice.size;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        out(x + box.begin[0], y + box.begin[1], z + box.begin[2]) = part(x, y, z);
  return out;
}

MaskOutput apply(const MaskInput& in, const Supervoxel& p) {
  require_mask(in.mask);
  const Box box = reach_box(in.mask, kMarginMm);
  const Mask drawn = crop(in.mask, box);
  const double voxel_mm3 = in.mask.lattice.voxel_volume_mm3();
  const Grid<std::int32_t> label = slic(scaled_image(crop(in.image, box), drawn),
                                        std::max(p.volume_mm3, kLeastVoxels * voxel_mm3), kCompactness);
  const std::vector<Region> regions = regions_of(label, drawn);
  double uncertain = 0;
  const std::vector<bool> inside = draw_regions(regions, p, in.draws, uncertain);
  Mask chosen = drawn;
  for (std::size_t i = 0; i < chosen.voxels.size(); ++i)
    chosen.voxels[i] = inside[static_cast<std::size_t>(label.voxels[i])] ? 1 : 0;
  const Mask after = placed(spread(spread(chosen, 1), 0), in.mask, box);

  const double mean_mm3 =
      static_cast<double>(label.voxels.size()) * voxel_mm3 / static_cast<double>(regions.size());
  std::string status = edge_status(in.mask, after);
  if (status == "ok" && uncertain == 0) status = "no supervoxel is uncertain: every draw is the same";
  MaskOutput out{after,
                 {{"volume_mm3", p.volume_mm3, mean_mm3, "mm^3", status},
                  {"uncertain_supervoxels", kNaN, uncertain, "1"}}};
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, after);
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation supervoxel() {
  return mask_operation<Supervoxel, apply>(
      {"mask.supervoxel", "redraw the mask from supervoxels of the image",
       "Cuts the image within 25 mm of the mask into supervoxels (SLIC, compactness 0.05) after clipping "
       "intensities to the range in the mask and 10 % of it on either side, scaling to 0 .. 1 and smoothing "
       "by the smallest spacing. With f the share of a supervoxel that lies in the mask, it is inside when "
       "f >= certain, outside when f < least, and otherwise inside with probability f; the one with the "
       "largest f is always inside. The union is closed once by the six neighbours. Supervoxels are those "
       "of the image that is measured, so noise and resampling change them; the draw of each belongs to the "
       "place of its first voxel in the whole image. The algorithm is that of MIRP, the clustering our own: "
       "distances in mm for any spacing, and parts of less than half the volume join the neighbour with the "
       "largest common surface.",
       "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4 (contour randomisation); "
       "Achanta et al. 2012, doi:10.1109/TPAMI.2012.120 (SLIC)"});
}

}  // namespace operations
}  // namespace radgauge
