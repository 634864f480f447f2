#include "imaging/region.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

struct NoiseWhite {
  double k = 0;
  double sd = 0;
  static constexpr bool random = true;

  bool identity() const { return k == 0 && sd == 0; }
  static auto fields() {
    return FieldList{field("k", &NoiseWhite::k, "1", between(0, 100),
                           "noise to add, in multiples of the noise already there"),
                     field("sd", &NoiseWhite::sd, "intensity", kNotNegative,
                           "noise to add as a standard deviation; above 0 it replaces k")};
  }
  Support support() const { return {Support::Reach::margin, imaging::kNoiseMarginMm}; }
};

void add_noise(Volume& image, double sd, const Draws& draws) {
  const Index3& n = image.lattice.size;
  std::vector<double> row(static_cast<std::size_t>(n[0]));
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y) {
      draws.normals(voxel_key(image.window, 0, y, z), row);
      float* voxel = image.voxels.data() + image.at(0, y, z);
      for (const double normal : row) {
        *voxel = static_cast<float>(static_cast<double>(*voxel) + sd * normal);
        ++voxel;
      }
    }
}

ImageOutput apply_noise_white(const ImageInput& in, const NoiseWhite& p) {
  const Mask roi = imaging::roi_on(in.roi, in.image);
  const Magnitude there = noise_there(in, roi, !(p.sd > 0) && p.k > 0);
  const double sd = p.sd > 0 ? p.sd : p.k > 0 ? p.k * there.achieved : 0;
  ImageOutput out{in.image, {}};
  if (sd > 0) add_noise(out.image, sd, in.draws);
  out.magnitudes = {{"sd", sd, sd_of_change(in.image, out.image, roi), "intensity"}, there};
  return out;
}

}  // namespace

namespace operations {

Operation noise_white() {
  return image_operation<NoiseWhite, apply_noise_white>(
      {"noise.white", "add white Gaussian noise",
       "Adds an independent Gaussian number of mean 0 to every voxel of the image as acquired, before any "
       "interpolation; nothing is rounded or clipped (rounding ends the grid stage). Its standard deviation "
       "is sd, or k times the noise estimated from the image: within 12 mm of the ROI, CT air below -900 HU "
       "and constant padding left out, median of the absolute in-slice mask [1 -2 1] x [1 -2 1] / 6 over 0.6745, responses beyond "
       "3 standard deviations set aside. Where that is 0, or padding leaves no tissue beside the ROI, the condition "
       "fails: no multiple of it would test anything. Adding k times the noise makes the total sqrt(1 + k^2) times as "
       "large. The number of a voxel depends on study, object, repetition and its place in the whole image "
       "alone, so levels of k share their draws.",
       "Zwanenburg et al. 2019, Sci Rep 9:614, doi:10.1038/s41598-018-36938-4 (noise addition); Immerkaer "
       "1996, doi:10.1006/cviu.1996.0060 (mask of the estimate)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
