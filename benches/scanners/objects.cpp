#include <cmath>
#include <limits>

#include "phantoms/object/materials.h"
#include "scanners/scanners.h"

namespace radgauge::bench {

using namespace radgauge::phantoms;

std::unique_ptr<Scanner> scanner_of(const std::string& name,
                                    const std::vector<std::pair<std::string, Value>>& given) {
  const ScannerKind& kind = *find_scanner_kind(name);
  std::vector<Value> values;
  for (const Field& field : kind.fields) {
    values.push_back(field.fallback);
    for (const auto& [key, value] : given)
      if (key == field.name) values.back() = value;
  }
  return kind.make(values, {});
}

Object torso_and_lesion(double pixel_mm, std::int64_t slices) {
  Object object;
  const double endless = std::numeric_limits<double>::infinity();
  object.parts = {{{ShapeKind::cylinder, {0, 0, 0}, {170, 110, endless}}, kWater}};
  object.view_centre_mm = {60, 20, 0};
  object.slices = slices;
  object.field_of_view_mm = 127.5 * pixel_mm;
  Lattice lattice;
  lattice.size = {81, 81, 81};
  lattice.origin_mm = {20, -12, -40};
  Volume voxels(lattice);
  for (std::int64_t z = 0; z < 81; ++z)
    for (std::int64_t y = 0; y < 81; ++y)
      for (std::int64_t x = 0; x < 81; ++x) {
        const double dx = static_cast<double>(x - 40), dy = static_cast<double>(y - 40);
        const double r = std::hypot(dx, dy, static_cast<double>(z - 40));
        if (r < 36) voxels(x, y, z) = static_cast<float>(60 + 30 * std::sin(0.7 * dx) * std::sin(0.6 * dy));
      }
  object.textures = {{std::move(voxels), 1e-3 * kWater}};
  return object;
}

double mean_at(const Volume& image, const Vec3& point_mm) {
  const Vec3 index = image.lattice.to_index(point_mm);
  double sum = 0;
  for (std::int64_t dy = -1; dy <= 1; ++dy)
    for (std::int64_t dx = -1; dx <= 1; ++dx)
      sum += static_cast<double>(
          image(std::lround(index[0]) + dx, std::lround(index[1]) + dy, std::lround(index[2])));
  return sum / 9;
}

double sd_of_difference(const Volume& a, const Volume& b, const Vec3& point_mm) {
  double squares = 0, n = 0;
  const Index3& size = a.lattice.size;
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x) {
        const Vec3 d =
            a.lattice.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)}) -
            point_mm;
        if (std::abs(d[0]) > 10 || std::abs(d[1]) > 10 || std::abs(d[2]) > 10) continue;
        const double difference = static_cast<double>(a(x, y, z)) - static_cast<double>(b(x, y, z));
        squares += difference * difference;
        n += 1;
      }
  return std::sqrt(squares / n);
}

}  // namespace radgauge::bench
