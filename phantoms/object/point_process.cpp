#include "phantoms/object/point_process.h"

#include <cmath>

namespace radgauge::phantoms {

std::int64_t poisson_count(double mean, const Draws& draws, std::uint64_t first, std::uint32_t draw) {
  std::int64_t count = -1;
  for (double time = 0; time <= mean; ++count)
    time -= std::log(draws.uniform(first + static_cast<std::uint64_t>(count + 1), draw));
  return count;
}

std::vector<Vec3> poisson_points(const Vec3& low_mm, const Vec3& high_mm, double density, const Draws& draws,
                                 std::uint32_t draw) {
  double mean = density;
  for (std::size_t a = 0; a < 3; ++a)
    if (high_mm[a] > low_mm[a]) mean *= high_mm[a] - low_mm[a];
  std::vector<Vec3> points(static_cast<std::size_t>(poisson_count(mean, draws, 0, draw)));
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t a = 0; a < 3; ++a)
      points[i][a] = low_mm[a] + (high_mm[a] - low_mm[a]) * draws.uniform(3 * i + a, draw + 1);
  return points;
}

}  // namespace radgauge::phantoms
