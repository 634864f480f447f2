#include "phantoms/object/object.h"

#include <cmath>

namespace radgauge::phantoms {

namespace {

/// Linear between the centres of voxels, 0 beyond them.
double texture_at(const Volume& voxels, const Vec3& point_mm) {
  const Lattice& lattice = voxels.lattice;
  const Vec3 index = lattice.to_index(point_mm);
  Index3 low;
  Vec3 share;
  for (std::size_t a = 0; a < 3; ++a) {
    const double last = static_cast<double>(lattice.size[a] - 1);
    if (!(index[a] >= 0 && index[a] <= last)) return 0;
    low[a] = std::min(static_cast<std::int64_t>(index[a]), std::max<std::int64_t>(0, lattice.size[a] - 2));
    share[a] = index[a] - static_cast<double>(low[a]);
  }
  double sum = 0;
  for (std::int64_t corner = 0; corner < 8; ++corner) {
    double weight = 1;
    Index3 at;
    for (std::size_t a = 0; a < 3; ++a) {
      const bool upper = (corner >> a & 1) != 0;
      weight *= upper ? share[a] : 1 - share[a];
      at[a] = low[a] + (upper ? 1 : 0);
    }
    if (weight > 0) sum += weight * static_cast<double>(voxels(at[0], at[1], at[2]));
  }
  return sum;
}

}  // namespace

Tissue tissue_at(const Object& object, const Vec3& point_mm) {
  Tissue sum;
  for (const Part& part : object.parts)
    if (contains(part.shape, point_mm)) sum = sum + part.tissue;
  for (const Texture& texture : object.textures)
    if (const double value = texture_at(texture.voxels, point_mm); value != 0)
      sum = sum + value * texture.tissue;
  return sum;
}

Mask mask_of(const Region& region, const Lattice& lattice) {
  Mask mask(lattice);
  std::size_t i = 0;
  for (std::int64_t z = 0; z < lattice.size[2]; ++z)
    for (std::int64_t y = 0; y < lattice.size[1]; ++y)
      for (std::int64_t x = 0; x < lattice.size[0]; ++x, ++i) {
        const Vec3 point =
            lattice.to_physical({static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)});
        bool in_box = true;
        for (std::size_t a = 0; a < 3; ++a)
          in_box = in_box && point[a] >= region.low_mm[a] && point[a] <= region.high_mm[a];
        mask.voxels[i] = in_box && region.inside(point) ? 1 : 0;
      }
  return mask;
}

}  // namespace radgauge::phantoms
