#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/slice_profile.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

/// New pixels around the mask that an interpolation by cubic splines needs.
constexpr double kSplinePixels = 24;

struct SamplePixel {
  double pixel_mm = 0;

  bool identity() const { return pixel_mm == 0; }
  static auto fields() {
    return FieldList{field("pixel_mm", &SamplePixel::pixel_mm, "mm", between(0, 50),
                           "edge of the new pixels; 0 changes nothing")};
  }
  Support support() const { return {Support::Reach::margin, (kSplinePixels + 1) * pixel_mm}; }
};

ImageOutput apply_sample_pixel(const ImageInput& in, const SamplePixel& p) {
  if (p.identity()) return {in.image, {}};
  const Vec3& native = in.image.lattice.spacing_mm;
  if (p.pixel_mm < std::max(native[0], native[1]) * (1 - 1e-6))
    throw Error(ErrorKind::data, "pixels of " + to_text(p.pixel_mm) + " mm cannot be made of pixels of " +
                                     to_rounded_text(native[0]) + " x " + to_rounded_text(native[1]) +
                                     " mm; leave smaller levels or coarser images out");
  ImageOutput out{in.image, {}};
  for (const int axis : {0, 1})
    out.image = imaging::resample_axis(out.image, axis, imaging::SliceProfile::box, p.pixel_mm, p.pixel_mm);
  const double ratio = p.pixel_mm * p.pixel_mm / (native[0] * native[1]);
  out.magnitudes = {{"pixel_mm", p.pixel_mm, out.image.lattice.spacing_mm[0], "mm"},
                    {"pixels_averaged", std::nan(""), ratio, "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation sample_pixel() {
  return image_operation<SamplePixel, apply_sample_pixel>(
      {"sample.pixel", "reconstruct larger pixels",
       "Replaces the pixels of each slice by square ones of this edge, as a larger field of view on the same "
       "matrix has them. Each new pixel is the mean of the old ones under it, weighted by the area they "
       "share, so that nothing is folded back by the coarser sampling. The new pixels are centred on the "
       "whole slice. The image changes its lattice, the mask stays on its own until the grid stage. Pixels "
       "smaller than those there make the cell fail.",
       "Shafiq-ul-Hassan et al. 2017, doi:10.1002/mp.12123 (pixel size and radiomics); Mackin et al. "
       "2017, doi:10.1371/journal.pone.0178524"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
