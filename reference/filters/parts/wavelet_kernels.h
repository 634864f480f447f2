#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace radgauge::reference {

/// The two decomposition filters of an orthogonal wavelet, of norm 1 and an even number of taps: `low` sums
/// to sqrt(2), `high` to 0.
struct WaveletKernels {
  std::vector<double> low;
  std::vector<double> high;
};

/// "haar" (= db1), "dbN" (Daubechies, N = 1 to 20 vanishing moments, 2 N taps) and "coifN" (coiflets, N = 1
/// to 5, 6 N taps); nothing for other names. In the order in which analysis filters are convolved with the
/// image: the last tap of `low` of db2 is 0.483. `high` is low reversed with alternating signs, the first
/// changed. Daubechies 1992, Ten lectures on wavelets, doi:10.1137/1.9781611970104: section 6.1 (dbN, by
/// spectral factorisation) and table 8.1 (coifN).
std::optional<WaveletKernels> wavelet_kernels(std::string_view name);

}  // namespace radgauge::reference
