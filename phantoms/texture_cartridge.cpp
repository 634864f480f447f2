#include <array>
#include <cmath>
#include <numbers>

#include "phantoms/object/block.h"
#include "phantoms/object/gaussian_texture.h"
#include "phantoms/object/honeycomb.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/point_process.h"

namespace radgauge::phantoms {

namespace {

enum class CartridgeMaterial {
  lattice_20,
  lattice_30,
  lattice_40,
  lattice_50,
  uniform,
  fine_grain,
  coarse_grain,
  layered,
  particle_mix,
  dense_grain,
  cycle
};

constexpr std::array<Choice<CartridgeMaterial>, 11> kMaterialNames{
    {{"lattice_20", CartridgeMaterial::lattice_20},
     {"lattice_30", CartridgeMaterial::lattice_30},
     {"lattice_40", CartridgeMaterial::lattice_40},
     {"lattice_50", CartridgeMaterial::lattice_50},
     {"uniform", CartridgeMaterial::uniform},
     {"fine_grain", CartridgeMaterial::fine_grain},
     {"coarse_grain", CartridgeMaterial::coarse_grain},
     {"layered", CartridgeMaterial::layered},
     {"particle_mix", CartridgeMaterial::particle_mix},
     {"dense_grain", CartridgeMaterial::dense_grain},
     {"cycle", CartridgeMaterial::cycle}}};

struct TextureCartridge : BlockSize {
  CartridgeMaterial material = CartridgeMaterial::cycle;
  double cell_mm = 0.6;

  static auto fields() {
    return FieldList{field("material", &TextureCartridge::material, kMaterialNames,
                           "which of the ten; cycle: one after the other"),
                     field("cell_mm", &TextureCartridge::cell_mm, "mm", between(0.2, 0.8),
                           "cells on which textures are drawn")}
        .append(BlockSize::size_fields());
  }
  std::string problem() const { return cells_problem(*this, cell_mm); }
};

/// The design of a grain: a Gaussian field.
struct Grain {
  double mean;
  double sd;
  TextureSpectrum spectrum;
};

/// A band around one layer in 5 mm along x, which wanders over 12 mm along y and z.
double layered_spectrum(const Vec3& f) {
  constexpr double kLayer = 1 / 5.0, kBand = 0.04, kWander = 12;
  const double off = (std::abs(f[0]) - kLayer) / kBand;
  const double across = 4 * std::pow(std::numbers::pi * kWander, 2) * (f[1] * f[1] + f[2] * f[2]);
  return std::exp(-0.5 * off * off - across);
}

Grain grain_of(CartridgeMaterial material) {
  switch (material) {
    case CartridgeMaterial::fine_grain:
      return {-864, 35, gaussian_spectrum(0.9)};
    case CartridgeMaterial::coarse_grain:
      return {-700, 80, gaussian_spectrum(3)};
    case CartridgeMaterial::layered:
      return {-450, 60, layered_spectrum};
    case CartridgeMaterial::dense_grain:
      return {650, 45, gaussian_spectrum(1.5)};
    default:
      return {120, 0, {}};
  }
}

/// Balls of one intensity in a filling of another (a Boolean model): their share is 1 - exp(-n 4/3 pi r^3).
struct ParticleMix {
  double radius_mm = 2.2;
  double share = 0.7;
  double filling = -310;
  double particle = 170;

