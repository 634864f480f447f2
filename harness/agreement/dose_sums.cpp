#include "agreement/dose_sums.h"

#include <algorithm>
#include <cmath>

#include "core/nan.h"
#include "core/random.h"

namespace radgauge::agreement {
namespace {

double pivot_of(const statistics::Ratings& pairs) {
  for (std::size_t i = 0; i < pairs.n_subjects; ++i)
    if (std::isfinite(pairs.at(i, 0)) && std::isfinite(pairs.at(i, 1))) return pairs.at(i, 0);
  return 0;
}

}  // namespace

std::vector<PairSums> pair_sums(const statistics::Ratings& pairs, std::span<const std::size_t> patient_of_row,
                                std::size_t n_patients) {
  std::vector<PairSums> sums(n_patients);
  const double pivot = pivot_of(pairs);
  for (std::size_t i = 0; i < pairs.n_subjects; ++i) {
    const double base = pairs.at(i, 0), level = pairs.at(i, 1);
    if (std::isnan(base) || std::isnan(level)) continue;
    PairSums& s = sums[patient_of_row[i]];
    const double mean = (base - pivot) / 2 + (level - pivot) / 2, change = level - base;
    const double within = change * change / 2;
    ++s.pairs;
    s.mean += mean;
    s.mean_squares += mean * mean;
    s.change += change;
    s.change_squares += change * change;
    const double middle = mean + pivot;
    s.relative += within == 0 ? 0 : within / (middle * middle);
    const double ratio = within == 0 ? 0 : std::log(level / base);  // NaN where signs differ
    s.logarithmic += ratio * ratio / 2;
  }
  return sums;
}

PairSums weighted(std::span<const PairSums> sums, std::span<const double> weights) {
  PairSums total;
  for (std::size_t p = 0; p < sums.size(); ++p) {
    const double w = weights[p];
    if (w == 0) continue;
    const PairSums& s = sums[p];
    total.pairs += w * s.pairs;
    total.mean += w * s.mean;
    total.mean_squares += w * s.mean_squares;
    total.change += w * s.change;
    total.change_squares += w * s.change_squares;
    total.relative += w * s.relative;
    total.logarithmic += w * s.logarithmic;
    total.cells += w * s.cells;
    total.failures += w * s.failures;
  }
  return total;
}

PairEstimates estimates_of(const PairSums& t) {
  PairEstimates out{kNaN, kNaN, kNaN, kNaN, kNaN};
  if (t.cells > 0) out.failure_rate = t.failures / t.cells;
  const double n = t.pairs;
  if (!(n >= 2)) return out;
  out.wcv = std::sqrt(t.relative / n);
  out.wsd_log = std::sqrt(t.logarithmic / n);
  // Two columns: mean squares between rows, of columns, and of the residual.
  const double msb = 2 * std::max(0.0, t.mean_squares - t.mean * t.mean / n) / (n - 1);
  const double mse = std::max(0.0, t.change_squares - t.change * t.change / n) / (n - 1) / 2;
  const double msj = t.change * t.change / n / 2;
  const double total = msb + mse + 2 * (msj - mse) / n;
  if (total > 0) out.icc = (msb - mse) / total;
  const double between = (msb - mse) / 2;
  if (t.change == 0)
    out.bias_sd = 0;
  else if (between > 0)
    out.bias_sd = std::abs(t.change / n) / std::sqrt(between);
  return out;
}

std::vector<double> patient_draws(const PatientBootstrap& bootstrap, std::size_t n_patients) {
  const Draws draws(bootstrap.seed, "patients", "bootstrap", 0, 0);
  std::vector<double> weights(bootstrap.draws * n_patients, 0);
  for (std::size_t b = 0; b < bootstrap.draws; ++b)
    for (std::size_t i = 0; i < n_patients; ++i) {
      const double place = draws.uniform(i, static_cast<std::uint32_t>(b)) * static_cast<double>(n_patients);
      ++weights[b * n_patients + std::min(static_cast<std::size_t>(place), n_patients - 1)];
    }
  return weights;
}

}  // namespace radgauge::agreement
