#include <cmath>

#include "core/error.h"
#include "core/text.h"
#include "imaging/slice_profile.h"
#include "perturbations/image_change.h"

namespace radgauge::perturbations {

namespace {

/// New slices around the mask that an interpolation by cubic splines needs.
constexpr double kSplineSlices = 24;

struct SampleSlice {
  double thickness_mm = 0;
  double overlap = 0;
  imaging::SliceProfile profile = imaging::SliceProfile::box;

  bool identity() const { return thickness_mm == 0; }
  static auto fields() {
    using P = SampleSlice;
    return FieldList{
        field("thickness_mm", &P::thickness_mm, "mm", between(0, 50),
              "thickness of the new slices: full width at half maximum of their profile; 0 changes nothing"),
        field("overlap", &P::overlap, "1", between(0, 0.9),
              "part of a slice that lies in the next one: they are thickness x (1 - overlap) apart"),
        field("profile", &P::profile,
              {{"box", imaging::SliceProfile::box}, {"gaussian", imaging::SliceProfile::gaussian}},
              "slice sensitivity profile")};
  }
  double interval_mm() const { return thickness_mm * (1 - overlap); }
  Support support() const {
    const double profile_mm =
        profile == imaging::SliceProfile::box ? thickness_mm : 4 * imaging::sigma_of_fwhm(thickness_mm);
    return {Support::Reach::margin, profile_mm + kSplineSlices * interval_mm()};
  }
};

/// Full width at half maximum of a profile of this standard deviation and shape.
double width_of_sd(imaging::SliceProfile profile, double sd_mm) {
  return profile == imaging::SliceProfile::box ? sd_mm * std::sqrt(12.0) : sd_mm / imaging::sigma_of_fwhm(1);
}

ImageOutput apply_sample_slice(const ImageInput& in, const SampleSlice& p) {
  if (p.identity()) return {in.image, {}};
  const double native = in.image.lattice.spacing_mm[2];
  if (p.thickness_mm < native * (1 - 1e-6))
    throw Error(ErrorKind::data, "slices of " + to_text(p.thickness_mm) +
                                     " mm cannot be made of slices that are " + to_rounded_text(native) +
                                     " mm apart; leave thinner levels or thicker images out");
  ImageOutput out{imaging::resample_axis(in.image, 2, p.profile, p.thickness_mm, p.interval_mm()), {}};
  // The old slices have a depth of their own: a box of their spacing.
  const double weights_sd =
      native * imaging::sampled_profile_sd(p.profile, p.thickness_mm / native, p.interval_mm() / native,
                                           in.image.window.whole_size[2]);
  const double sd = std::sqrt(weights_sd * weights_sd + native * native / 12);
  Magnitude width{"thickness_mm", p.thickness_mm, width_of_sd(p.profile, sd), "mm"};
  if (std::abs(width.achieved / width.requested - 1) > 0.05) width.status = "limited by the slices there";
  out.magnitudes = {width,
                    {"interval_mm", p.interval_mm(), out.image.lattice.spacing_mm[2], "mm"},
                    {"slices", std::nan(""), static_cast<double>(out.image.window.whole_size[2]), "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation sample_slice() {
  return image_operation<SampleSlice, apply_sample_slice>(
      {"sample.slice", "reconstruct thicker slices",
       "Averages the image across slices under the slice profile, a box or a Gaussian of full width "
       "thickness_mm, and keeps a slice every thickness_mm x (1 - overlap): averaging first, then "
       "decimation. Each old slice counts with the part of the profile that lies in its spacing, so a box of "
       "whole slices is their plain mean. The new slices are centred on the whole image; at its ends the "
       "profile is cut. The image changes its lattice, the mask stays on its own until the grid stage. "
       "Achieved is the width of the whole profile, the depth of the old slices included, from its standard "
       "deviation over all new slices: more than asked where slices are no whole multiples. Slices thinner "
       "than those there make the cell fail.",
       "Polacin et al. 1992, doi:10.1148/radiology.185.1.1523331 (section sensitivity profiles); "
       "Shafiq-ul-Hassan et al. 2017, doi:10.1002/mp.12123 (slice thickness and radiomics)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
