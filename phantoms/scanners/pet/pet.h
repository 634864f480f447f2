#pragma once

#include <cstdint>

#include "core/field.h"
#include "phantoms/scanners/scanner.h"

namespace radgauge::phantoms {

/// How a positron emission tomograph scans.
struct PetProtocol {
  double fwhm_mm = 6;
  double edge_overshoot_percent = 0;
  double pixel_mm = 4;
  std::int64_t matrix = 168;
  double slice_mm = 3;
  double cov = 0.1;
  double noise_fwhm_mm = 0;

  static auto fields() {
    using P = PetProtocol;
    return FieldList{
        field("fwhm_mm", &P::fwhm_mm, "mm", between(0.5, 50),
              "full width at half maximum of the point spread function, in all directions"),
        field("edge_overshoot_percent", &P::edge_overshoot_percent, "%", between(0, 20),
              "by which activity beside a straight edge is overestimated, as where resolution is modelled"),
        field("pixel_mm", &P::pixel_mm, "mm", between(0.2, 20), "size of a pixel"),
        field("matrix", &P::matrix, "1", between(8, 1024), "pixels along x and y"),
        field("slice_mm", &P::slice_mm, "mm", between(0.2, 20), "distance between slices"),
        field("cov", &P::cov, "1", between(0, 1),
              "SD of the noise over the mean in uniform activity of the background level; 0: no noise"),
        field("noise_fwhm_mm", &P::noise_fwhm_mm, "mm", between(0, 50),
              "of the Gaussian filter whose white noise has the correlation of this one; 0: fwhm_mm")};
  }
};

/// The `pet` kind's scanner.
std::unique_ptr<Scanner> make_pet(const PetProtocol& p, const ScannerTables& tables);

/// Scans objects with closed forms. Checks: recovery in the centre of six spheres of 10 to 37 mm, activity of
/// a large body, COV. Curves: recovery over sphere size, profile of a sphere.
ScannerSelfTest test_pet(const PetProtocol& p, const ScannerTables& tables, std::uint64_t seed);

}  // namespace radgauge::phantoms
