#include "acquire/image_checks.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "imaging/region.h"
#include "io/image_file.h"

namespace radgauge::acquire {

namespace {

double smallest_edge_mm(const Lattice& lattice) {
  return std::min({lattice.spacing_mm[0], lattice.spacing_mm[1], lattice.spacing_mm[2]});
}

/// Of intensities that float32 rounds: what is below this share of their spread changes no digit that anybody
/// reads, and what is above the second one has changed the values.
constexpr double kToldLoss = 1e-3, kMostLoss = 1e-2;

/// Of the intensities inside: how many, the largest without its sign, and the population SD; NaN where some
/// are no numbers.
struct Spread {
  std::int64_t voxels = 0;
  double largest = 0;
  double sd = 0;
};

Spread spread_of(const Volume& image, const Mask& region) {
  Spread spread;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < region.voxels.size(); ++i) {
    if (region.voxels[i] == 0) continue;
    const double v = image.voxels[i];
    spread.largest = std::max(spread.largest, std::abs(v));
    sum += v;
    ++spread.voxels;
  }
  const auto n = static_cast<double>(spread.voxels);
  for (std::size_t i = 0; i < region.voxels.size(); ++i)
    if (region.voxels[i] != 0) squares += (image.voxels[i] - sum / n) * (image.voxels[i] - sum / n);
  spread.sd = std::sqrt(squares / n);
  return spread;
}

}  // namespace

bool is_same_lattice(const study::Study& study, const Lattice& image, const Lattice& mask) {
  return image.size == mask.size &&
         largest_displacement_mm(image, mask) <= study.largest_displacement_voxel * smallest_edge_mm(image);
}

std::optional<Problem> lattice_problem(const study::Study& study, const Lattice& image, const Lattice& mask,
                                       const std::string& file) {
  const double displacement_mm = largest_displacement_mm(image, mask);
  const double limit_mm = study.largest_displacement_voxel * smallest_edge_mm(image);
  if (is_same_lattice(study, image, mask) || study.resample_mask) return std::nullopt;
  const std::string how_far = displacement_mm > limit_mm
                                  ? " (voxel centres differ by up to " + to_rounded_text(displacement_mm) +
                                        " mm; the limit is " + to_rounded_text(limit_mm) + " mm)"
                                  : "";
  return Problem{ProblemKind::other_lattice, file,
                 "the mask is on another lattice than the image" + how_far + ": " +
                     explain_difference(image, mask, "image", "mask"),
                 "Export the mask on the image's own grid, or, if both are in one frame, allow it: "
                 "resample_mask: true in a study, --resample-mask of extract"};
}

std::optional<Problem> missing_values_problem(const Volume& image, const Mask& mask,
                                              const std::string& file) {
  if (!(mask.lattice == image.lattice)) return std::nullopt;
  std::int64_t n = 0;
  std::size_t first = 0;
  for (std::size_t i = 0; i < mask.voxels.size(); ++i) {
    if (mask.voxels[i] == 0 || std::isfinite(image.voxels[i])) continue;
    if (n++ == 0) first = i;
  }
  if (n == 0) return std::nullopt;
  const auto at = static_cast<std::int64_t>(first);
  const Index3& size = image.lattice.size;
  return Problem{ProblemKind::not_finite, file,
                 to_text(n) + (n == 1 ? " voxel inside the mask is" : " voxels inside the mask are") +
                     " NaN or infinite, the first at index (" + to_text(at % size[0]) + ", " +
                     to_text(at / size[0] % size[1]) + ", " + to_text(at / (size[0] * size[1])) + ")",
                 "repair the image or leave them out of the mask"};
}

Precision precision_of(const std::string& path, const std::string& file, const Volume& image,
                       const Mask& mask) {
  const Mask region = imaging::roi_on(mask, image);
  const Spread spread = spread_of(image, region);
  constexpr double kHalfOfLastPlace = 6e-8;
  if (spread.voxels == 0 || kHalfOfLastPlace * spread.largest <= kToldLoss * spread.sd) return {};
  const io::Float32Loss loss = io::float32_loss(path, region);
  if (std::isinf(loss.largest))
    return {Problem{ProblemKind::lost_precision, file, "intensities inside the mask do not fit into float32",
                    "save them in a larger unit"},
            {}};
  if (!(loss.largest > kToldLoss * loss.sd) || !(loss.sd > 0)) return {};
  if (loss.largest <= kMostLoss * loss.sd)
    return {{}, Notice{NoticeKind::lost_precision, loss.largest, loss.sd}};
  return {Problem{ProblemKind::lost_precision, file,
                  "float32 does not hold its intensities: inside the mask rounding changes them by up to " +
                      to_rounded_text(loss.largest) + ", beside a standard deviation of " +
                      to_rounded_text(loss.sd) + ", so that their precision is lost",
                  "subtract a constant from the image, or save it in a smaller unit"},
          {}};
}

}  // namespace radgauge::acquire
