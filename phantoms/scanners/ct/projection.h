#pragma once

#include <span>
#include <vector>

#include "phantoms/scanners/ct/geometry.h"
#include "phantoms/scanners/ct/slice_sensitivity.h"

namespace radgauge::phantoms::ct {

/// The rays whose weighted mean is a reading: what the detector element (a box of 0.9 pitch) and the focal
/// spot (a Gaussian) see of each other. Products of Gauss-Legendre and equally spaced points, whose transform
/// is right well beyond the detector's Nyquist frequency.
struct RayBundle {
  std::vector<double> offsets_mm;
  std::vector<double> weights;  ///< sum 1
  double variance_mm2 = 0;
  double reach_mm = 0;  ///< largest offset
};
RayBundle ray_bundle(double pitch_mm, double focal_spot_sigma_mm);

/// Adds the line integrals (attenuation over that of water, times mm) of a flat shape to the readings of a
/// view: row[i] is column columns.first + i. Within the shape the bundle is its second-order expansion, which
/// is exact to 1e-5 of the reading; at edges it is summed.
void add_line_integrals(const Flat& flat, const View& view, const RayBundle& bundle, double pitch_mm,
                        const Columns& columns, std::span<double> row);

}  // namespace radgauge::phantoms::ct
