#pragma once

namespace radgauge::statistics {

/// Two-sided 95 % normal quantile, and the factor of the repeatability coefficient, 1.96 sqrt(2) (Bland &
/// Altman 1999, doi:10.1177/096228029900800204).
inline constexpr double kNormal975 = 1.959963984540054;
inline constexpr double kRepeatabilityFactor = 2.7718585822512662;

/// Quantiles and upper tail probabilities, relative accuracy 1e-13 and 1e-11 at worst, about 1e-14 for 1 to
/// 10^4 degrees of freedom and probabilities of 0.001 to 0.999. Degrees of freedom may be fractional. NaN for
/// a probability outside (0, 1), degrees of freedom not above 0, or a NaN argument; the upper tail of +inf is
/// 0.
double f_quantile(double probability, double df1, double df2);
double f_upper_tail(double f, double df1, double df2);
double t_quantile(double probability, double df);
double t_upper_tail(double t, double df);
/// Of the standard normal.
double normal_quantile(double probability);
/// Of the non-central t with non-centrality `delta`.
double non_central_t_quantile(double probability, double df, double delta);
double chi_square_quantile(double probability, double df);
double chi_square_upper_tail(double chi_square, double df);

}  // namespace radgauge::statistics
