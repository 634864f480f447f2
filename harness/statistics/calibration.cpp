#include "statistics/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/basic.h"
#include "statistics/distributions.h"
#include "statistics/logistic.h"
#include "statistics/smoother.h"

namespace radgauge::statistics {
namespace {

constexpr int kBins = 10;

std::vector<double> calibration_sorted(std::span<const double> p) {
  std::vector<double> sorted(p.begin(), p.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

std::vector<std::size_t> order_of(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  return order;
}

// The bin of each probability, from 0.
std::vector<int> bins_of(std::span<const double> p, Binning binning) {
  std::vector<int> bin(p.size());
  if (binning == Binning::count) {
    const std::size_t size = p.size() / kBins, larger = p.size() % kBins;
    const auto order = order_of(p);
    for (std::size_t b = 0, i = 0; b < kBins; ++b)
      for (std::size_t k = 0; k < size + (b < larger ? 1 : 0); ++k) bin[order[i++]] = static_cast<int>(b);
    return bin;
  }
  std::vector<double> edges;  // inner
  const std::vector<double> sorted =
      binning == Binning::quantile_right ? calibration_sorted(p) : std::vector<double>();
  for (int k = 1; k < kBins; ++k)
    edges.push_back(binning == Binning::quantile_right ? percentile(sorted, 10.0 * k) : k / 10.0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto at = binning == Binning::width_left ? std::upper_bound(edges.begin(), edges.end(), p[i])
                                                   : std::lower_bound(edges.begin(), edges.end(), p[i]);
    bin[i] = static_cast<int>(at - edges.begin());
  }
  return bin;
}

}  // namespace

PredictionError prediction_error(std::span<const std::uint8_t> label, std::span<const double> p) {
  PredictionError out;
  if (p.empty()) return out;
  const double n = static_cast<double>(p.size());
  double squares = 0, loss = 0, observed = 0, expected = 0, deviation = 0, z_above = 0, z_below = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double y = label[i] != 0 ? 1 : 0, error = y - p[i];
    squares += error * error;
    const double clipped = std::clamp(p[i], 1e-15, 1 - 1e-15);
    loss -= y > 0 ? std::log(clipped) : std::log1p(-clipped);
    observed += y;
    expected += p[i];
    deviation += error;
    z_above += error * (1 - 2 * p[i]);
    z_below += (1 - 2 * p[i]) * (1 - 2 * p[i]) * p[i] * (1 - p[i]);
  }
  out.brier = squares / n;
  out.log_loss = loss / n;
  out.brier_reference = observed / n * (1 - observed / n);
  out.brier_scaled = 1 - out.brier / out.brier_reference;
  out.observed_minus_predicted = deviation / n;
  if (expected > 0) out.observed_over_expected = observed / expected;
  if (z_below > 0) out.spiegelhalter_z = z_above / std::sqrt(z_below);
  return out;
}

Recalibration recalibration_of_logits(std::span<const std::uint8_t> label, std::span<const double> logit) {
  Recalibration out;
  const LogisticFit large = fit_logistic(label, {}, logit);
  out.in_the_large = large.intercept;
  out.in_the_large_se = large.intercept_se;
  out.reason_in_the_large = large.reason;
  const std::span<const double> columns[] = {logit};
  const LogisticFit both = fit_logistic(label, columns);
  out.reason = both.reason;
  if (!both.reason.empty()) return out;
  out.intercept = both.intercept;
  out.intercept_se = both.intercept_se;
  out.slope = both.slopes[0];
  out.slope_se = both.slopes_se[0];
  return out;
}

Recalibration recalibration(std::span<const std::uint8_t> label, std::span<const double> p, double clip) {
  std::vector<double> logit;
  for (double value : p) {
    if (clip > 0) value = std::clamp(value, clip, 1 - clip);
    logit.push_back(std::log(value / (1 - value)));
    if (std::isfinite(logit.back())) continue;
    Recalibration out;
    out.reason = out.reason_in_the_large = "a probability is exactly 0 or 1, whose logit is infinite";
    return out;
  }
  return recalibration_of_logits(label, logit);
}

std::vector<CalibrationBin> calibration_bins(std::span<const std::uint8_t> label, std::span<const double> p,
                                             Binning binning) {
  double n[kBins] = {}, sum_p[kBins] = {}, sum_y[kBins] = {};
  const std::vector<int> bin = bins_of(p, binning);
  for (std::size_t i = 0; i < p.size(); ++i) {
    n[bin[i]] += 1;
    sum_p[bin[i]] += p[i];
    sum_y[bin[i]] += label[i] != 0 ? 1 : 0;
  }
  std::vector<CalibrationBin> out;
  for (int b = 0; b < kBins; ++b)
    if (n[b] > 0) out.push_back({b + 1, n[b], sum_p[b] / n[b], sum_y[b] / n[b]});
  return out;
}

BinnedError binned_error(std::span<const CalibrationBin> bins) {
  double n = 0, sum = 0, largest = 0;
  for (const CalibrationBin& b : bins) {
    const double error = std::abs(b.observed - b.mean_p);
    n += b.n;
    sum += b.n * error;
    largest = std::max(largest, error);
  }
  return n > 0 ? BinnedError{sum / n, largest} : BinnedError{};
}

BrierSplit brier_split(std::span<const CalibrationBin> bins, double brier) {
  double n = 0, events = 0;
  for (const CalibrationBin& b : bins) {
    n += b.n;
    events += b.n * b.observed;
  }
  if (!(n > 0)) return {};
  const double prevalence = events / n;
  BrierSplit out{0, 0, prevalence * (1 - prevalence), 0};
  for (const CalibrationBin& b : bins) {
    out.reliability += b.n / n * (b.mean_p - b.observed) * (b.mean_p - b.observed);
    out.resolution += b.n / n * (b.observed - prevalence) * (b.observed - prevalence);
  }
  out.within = brier - (out.reliability - out.resolution + out.uncertainty);
  return out;
}

HosmerLemeshow hosmer_lemeshow(std::span<const std::uint8_t> label, std::span<const double> p) {
  HosmerLemeshow out;
  if (p.empty()) return out;
  const std::vector<double> sorted = calibration_sorted(p);
  std::vector<double> edges;
  for (int k = 0; k <= kBins; ++k) edges.push_back(percentile(sorted, 10.0 * k));
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  const std::size_t groups = std::max<std::size_t>(1, edges.size() - 1);
  std::vector<double> n(groups), observed(groups), expected(groups);
  for (std::size_t i = 0; i < p.size(); ++i) {
    // (lo, hi], the lowest closed
    const auto at = std::lower_bound(edges.begin() + 1, edges.end(), p[i]);
    const std::size_t g = std::min(groups - 1, static_cast<std::size_t>(at - edges.begin()) - 1);
    n[g] += 1;
    observed[g] += label[i] != 0 ? 1 : 0;
    expected[g] += p[i];
  }
  out.groups = static_cast<double>(groups);
  double sum = 0;
  for (std::size_t g = 0; g < groups; ++g) {
    const double d = observed[g] - expected[g];
    sum += d * d / expected[g] + d * d / (n[g] - expected[g]);
  }
  out.chi_square = sum;
  out.p_internal = chi_square_upper_tail(sum, out.groups - 2);
  out.p_external = chi_square_upper_tail(sum, out.groups);
  return out;
}

SmoothCalibration smooth_calibration(std::span<const std::uint8_t> label, std::span<const double> p) {
  const auto order = order_of(p);
  if (order.size() < 2 || p[order.front()] == p[order.back()]) return {};
  std::vector<double> x, y;
  for (const std::size_t i : order) {
    x.push_back(p[i]);
    y.push_back(label[i] != 0 ? 1 : 0);
  }
  const std::vector<double> smooth = lowess(x, y, 2.0 / 3, 0.01 * (x.back() - x.front()));
  std::vector<double> error;
  for (std::size_t first = 0, last; first < x.size(); first = last) {
    double sum = 0;  // ties share the mean of their fits
    for (last = first; last < x.size() && x[last] == x[first]; ++last) sum += smooth[last];
    error.insert(error.end(), last - first, std::abs(sum / static_cast<double>(last - first) - x[first]));
  }
  SmoothCalibration out;
  out.ici = std::accumulate(error.begin(), error.end(), 0.0) / static_cast<double>(error.size());
  std::sort(error.begin(), error.end());
  out.e90 = percentile(error, 90);
  out.largest = error.back();
  return out;
}

}  // namespace radgauge::statistics
