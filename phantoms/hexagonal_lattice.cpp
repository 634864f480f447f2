#include <cmath>

#include "phantoms/object/honeycomb.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

struct HexagonalLattice : BlockSize {
  double fill = 0.3;
  double pitch_mm = 8;
  double cell_mm = 0.4;

  static auto fields() {
    return FieldList{field("fill", &HexagonalLattice::fill, "1", between(0.02, 0.98), "share of walls"),
                     field("pitch_mm", &HexagonalLattice::pitch_mm, "mm", between(1, 50),
                           "from the middle of a hole to that of the next"),
                     field("cell_mm", &HexagonalLattice::cell_mm, "mm", between(0.05, 5),
                           "cells on which the walls are drawn")}
        .append(BlockSize::size_fields());
  }
  std::string problem() const { return cells_problem({width_mm, cell_mm}, cell_mm); }
};

Object describe_hexagonal_lattice(const HexagonalLattice& p, std::uint64_t, std::uint64_t) {
  Object object = block_of(p, {});
  object.parts.clear();
  object.textures = {{honeycomb(p, p.pitch_mm, p.fill, p.cell_mm), kWater}};
  object.truth = {{"mean_hu", -1000 + 1000 * p.fill, "HU"},
                  {"fill", p.fill, "1"},
                  {"wall_mm", p.pitch_mm * (1 - std::sqrt(1 - p.fill)), "mm"}};
  return object;
}

}  // namespace

namespace generators {

Phantom hexagonal_lattice() {
  return object_phantom<HexagonalLattice, describe_hexagonal_lattice>(
      {"hexagonal_lattice", "a honeycomb with a known share of material",
       "Walls of water between the hexagonal holes of a block in air, the same at every height. Walls that take "
       "the share f of the area are pitch_mm (1 - sqrt(1 - f)) thick, and the mean is -1000 + 1000 f HU, as that "
       "of printed honeycombs is. Each cell holds the share of wall in it.",
       "Mackin et al. 2015, Invest Radiol 50:757, doi:10.1097/RLI.0000000000000180 (honeycomb cartridges of 20 to "
       "50 % fill)"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
