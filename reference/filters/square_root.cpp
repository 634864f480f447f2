#include <cmath>

#include "core/image_map.h"
#include "reference/filters/parts/whole_range.h"

namespace radgauge::reference {

namespace {

struct SquareRootFilter {
  static FieldList<SquareRootFilter> fields() { return {}; }
  /// The largest intensity is that of the whole image.
  Support support() const { return {Support::Reach::volume}; }
};

Volume apply_square_root_filter(const Volume& image, const Box& wanted, const SquareRootFilter&) {
  const double largest = largest_intensity(image);
  return mapped(image, wanted, [=](double v) { return std::copysign(std::sqrt(largest * std::abs(v)), v); });
}

}  // namespace

namespace filters {

ImageFilter square_root() {
  return image_filter<SquareRootFilter, apply_square_root_filter>(
      {"square_root", "square root, scaled to the range of the image (not IBSI)",
       "sign(f) sqrt(m |f|), m the largest absolute intensity of the whole image on its grid: m stays m.",
       "van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (pyradiomics, image type SquareRoot); "
       "not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
