#pragma once

#include <array>
#include <vector>

#include "core/volume.h"
#include "phantoms/object/object.h"

namespace radgauge::phantoms {

/// A Gaussian of unit volume and its weight in a sum.
struct PsfTerm {
  double sigma_mm = 1;
  double weight = 1;
};

/// The point spread function of a PET scanner: (1 + b) G(s) - b G(2 s), with b = 0 a Gaussian. The negative
/// second term is what modelling of the resolution leaves at edges: activity beside a straight edge of a
/// step from 0 to 1 rises to 1 + edge_overshoot before it falls to 1. The full width at half maximum of the
/// sum, in any direction, is fwhm_mm. Own design of the form; overshoot of 5 to 10 % is what is seen (Rahmim,
/// Qi and Sossi 2013, doi:10.1118/1.4800806).
std::array<PsfTerm, 2> pet_psf(double fwhm_mm, double edge_overshoot);

/// Activity of an object convolved with a Gaussian of standard deviation sigma_mm, at the centres of the
/// voxels of a lattice (x fastest). Along x every step is an error function, exactly; along y and z the
/// object is cut in lines and planes at most sigma / 2 apart, each standing for its cell. Textures, which are
/// linear between their voxels, are exact. Throws Error(data) for a texture whose axes are not those of the
/// scanner.
std::vector<double> blurred_activity(const Object& object, const Lattice& lattice, double sigma_mm);

/// A ball of activity 1 in nothing, convolved with a Gaussian, at a distance from its centre: 1/2 [erf((R -
/// r)/(s sqrt 2)) + erf((R + r)/(s sqrt 2))] - s/(r sqrt(2 pi)) [exp(-(R - r)^2/(2 s^2)) - exp(-(R + r)^2/(2
/// s^2))]; at the centre erf(a) - 2 a/sqrt(pi) exp(-a^2), a = R/(s sqrt 2) (Kessler, Ellis and Eden 1984,
/// J Comput Assist Tomogr 8:514).
double blurred_ball(double radius_mm, double sigma_mm, double distance_mm);

/// The same under a sum of Gaussians.
double blurred_ball(double radius_mm, const std::array<PsfTerm, 2>& psf, double distance_mm);

}  // namespace radgauge::phantoms
