#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/signature.h"

namespace radgauge::models {

/// Cases to learn from, in columns, without NaN.
struct TrainingData {
  std::vector<Input> inputs;
  std::vector<std::vector<double>> columns;
  std::vector<std::uint8_t> status;  ///< 1 = the outcome, or an event
  std::vector<double> time = {};     ///< empty: a logistic signature, else a Cox signature
  std::vector<std::size_t> patient;  ///< of each case: a patient's cases share a fold
  /// Which inputs may be chosen from, judged by these cases alone; empty: all.
  std::function<std::vector<bool>(const std::vector<std::size_t>& cases)> filter = {};
};

/// Which penalty of the path: the one with the smallest cross-validated loss, or the largest whose loss is
/// within one standard error of it.
enum class PenaltyChoice { smallest_loss, one_standard_error };

struct TrainOptions {
  std::string name = "signature";
  std::string outcome;
  std::string time;
  std::int64_t folds = 10;
  std::uint64_t seed = 1;
  PenaltyChoice choice = PenaltyChoice::smallest_loss;
  std::optional<double> threshold = {};  ///< nothing: Youden's, on scores of cases left out
};

/// Throws Error(usage) for fewer than 2 folds, or a threshold of a Cox signature.
void check_train_options(const TrainOptions& options, bool is_cox);

/// A signature and how it was found.
struct TrainedSignature {
  Signature signature;
  double lambda = kNaN;
  double cross_validated_loss = kNaN;  ///< mean -log-likelihood of cases left out, at lambda
  double loss_se = kNaN;               ///< over folds
  double cross_validated_auc = kNaN;   ///< of scores of cases left out; a C-index for Cox
  std::size_t n_allowed = 0;           ///< inputs that passed the filter
  std::vector<std::string> notes;
};

/// L1-penalised logistic or Cox regression (statistics/lasso.h). Within each fold columns are filtered and
/// standardised by the cases that learn, so that nothing of those left out is known; folds hold both classes
/// in their shares. Throws Error(data) for fewer than 2 patients with cases of a class (of Cox: with events),
/// or fewer patients than folds, and Error(usage) for fewer than 2 folds or a threshold of a Cox signature.
TrainedSignature train_signature(const TrainingData& data, const TrainOptions& options);

}  // namespace radgauge::models
