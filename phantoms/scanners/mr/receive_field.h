#pragma once

#include <array>
#include <complex>
#include <span>
#include <vector>

#include "core/geometry.h"
#include "phantoms/scanners/mr/protocol.h"

namespace radgauge::phantoms {

/// What the receive coils make of a place in the field of view; the same in all slices. Coil n of several
/// stands at angle 2 pi n / coils on a ring of 3/4 field of view; its profile is a Gaussian of SD half a
/// field of view around it, over the root of the sum of squares of all profiles, times a phase that is its
/// angle in the middle and changes by pi/4 from there to the edge of the view on its side. The sum of squares
/// of all coils is the square of one receive field (intensity non-uniformity), a stripe pattern: 1 + P/200
/// sin(pi v / 1.2), v = (x + y) / sqrt 2 from -1 to 1 over the object, scaled so that it reaches 1 - P/200
/// and 1 + P/200 within the object, whatever its form. Both extremes lie well inside (v = -0.6, 0.6) and are
/// flat, so that they can be measured. Own design; non-uniformity is smooth (Belaroussi et al. 2006,
/// doi:10.1016/j.media.2005.09.004).
class ReceiveField {
 public:
  /// `heights_mm`: of the planes on which the object is looked at. Throws Error(data) where nothing in the
  /// field of view gives a signal.
  ReceiveField(const Object& object, const MrProtocol& p, const std::vector<double>& heights_mm);

  /// The receive field.
  double field(double x_mm, double y_mm) const;
  /// The sensitivity of each coil over the receive field.
  void coils(double x_mm, double y_mm, std::span<std::complex<double>> sensitivities) const;
  /// The phase of coil n (0 ..) as a number of magnitude 1.
  std::complex<double> phase(std::int64_t n, double x_mm, double y_mm) const;

 private:
  double stripes(double u_mm) const;

  std::vector<std::array<double, 3>> coils_;  ///< angle, its cosine and sine
  double view_mm_;
  double amplitude_;
  double middle_mm_ = 0;
  double half_mm_ = 1;
  double lowest_ = -1;
  double highest_ = 1;
};

}  // namespace radgauge::phantoms
