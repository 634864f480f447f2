#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// From low_mm to high_mm along x, either of which may be infinite.
struct RowSpan {
  double low_mm = 0;
  double high_mm = 0;
};

/// Where the line through {., y_mm, z_mm} along x lies within a shape: at most two spans (a torus has two),
/// left to right. Returns how many.
std::size_t row_spans(const Shape& shape, double y_mm, double z_mm, std::array<RowSpan, 2>& spans);

/// The rows along x that a shape reaches at height z_mm: from low_mm to high_mm along y; {0, 0} if it is not
/// cut there.
RowSpan row_range(const Shape& shape, double z_mm);

/// A stretch of a line along x on which the parts of an object do not change.
struct RowPiece {
  double low_mm = 0;
  double high_mm = 0;
  Tissue tissue;
};

/// The parts of an object at one height. Textures are not in it.
class ObjectSection {
 public:
  ObjectSection(const Object& object, double z_mm);

  /// Pieces of the line at y_mm between low_mm and high_mm, left to right, without those where no part is;
  /// their tissue is the sum over the parts there. `pieces` is overwritten.
  void row(double y_mm, double low_mm, double high_mm, std::vector<RowPiece>& pieces);

 private:
  struct Crossing {
    double x_mm;
    std::size_t part;
  };
  double z_mm_;
  std::vector<const Part*> parts_;
  std::vector<Crossing> crossings_;
  std::vector<std::size_t> active_;
};

/// Is the object the same at both heights, because all that either cuts is upright (cylinders and boxes) and
/// no texture lies there? "No" may also mean that it was not worked out.
bool same_section(const Object& object, double z1_mm, double z2_mm);

}  // namespace radgauge::phantoms
