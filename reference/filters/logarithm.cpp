#include <cmath>

#include "core/image_map.h"
#include "reference/filters/parts/whole_range.h"

namespace radgauge::reference {

namespace {

struct LogarithmFilter {
  static FieldList<LogarithmFilter> fields() { return {}; }
  /// The largest intensity is that of the whole image.
  Support support() const { return {Support::Reach::volume}; }
};

Volume apply_logarithm_filter(const Volume& image, const Box& wanted, const LogarithmFilter&) {
  const double largest = largest_intensity(image);
  const double scale = largest == 0 ? 0 : largest / std::log1p(largest);
  return mapped(image, wanted, [=](double v) { return std::copysign(scale * std::log1p(std::abs(v)), v); });
}

}  // namespace

namespace filters {

ImageFilter logarithm() {
  return image_filter<LogarithmFilter, apply_logarithm_filter>(
      {"logarithm", "logarithm, scaled to the range of the image (not IBSI)",
       "c sign(f) log(|f| + 1) with c = m / log(m + 1), m the largest absolute intensity of the whole image on its grid: m stays m.",
       "van Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (pyradiomics, image type Logarithm); "
       "not a filter of IBSI 2"});
}

}  // namespace filters
}  // namespace radgauge::reference
