#include <cmath>

#include "core/text.h"
#include "phantoms/object/block.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

enum class RampAxis { x, y, z };

struct Ramp : BlockSize {
  RampAxis axis = RampAxis::x;
  double low = -100;
  double high = 200;

  static auto fields() {
    const Range hu{-1000, 3000};
    return FieldList{field("axis", &Ramp::axis, {{"x", RampAxis::x}, {"y", RampAxis::y}, {"z", RampAxis::z}},
                           "along which it rises"),
                     field("low", &Ramp::low, "intensity", hu, "Hounsfield units of its low face"),
                     field("high", &Ramp::high, "intensity", hu, "Hounsfield units of its high face")}
        .append(BlockSize::size_fields());
  }
  std::string problem() const {
    if (low <= high) return {};
    return "low = " + to_text(low) + " is above high = " + to_text(high) + "; swap them";
  }
};

Object describe_ramp(const Ramp& p, std::uint64_t, std::uint64_t) {
  const auto axis = static_cast<std::size_t>(p.axis);
  const double range = p.high - p.low;
  Object object = block_of(p, water_of_hu(0.5 * (p.low + p.high)));
  // Nodes on the faces: linear interpolation makes the ramp.
  Lattice corners;
  corners.size = {2, 2, 2};
  corners.spacing_mm = {p.width_mm, p.width_mm, p.thickness_mm};
  for (std::size_t a = 0; a < 3; ++a) corners.origin_mm[a] = -0.5 * corners.spacing_mm[a];
  Volume slope(corners);
  for (std::size_t i = 0; i < 8; ++i)
    slope.voxels[i] = static_cast<float>((i >> axis & 1) != 0 ? 0.5 * range : -0.5 * range);
  object.textures = {{std::move(slope), texture_tissue(range / std::sqrt(12.0))}};
  const double seen = axis == 2 ? 0.6 : 0.8;
  object.truth = {{"mean_hu", 0.5 * (p.low + p.high), "HU"},
                  {"sd_hu", seen * range / std::sqrt(12.0), "HU"},
                  {"slope_hu_per_mm", range / corners.spacing_mm[axis], "HU/mm"}};
  return object;
}

}  // namespace

namespace generators {

Phantom ramp() {
  return object_phantom<Ramp, describe_ramp>(
      {"ramp", "a block whose intensity rises along one axis",
       "A block that stands in air and rises linearly from its low face to its high one; proton density and "
       "activity rise with it, around 1. Histograms within the region are uniform: mean, SD and slope are "
       "known. It shows whether an intensity scale is linear and where bins lie.",
       "none, because a ramp is a straight line"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
