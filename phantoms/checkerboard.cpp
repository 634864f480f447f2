#include <cmath>

#include "phantoms/object/block.h"
#include "phantoms/object/materials.h"
#include "phantoms/object/phantom.h"

namespace radgauge::phantoms {

namespace {

struct Checkerboard : BlockSize {
  double square_mm = 5;
  double mean = 50;
  double amplitude = 50;
  double cell_mm = 0.5;

  static auto fields() {
    return FieldList{
        field("square_mm", &Checkerboard::square_mm, "mm", between(0.5, 100), "edge of a square"),
        field("mean", &Checkerboard::mean, "intensity", between(-1000, 3000), "mean Hounsfield units"),
        field("amplitude", &Checkerboard::amplitude, "intensity", between(0, 1500),
              "by which squares lie above and below the mean"),
        field("cell_mm", &Checkerboard::cell_mm, "mm", between(0.05, 10),
              "width over which one square turns into the next, at most")}
        .append(BlockSize::size_fields());
  }
  /// A whole number of pairs of squares, so that there is as much of both.
  BlockSize whole() const {
    const double pair = 2 * square_mm;
    return {pair * std::max(1.0, std::round(width_mm / pair)), thickness_mm};
  }
  /// Each boundary is a ramp of one cell, whose mean square is 1/3.
  double sd() const { return amplitude * (1 - 2.0 / 3 * cell() / square_mm); }
  double cell() const { return square_mm / std::ceil(square_mm / cell_mm); }
  std::string problem() const { return cells_problem({whole().width_mm, cell()}, cell()); }
};

Object describe_checkerboard(const Checkerboard& p, std::uint64_t, std::uint64_t) {
  const BlockSize size = p.whole();
  Object object = block_of(size, water_of_hu(p.mean));
  Volume squares = fill_cells(columns_of(size, p.cell()), [&](const Vec3& at) {
    const auto square = [&](double mm) { return std::floor(mm / p.square_mm); };
    return std::fmod(square(at[0]) + square(at[1]), 2.0) == 0 ? p.amplitude : -p.amplitude;
  });
  object.textures = {{std::move(squares), texture_tissue(p.amplitude)}};
  object.truth = {{"mean_hu", p.mean, "HU"}, {"sd_hu", p.sd(), "HU"}, {"square_mm", p.square_mm, "mm"}};
  return object;
}

}  // namespace

namespace generators {

Phantom checkerboard() {
  return object_phantom<Checkerboard, describe_checkerboard>(
      {"checkerboard", "a block of squares above and below a mean",
       "Squares of two intensities in the plane, the same at every height, in a block that stands in air and is "
       "as wide as the nearest whole number of pairs of squares. Each boundary is a ramp of one cell, which "
       "lies on the true edge, so that the SD is amplitude (1 - 2/3 cell / square) and the autocorrelation at one "
       "square -1. Proton density and activity are 1 +- 1/5.",
       "none, because a checkerboard is geometry"});
}

}  // namespace generators
}  // namespace radgauge::phantoms
