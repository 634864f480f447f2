#include "core/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "core/hash.h"

namespace radgauge {

namespace {

/// A whole number below 2^52 as a double, exactly, by its bits: vector units have no conversion from 64 bits.
double to_double(std::uint64_t whole) {
  return std::bit_cast<double>(whole | 0x4330000000000000ull) - 0x1p52;
}

/// Natural logarithm of x in (0, 1] from additions and multiplications alone: ln m + e ln 2 with m in
/// [sqrt(1/2), sqrt(2)), ln m = 2 atanh((m - 1)/(m + 1)). |s| <= 0.172, so 11 terms reach 1e-18.
double portable_log(double x) {
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

constexpr double kCentral = 0.425;

/// The quantile of 0.5 + q for |q| <= kCentral.
double central_quantile(double q) {
  const double r = 0.180625 - q * q;
  return q * polynomial(kA, r) / polynomial(kB, r);
}
/// The size of the quantile whose tail is exp(-r^2): for r <= 5, and beyond.
double near_tail_quantile(double r) {
  return polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6);
}
double far_tail_quantile(double r) {
  return polynomial(kE, r - 5) / polynomial(kF, r - 5);
}

double unit_interval(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (static_cast<std::uint64_t>(high) << 32 | low) >> 12;
  return (to_double(bits) + 0.5) * 0x1p-52;
}

using Counter = r123::Philox4x32::ctr_type;

Counter block(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw) {
  const Counter counter{
      {static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32), repetition, draw}};
  const r123::Philox4x32::key_type k{
      {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  return r123::Philox4x32{}(counter, k);
}

/// As many blocks as are drawn at once. Every step is a loop over them without branches, which a compiler
/// turns into vector instructions; each number is made by the operations of uniform() and normal_quantile().
constexpr std::size_t kBatch = 32;

struct Batch {
  alignas(64) std::array<std::array<std::uint32_t, kBatch>, 4> words;
  alignas(64) std::array<double, 2 * kBatch> uniform;
  alignas(64) std::array<double, 2 * kBatch> normal;
  alignas(
      64) std::array<double, 2 * kBatch> tail;  ///< distance of a far quantile from its end, later its root
  alignas(64) std::array<double, 2 * kBatch> size;
  std::array<std::uint32_t, 2 * kBatch> tail_at;

  void draw(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw) {
    philox(key, pair, repetition, draw);
    for (std::size_t i = 0; i < kBatch; ++i) uniform[2 * i] = unit_interval(words[0][i], words[1][i]);
    for (std::size_t i = 0; i < kBatch; ++i) uniform[2 * i + 1] = unit_interval(words[2][i], words[3][i]);
    for (std::size_t i = 0; i < 2 * kBatch; ++i) normal[i] = central_quantile(uniform[i] - 0.5);
    tails();
  }

 private:
  /// Philox4x32-10 of kBatch neighbouring counters.
  void philox(std::uint64_t key, std::uint64_t pair, std::uint32_t repetition, std::uint32_t draw) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      words[0][i] = static_cast<std::uint32_t>(pair + i);
      words[1][i] = static_cast<std::uint32_t>((pair + i) >> 32);
    }
    const auto key0 = static_cast<std::uint32_t>(key);
    const auto key1 = static_cast<std::uint32_t>(key >> 32);
    for (std::size_t i = 0; i < kBatch; ++i) {
      std::uint32_t a = words[0][i], b = words[1][i], c = repetition, d = draw;
#pragma GCC unroll 10
      for (std::uint32_t round = 0; round < 10; ++round) {
        const std::uint64_t first = std::uint64_t{PHILOX_M4x32_0} * a;
        const std::uint64_t second = std::uint64_t{PHILOX_M4x32_1} * c;
        a = static_cast<std::uint32_t>(second >> 32) ^ b ^ (key0 + round * PHILOX_W32_0);
        b = static_cast<std::uint32_t>(second);
        c = static_cast<std::uint32_t>(first >> 32) ^ d ^ (key1 + round * PHILOX_W32_1);
        d = static_cast<std::uint32_t>(first);
      }
      words[0][i] = a;
      words[1][i] = b;
      words[2][i] = c;
      words[3][i] = d;
    }
  }

  /// Replaces the quantiles that lie outside the central region.
  void tails() {
    std::size_t n = 0;
    for (std::size_t i = 0; i < 2 * kBatch; ++i) {
      const double q = std::abs(uniform[i] - 0.5);
      tail[n] = 0.5 - q;  // p or 1 - p: both are exact
      tail_at[n] = static_cast<std::uint32_t>(i);
      n += q > kCentral ? 1 : 0;
    }
    for (std::size_t k = 0; k < n; ++k) tail[k] = -portable_log(tail[k]);
    for (std::size_t k = 0; k < n; ++k) tail[k] = std::sqrt(tail[k]);
    for (std::size_t k = 0; k < n; ++k) size[k] = near_tail_quantile(tail[k]);
    for (std::size_t k = 0; k < n; ++k) {
      if (tail[k] > 5) size[k] = far_tail_quantile(tail[k]);
      normal[tail_at[k]] = std::copysign(size[k], uniform[tail_at[k]] - 0.5);
    }
  }
};

}  // namespace

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= kCentral) return central_quantile(q);
  const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p));
  const double value = r <= 5 ? near_tail_quantile(r) : far_tail_quantile(r);
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
  Batch batch;
  for (; i < out.size(); i += 2 * kBatch) {
    batch.draw(key_, (first + i) >> 1, repetition_, draw);
    std::copy_n(batch.normal.begin(), std::min(2 * kBatch, out.size() - i),
                out.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace radgauge
