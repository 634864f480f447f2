#pragma once

#include <functional>
#include <span>

#include "core/random.h"
#include "core/volume.h"

namespace radgauge::phantoms {

/// A power spectral density up to a factor, of frequencies along x, y and z in 1/mm; even in each of them, 0
/// or more, finite away from 0.
using TextureSpectrum = std::function<double(const Vec3& per_mm)>;

/// exp(-4 pi^2 w^2 f^2): autocorrelation exp(-r^2 / (4 w^2)).
TextureSpectrum gaussian_spectrum(double correlation_mm);

/// (1 + 4 pi^2 l^2 f^2)^-(nu + 3/2): autocorrelation 2^(1-nu) / Gamma(nu) (r/l)^nu K_nu(r/l), which is
/// exp(-r/l) for a smoothness nu of 1/2 (Matern 1960; Rasmussen and Williams 2006, section 4.2, with
/// l = their l / sqrt(2 nu)).
TextureSpectrum matern_spectrum(double length_mm, double smoothness);

/// f^-beta from lowest_per_mm on, 0 below.
TextureSpectrum power_law_spectrum(double beta, double lowest_per_mm);

/// A stationary Gaussian field of mean 0 and this SD on cells with a rim of 0 around them (cells_of), made by
/// filtering white noise in the frequency domain. The lattice that is transformed is longer than the cells by
/// `room_mm` on each axis, so that opposite faces are not neighbours. Frequencies above 1/4 per cell are left
/// out and the rest is scaled to variance sd^2; what linear interpolation between cells takes away
/// (sinc^2 on each axis) is divided out, so that the field between the cells, too, has the spectrum.
/// Lantuejoul 2002, chapter 15, doi:10.1007/978-3-662-04808-5. Throws Error(study) for a spectrum that has no
/// power where the cells can hold it.
Volume gaussian_texture(const Lattice& cells, const TextureSpectrum& spectrum, double sd, double room_mm,
                        const Draws& draws, std::uint32_t draw);

/// sin(pi f h) / (pi f h), squared: the transfer of linear interpolation between nodes h apart.
double interpolation_transfer(double per_mm, double node_mm);

}  // namespace radgauge::phantoms
