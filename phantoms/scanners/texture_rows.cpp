#include "phantoms/scanners/texture_rows.h"

#include <algorithm>

#include "core/error.h"

namespace radgauge::phantoms {

namespace {

/// The voxels around a place on one axis: the lower of two, and the share of the upper.
struct Between {
  std::int64_t low = 0;
  double share = 0;
};

std::optional<Between> between_voxels(const Lattice& lattice, std::size_t axis, double mm) {
  const double index = (mm - lattice.origin_mm[axis]) / lattice.spacing_mm[axis];
  const std::int64_t last = lattice.size[axis] - 1;
  if (!(index >= 0 && index <= static_cast<double>(last))) return std::nullopt;
  const std::int64_t low =
      std::clamp<std::int64_t>(static_cast<std::int64_t>(index), 0, std::max<std::int64_t>(0, last - 1));
  return Between{low, index - static_cast<double>(low)};
}

}  // namespace

void require_upright_textures(const Object& object) {
  for (const Texture& texture : object.textures)
    if (texture.voxels.lattice.direction != kIdentity3)
      throw Error(ErrorKind::data,
                  "a texture of the object is turned against the scanner's axes, which this scanner cannot "
                  "scan; give its lattice the directions 1 0 0, 0 1 0, 0 0 1");
}

TextureRows::TextureRows(const Object& object, double z_mm) {
  require_upright_textures(object);
  for (const Texture& texture : object.textures)
    if (const auto z = between_voxels(texture.voxels.lattice, 2, z_mm))
      cuts_.push_back({&texture, z->low, z->share, false,
                       std::vector<double>(static_cast<std::size_t>(texture.voxels.lattice.size[0]))});
}

std::optional<RowSpan> TextureRows::row(double y_mm) {
  std::optional<RowSpan> all;
  for (Cut& cut : cuts_) {
    const Volume& voxels = cut.texture->voxels;
    const Lattice& lattice = voxels.lattice;
    const auto y = between_voxels(lattice, 1, y_mm);
    cut.in_row = y.has_value();
    if (!y) continue;
    std::fill(cut.values.begin(), cut.values.end(), 0.0);
    for (const auto& [dy, dz] : {std::pair{0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
      const double weight = (dy == 1 ? y->share : 1 - y->share) * (dz == 1 ? cut.z_share : 1 - cut.z_share);
      if (!(weight > 0)) continue;
      const float* from = &voxels(0, y->low + dy, cut.z + dz);
      for (std::size_t x = 0; x < cut.values.size(); ++x)
        cut.values[x] += weight * static_cast<double>(from[x]);
    }
    const double low = lattice.origin_mm[0];
    const double high = low + lattice.spacing_mm[0] * static_cast<double>(lattice.size[0] - 1);
    all = all ? RowSpan{std::min(all->low_mm, low), std::max(all->high_mm, high)} : RowSpan{low, high};
  }
  return all;
}

Tissue TextureRows::at(double x_mm) const {
  Tissue sum;
  for (const Cut& cut : cuts_) {
    if (!cut.in_row) continue;
    const auto x = between_voxels(cut.texture->voxels.lattice, 0, x_mm);
    if (!x) continue;
    const auto low = static_cast<std::size_t>(x->low);
    double value = (1 - x->share) * cut.values[low];
    if (x->share > 0) value += x->share * cut.values[low + 1];
    sum = sum + value * cut.texture->tissue;
  }
  return sum;
}

}  // namespace radgauge::phantoms
