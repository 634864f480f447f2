#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agreement/critical.h"
#include "statistics/ratings.h"

namespace radgauge::agreement {

/// What one patient adds to the statistics of pairs (base, level): sums over its pairs.
struct PairSums {
  double pairs = 0;
  double mean = 0, mean_squares = 0;  ///< of the pair's mean, about a pivot
  double change = 0, change_squares = 0;
  double relative = 0;     ///< within-pair variance over the squared mean
  double logarithmic = 0;  ///< within-pair variance of logarithms
  double cells = 0, failures = 0;
};

/// Estimates of the limited quantities, from sums over patients.
struct PairEstimates {
  double icc = 0;  ///< ICC(A,1); NaN where it does not exist
  double wcv = 0;  ///< fraction
  double wsd_log = 0;
  double bias_sd = 0;  ///< |bias| in SDs between objects
  double failure_rate = 0;
};
PairEstimates estimates_of(const PairSums& total);

/// Sums of each patient. `pairs` has two columns, base and level, a row for each object and repeat; NaN where
/// there is no value. `cells` and `failures` of each patient are given.
std::vector<PairSums> pair_sums(const statistics::Ratings& pairs, std::span<const std::size_t> patient_of_row,
                                std::size_t n_patients);

/// How often each patient is drawn: draw by draw, `n_patients` numbers that sum to `n_patients`.
std::vector<double> patient_draws(const PatientBootstrap& bootstrap, std::size_t n_patients);

/// sum over patients of weight x sums.
PairSums weighted(std::span<const PairSums> sums, std::span<const double> weights);

}  // namespace radgauge::agreement
