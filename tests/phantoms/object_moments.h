#pragma once

#include <cmath>
#include <map>

#include "phantoms/object/object.h"

namespace radgauge::testing {

inline double hu_at(const phantoms::Object& object, const Vec3& at) {
  return 1000 * (tissue_at(object, at).attenuation - 1);
}

/// Sums over points of a grid in the first region of an object, `step_mm` apart and off the places of cells.
struct ObjectMoments {
  double volume_mm3 = 0;
  double mean = 0, sd = 0, skewness = 0, excess_kurtosis = 0;  ///< of Hounsfield units
  Vec3 centre_mm{0, 0, 0};
  Vec3 variance_mm2{0, 0, 0};  ///< of the points, along x, y and z
};

inline ObjectMoments moments_of(const phantoms::Object& object, const Vec3& step_mm) {
  const phantoms::Region& region = object.regions.front();
  double n = 0, powers[5] = {0, 0, 0, 0, 0};
  Vec3 sum{0, 0, 0}, squares{0, 0, 0};
  Vec3 at;
  for (at[2] = region.low_mm[2] + 0.37 * step_mm[2]; at[2] < region.high_mm[2]; at[2] += step_mm[2])
    for (at[1] = region.low_mm[1] + 0.41 * step_mm[1]; at[1] < region.high_mm[1]; at[1] += step_mm[1])
      for (at[0] = region.low_mm[0] + 0.53 * step_mm[0]; at[0] < region.high_mm[0]; at[0] += step_mm[0]) {
        if (!region.inside(at)) continue;
        ++n;
        const double hu = hu_at(object, at);
        for (int k = 1; k < 5; ++k) powers[k] += std::pow(hu, k);
        for (std::size_t a = 0; a < 3; ++a) {
          sum[a] += at[a];
          squares[a] += at[a] * at[a];
        }
      }
  ObjectMoments m;
  m.volume_mm3 = n * step_mm[0] * step_mm[1] * step_mm[2];
  for (double& power : powers) power /= n;
  m.mean = powers[1];
  const double variance = std::max(0.0, powers[2] - m.mean * m.mean);
  m.sd = std::sqrt(variance);
  const double third = powers[3] - 3 * m.mean * powers[2] + 2 * std::pow(m.mean, 3);
  const double fourth =
      powers[4] - 4 * m.mean * powers[3] + 6 * m.mean * m.mean * powers[2] - 3 * std::pow(m.mean, 4);
  m.skewness = third / std::pow(variance, 1.5);
  m.excess_kurtosis = fourth / (variance * variance) - 3;
  for (std::size_t a = 0; a < 3; ++a) {
    m.centre_mm[a] = sum[a] / n;
    m.variance_mm2[a] = squares[a] / n - m.centre_mm[a] * m.centre_mm[a];
  }
  return m;
}

inline std::map<std::string, double> truth_of(const phantoms::Object& object) {
  std::map<std::string, double> truth;
  for (const KnownValue& known : object.truth) truth[known.name] = known.value;
  return truth;
}

/// The volume that parallel rays see of a shape from an angle: the sum of chords over offsets and heights.
inline double projected_volume(const phantoms::Shape& shape, double angle, double step_mm) {
  const double reach = std::hypot(shape.half_mm[0], shape.half_mm[1]) + 1;
  double sum = 0;
  for (double z = -shape.half_mm[2] + step_mm / 2; z < shape.half_mm[2]; z += step_mm)
    for (double s = -reach + step_mm / 2; s < reach; s += step_mm)
      sum += chord_mm(shape, z + shape.centre_mm[2],
                      {std::cos(angle), std::sin(angle),
                       s + shape.centre_mm[0] * std::cos(angle) + shape.centre_mm[1] * std::sin(angle)});
  return sum * step_mm * step_mm;
}

}  // namespace radgauge::testing
