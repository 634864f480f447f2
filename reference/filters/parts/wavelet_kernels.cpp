#include "reference/filters/parts/wavelet_kernels.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "core/text.h"

namespace radgauge::reference {

namespace {

using LongReal = long double;
using LongComplex = std::complex<LongReal>;

/// All roots of sum of coefficients[k] y^k at once (Durand-Kerner, Kerner 1966, doi:10.1007/BF02162564).
std::vector<LongComplex> polynomial_roots(const std::vector<LongReal>& coefficients) {
  const std::size_t n = coefficients.size() - 1;
  std::vector<LongComplex> roots;
  for (std::size_t i = 0; i < n; ++i)
    roots.push_back(std::polar(
        LongReal{0.4},
        static_cast<LongReal>(2 * i + 1) * std::numbers::pi_v<LongReal> / static_cast<LongReal>(n) +
            LongReal{0.1}));
  for (int step = 0; step < 500; ++step) {
    LongReal largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      LongComplex value = coefficients[n], others = coefficients[n];
      for (std::size_t k = n; k-- > 0;) value = value * roots[i] + coefficients[k];
      for (std::size_t j = 0; j < n; ++j)
        if (j != i) others *= roots[i] - roots[j];
      const LongComplex change = value / others;
      roots[i] -= change;
      largest = std::max(largest, std::abs(change));
    }
    if (largest < 1e-18L) break;
  }
  return roots;
}

/// The polynomial times 1 - root / z, in powers of 1 / z.
void multiply_by_zero(std::vector<LongComplex>& polynomial, LongComplex root) {
  polynomial.emplace_back(0);
  for (std::size_t k = polynomial.size() - 1; k > 0; --k) polynomial[k] -= root * polynomial[k - 1];
}

/// The synthesis filter whose zeros lie within the unit circle: (1 + 1/z)^N times one zero of each pair that
/// solves y = (2 - z - 1/z) / 4 for a root y of sum over k < N of binomial(N - 1 + k, k) y^k.
std::vector<double> daubechies_low(std::int64_t moments) {
  std::vector<LongReal> binomials{1};
  for (std::int64_t k = 1; k < moments; ++k)
    binomials.push_back(binomials.back() * static_cast<LongReal>(moments - 1 + k) / static_cast<LongReal>(k));
  std::vector<LongComplex> filter{1};
  for (std::int64_t k = 0; k < moments; ++k) multiply_by_zero(filter, -1);
  if (moments > 1)
    for (const LongComplex y : polynomial_roots(binomials)) {
      const LongComplex half = LongReal{1} - LongReal{2} * y;
      const LongComplex root = std::sqrt(half * half - LongReal{1});
      const LongComplex z = std::abs(half + root) < 1 ? half + root : half - root;
      multiply_by_zero(filter, z);
    }
  LongReal sum = 0;
  for (const LongComplex& tap : filter) sum += tap.real();
  std::vector<double> low;
  for (const LongComplex& tap : filter)
    low.push_back(static_cast<double>(tap.real() * std::numbers::sqrt2_v<LongReal> / sum));
  std::reverse(low.begin(), low.end());
  return low;
}

const std::vector<std::vector<double>>& coiflets() {
  static const std::vector<std::vector<double>> all{
      {-0.015655728135791993, -0.07273261951252645, 0.3848648468648578, 0.8525720202116004,
       0.3378976624574818, -0.07273261951252645},
      {-0.000720549445520347, -0.0018232088709110323, 0.005611434819368834, 0.02368017194684777,
       -0.05943441864643109, -0.07648859907828076, 0.4170051844232391, 0.8127236354494135, 0.3861100668227629,
       -0.0673725547237256, -0.04146493678687178, 0.01638733646320364},
      {-3.459977319727278e-05, -7.0983302506379e-05, 0.0004662169598204029, 0.0011175187708306303,
       -0.0025745176881367972, -0.009007976136730624, 0.015880544863669452, 0.03455502757329774,
       -0.08230192710629983, -0.07179982161915484, 0.42848347637737, 0.7937772226260872, 0.40517690240911824,
       -0.06112339000297255, -0.06577191128146936, 0.023452696142077168, 0.007782596425672746,
       -0.003793512864380802},
      {-1.7849909144933469e-06, -3.259647940030751e-06, 3.1229861599195265e-05, 6.233885431278719e-05,
       -0.0002599743371222568,  -0.0005890202246332165, 0.0012665610789256603,  0.0037514346971460866,
       -0.0056582838001308835,  -0.015211728187697211,  0.02508225333794961,    0.03933442260558915,
       -0.09622042453595264,    -0.06662747236681717,   0.43438603311435653,    0.7822389344242826,
       0.41530842700068227,     -0.05607731960356926,   -0.08126671024919373,   0.02668230466960483,
       0.01606894713157503,     -0.007346167936268051,  -0.001629492425226786,  0.000892313902537003},
      {-9.604010112767894e-08,  -1.6237995172048338e-07, 2.0612203985788783e-06, 3.7007277113394796e-06,
       -2.1270221672515614e-05, -4.12198619242655e-05,   0.00014035632812373243, 0.0003018579416682448,
       -0.0006375589261258812,  -0.0016616273039298788,  0.0024315754425382886,  0.006761520220620417,
       -0.009159507338676163,   -0.019758391600965465,   0.032674799467057355,   0.041287530472117834,
       -0.10556315130733723,    -0.06203775157498196,    0.4379823066591634,     0.7742936228603274,
       0.42157126673075435,     -0.052046670253554764,   -0.09192158806008609,   0.028169744270532353,
       0.023408322118927783,    -0.010131584846900276,   -0.00415931262757864,   0.0021782943778456947,
       0.0003585777411617577,   -0.000212081862067494}};
  return all;
}

constexpr std::int64_t kMostMoments = 20;

}  // namespace

std::optional<WaveletKernels> wavelet_kernels(std::string_view name) {
  WaveletKernels kernels;
  const bool coiflet = name.starts_with("coif");
  if (!coiflet && !name.starts_with("db") && name != "haar") return std::nullopt;
  const auto number = name == "haar" ? 1 : parse_int(name.substr(coiflet ? 4 : 2)).value_or(0);
  if (number < 1 || number > (coiflet ? std::ssize(coiflets()) : kMostMoments)) return std::nullopt;
  kernels.low = coiflet ? coiflets()[static_cast<std::size_t>(number - 1)] : daubechies_low(number);
  kernels.high.assign(kernels.low.rbegin(), kernels.low.rend());
  for (std::size_t k = 0; k < kernels.high.size(); k += 2) kernels.high[k] = -kernels.high[k];
  return kernels;
}

}  // namespace radgauge::reference
