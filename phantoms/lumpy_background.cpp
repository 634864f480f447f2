#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "core/text.h"
#include "phantoms/object/block.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"
#include "phantoms/object/point_process.h"

namespace radgauge::phantoms {

namespace {

/// Lumps end here, in their widths: what is left out of their volume is 1e-5.
constexpr double kLumpReach = 5;
constexpr double kMostLumps = 1e6;

struct LumpyBackground : BlockSize {
  static constexpr bool population = true;
  double base = 0;
  double amplitude = 20;
  double lump_mm = 3;
  double lumps_per_cm3 = 10;
  double cell_mm = 1;

  static auto fields() {
    return FieldList{
        field("base", &LumpyBackground::base, "intensity", between(-1000, 3000),
              "Hounsfield units without lumps"),
        field("amplitude", &LumpyBackground::amplitude, "intensity", between(0, 3000), "a: height of a lump"),
        field("lump_mm", &LumpyBackground::lump_mm, "mm", between(0.5, 30),
              "w: a lump is a exp(-r^2 / (2 w^2))"),
        field("lumps_per_cm3", &LumpyBackground::lumps_per_cm3, "1/cm^3", between(0.01, 10000),
              "mean number of lumps"),
        field("cell_mm", &LumpyBackground::cell_mm, "mm", between(0.1, 10), "cells on which lumps are drawn")}
        .append(BlockSize::size_fields());
  }
  double density_per_mm3() const { return lumps_per_cm3 / 1000; }
  double variance() const {
    return density_per_mm3() * amplitude * amplitude * std::pow(std::numbers::pi, 1.5) * std::pow(lump_mm, 3);
  }
  double mean() const {
    return base + density_per_mm3() * amplitude * std::pow(2 * std::numbers::pi, 1.5) * std::pow(lump_mm, 3);
  }
  std::string problem() const {
    if (lump_mm < cell_mm)
      return "lump_mm = " + to_text(lump_mm) + " is below cell_mm = " + to_text(cell_mm) +
             ", which cannot hold it; use finer cells";
    const double room = 2 * kLumpReach * lump_mm;
    const double lumps = density_per_mm3() * std::pow(width_mm + room, 2) * (thickness_mm + room);
    if (lumps > kMostLumps)
      return to_rounded_text(lumps, 3) + " lumps are more than " + to_rounded_text(kMostLumps, 3) +
             "; use fewer lumps_per_cm3 or a smaller block";
    return cells_problem(*this, cell_mm);
  }
};

/// Samples of a Gaussian along one axis of the cells, from the first cell within its reach on.
struct LumpAxis {
  std::int64_t first = 0;
  std::vector<double> values;

  LumpAxis(double centre_mm, double width_mm, double origin_mm, double spacing_mm, std::int64_t size) {
    const double reach = kLumpReach * width_mm;
    first = std::max<std::int64_t>(1, std::llround(std::ceil((centre_mm - reach - origin_mm) / spacing_mm)));
    const std::int64_t last = std::min<std::int64_t>(
        size - 2, std::llround(std::floor((centre_mm + reach - origin_mm) / spacing_mm)));
    for (std::int64_t i = first; i <= last; ++i) {
      const double d = (origin_mm + static_cast<double>(i) * spacing_mm - centre_mm) / width_mm;
      values.push_back(std::exp(-0.5 * d * d));
    }
  }
};

Volume lumps_on(const Lattice& cells, const LumpyBackground& p, const Draws& draws) {
  const double reach = kLumpReach * p.lump_mm;
  const Vec3 half{0.5 * p.width_mm + reach, 0.5 * p.width_mm + reach, 0.5 * p.thickness_mm + reach};
  // Linear interpolation widens a lump by h^2 / 6; it is drawn narrower and higher by as much.
  Vec3 width;
  double height = p.amplitude;
  for (std::size_t a = 0; a < 3; ++a) {
    width[a] = std::sqrt(p.lump_mm * p.lump_mm - cells.spacing_mm[a] * cells.spacing_mm[a] / 6);
    height *= p.lump_mm / width[a];
  }
  std::vector<double> sums(static_cast<std::size_t>(cells.voxel_count()));
  for (const Vec3& centre :
       poisson_points({-half[0], -half[1], -half[2]}, half, p.density_per_mm3(), draws, 0)) {
    std::array<std::optional<LumpAxis>, 3> axes;
    for (std::size_t a = 0; a < 3; ++a)
      axes[a].emplace(centre[a], width[a], cells.origin_mm[a], cells.spacing_mm[a], cells.size[a]);
    if (axes[0]->values.empty()) continue;
    for (std::size_t z = 0; z < axes[2]->values.size(); ++z)
      for (std::size_t y = 0; y < axes[1]->values.size(); ++y) {
        const double weight = height * axes[2]->values[z] * axes[1]->values[y];
        const std::int64_t row =
            cells.size[0] * (axes[1]->first + static_cast<std::int64_t>(y) +
                             cells.size[1] * (axes[2]->first + static_cast<std::int64_t>(z)));
        double* to = sums.data() + row + axes[0]->first;
        for (const double value : axes[0]->values) *to++ += weight * value;
      }
  }
  Volume lumps(cells);
  for (std::size_t i = 0; i < sums.size(); ++i) lumps.voxels[i] = static_cast<float>(sums[i]);
  return lumps;
}

Object describe_lumpy_background(const LumpyBackground& p, std::uint64_t seed, std::uint64_t index) {
  const Draws draws(seed, "lumpy_background-" + std::to_string(index), "phantom.lumpy_background", 0, 0);
  Object object = block_of(p, water_of_hu(p.base));
  const double sd = std::sqrt(p.variance());
  object.textures = {{lumps_on(cells_of(p, p.cell_mm), p, draws), texture_tissue(sd)}};
  object.truth = {{"mean_hu", p.mean(), "HU"}, {"sd_hu", sd, "HU"}, {"correlation_mm", p.lump_mm, "mm"}};
  return object;
}

}  // namespace

namespace generators {

Phantom lumpy_background() {
  return object_phantom<LumpyBackground, describe_lumpy_background>(
      {"lumpy_background", "a block of Gaussian lumps at random places",
       "Lumps a exp(-r^2 / (2 w^2)), as many as a Poisson number of density n and independently placed, also "
       "around the block, add to the base of a block in air. With n in 1/mm^3 the mean is base + n a "
       "(2 pi)^(3/2) w^3, the variance n a^2 pi^(3/2) w^3 and the autocorrelation exp(-r^2 / (4 w^2)); few lumps "
       "per w^3 make it skewed, n a^3 (2 pi / 3)^(3/2) w^3 / SD^3. Lumps end at 5 w.",
       "Rolland and Barrett 1992, J Opt Soc Am A 9:649, doi:10.1364/JOSAA.9.000649"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
