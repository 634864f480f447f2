#pragma once

#include <optional>
#include <vector>

#include "phantoms/object/object.h"
#include "phantoms/scanners/row_pieces.h"

namespace radgauge::phantoms {

/// Throws Error(data) unless the axes of every texture of an object are those of the scanner.
void require_upright_textures(const Object& object);

/// The textures of an object along lines parallel to x at one height: linear between the centres of voxels,
/// nothing beyond them, as tissue_at() has them, but without looking for the voxels of each point anew.
class TextureRows {
 public:
  /// Throws Error(data) as require_upright_textures does.
  TextureRows(const Object& object, double z_mm);

  /// Goes to the line at y_mm: the span that holds all textures there, or none.
  std::optional<RowSpan> row(double y_mm);
  /// The sum of the textures at a point of that line.
  Tissue at(double x_mm) const;

 private:
  struct Cut {
    const Texture* texture;
    std::int64_t z;
    double z_share;
    bool in_row = false;
    std::vector<double> values;  ///< of the line, at the columns of voxels
  };
  std::vector<Cut> cuts_;
};

}  // namespace radgauge::phantoms
