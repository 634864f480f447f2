// Family "Intensity histogram" (IBSI manual, arXiv:1612.07003).
#include <cmath>

#include "reference/features/family.h"
#include "reference/features/sample_features.h"

namespace radgauge::reference {

namespace {

/// Voxels per grey level, level 1 first, empty levels included up to the highest in use.
struct Histogram {
  std::span<const std::int64_t> counts;
  WeightedSample sample;
};

template <FeatureValue (*Feature)(const WeightedSample&)>
FeatureValue of_sample(const Histogram& h) {
  return Feature(h.sample);
}

FeatureValue mode(const Histogram& h) {
  std::size_t best = 0;
  const auto distance = [&](std::size_t i) { return std::abs(static_cast<double>(i + 1) - h.sample.mean()); };
  // Of several highest bins IBSI takes the one closest to the mean.
  for (std::size_t i = 1; i < h.counts.size(); ++i)
    if (h.counts[i] > h.counts[best] || (h.counts[i] == h.counts[best] && distance(i) < distance(best)))
      best = i;
  return FeatureValue::ok(static_cast<double>(best + 1));
}

/// Of the levels that occur, one after the other.
double probability(const Histogram& h, std::size_t i) {
  return h.sample.count(i) / static_cast<double>(h.sample.size());
}

FeatureValue entropy(const Histogram& h) {
  double sum = 0;
  for (std::size_t i = 0; i < h.sample.values().size(); ++i)
    sum -= probability(h, i) * std::log2(probability(h, i));
  return FeatureValue::ok(sum + 0.0);
}

FeatureValue uniformity(const Histogram& h) {
  double sum = 0;
  for (std::size_t i = 0; i < h.sample.values().size(); ++i) sum += probability(h, i) * probability(h, i);
  return FeatureValue::ok(sum);
}

/// Central difference, one-sided at the first and last level.
double gradient(const Histogram& h, std::size_t i) {
  const auto at = [&](std::size_t k) { return static_cast<double>(h.counts[k]); };
  if (i == 0) return at(1) - at(0);
  if (i + 1 == h.counts.size()) return at(i) - at(i - 1);
  return (at(i + 1) - at(i - 1)) / 2;
}

template <int Sign>
std::size_t steepest(const Histogram& h) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < h.counts.size(); ++i)
    if (Sign * gradient(h, i) > Sign * gradient(h, best)) best = i;
  return best;
}

constexpr std::string_view kOneLevel = "the histogram has one level and no gradient";

template <int Sign>
FeatureValue steepest_gradient(const Histogram& h) {
  if (h.counts.size() < 2) return FeatureValue::degenerate(kOneLevel);
  return FeatureValue::ok(gradient(h, steepest<Sign>(h)));
}

template <int Sign>
FeatureValue steepest_level(const Histogram& h) {
  if (h.counts.size() < 2) return FeatureValue::degenerate(kOneLevel);
  return FeatureValue::ok(static_cast<double>(steepest<Sign>(h) + 1));
}

namespace f = sample_features;
using Row = FeatureRow<Histogram>;

constexpr std::array kRows{
    Row{"ih_mean", "X6K6", "Mean discretised intensity", "1", of_sample<f::mean>},
    Row{"ih_var", "CH89", "Discretised intensity variance", "1", of_sample<f::variance>},
    Row{"ih_skew", "88K1", "Discretised intensity skewness", "1", of_sample<f::skewness>},
    Row{"ih_kurt", "C3I7", "(Excess) discretised intensity kurtosis", "1", of_sample<f::excess_kurtosis>},
    Row{"ih_median", "WIFQ", "Median discretised intensity", "1", of_sample<f::median>},
    Row{"ih_min", "1PR8", "Minimum discretised intensity", "1", of_sample<f::minimum>},
    Row{"ih_p10", "GPMT", "10th discretised intensity percentile", "1", of_sample<f::percentile_10>},
    Row{"ih_p90", "OZ0C", "90th discretised intensity percentile", "1", of_sample<f::percentile_90>},
    Row{"ih_max", "3NCY", "Maximum discretised intensity", "1", of_sample<f::maximum>},
    Row{"ih_mode", "AMMC", "Intensity histogram mode", "1", mode},
    Row{"ih_iqr", "WR0O", "Discretised intensity interquartile range", "1",
        of_sample<f::interquartile_range>},
    Row{"ih_range", "5Z3W", "Discretised intensity range", "1", of_sample<f::range>},
    Row{"ih_mad", "D2ZX", "Intensity histogram mean absolute deviation", "1",
        of_sample<f::mean_absolute_deviation>},
    Row{"ih_rmad", "WRZB", "Intensity histogram robust mean absolute deviation", "1",
        of_sample<f::robust_mean_absolute_deviation>},
    Row{"ih_medad", "4RNL", "Intensity histogram median absolute deviation", "1",
        of_sample<f::median_absolute_deviation>},
    Row{"ih_cov", "CWYJ", "Intensity histogram coefficient of variation", "1",
        of_sample<f::coefficient_of_variation>},
    Row{"ih_qcod", "SLWD", "Intensity histogram quartile coefficient of dispersion", "1",
        of_sample<f::quartile_dispersion>},
    Row{"ih_entropy", "TLU2", "Discretised intensity entropy", "1", entropy},
    Row{"ih_uniformity", "BJ5W", "Discretised intensity uniformity", "1", uniformity},
    Row{"ih_max_grad", "12CE", "Maximum histogram gradient", "1", steepest_gradient<1>},
    Row{"ih_max_grad_g", "8E6O", "Maximum histogram gradient intensity", "1", steepest_level<1>},
    Row{"ih_min_grad", "VQB3", "Minimum histogram gradient", "1", steepest_gradient<-1>},
    Row{"ih_min_grad_g", "RHQZ", "Minimum histogram gradient intensity", "1", steepest_level<-1>}};

std::vector<FeatureInfo> list(const FeatureSettings&) {
  std::vector<FeatureInfo> infos;
  append_infos<Histogram>(kRows, "ih", "", infos);
  return infos;
}

FeatureVector values(const FamilyInput& input) {
  const Levels& levels = input.levels;
  if (levels.state.status != Status::ok) return FeatureVector(kRows.size(), levels.state);
  return evaluate<Histogram>(kRows, {levels.histogram, WeightedSample(levels.histogram)});
}

}  // namespace

Family intensity_histogram_family() {
  return {"ih", "intensity histogram", DependsOn::levels, Needs::nothing, list, values};
}

}  // namespace radgauge::reference
