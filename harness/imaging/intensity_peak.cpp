#include "imaging/intensity_peak.h"

#include <algorithm>
#include <cmath>

namespace radgauge::imaging {

namespace {

constexpr std::size_t kPeakBins = 2048;
constexpr double kRarePeak = 0.2;  ///< of the highest; lower maxima are tails

/// Silverman's width for the density of one mode: 0.9 min(SD, IQR / 1.34) n^(-1/5).
double silverman_width(const std::vector<float>& sorted) {
  const auto n = static_cast<double>(sorted.size());
  double sum = 0, squares = 0;
  for (const float v : sorted) sum += static_cast<double>(v);
  const double mean = sum / n;
  for (const float v : sorted) squares += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean);
  const double sd = std::sqrt(squares / n);
  const double quartiles =
      static_cast<double>(sorted[sorted.size() * 3 / 4]) - static_cast<double>(sorted[sorted.size() / 4]);
  return 0.9 * (quartiles > 0 ? std::min(sd, quartiles / 1.34) : sd) * std::pow(n, -0.2);
}

std::vector<double> smoothed(const std::vector<double>& counts, double sigma_bins) {
  const auto reach = static_cast<std::int64_t>(std::ceil(4 * sigma_bins));
  std::vector<double> weights;
  for (std::int64_t k = 0; k <= reach; ++k) {
    const double u = static_cast<double>(k) / sigma_bins;
    weights.push_back(std::exp(-u * u / 2));
  }
  std::vector<double> out(counts.size(), 0);
  const auto n = static_cast<std::int64_t>(counts.size());
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t k = std::max<std::int64_t>(-reach, -i); k <= std::min(reach, n - 1 - i); ++k)
      out[static_cast<std::size_t>(i)] +=
          weights[static_cast<std::size_t>(std::abs(k))] * counts[static_cast<std::size_t>(i + k)];
  return out;
}

}  // namespace

double histogram_peak(const std::vector<float>& sorted, HistogramPeak which) {
  const double lowest = static_cast<double>(sorted.front());
  const double bin = (static_cast<double>(sorted.back()) - lowest) / static_cast<double>(kPeakBins);
  std::vector<double> counts(kPeakBins, 0);
  for (const float v : sorted) {
    const auto at = static_cast<std::size_t>((static_cast<double>(v) - lowest) / bin);
    counts[std::min(at, kPeakBins - 1)] += 1;
  }
  const std::vector<double> density = smoothed(counts, std::max(silverman_width(sorted) / bin, 0.5));
  const auto highest =
      static_cast<std::size_t>(std::max_element(density.begin(), density.end()) - density.begin());
  std::size_t peak = highest;
  for (std::size_t i = highest + 1; which == HistogramPeak::last && i < kPeakBins; ++i) {
    const bool falls = i + 1 == kPeakBins || density[i] > density[i + 1];
    if (falls && density[i] > density[i - 1] && density[i] >= kRarePeak * density[highest]) peak = i;
  }
  return lowest + (static_cast<double>(peak) + 0.5) * bin;
}

}  // namespace radgauge::imaging
