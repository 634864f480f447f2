#pragma once

#include <span>
#include <string>
#include <vector>

#include "agreement/detail.h"

namespace radgauge::agreement {

/// Values under base: features[f][object], NaN where there is none. The covariates are of the same objects:
/// volume and voxel count of the ROI, noise of the image; empty or NaN where unknown.
struct BaseValues {
  std::vector<std::string> feature_names;
  std::vector<std::vector<double>> features;
  std::vector<double> volume, voxels, noise;
  /// Lower limit of the ICC over all questions (the smallest), by which a cluster chooses its
  /// representative; NaN: none; may be empty.
  std::vector<double> certainty;
};

/// |rho| above which two features are said to measure one thing.
inline constexpr double kRedundant = 0.9;

/// Features beyond which clusters are not made: the matrix of correlations grows with their square.
inline constexpr std::size_t kMostClustered = 5000;

/// Spearman's rho of each feature with the covariates over objects that have both (NaN with fewer than 3 or
/// where one is constant), and clusters by complete linkage of 1 - |rho|: every pair within a cluster has
/// |rho| > 0.9. Pairs are ranked over all objects at once, so a feature that misses a value of an object
/// takes part in no cluster. Parallel; the same bytes for any thread count. O(F^2 (n + log F)).
std::vector<Confounding> confounding_of(const BaseValues& base);

/// Spearman's rank correlation over the places where both have a number; NaN with fewer than three, or where
/// one is constant.
double spearman(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace radgauge::agreement
