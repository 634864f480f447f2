#include "core/random.h"

#include <Random123/philox.h>

#include <bit>
#include <cmath>
#include <string>

#include "core/hash.h"

namespace radgauge {

namespace {

/// Natural logarithm of x in (0, 1] from additions and multiplications alone: ln m + e ln 2 with m in
/// [sqrt(1/2), sqrt(2)), ln m = 2 atanh((m - 1)/(m + 1)). |s| <= 0.172, so 11 terms reach 1e-18.
double portable_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0xFFFFFFFFFFFFFull) | 0x3FF0000000000000ull);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double s2 = s * s;
  double series = 1.0 / 21;
  for (int k = 19; k >= 1; k -= 2) series = series * s2 + 1.0 / k;
  return 2 * s * series + exponent * 0.6931471805599453;
}

template <std::size_t N>
double polynomial(const double (&coefficients)[N], double x) {
  double sum = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// Coefficients of AS241, lowest order first.
constexpr double kA[] = {3.3871328727963666080e0,  1.3314166789178437745e+2, 1.9715909503065514427e+3,
                         1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                         3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double kB[] = {1.0,
                         4.2313330701600911252e+1,
                         6.8718700749205790830e+2,
                         5.3941960214247511077e+3,
                         2.1213794301586595867e+4,
                         3.9307895800092710610e+4,
                         2.8729085735721942674e+4,
                         5.2264952788528545610e+3};
constexpr double kC[] = {1.42343711074968357734e0,  4.63033784615654529590e0, 5.76949722146069140550e0,
                         3.64784832476320460504e0,  1.27045825245236838258e0, 2.41780725177450611770e-1,
                         2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double kD[] = {1.0,
                         2.05319162663775882187e0,
                         1.67638483018380384940e0,
                         6.89767334985100004550e-1,
                         1.48103976427480074590e-1,
                         1.51986665636164571966e-2,
                         5.47593808499534494600e-4,
                         1.05075007164441684324e-9};
constexpr double kE[] = {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
                         2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                         2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double kF[] = {1.0,
                         5.99832206555887937690e-1,
                         1.36929880922735805310e-1,
                         1.48753612908506148525e-2,
                         7.86869131145613259100e-4,
                         1.84631831751005468180e-5,
                         1.42151175831644588870e-7,
                         2.04426310338993978564e-15};

double unit_interval(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

using Counter = r123::Philox4x32::ctr_type;

Counter block(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw) {
  const Counter counter{
      {static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32), repetition, draw}};
  const r123::Philox4x32::key_type k{
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  return r123::Philox4x32{}(counter, k);
}

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
  double value = 0;
  if (r <= 5) {
    r -= 1.6;
    value = polynomial(kC, r) / polynomial(kD, r);
  } else {
    r -= 5;
    value = polynomial(kE, r) / polynomial(kF, r);
  }
  return q < 0 ? -value : value;
}

Draws::Draws(std::uint64_t study_seed, std::string_view object, std::string_view operation,
             std::uint32_t ordinal, std::uint32_t repetition)
    : repetition_(repetition) {
  std::string identity;
  for (int i = 0; i < 8; ++i) identity += static_cast<char>(study_seed >> (8 * i));
  for (int i = 0; i < 4; ++i) identity += static_cast<char>(ordinal >> (8 * i));
  identity.append(object).append(1, '\0').append(operation);
  key_ = xxh3(identity);
}

double Draws::uniform(std::uint64_t item, std::uint32_t draw) const {
  const Counter words = block(key_, item >> 1, repetition_, draw);
  return (item & 1) == 0 ? unit_interval(words[0], words[1]) : unit_interval(words[2], words[3]);
}

double Draws::normal(std::uint64_t item, std::uint32_t draw) const {
  return normal_quantile(uniform(item, draw));
}

void Draws::normals(std::uint64_t first, std::span<double> out, std::uint32_t draw) const {
  std::size_t i = 0;
  if ((first & 1) != 0 && !out.empty()) out[i++] = normal(first, draw);
  for (; i + 1 < out.size(); i += 2) {
    const Counter words = block(key_, (first + i) >> 1, repetition_, draw);
    out[i] = normal_quantile(unit_interval(words[0], words[1]));
    out[i + 1] = normal_quantile(unit_interval(words[2], words[3]));
  }
  if (i < out.size()) out[i] = normal(first + i, draw);
}

}  // namespace radgauge
