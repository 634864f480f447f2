#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// What ComBat is told (Johnson, Li & Rabinovic 2007, doi:10.1093/biostatistics/kxj037).
struct CombatOptions {
  bool mean_only = false;  ///< shift batches, leave their spread
  bool parametric = true;  ///< priors normal and inverse gamma; else integrated over the features
  std::optional<std::size_t> reference = {};  ///< batch that stays as it is; nothing: the average of all
  std::vector<std::string> batch_names = {};  ///< for messages; without, batches are counted from 1
};

/// Samples in rows: `batch` from 0, columns of `features` and `covariates` as long as it, without NaN.
struct CombatData {
  std::vector<std::size_t> batch;
  std::vector<std::vector<double>> features;
  std::vector<std::vector<double>> covariates;
};

/// What was learnt of one feature; per batch where vectors.
struct CombatFeature {
  double alpha = kNaN;            ///< grand mean at covariates 0
  std::vector<double> beta;       ///< of each covariate
  double sigma2_pooled = kNaN;    ///< residual variance
  std::vector<double> gamma_hat;  ///< location and squared scale of each batch, standardised
  std::vector<double> delta2_hat;
  std::vector<double> gamma_star;  ///< the same, shrunk
  std::vector<double> delta2_star;
  std::string reason;  ///< why the feature is left as it is
};

/// Prior of one batch over the features.
struct CombatPrior {
  double gamma_bar = kNaN;
  double tau2 = kNaN;
  double lambda = kNaN;
  double theta = kNaN;
};

/// A fit that is kept and applied to samples it has not seen.
struct CombatModel {
  CombatOptions options;
  std::vector<CombatFeature> features;
  std::vector<CombatPrior> priors;  ///< of each batch
};

/// Empirical Bayes, iterated until nothing changes by more than 1e-14. `batches` counts from 0;
/// `covariate_names` are for messages. Throws Error(data) for one batch alone, a batch of a single sample
/// (unless mean_only), a covariate that the batches or other covariates determine.
CombatModel fit_combat(const CombatData& data, std::size_t batches, const CombatOptions& options,
                       std::span<const std::string> covariate_names = {});

/// The features of `data` (columns in the order of the fit) with the batch effects taken out. Throws
/// Error(data) for a batch that the fit did not see.
std::vector<std::vector<double>> apply_combat(const CombatModel& model, const CombatData& data);

}  // namespace radgauge::statistics
