#pragma once

#include <vector>

#include "core/intensity_settings.h"

namespace radgauge::imaging {

/// Mode of `sorted` intensities (ascending, at least two different): the highest maximum of a histogram of
/// 2,048 bins smoothed by a Gaussian of Silverman's width, or, for `last`, its maximum of the largest
/// intensity among those at least a fifth as high. In units of the intensity. Silverman 1986, Density
/// Estimation, eq. 3.31.
double histogram_peak(const std::vector<float>& sorted, HistogramPeak which);

}  // namespace radgauge::imaging
