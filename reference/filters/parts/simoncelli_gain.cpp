#include "reference/filters/parts/simoncelli_gain.h"

#include <cmath>
#include <numbers>

namespace radgauge::reference {

double simoncelli_gain(const Vec3& frequency, std::int64_t level) {
  const double highest = std::ldexp(1.0, static_cast<int>(1 - level));
  const double size2 =
      frequency[0] * frequency[0] + frequency[1] * frequency[1] + frequency[2] * frequency[2];
  const double size = std::sqrt(size2);
  if (!(size > highest / 4 && size <= highest)) return 0;
  return std::cos(std::numbers::pi / 2 * std::log2(2 * size / highest));
}

std::int64_t simoncelli_padding(std::int64_t level) {
  return std::int64_t{16} << level;
}

}  // namespace radgauge::reference
