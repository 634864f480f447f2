#pragma once

#include <cstdint>
#include <vector>

#include "phantoms/scanners/mr/protocol.h"
#include "phantoms/scanners/quadrature.h"

namespace radgauge::phantoms {

/// Cells over the square field of view: even numbers along x and y, of at most half an acquired pixel, that
/// the Fourier transform takes. Cell j is at (j - cells / 2) * width.
struct SignalCells {
  std::int64_t x = 0;
  std::int64_t y = 0;
  double width_x_mm = 0;
  double width_y_mm = 0;
};
SignalCells signal_cells(const MrProtocol& p);

/// The factor that cells take from the Fourier coefficient of frequency k (in turns per field of view), and
/// by which it is divided again: sinc^4(k / cells).
double cell_attenuation(std::int64_t k, std::int64_t cells);

/// The signal of what stands in the field of view, averaged over a slice slice_mm thick around z_mm, as
/// weighted means under the cubic B-spline of a cell (x fastest). Along x the means of parts are exact: every
/// step of the signal is integrated in closed form, so that what folds back into the acquired band is below
/// 0.5 % of the spectrum of an edge. Along y there are four rows per cell and more at the tips of round
/// parts, and across the slice two planes per 2 mm, cut where parts begin and end. Textures are sampled at
/// half a cell. Nothing beyond the field of view is seen or folded in. Throws Error(data) for a texture whose
/// axes are not those of the scanner.
std::vector<double> slice_signal(const Object& object, const MrProtocol& p, double z_mm);

/// The planes of an object through a slice around z_mm, on which it is sampled; their
/// weights (shares, not mm) sum to 1.
std::vector<QuadratureNode> slice_planes(const Object& object, const MrProtocol& p, double z_mm);

}  // namespace radgauge::phantoms