  double mean() const { return filling + share * (particle - filling); }
  double sd() const { return std::sqrt(share * (1 - share)) * (particle - filling); }
};

Volume draw_particles(const ParticleMix& mix, const TextureCartridge& p, const Draws& draws) {
  const double r = mix.radius_mm;
  const double density = -std::log(1 - mix.share) / (4 * std::numbers::pi / 3 * r * r * r);
  const Vec3 half{0.5 * p.width_mm + r, 0.5 * p.width_mm + r, 0.5 * p.thickness_mm + r};
  const Lattice cells = cells_of(p, p.cell_mm);
  Volume mixed = fill_cells(cells, [&](const Vec3&) { return mix.filling - mix.mean(); });
  const auto range = [&](double centre_mm, std::size_t a) {
    const double at = (centre_mm - cells.origin_mm[a]) / cells.spacing_mm[a];
    const double reach = r / cells.spacing_mm[a];
    return std::pair(std::max<std::int64_t>(1, std::llround(std::ceil(at - reach))),
                     std::min<std::int64_t>(cells.size[a] - 2, std::llround(std::floor(at + reach))));
  };
  for (const Vec3& centre : poisson_points({-half[0], -half[1], -half[2]}, half, density, draws, 0)) {
    const Shape ball{ShapeKind::ellipsoid, centre, {r, r, r}};
    const auto [x0, x1] = range(centre[0], 0);
    const auto [y0, y1] = range(centre[1], 1);
    const auto [z0, z1] = range(centre[2], 2);
    for (std::int64_t z = z0; z <= z1; ++z)
      for (std::int64_t y = y0; y <= y1; ++y)
        for (std::int64_t x = x0; x <= x1; ++x)
          if (contains(ball, cells.to_physical(
                                 {static_cast<double>(x), static_cast<double>(y), static_cast<double>(z)})))
            mixed(x, y, z) = static_cast<float>(mix.particle - mix.mean());
  }
  return mixed;
}

Object lattice_cartridge(const TextureCartridge& p, double fill) {
  constexpr double kPitchMm = 6;
  Object object = block_of(p, {});
  object.parts.clear();
  object.textures = {{honeycomb(p, kPitchMm, fill, p.cell_mm), kWater}};
  object.truth = {{"mean_hu", -1000 + 1000 * fill, "HU"}, {"fill", fill, "1"}};
  return object;
}

Object textured_cartridge(const TextureCartridge& p, double mean, double sd, Volume texture) {
  Object object = block_of(p, water_of_hu(mean));
  object.textures = {{std::move(texture), texture_tissue(sd)}};
  object.truth = {{"mean_hu", mean, "HU"}, {"sd_hu", sd, "HU"}};
  return object;
}

Object cartridge_of(CartridgeMaterial material, const TextureCartridge& p, const Draws& draws) {
  if (material <= CartridgeMaterial::lattice_50)
    return lattice_cartridge(p, 0.2 + 0.1 * static_cast<int>(material));
  if (material == CartridgeMaterial::particle_mix) {
    const ParticleMix mix;
    Object object = textured_cartridge(p, mix.mean(), mix.sd(), draw_particles(mix, p, draws));
    object.truth = {{"mean_hu", mix.mean(), "HU"}, {"share", mix.share, "1"}};
    return object;
  }
  const Grain grain = grain_of(material);
  if (grain.sd > 0)
    return textured_cartridge(
        p, grain.mean, grain.sd,
        gaussian_texture(cells_of(p, p.cell_mm), grain.spectrum, grain.sd, 25, draws, 0));
  Object object = block_of(p, water_of_hu(grain.mean));
  object.truth = {{"mean_hu", grain.mean, "HU"}, {"sd_hu", 0, "HU"}};
  return object;
}

CartridgeMaterial material_of(const TextureCartridge& p, std::uint64_t index) {
  const auto materials = static_cast<std::uint64_t>(CartridgeMaterial::cycle);
  return p.material == CartridgeMaterial::cycle ? static_cast<CartridgeMaterial>(index % materials)
                                                : p.material;
}

Object describe_texture_cartridge(const TextureCartridge& p, std::uint64_t seed, std::uint64_t index) {
  const Draws draws(seed, "texture_cartridge-" + std::to_string(index), "phantom.texture_cartridge", 0, 0);
  return cartridge_of(material_of(p, index), p, draws);
}

}  // namespace

namespace generators {

Phantom texture_cartridge() {
  Phantom phantom = object_phantom<TextureCartridge, describe_texture_cartridge>(
      {"texture_cartridge", "ten materials in the range of the Credence Cartridge Radiomics phantom",
       "A block in air of one of ten materials; objects go through them in this order. lattice_20 to lattice_50: "
       "honeycombs of 6 mm with 20 to 50 % of water, mean -800 to -500 HU. uniform: 120 HU. Gaussian fields: "
       "fine_grain, -864 HU, SD 35, w 0.9 mm; coarse_grain, -700, SD 80, w 3 mm; layered, -450, SD 60, a band "
       "around one layer in 5 mm along x; dense_grain, 650, SD 45, w 1.5 mm. particle_mix: overlapping balls of "
       "2.2 mm and 170 HU that fill 70 % of -310 HU, mean 26, SD 220, or "
       "205 on cells of 0.6 mm. These are design targets in the range of "
       "the phantom that was measured, no replicas of its materials: means and SD are near, textures are our own.",
       "Mackin et al. 2015, Invest Radiol 50:757, doi:10.1097/RLI.0000000000000180 (range of the materials)"});
  phantom.covariates = [](std::span<const Value> values, std::uint64_t, std::uint64_t index) {
    const CartridgeMaterial material = material_of(from_values<TextureCartridge>(values), index);
    return std::map<std::string, std::string>{
        {"material", std::string(kMaterialNames[static_cast<std::size_t>(material)].first)}};
  };
  return phantom;
}

}  // namespace generators
}  // namespace radgauge::phantoms
