#include <cmath>

#include "core/image_map.h"
#include "reference/filters/parts/whole_range.h"

namespace radgauge::reference {

namespace {

struct SquareFilter {
  static FieldList<SquareFilter> fields() { return {}; }
  /// The largest intensity is that of the whole image.
  Support support() const { return {Support::Reach::volume}; }
};

Volume apply_square_filter(const Volume& image, const Box& wanted, const SquareFilter&) {
  const double largest = largest_intensity(image);
  if (largest == 0) return mapped(image, wanted, [](double) { return 0.0; });
  return mapped(image, wanted, [=](double v) { return v * v / largest; });
}

}  // namespace

namespace filters {

ImageFilter square() {
  return image_filter<SquareFilter, apply_square_filter>(
      {"square", "square, scaled to the range of the image (not IBSI)",
       "(c f)^2 with c = 1 / sqrt(m), m the largest absolute intensity of the whole image on its grid: m stays m.",
       "van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (pyradiomics, image type Square); "
       "not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
