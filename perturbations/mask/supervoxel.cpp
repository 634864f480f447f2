#include <algorithm>
#include <cmath>
#include <limits>

#include "core/nan.h"
#include "core/text.h"
#include "imaging/gaussian_filter.h"
#include "imaging/slic.h"
#include "perturbations/moved_surface.h"

namespace radgauge::perturbations {

namespace {

constexpr double kMarginMm = 25;
/// The crop must hold the margin and the voxel that it ends in.
constexpr double kRoomMm = 15;
constexpr double kLeastVoxels = 20;
constexpr double kCompactness = 0.05;

/// Whose behaviour is kept where it differs from ours.
enum class Parity { none, mirp };

struct Supervoxel {
  double volume_mm3 = 500;
  double certain = 0.9;
  double least = 0.2;
  Parity parity = Parity::none;
  static constexpr bool random = true;

  static auto fields() {
    return FieldList{
        field("volume_mm3", &Supervoxel::volume_mm3, "mm^3", between(10, 100000),
              "volume of a supervoxel; at least 20 voxels"),
        field("certain", &Supervoxel::certain, "1", between(0, 1),
              "supervoxels with this share inside the mask are always inside"),
        field("least", &Supervoxel::least, "1", between(0, 1),
              "supervoxels with less than this share inside the mask are never inside"),
        field("parity", &Supervoxel::parity, {{"none", Parity::none}, {"mirp", Parity::mirp}},
              "none: supervoxels of the image as acquired; mirp: of the image that is measured, new for each "
              "noise and grid")};
  }
  Support support() const { return {Support::Reach::margin, kMarginMm + kRoomMm}; }
  std::string problem() const {
    if (least <= certain) return {};
    return "least = " + to_text(least) + " is above certain = " + to_text(certain) +
           ": no supervoxel could be either; give least <= certain (0.2 and 0.9 by default)";
  }
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
  return imaging::gaussian_filter(scaled, {sigma, sigma, sigma});
}

/// The supervoxels of an image within kMarginMm of a mask.
struct Segmentation {
  Grid<std::int32_t> label;
  std::vector<std::uint64_t> keys;  ///< of each: its first voxel, counted in the whole image
  double mean_mm3 = 0;
  bool is_coarse = false;  ///< the volume asked for is less than kLeastVoxels
};

Segmentation segment(const Volume& image, const Mask& mask, double volume_mm3) {
  const Box box = reach_box(mask, kMarginMm);
  const double voxel_mm3 = mask.lattice.voxel_volume_mm3();
  Segmentation found{imaging::slic(scaled_image(crop(image, box), crop(mask, box)),
                                   std::max(volume_mm3, kLeastVoxels * voxel_mm3), kCompactness),
                     {}};
  const Index3& n = found.label.lattice.size;
  const CropWindow& w = found.label.window;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x, ++i)
        if (static_cast<std::size_t>(found.label.voxels[i]) == found.keys.size())
          found.keys.push_back(static_cast<std::uint64_t>(
              x + w.offset[0] + w.whole_size[0] * (y + w.offset[1] + w.whole_size[1] * (z + w.offset[2]))));
  found.is_coarse = volume_mm3 < kLeastVoxels * voxel_mm3;
  found.mean_mm3 =
      static_cast<double>(found.label.voxels.size()) * voxel_mm3 / static_cast<double>(found.keys.size());
  return found;
}

/// Those of the object, made once; or those of the image at hand.
std::shared_ptr<const Segmentation> segmentation_of(const MaskInput& in, const Supervoxel& p) {
  if (in.source == nullptr || p.parity == Parity::mirp)
    return std::make_shared<const Segmentation>(segment(in.image, in.mask, p.volume_mm3));
  const MaskSource& source = *in.source;
  return source.shared.get<Segmentation>("mask.supervoxel " + to_text(p.volume_mm3), [&] {
    require_mask(source.roi);
    return segment(source.image, source.roi, p.volume_mm3);
  });
}

constexpr std::int32_t kNoLabel = -1;

/// The label of each voxel of `lattice`: that of the voxel its centre was sampled in, or kNoLabel beyond the
/// segmentation.
std::vector<std::int32_t> labels_on(const Lattice& lattice, const Segmentation& of,
                                    const MaskSource* source) {
  std::vector<std::int32_t> labels;
  labels.reserve(static_cast<std::size_t>(lattice.voxel_count()));
  // Lattice::to_index, without inverting a matrix for each voxel.
  const Lattice& to = of.label.lattice;
  const Matrix3 into = inverse(to.direction);
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x) {
        Vec3 at =
            lattice.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
        if (source != nullptr) at = source->position(at);
        at = multiply(into, at - to.origin_mm);
        Index3 nearest;
        bool is_within = true;
        for (std::size_t a = 0; a < 3; ++a) {
          // A centre between two voxels goes to the upper one, whatever the rounding of its place.
          nearest[a] = static_cast<std::int64_t>(std::floor(at[a] / to.spacing_mm[a] + 0.5 + 1e-6));
          is_within = is_within && nearest[a] >= 0 && nearest[a] < to.size[a];
        }
        labels.push_back(is_within ? of.label(nearest[0], nearest[1], nearest[2]) : kNoLabel);
      }
  return labels;
}

