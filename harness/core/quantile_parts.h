#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

/// What uniform and normal numbers are made of, one by one (random.cpp) and in batches (normal_batch.cpp):
/// always inlined, so that it is compiled for the instruction set of the caller. Wichura 1988, algorithm
/// AS241 (PPND16), doi:10.2307/2347330.
namespace radgauge::quantile_parts {

/// A whole number below 2^52 as a double, exactly, by its bits: vector units have no conversion from 64 bits.
[[gnu::always_inline]] inline double to_double(std::uint64_t whole) {
  return std::bit_cast<double>(whole | 0x4330000000000000ull) - 0x1p52;
}

/// Natural logarithm of a normal x above 0 from additions and multiplications alone: ln m + e ln 2 with m in
/// [sqrt(1/2), sqrt(2)), ln m = 2 atanh((m - 1)/(m + 1)). |s| <= 0.172, so 11 terms reach 1e-18.
[[gnu::always_inline]] inline double portable_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  const std::uint64_t fraction = bits & 0xFFFFFFFFFFFFFull;
  const std::uint64_t halve = (0x6A09E667F3BCDull - fraction) >> 63;  // 1 above sqrt(2); without a branch
  const auto m = std::bit_cast<double>(fraction | (1023 - halve) << 52);
  const double exponent = to_double((bits >> 52) + halve) - 1023;
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  double series = 1.0 / 21;
#pragma GCC unroll 10
  for (int k = 19; k >= 1; k -= 2) series = series * s2 + 1.0 / k;
  return 2 * s * series + exponent * 0.6931471805599453;
}

/// Exponential of x from additions and multiplications alone, within 2 ULP for |x| <= 700; beyond, that of
/// the nearer end. exp(x) = 2^k exp(r) with |r| <= ln(2)/2, of which 14 terms of the series reach 1e-18.
[[gnu::always_inline]] inline double portable_exp(double x) {
  constexpr double kShift = 0x1.8p52;  // rounds to whole numbers
  const double held = x < -700 ? -700 : (x > 700 ? 700 : x);
  const double shifted = held * 1.4426950408889634 + kShift;
  const double k = shifted - kShift;
  const double r = (held - k * 0.6931471803691238) - k * 1.9082149292705877e-10;  // ln 2 in two parts
  double series = 1;
#pragma GCC unroll 13
  for (int n = 13; n >= 1; --n) series = 1 + series * r * (1.0 / n);
  const auto whole = std::bit_cast<std::uint64_t>(shifted);  // k in the low bits, modulo 2^12 as it is needed
  return series * std::bit_cast<double>((whole + 1023) << 52);
}

template <std::size_t N>
[[gnu::always_inline]] inline double polynomial(const double (&coefficients)[N], double x) {
  double sum = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// Coefficients of AS241, lowest order first.
inline constexpr double kA[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                                1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                3.3430575583588128105e+4, 2.5090809287301226727e+3};
inline constexpr double kB[] = {1.0,
                                4.2313330701600911252e+1,
                                6.8718700749205790830e+2,
                                5.3941960214247511077e+3,
                                2.1213794301586595867e+4,
                                3.9307895800092710610e+4,
                                2.8729085735721942674e+4,
                                5.2264952788528545610e+3};
inline constexpr double kC[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                5.76949722146069140550e0,  3.64784832476320460504e0,
                                1.27045825245236838258e0,  2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
inline constexpr double kD[] = {1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
inline constexpr double kE[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
inline constexpr double kF[] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};

inline constexpr double kCentral = 0.425;

/// The quantile of 0.5 + q for |q| <= kCentral.
[[gnu::always_inline]] inline double central_quantile(double q) {
  const double r = 0.180625 - q * q;
  return q * polynomial(kA, r) / polynomial(kB, r);
}
/// The size of the quantile whose tail is exp(-r^2): for r <= 5, and beyond.
[[gnu::always_inline]] inline double near_tail_quantile(double r) {
  return polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6);
}
[[gnu::always_inline]] inline double far_tail_quantile(double r) {
  return polynomial(kE, r - 5) / polynomial(kF, r - 5);
}

[[gnu::always_inline]] inline double unit_interval(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 12;
  return (to_double(bits) + 0.5) * 0x1p-52;
}

}  // namespace radgauge::quantile_parts
