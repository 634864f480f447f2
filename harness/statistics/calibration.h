#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// How far predicted probabilities are from what happened. `label` 0 or 1; p in [0, 1], without NaN.
struct PredictionError {
  /// Mean (p - y)^2 (Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).
  double brier = kNaN;
  double brier_reference = kNaN;  ///< of the prevalence: prev (1 - prev)
  double brier_scaled = kNaN;     ///< 1 - brier / brier_reference; -inf where the reference is 0
  double log_loss = kNaN;         ///< p clipped to [1e-15, 1 - 1e-15]
  double observed_minus_predicted = kNaN;
  double observed_over_expected = kNaN;  ///< NaN where nothing is expected
  double spiegelhalter_z = kNaN;         ///< Spiegelhalter 1986, doi:10.1002/sim.4780050506
};
PredictionError prediction_error(std::span<const std::uint8_t> label, std::span<const double> p);

/// Weak calibration: logit(y) on logit(p) (Cox 1958, doi:10.1093/biomet/45.3-4.562). `in_the_large` is the
/// intercept with logit(p) as offset.
struct Recalibration {
  double in_the_large = kNaN;
  double in_the_large_se = kNaN;
  double intercept = kNaN;
  double intercept_se = kNaN;
  double slope = kNaN;
  double slope_se = kNaN;
  std::string_view reason_in_the_large;
  std::string_view reason;  ///< of intercept and slope
};
/// Undefined where some p is 0 or 1; `clip` > 0 moves p into [clip, 1 - clip] first. One class has neither.
Recalibration recalibration(std::span<const std::uint8_t> label, std::span<const double> p, double clip = 0);
/// The same of linear predictors, which are never infinite.
Recalibration recalibration_of_logits(std::span<const std::uint8_t> label, std::span<const double> logit);

/// How probabilities are put into bins.
enum class Binning {
  width_right,     ///< edges 0, 0.1 .. 1; bins (lo, hi], 0 in the first
  width_left,      ///< the same; bins [lo, hi), 1 in the last
  quantile_right,  ///< inner edges are the type-7 deciles; bin = number of them strictly below p
  count,           ///< sorted by p, stable: ten groups, of which the first n mod 10 have one more
};

/// One bin that holds something.
struct CalibrationBin {
  int bin = 0;  ///< from 1
  double n = 0;
  double mean_p = kNaN;
  double observed = kNaN;  ///< share of label 1
};
std::vector<CalibrationBin> calibration_bins(std::span<const std::uint8_t> label, std::span<const double> p,
                                             Binning binning);

/// Over bins, |observed - mean p|: the mean by count (expected calibration error, Naeini et al. 2015), and
/// the largest.
struct BinnedError {
  double expected = kNaN;
  double largest = kNaN;
};
BinnedError binned_error(std::span<const CalibrationBin> bins);

/// Murphy's split (doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2) of the Brier score over bins, with
/// what it leaves out where probabilities differ within a bin (Stephenson, Coelho & Jolliffe 2008,
/// doi:10.1175/2007WAF2006116.1): brier = reliability - resolution + uncertainty + within.
struct BrierSplit {
  double reliability = kNaN;
  double resolution = kNaN;
  double uncertainty = kNaN;
  double within = kNaN;
};
BrierSplit brier_split(std::span<const CalibrationBin> bins, double brier);

/// Hosmer & Lemeshow's test on the deciles of p (type 7; (lo, hi], the lowest closed; edges that coincide
/// merge). A group that nothing is in, or where 0 of a class is expected and found, leaves it undefined.
struct HosmerLemeshow {
  double chi_square = kNaN;
  double groups = 0;
  double p_internal = kNaN;  ///< groups - 2 degrees of freedom: the data that the model was fitted to
  double p_external = kNaN;  ///< groups degrees of freedom
};
HosmerLemeshow hosmer_lemeshow(std::span<const std::uint8_t> label, std::span<const double> p);

/// |smoothed outcome - p|: its mean (the integrated calibration index), 90th percentile (type 7) and largest
/// (Austin & Steyerberg 2019, doi:10.1002/sim.8281), the smoother being lowess (smoother.h) as in Harrell's
/// val.prob: span 2/3, no robustness steps. NaN where p has fewer than two distinct values.
struct SmoothCalibration {
  double ici = kNaN;
  double e90 = kNaN;
  double largest = kNaN;
};
SmoothCalibration smooth_calibration(std::span<const std::uint8_t> label, std::span<const double> p);

}  // namespace radgauge::statistics