/// A supervoxel on the grid that is measured: how much of it lies in the mask.
struct Region {
  double voxels = 0;
  double inside = 0;
  double share() const { return voxels > 0 ? inside / voxels : 0; }
};

/// Which supervoxels are inside in this draw, and how many could have been either.
std::vector<bool> draw_regions(const std::vector<Region>& regions, const std::vector<std::uint64_t>& keys,
                               const Supervoxel& p, const Draws& draws, double& uncertain) {
  std::vector<bool> inside(regions.size());
  std::size_t fullest = 0;
  for (std::size_t k = 0; k < regions.size(); ++k) {
    const double share = regions[k].share();
    const bool is_open = share > 0 && share >= p.least && share < p.certain;
    inside[k] = share > 0 && share >= p.least && (share >= p.certain || draws.uniform(keys[k]) < share);
    uncertain += is_open;
    if (share > regions[fullest].share()) fullest = k;
  }
  if (regions[fullest].share() > 0) inside[fullest] = true;
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

struct Drawn {
  Mask mask;
  double uncertain = 0;     ///< supervoxels that could have been either
  std::int64_t beyond = 0;  ///< voxels of the mask beyond every supervoxel: they stay
};

Drawn draw(const MaskInput& in, const Supervoxel& p, const Segmentation& segmentation, const Box& box) {
  Drawn drawn{crop(in.mask, box)};
  const std::vector<std::int32_t> label =
      labels_on(drawn.mask.lattice, segmentation, p.parity == Parity::mirp ? nullptr : in.source);
  std::vector<Region> regions(segmentation.keys.size());
  for (std::size_t i = 0; i < label.size(); ++i) {
    const bool is_inside = drawn.mask.voxels[i] != 0;
    if (label[i] == kNoLabel) {
      drawn.beyond += is_inside;
      continue;
    }
    regions[static_cast<std::size_t>(label[i])].voxels += 1;
    regions[static_cast<std::size_t>(label[i])].inside += is_inside;
  }
  const std::vector<bool> inside = draw_regions(regions, segmentation.keys, p, in.draws, drawn.uncertain);
  for (std::size_t i = 0; i < label.size(); ++i)
    if (label[i] != kNoLabel) drawn.mask.voxels[i] = inside[static_cast<std::size_t>(label[i])] ? 1 : 0;
  return drawn;
}

MaskOutput apply_supervoxel(const MaskInput& in, const Supervoxel& p) {
  require_mask(in.mask);
  const auto segmentation = segmentation_of(in, p);
  const Box box = reach_box(in.mask, kMarginMm);
  const Drawn drawn = draw(in, p, *segmentation, box);
  const Mask after = placed(spread(spread(drawn.mask, 1), 0), in.mask, box);
  require_voxels(after, "this redrawing");

  std::string status = edge_status(in.mask, after);
  if (status == "ok" && segmentation->is_coarse)
    status = "a supervoxel has at least " + to_text(kLeastVoxels) + " voxels: larger than asked";
  if (status == "ok" && drawn.uncertain == 0) status = "no supervoxel is uncertain: every draw is the same";
  if (drawn.beyond > 0)
    status = to_text(drawn.beyond) + " voxels of the mask are more than " + to_text(kMarginMm) +
             " mm from the mask as acquired; they stay as they are";
  MaskOutput out{after,
                 {{"volume_mm3", p.volume_mm3, segmentation->mean_mm3, "mm^3", status},
                  {"uncertain_supervoxels", kNaN, drawn.uncertain, "1"}}};
  const std::vector<Magnitude> measured = measure_mask_change(in.mask, after);
  out.magnitudes.insert(out.magnitudes.end(), measured.begin(), measured.end());
  return out;
}

}  // namespace

namespace operations {

Operation supervoxel() {
  return mask_operation<Supervoxel, apply_supervoxel>(
      {"mask.supervoxel", "redraw the mask from supervoxels of the image",
       "Cuts the image within 25 mm of the mask into supervoxels (SLIC, compactness 0.05) after clipping "
       "intensities to the range in the mask and 10 % of it on either side, scaling to 0 .. 1 and smoothing "
       "by the smallest spacing. With f the share of a supervoxel that lies in the mask, it is inside when f "
       ">= certain, outside when f < least, and otherwise inside with probability f; the one with the "
       "largest f is always inside. The union is closed once by the six neighbours. Supervoxels are made "
       "once per object, of the image as acquired around its reference mask (that of the first reader); on "
       "the grid that is measured each voxel belongs to the supervoxel that its centre was sampled in, so "
       "that neither noise nor a moved grid redraws them, and f is counted there with the mask that arrives. "
       "The draw of a supervoxel belongs to the place of its first voxel in the whole image: all conditions "
       "of an object share it. parity: mirp makes supervoxels of the image that is measured instead, new for "
       "each noise and grid. The algorithm is that of MIRP, the clustering our own: distances in mm for any "
       "spacing, and parts of less than half the volume join the neighbour with the largest common surface.",
       "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4 (contour randomisation); "
       "Achanta et al. 2012, doi:10.1109/TPAMI.2012.120 (SLIC)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
