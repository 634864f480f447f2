#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "phantoms/object/materials.h"
#include "phantoms/scanners/pet/pet.h"
#include "phantoms/scanners/pet/psf.h"

namespace radgauge::phantoms {

namespace {

/// A ball of activity 1 in nothing, its centre on that of a voxel.
Object centred_ball(const PetProtocol& p, double radius_mm) {
  const double shift = p.matrix % 2 == 0 ? 0.5 * p.pixel_mm : 0;
  const double view = 2 * radius_mm + 4 * p.fwhm_mm;
  Object object;
  object.centre_mm = {shift, shift, 0};
  object.view_centre_mm = object.centre_mm;
  object.parts = {{{ShapeKind::ellipsoid, object.centre_mm, {radius_mm, radius_mm, radius_mm}, 0}, kWater}};
  object.field_of_view_mm = view;
  object.slices = 2 * static_cast<std::int64_t>(0.5 * view / p.slice_mm) + 1;
  return object;
}

void check_spheres(const PetProtocol& p, ScannerSelfTest& test) {
  const auto psf = pet_psf(p.fwhm_mm, p.edge_overshoot_percent / 100);
  const auto scanner = make_pet(p, {});
  ScannerCurve recovery{"recovery in the centre of a sphere", "mm", "1", {}, {}, {}};
  ScannerCurve profile{"profile of a sphere of 22 mm", "mm", "1", {}, {}, {}};
  double farthest = 0;
  for (const double diameter : {10.0, 13.0, 17.0, 22.0, 28.0, 37.0}) {
    const Object ball = centred_ball(p, 0.5 * diameter);
    const auto exposure = scanner->expose(ball);
    const Volume& image = exposure->noiseless();
    const Vec3 at = image.lattice.to_index(ball.centre_mm);
    const std::int64_t y = std::llround(at[1]), z = std::llround(at[2]);
    const double predicted = blurred_ball(0.5 * diameter, psf, 0);
    const auto measured = static_cast<double>(image(std::llround(at[0]), y, z));
    test.checks.push_back({"recovery, sphere of " + std::to_string(std::llround(diameter)) + " mm", "1",
                           predicted, measured, 0.02, true});
    recovery.x.push_back(diameter);
    recovery.predicted.push_back(predicted);
    recovery.measured.push_back(measured);
    for (std::int64_t x = 0; x < image.lattice.size[0]; ++x) {
      const double distance =
          image.lattice.to_physical({static_cast<double>(x), 0, 0})[0] - ball.centre_mm[0];
      const double expected = std::max(0.0, blurred_ball(0.5 * diameter, psf, distance));
      farthest = std::max(farthest, std::abs(static_cast<double>(image(x, y, z)) - expected));
      if (diameter != 22) continue;
      profile.x.push_back(distance);
      profile.predicted.push_back(expected);
      profile.measured.push_back(static_cast<double>(image(x, y, z)));
    }
  }
  test.checks.push_back({"largest deviation of the spheres' profiles", "1", 0, farthest, 0.01, false});
  test.curves.push_back(std::move(recovery));
  test.curves.push_back(std::move(profile));
}

/// Mean, and SD about the background's activity of 1, in a body; over as many scans as hold 2500 volumes
/// within which noise is correlated, so that chance is 1.4 % of an SD.
void check_body(const PetProtocol& p, std::uint64_t seed, ScannerSelfTest& test) {
  constexpr double kVolumes = 2500, kLengthMm = 120, kMostScans = 32;
  const double radius = std::min(100.0, 0.4 * p.pixel_mm * static_cast<double>(p.matrix));
  const double inner = radius - 2 * p.fwhm_mm;
  if (!(inner > p.pixel_mm)) return;  // no place in the field of view is far from an edge
  Object body;
  const double endless = std::numeric_limits<double>::infinity();
  body.parts = {{{ShapeKind::cylinder, {0, 0, 0}, {radius, radius, endless}, 0}, kWater}};
  body.slices = static_cast<std::int64_t>(std::ceil(kLengthMm / p.slice_mm));
  body.field_of_view_mm = 2 * radius;
  const auto exposure = make_pet(p, {})->expose(body);
  const Lattice& lattice = exposure->noiseless().lattice;
  const Mask region = mask_of({[inner](const Vec3& at) { return std::hypot(at[0], at[1]) < inner; },
                               {-inner, -inner, -1e6},
                               {inner, inner, 1e6}},
                              lattice);
  const double fwhm = p.noise_fwhm_mm > 0 ? p.noise_fwhm_mm : p.fwhm_mm;
  const double correlated = std::pow(4 * std::numbers::pi * fwhm * fwhm / (8 * std::numbers::ln2), 1.5);
  const double volume = static_cast<double>(count(region)) * lattice.voxel_volume_mm3();
  const double scans = std::clamp(std::ceil(kVolumes * correlated / volume), 1.0, kMostScans);
  double clean = 0, squares = 0, n = 0;
  for (std::uint32_t repeat = 0; repeat < static_cast<std::uint32_t>(scans); ++repeat) {
    const Volume image = exposure->scan(Draws(seed, "self-test", "scanner.pet", 0, repeat));
    for (std::size_t i = 0; i < image.voxels.size(); ++i) {
      if (region.voxels[i] == 0) continue;
      clean += static_cast<double>(exposure->noiseless().voxels[i]);
      const double off = static_cast<double>(image.voxels[i]) - 1;
      squares += off * off;
      ++n;
    }
  }
  test.checks.push_back({"activity of a body", "SUV", 1, clean / n, 0.005, true});
  if (p.cov > 0)
    test.checks.push_back({"COV in uniform activity", "1", p.cov, std::sqrt(squares / n), 0.05, true});
}

}  // namespace

ScannerSelfTest test_pet(const PetProtocol& p, const ScannerTables&, std::uint64_t seed) {
  ScannerSelfTest test;
  check_spheres(p, test);
  check_body(p, seed, test);
  return test;
}

}  // namespace radgauge::phantoms
