#pragma once

#include <limits>

namespace radgauge::statistics {

/// A mean square of an analysis of variance with its degrees of freedom.
struct MeanSquare {
  double ms = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
};

/// Two-sided 95 % limits of the variance of a measurement GRR^2 (unit of the values squared) and of the ratio
/// PV^2/GRR^2. By the modified large sample method (Graybill & Wang 1980, doi:10.1080/01621459.1980.10477565;
/// Burdick, Borror & Montgomery 2005, Design and Analysis of Gauge R&R Studies,
/// doi:10.1137/1.9780898718379, chapter 3): normal values, equal noise, random factors. A limit below 0 is 0.
struct GaugeLimits {
  double grr_lower = std::numeric_limits<double>::quiet_NaN();
  double grr_upper = std::numeric_limits<double>::quiet_NaN();
  double ratio_lower = std::numeric_limits<double>::quiet_NaN();
  double ratio_upper = std::numeric_limits<double>::quiet_NaN();
};

/// Objects by a factor with `repeats` each; the interaction is in the model.
GaugeLimits crossed_gauge_limits(MeanSquare object, MeanSquare factor, MeanSquare interaction,
                                 MeanSquare residual, double repeats);

/// The same without the interaction: pooled with the residual, or without repeats (1) the residual itself.
GaugeLimits additive_gauge_limits(MeanSquare object, MeanSquare factor, MeanSquare residual, double repeats);

/// Objects with repeats and no factor; exact.
GaugeLimits one_way_gauge_limits(MeanSquare object, MeanSquare residual, double repeats);

}  // namespace radgauge::statistics
