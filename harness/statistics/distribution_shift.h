#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/nan.h"

namespace radgauge::statistics {

/// How far two samples of one variable are apart. No NaN; both non-empty, else everything is NaN.
struct SampleDistance {
  double ks = kNaN;               ///< largest difference of the distribution functions (Smirnov 1948)
  double ks_p_asymptotic = kNaN;  ///< Kolmogorov's limit at sqrt(mn/(m+n)) D
  double wasserstein1 = kNaN;     ///< integral |F - G|, in the unit of the variable
  double energy =
      kNaN;  ///< 2E|X-Y| - E|X-X'| - E|Y-Y'| (Szekely & Rizzo 2013, doi:10.1016/j.jspi.2013.03.018)
  double mean_difference = kNaN;  ///< target - reference
  double reference_sd = kNaN;
  double standardised_difference = kNaN;  ///< over the SD pooled by degrees of freedom
};
/// O(n log n).
SampleDistance sample_distance(std::span<const double> reference, std::span<const double> target);

/// P(D >= d) under the null by counting lattice paths (Hodges 1958, doi:10.1007/BF02589501), given the ties
/// of the pooled sample (Schroer & Trenkler 1995, doi:10.1016/0167-9473(94)00040-P) or ignoring them. NaN
/// where m n exceeds 10^7 or a sample is empty. O(m n).
double ks_exact_p(std::span<const double> reference, std::span<const double> target, bool given_ties);

/// Bins of the reference's deciles: inner edges are the distinct type-7 deciles, the outer bins are open.
struct StabilityBins {
  std::vector<double> edges;      ///< inner
  std::vector<double> reference;  ///< counts
  std::vector<double> target;
};
/// `right`: bins (lo, hi], else [lo, hi).
StabilityBins stability_bins(std::span<const double> reference, std::span<const double> target, bool right);

/// Population stability index sum (q - p) ln(q/p) of the target's shares q and the reference's p, each at
/// least `floor` and not renormalised; `added` goes to every count first. Below 0.1 is called stable and
/// above 0.25 shifted by convention; two equal populations give about (bins - 1)(1/m + 1/n) (Yurdakul &
/// Naranjo 2020, doi:10.21314/JRMV.2020.227).
double population_stability(std::span<const double> reference_counts, std::span<const double> target_counts,
                            double floor, double added = 0);

/// Pearson's test of a table of two rows; columns without a count are dropped.
struct TableTest {
  double chi_square = kNaN;
  double df = kNaN;
  double p = kNaN;
  double min_expected = kNaN;
  double cramers_v = kNaN;
  double yates = kNaN;  ///< with Yates' correction; of two columns alone
  double yates_p = kNaN;
};
TableTest two_row_test(std::span<const double> first, std::span<const double> second);

/// Fisher's exact test of a table of two rows: the probability of all tables with its margins that are no
/// more probable. NaN where there are more than 10^7 of them.
double fisher_exact_p(std::span<const double> first, std::span<const double> second);

/// Points as rows of equal length, and how far two clouds of them are apart. Columns are scaled by the SD of
/// the reference first; a column that is constant there does not count.
struct CloudDistance {
  double energy = kNaN;  ///< as SampleDistance, Euclidean
  double mmd2 = kNaN;    ///< squared maximum mean discrepancy, unbiased (Gretton et al. 2012, JMLR 13:723)
  double mmd_bandwidth = kNaN;   ///< of the Gaussian kernel: median distance of the pooled points
  double mmd_p = kNaN;           ///< by `permutations` relabellings
  double classifier_auc = kNaN;  ///< cross-validated area of a logistic classifier reference against target
  std::string_view classifier_reason;
};
/// How two clouds are compared.
struct CloudDesign {
  std::uint64_t seed = 1;
  int permutations = 200;
  std::size_t most_rows = 2000;  ///< of each sample; of more so many are drawn without replacement
  /// Who a row of each sample is of, by any number; empty: every row is of somebody else. A unit is
  /// relabelled, and left out by the classifier, as a whole.
  std::span<const std::size_t> reference_unit = {};
  std::span<const std::size_t> target_unit = {};
  /// Row i of both samples is of the same: the samples have the same rows and units, and a relabelling swaps
  /// the two samples of some units. If not, no unit may be in both: units are shuffled between the samples.
  bool is_paired = false;
  double ridge = 0;  ///< of the classifier (logistic.h)
};

/// `columns` of each sample, without NaN. Throws Error(internal) for units of another length than the rows,
/// and paired samples of different lengths. O(n^2 p).
CloudDistance cloud_distance(std::span<const std::vector<double>> reference,
                             std::span<const std::vector<double>> target, const CloudDesign& design = {});

}  // namespace radgauge::statistics
