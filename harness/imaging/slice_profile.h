#pragma once

#include <cstdint>
#include <vector>

#include "core/volume.h"

namespace radgauge::imaging {

/// How a scanner weights the depth of a slice: a box of a width, or a Gaussian of a full width at half
/// maximum.
enum class SliceProfile { box, gaussian };

/// Standard deviation of a Gaussian of this full width at half maximum.
double sigma_of_fwhm(double fwhm);

/// Weights of whole samples 0, 1, ... whose cells reach from i - 1/2 to i + 1/2, under a profile of `width`
/// samples centred at `centre`: the part of the profile that lies in each cell. They sum to 1. `first` is the
/// sample of weights[0]; cells that would hold less than 1e-9 (or, of a Gaussian, lie beyond 4 standard
/// deviations) are left out.
struct ProfileWeights {
  std::int64_t first = 0;
  std::vector<double> weights;
};
ProfileWeights profile_weights(SliceProfile profile, double width, double centre);

/// Averages `volume` under the profile along one axis and samples it anew: the new samples are
/// `interval_mm` apart, as many as fit into the extent of the whole image (at least one), centred on it. At
/// the ends of the image the profile is cut and scaled to sum 1. The result is a window of a new whole image:
/// of a crop, only those samples are kept whose profile lies within the crop. Throws Error(data) when none
/// is.
Volume resample_axis(const Volume& volume, int axis, SliceProfile profile, double width_mm,
                     double interval_mm);

/// Standard deviation of the weights that resample_axis gives the samples, the root of the mean variance over
/// all new samples of a whole image of `samples` old ones. `width` and `interval` and the result are in old
/// samples. The old samples' own width is not in it.
double sampled_profile_sd(SliceProfile profile, double width, double interval, std::int64_t samples);

}  // namespace radgauge::imaging
