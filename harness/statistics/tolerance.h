#pragma once

namespace radgauge::statistics {

/// Factors k of normal tolerance intervals mean -/+ k SD (ISO 16269-6:2014; Krishnamoorthy & Mathew 2009,
/// doi:10.1002/9780470473900): with probability `confidence` over samples of n >= 2 values the interval holds
/// at least the share `content` of the population. Shares are inside (0, 1); NaN otherwise. Exact: one-sided
/// by the non-central t distribution, two-sided by integration over the error of the mean, to 1e-8.
double tolerance_factor_one_sided(double n, double content, double confidence);
double tolerance_factor_two_sided(double n, double content, double confidence);

/// Factor of a known mean with an SD of `df` degrees of freedom: of the differences of two measurements,
/// whose mean is 0. `content` = 0.95 gives, times sqrt(2) wSD, a limit that 95 % of differences stay within,
/// with the given confidence; the repeatability coefficient holds 95 % on average only.
double tolerance_factor_known_mean(double df, double content, double confidence);

/// Share of any continuous population that lies between the least and the largest of n values with the given
/// confidence (Wilks 1941, doi:10.1214/aoms/1177731788).
double range_content(double n, double confidence);

}  // namespace radgauge::statistics
