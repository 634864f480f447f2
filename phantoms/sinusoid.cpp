#include <cmath>
#include <numbers>

#include "phantoms/object/block.h"
#include "phantoms/object/gaussian_texture.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

/// Nodes of a period.
constexpr double kSinusoidNodes = 24;

struct Sinusoid : BlockSize {
  double period_mm = 8;
  double direction_deg = 20;
  double phase_deg = 0;
  double mean = 50;
  double amplitude = 50;

  static auto fields() {
    return FieldList{
        field("period_mm", &Sinusoid::period_mm, "mm", between(1, 300), "period of the wave"),
        field("direction_deg", &Sinusoid::direction_deg, "deg", between(-180, 180),
              "in which it runs in the plane, from x to y"),
        field("phase_deg", &Sinusoid::phase_deg, "deg", between(-360, 360), "of the cosine in the centre"),
        field("mean", &Sinusoid::mean, "intensity", between(-1000, 3000), "mean Hounsfield units"),
        field("amplitude", &Sinusoid::amplitude, "intensity", between(0, 1500), "amplitude of the wave")}
        .append(BlockSize::size_fields());
  }
  double cell_mm() const { return period_mm / kSinusoidNodes; }
  std::string problem() const { return cells_problem({width_mm, cell_mm()}, cell_mm()); }
};

Object describe_sinusoid(const Sinusoid& p, std::uint64_t, std::uint64_t) {
  Object object = block_of(p, water_of_hu(p.mean));
  const Lattice cells = columns_of(p, p.cell_mm());
  const double direction = p.direction_deg * std::numbers::pi / 180;
  const double phase = p.phase_deg * std::numbers::pi / 180;
  const double fx = std::cos(direction) / p.period_mm;
  const double fy = std::sin(direction) / p.period_mm;
  // What linear interpolation between the nodes takes from the wave.
  const double kept =
      interpolation_transfer(fx, cells.spacing_mm[0]) * interpolation_transfer(fy, cells.spacing_mm[1]);
  Volume wave = fill_cells(cells, [&](const Vec3& at) {
    return p.amplitude / kept * std::cos(2 * std::numbers::pi * (fx * at[0] + fy * at[1]) + phase);
  });
  object.textures = {{std::move(wave), texture_tissue(p.amplitude / std::numbers::sqrt2)}};
  object.truth = {{"mean_hu", p.mean, "HU"},
                  {"sd_hu", p.amplitude / std::numbers::sqrt2, "HU"},
                  {"excess_kurtosis", -1.5, "1"},
                  {"period_mm", p.period_mm, "mm"}};
  return object;
}

}  // namespace

namespace generators {

Phantom sinusoid() {
  return object_phantom<Sinusoid, describe_sinusoid>(
      {"sinusoid", "a block whose intensity is a plane wave",
       "A cosine that runs through the plane in one direction, the same at every height, in a block that stands "
       "in air. Over whole periods the histogram is the arcsine law: SD = amplitude / sqrt(2), skewness 0, excess "
       "kurtosis -3/2. A scanner keeps the wave and lowers its amplitude to that of its MTF at 1/period_mm: this "
       "is how an MTF can be read from a texture.",
       "none, because a cosine is elementary"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
