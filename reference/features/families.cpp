#include <cmath>

#include "reference/features/family.h"

namespace radgauge::reference {

FeatureValue settled(const FeatureValue& value) {
  if (value.status == Status::ok && !std::isfinite(value.value))
    return FeatureValue::undefined("the formula has no finite value for this region");
  return value;
}

std::span<const Family> families() {
  static const std::array list{morphology_family(),
                               local_intensity_family(),
                               intensity_statistics_family(),
                               intensity_histogram_family(),
                               intensity_volume_histogram_family(),
                               glcm_family(),
                               glrlm_family(),
                               glszm_family(),
                               gldzm_family(),
                               ngtdm_family(),
                               ngldm_family()};
  return list;
}

}  // namespace radgauge::reference
