#include "core/image_map.h"
#include "reference/filters/parts/gaussian_derivatives.h"

namespace radgauge::reference {

namespace {

struct LogFilter : LaplacianOfGaussian {
  Boundary boundary = Boundary::mirror;

  LogFilter() : LaplacianOfGaussian{3, 4, Dimension::in_volume, false} {}

  static auto fields() {
    using P = LogFilter;
    return FieldList<P>{
        BoundField<P>(field("sigma_mm", &LaplacianOfGaussian::sigma_mm, "mm", Range{0, 100, true},
                            "standard deviation of the Gaussian")),
        BoundField<P>(field("truncation_sigma", &LaplacianOfGaussian::truncation_sigma, "sigma",
                            between(1, 10), "where the kernel ends, in standard deviations")),
        BoundField<P>(dimension_field(&LaplacianOfGaussian::dimension)), boundary_field(&P::boundary),
        BoundField<P>(field("zero_mean", &LaplacianOfGaussian::zero_mean,
                            "subtract the mean of the kernel's weights, which is not 0 once sampled"))};
  }
  Support support() const {
    if (boundary == Boundary::periodic) return {Support::Reach::volume};
    return {Support::Reach::margin, truncation_sigma * sigma_mm};
  }
};

Volume apply_log_filter(const Volume& image, const Box& wanted, const LogFilter& p) {
  return filtered(image, wanted, laplacian_of_gaussian(p, image.lattice.spacing_mm), p.boundary);
}

}  // namespace

namespace filters {

ImageFilter log() {
  return image_filter<LogFilter, apply_log_filter>(
      {"log", "Laplacian of a Gaussian",
       "Convolution with -1/s^2 (1/(sqrt(2 pi) s))^D (D - |k|^2/s^2) exp(-|k|^2/(2 s^2)), s = sigma_mm in "
       "voxels and |k| in voxels, sampled at whole voxels up to floor(truncation_sigma x s + 0.5) on each "
       "axis. Where voxels are not cubes it is the Laplacian in mm times the square of the geometric mean of "
       "the spacings (2D: of x and y). "
       "Bright blobs are negative. IBSI 2 accepts both schools of zero_mean in its phases 1 and 2; the "
       "consensus of its phase 3 has zero_mean: true.",
       "IBSI 2 reference manual, section \"Laplacian-of-Gaussian filter\", arXiv:2006.05470; Whybra, "
       "Zwanenburg et al. 2024, doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
