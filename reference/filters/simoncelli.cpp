#include "core/image_map.h"
#include "reference/filters/parts/simoncelli_gain.h"
#include "reference/filters/parts/spectral.h"

namespace radgauge::reference {

namespace {

struct SimoncelliFilter {
  std::int64_t level = 1;
  Dimension dimension = Dimension::in_volume;
  Boundary boundary = Boundary::periodic;

  static auto fields() {
    using P = SimoncelliFilter;
    return FieldList{
        field("level", &P::level, "", between(1, 4), "level of the decomposition; each doubles the scale"),
        dimension_field(&P::dimension), boundary_field(&P::boundary)};
  }
  Support support() const {
    return {dimension == Dimension::in_volume ? Support::Reach::volume : Support::Reach::slice};
  }
};

Volume apply_simoncelli_filter(const Volume& image, const Box& wanted, const SimoncelliFilter& p) {
  const SpectralGrid grid =
      spectral_grid(image.window.whole_size, p.dimension, p.boundary, simoncelli_padding(p.level));
  const auto gain = [&](const Vec3& f, const Index3&) { return simoncelli_gain(f, p.level); };
  return spectral_response(image, wanted, grid, p.dimension, p.boundary, {gain, 0});
}

}  // namespace

namespace filters {

ImageFilter simoncelli() {
  return image_filter<SimoncelliFilter, apply_simoncelli_filter>(
      {"simoncelli", "band of Simoncelli's non-separable wavelet",
       "The spectrum of the whole image times cos(pi/2 log2(2 |f| / f_j)) for f_j/4 < |f| <= f_j = 2^(1 - "
       "level), else 0. |f| is a distance in a grid from -1 to 1, end to end, on each axis, which is not "
       "quite the grid of the frequencies of the transform; the reference maps of IBSI 2 ask for it. A "
       "periodic image is transformed at its own size; others get 16 x 2^level voxels beyond each end. The "
       "response looks the same from all directions, so it has no pooling. It has no end: a voxel that is not "
       "finite makes all of the map NaN (2D: of its slice).",
       "Simoncelli and Freeman 1995, doi:10.1109/ICIP.1995.537667; IBSI 2 reference manual, section "
       "\"Non-separable wavelets\", arXiv:2006.05470; Whybra, Zwanenburg et al. 2024, "
       "doi:10.1148/radiol.231319"});
}

}  // namespace filters
}  // namespace radgauge::reference
