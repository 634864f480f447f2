#include "phantoms/scanners/pet/psf.h"

#include <cmath>
#include <numbers>

#include "imaging/slice_profile.h"

namespace radgauge::phantoms {

namespace {

constexpr double kSecondSigma = 2;  ///< of the negative term, over that of the first

double normal_below(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

/// Highest value of (1 + b) N(x) - b N(x / 2) less 1: where the derivative is 0, exp(-3/8 x^2) = b / (2 (1 +
/// b)).
double overshoot_of(double b) {
  if (!(b > 0)) return 0;
  const double x = std::sqrt(8.0 / 3 * std::log(kSecondSigma * (1 + b) / b));
  return (1 + b) * normal_below(x) - b * normal_below(x / kSecondSigma) - 1;
}

/// The root of a rising function between two places.
template <class F>
double root_between(double low, double high, F rising) {
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (rising(middle) < 0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

double psf_value(double b, double x) {
  const double k = kSecondSigma;
  return (1 + b) * std::exp(-0.5 * x * x) - b * std::exp(-0.5 * x * x / (k * k)) / (k * k * k);
}

}  // namespace

std::array<PsfTerm, 2> pet_psf(double fwhm_mm, double edge_overshoot) {
  if (!(edge_overshoot > 0)) return {{{imaging::sigma_of_fwhm(fwhm_mm), 1}, {1, 0}}};
  const double b = root_between(0, 10, [&](double x) { return overshoot_of(x) - edge_overshoot; });
  const double half = root_between(0, 3, [&](double x) { return 0.5 * psf_value(b, 0) - psf_value(b, x); });
  const double sigma = 0.5 * fwhm_mm / half;
  return {{{sigma, 1 + b}, {kSecondSigma * sigma, -b}}};
}

double blurred_ball(double radius_mm, double sigma_mm, double distance_mm) {
  const double r = std::abs(distance_mm);
  const double a = radius_mm / (sigma_mm * std::numbers::sqrt2);
  if (r < 1e-4 * sigma_mm)  // the next term is of the order of (r / sigma)^2
    return std::erf(a) - 2 * a * std::numbers::inv_sqrtpi * std::exp(-a * a);
  const double scale = 1 / (sigma_mm * std::numbers::sqrt2);
  const double near = (radius_mm - r) * scale;
  const double far = (radius_mm + r) * scale;
  return 0.5 * (std::erf(near) + std::erf(far)) -
         0.5 * std::numbers::inv_sqrtpi / (r * scale) * (std::exp(-near * near) - std::exp(-far * far));
}

double blurred_ball(double radius_mm, const std::array<PsfTerm, 2>& psf, double distance_mm) {
  double sum = 0;
  for (const PsfTerm& term : psf)
    if (term.weight != 0) sum += term.weight * blurred_ball(radius_mm, term.sigma_mm, distance_mm);
  return sum;
}

}  // namespace radgauge::phantoms
