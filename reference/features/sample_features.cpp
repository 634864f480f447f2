#include "reference/features/sample_features.h"

#include <cmath>

namespace radgauge::reference::sample_features {

namespace {

FeatureValue ok(double value) {
  return FeatureValue::ok(value);
}
constexpr std::string_view kConstant = "all intensities of the region are equal";

}  // namespace

FeatureValue mean(const WeightedSample& s) {
  return ok(s.mean());
}
FeatureValue variance(const WeightedSample& s) {
  return ok(s.moment(2));
}
FeatureValue skewness(const WeightedSample& s) {
  if (s.is_constant()) return FeatureValue::degenerate(kConstant);
  return ok(s.moment(3) / std::pow(s.moment(2), 1.5));
}
FeatureValue excess_kurtosis(const WeightedSample& s) {
  if (s.is_constant()) return FeatureValue::degenerate(kConstant);
  return ok(s.moment(4) / (s.moment(2) * s.moment(2)) - 3);
}
FeatureValue median(const WeightedSample& s) {
  return ok(s.percentile(0.5));
}
FeatureValue minimum(const WeightedSample& s) {
  return ok(s.lowest());
}
FeatureValue percentile_10(const WeightedSample& s) {
  return ok(s.percentile(0.1));
}
FeatureValue percentile_90(const WeightedSample& s) {
  return ok(s.percentile(0.9));
}
FeatureValue maximum(const WeightedSample& s) {
  return ok(s.highest());
}
FeatureValue interquartile_range(const WeightedSample& s) {
  return ok(s.percentile(0.75) - s.percentile(0.25));
}
FeatureValue range(const WeightedSample& s) {
  return ok(s.highest() - s.lowest());
}
FeatureValue mean_absolute_deviation(const WeightedSample& s) {
  return ok(s.mean_absolute_deviation(s.mean()));
}
FeatureValue robust_mean_absolute_deviation(const WeightedSample& s) {
  const double deviation = s.robust_mean_absolute_deviation(s.percentile(0.1), s.percentile(0.9));
  if (std::isnan(deviation))
    return FeatureValue::degenerate("no intensity lies between the 10th and the 90th percentile");
  return ok(deviation);
}
FeatureValue median_absolute_deviation(const WeightedSample& s) {
  return ok(s.mean_absolute_deviation(s.percentile(0.5)));
}
FeatureValue coefficient_of_variation(const WeightedSample& s) {
  if (s.mean() == 0) return FeatureValue::undefined("the mean intensity is 0");
  return ok(std::sqrt(s.moment(2)) / s.mean());
}
FeatureValue quartile_dispersion(const WeightedSample& s) {
  const double low = s.percentile(0.25);
  const double high = s.percentile(0.75);
  if (low + high == 0) return FeatureValue::undefined("the quartiles add up to 0");
  return ok((high - low) / (high + low));
}
FeatureValue energy(const WeightedSample& s) {
  return ok(s.energy());
}
FeatureValue root_mean_square(const WeightedSample& s) {
  return ok(std::sqrt(s.energy() / static_cast<double>(s.size())));
}

}  // namespace radgauge::reference::sample_features
