#include <cmath>

#include "core/image_map.h"
#include "reference/filters/parts/whole_range.h"

namespace radgauge::reference {

namespace {

struct ExponentialFilter {
  static FieldList<ExponentialFilter> fields() { return {}; }
  /// The largest intensity is that of the whole image.
  Support support() const { return {Support::Reach::volume}; }
};

Volume apply_exponential_filter(const Volume& image, const Box& wanted, const ExponentialFilter&) {
  const double largest = largest_intensity(image);
  const double scale = largest == 0 ? 0 : std::log(largest) / largest;
  return mapped(image, wanted, [=](double v) { return std::exp(scale * v); });
}

}  // namespace

namespace filters {

ImageFilter exponential() {
  return image_filter<ExponentialFilter, apply_exponential_filter>(
      {"exponential", "exponential, scaled to the range of the image (not IBSI)",
       "exp(c f) with c = log(m) / m, m the largest absolute intensity of the whole image on its grid: m stays m. An image whose largest intensity is 0 makes a map of 1.",
       "van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (pyradiomics, image type Exponential); "
       "not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
