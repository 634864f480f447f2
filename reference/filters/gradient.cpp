#include <cmath>

#include "core/image_map.h"
#include "reference/filters/parts/separable.h"

namespace radgauge::reference {

namespace {

struct GradientFilter {
  Dimension dimension = Dimension::in_volume;
  Boundary boundary = Boundary::nearest;

  static auto fields() {
    return FieldList{dimension_field(&GradientFilter::dimension), boundary_field(&GradientFilter::boundary)};
  }
  Support support() const {
    if (boundary == Boundary::periodic) return {Support::Reach::volume};
    return {Support::Reach::margin, 0, 0, 1};
  }
};

/// The central difference along one axis.
SeparableBank difference_bank(std::size_t axis, double spacing_mm) {
  SeparableBank bank;
  SeparableTerm term;
  term.kernel.fill(bank.number_of({1.0}));
  term.kernel[axis] = bank.number_of({0.5 / spacing_mm, 0.0, -0.5 / spacing_mm});
  bank.terms = {term};
  return bank;
}

Volume apply_gradient_filter(const Volume& image, const Box& wanted, const GradientFilter& p) {
  Volume map = blank_part(image, wanted);
  std::vector<SeparableBank> banks;
  for (std::size_t a = 0; a < (p.dimension == Dimension::in_volume ? 3U : 2U); ++a)
    banks.push_back(difference_bank(a, image.lattice.spacing_mm[a]));
  Box slice = wanted;
  for (std::int64_t z = wanted.begin[2]; z < wanted.end[2]; ++z) {
    slice.begin[2] = z;
    slice.end[2] = z + 1;
    std::vector<double> squares(static_cast<std::size_t>(slice.voxel_count()), 0.0);
    for (const SeparableBank& bank : banks) {
      std::size_t i = 0;
      filter_rows(image, slice, bank, p.boundary,
                  [&](std::int64_t, std::int64_t, std::span<const double> row) {
                    for (const double v : row) squares[i++] += v * v;
                  });
    }
    float* to = &map(0, 0, z - wanted.begin[2]);
    for (std::size_t i = 0; i < squares.size(); ++i) to[i] = static_cast<float>(std::sqrt(squares[i]));
  }
  return map;
}

}  // namespace

namespace filters {

ImageFilter gradient() {
  return image_filter<GradientFilter, apply_gradient_filter>(
      {"gradient", "size of the gradient (not IBSI)",
       "The length of the vector of central differences, (f[i + 1] - f[i - 1]) / 2 over the spacing in mm on "
       "each axis.",
       "van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (pyradiomics, image type Gradient, with "
       "spacing); not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
