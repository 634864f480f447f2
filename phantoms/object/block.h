#pragma once

#include "core/field.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// Parameters that phantoms share which are a block of material.
struct BlockSize {
  double width_mm = 80;
  double thickness_mm = 50;

  static FieldList<BlockSize> size_fields();
};

/// A block of tissue, width_mm x width_mm x thickness_mm around the origin, that stands in air. The region is
/// a box in its middle, 4/5 as wide and 3/5 as thick, which the blur of its faces does not reach. The scan
/// holds the block and 10 mm of air beside it in the plane.
Object block_of(const BlockSize& size, const Tissue& tissue);

/// Cells that tile the block, as near to cell_mm wide as makes a whole number, with a rim of one cell around
/// them that is left 0, so that a texture ends at the faces of the block within half a cell.
Lattice cells_of(const BlockSize& size, double cell_mm);

/// The same in the plane, and one cell on each face along z: a texture that is the same at every height.
Lattice columns_of(const BlockSize& size, double cell_mm);

/// The values of a function of a point at the centres of cells, 0 in the rim of cells.
Volume fill_cells(const Lattice& cells, const std::function<double(const Vec3& point_mm)>& value);

/// What a texture in HU adds per HU: the attenuation, and, whatever its SD in HU, an SD of 1/5 to a proton
/// density of 1 and to an activity of 1.
Tissue texture_tissue(double sd_hu);

/// Refuses a texture that is too fine for its block: "" or what is wrong.
std::string cells_problem(const BlockSize& size, double cell_mm);

}  // namespace radgauge::phantoms
