#include "agreement/numerical_floor.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace radgauge::agreement {
namespace {

struct Floor {
  std::string_view tag;
  double value;
};

// In the order of their tags.
constexpr Floor kFloors[] = {
#include "agreement/numerical_floor.inc"
};

}  // namespace

double relative_change(double a, double b) {
  const double size = std::max(std::abs(a), std::abs(b));
  return size > 0 ? std::abs(a - b) / size : 0;
}

double numerical_floor(std::string_view feature) {
  const std::string_view tag = feature.substr(feature.rfind('.') + 1);  // npos + 1 is 0
  const auto* at =
      std::lower_bound(std::begin(kFloors), std::end(kFloors), tag,
                       [](const Floor& floor, std::string_view wanted) { return floor.tag < wanted; });
  return at != std::end(kFloors) && at->tag == tag ? at->value : std::nan("");
}

double smallest_real_change(std::string_view feature) {
  return smallest_real_change(numerical_floor(feature), kFloorFactor, kLeastTolerance);
}

double smallest_real_change(double floor, double factor, double least) {
  return std::fmax(factor * floor, least);
}

bool is_edge_sensitive(std::string_view feature, double one_ulp_change) {
  return one_ulp_change > std::fmax(kFloorFactor * numerical_floor(feature), kPassedOn);
}

}  // namespace radgauge::agreement
