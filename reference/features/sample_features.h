#pragma once

#include "core/feature.h"
#include "reference/features/weighted_sample.h"

namespace radgauge::reference {

/// Statistics that the intensities and the grey levels of a region have in common (IBSI manual, families
/// "Intensity-based statistics" and "Intensity histogram", arXiv:1612.07003). The sample is not empty.
namespace sample_features {

FeatureValue mean(const WeightedSample& s);
FeatureValue variance(const WeightedSample& s);
FeatureValue skewness(const WeightedSample& s);
FeatureValue excess_kurtosis(const WeightedSample& s);
FeatureValue median(const WeightedSample& s);
FeatureValue minimum(const WeightedSample& s);
FeatureValue percentile_10(const WeightedSample& s);
FeatureValue percentile_90(const WeightedSample& s);
FeatureValue maximum(const WeightedSample& s);
FeatureValue interquartile_range(const WeightedSample& s);
FeatureValue range(const WeightedSample& s);
FeatureValue mean_absolute_deviation(const WeightedSample& s);
FeatureValue robust_mean_absolute_deviation(const WeightedSample& s);
FeatureValue median_absolute_deviation(const WeightedSample& s);
FeatureValue coefficient_of_variation(const WeightedSample& s);
FeatureValue quartile_dispersion(const WeightedSample& s);
FeatureValue energy(const WeightedSample& s);
FeatureValue root_mean_square(const WeightedSample& s);

}  // namespace sample_features
}  // namespace radgauge::reference
