#include "phantoms/object/honeycomb.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace radgauge::phantoms {

namespace {

/// Distance in the plane from the nearest centre of a hexagon, measured across its flats: half the pitch on
/// the middle line of a wall. Centres lie in rows along x, every second one shifted by half a pitch.
double across_flats(double x, double y, double pitch) {
  const double row = pitch * std::numbers::sqrt3 / 2;
  double nearest = pitch;
  const double k = std::floor(y / row);
  for (const double j : {k, k + 1}) {
    const double shift = std::fmod(j, 2.0) == 0 ? 0 : 0.5 * pitch;
    const double dx = std::abs(x - shift - pitch * std::round((x - shift) / pitch));
    const double dy = std::abs(y - j * row);
    nearest = std::min(nearest, std::max(dx, 0.5 * dx + std::numbers::sqrt3 / 2 * dy));
  }
  return nearest;
}

}  // namespace

Volume honeycomb(const BlockSize& size, double pitch_mm, double fill, double cell_mm) {
  constexpr int kPoints = 4;
  const Lattice cells = columns_of(size, cell_mm);
  const double hole = 0.5 * pitch_mm * std::sqrt(1 - fill);
  return fill_cells(cells, [&](const Vec3& at) {
    double walls = 0;
    for (int j = 0; j < kPoints; ++j)
      for (int i = 0; i < kPoints; ++i) {
        const double x = at[0] + ((i + 0.5) / kPoints - 0.5) * cells.spacing_mm[0];
        const double y = at[1] + ((j + 0.5) / kPoints - 0.5) * cells.spacing_mm[1];
        walls +=
            std::clamp(0.5 + (across_flats(x, y, pitch_mm) - hole) * kPoints / cells.spacing_mm[0], 0.0, 1.0);
      }
    return walls / (kPoints * kPoints);
  });
}

}  // namespace radgauge::phantoms
