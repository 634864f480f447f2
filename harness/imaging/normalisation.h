#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/intensity_settings.h"
#include "core/volume.h"

namespace radgauge::imaging {

/// An increasing map of intensities of straight pieces: to + slope x (v - from) of the last piece whose
/// `from` is not above v; the first piece goes on below. At least one piece.
struct IntensityMap {
  struct Piece {
    double from = 0;
    double to = 0;
    double slope = 1;
  };
  std::vector<Piece> pieces;

  double operator()(double intensity) const;
};

/// The map that normalises `image`, with statistics over `region`, a mask on its voxels; NaN and infinite
/// voxels have no part in them. Standard deviations are of the population (n), percentiles interpolate
/// between order statistics (type 7 of Hyndman and Fan, doi:10.1080/00031305.1996.10473566).
/// - z_score: mean and standard deviation. Collewet et al. 2004, doi:10.1016/j.mri.2003.09.001.
/// - percentile_range: (v - p_lower) / (p_upper - p_lower).
/// - histogram: the percentiles lower, 10, 20, ... 90, upper go to the landmarks of the standard, straight
///   pieces between them, the outer pieces go on. Nyul, Udupa and Zhang 2000, doi:10.1109/42.836373.
/// - peak: mode of the histogram (2,048 bins, smoothed by a Gaussian of Silverman's width), then mean and
///   standard deviation of the intensities within the share `stripe` of the region on either side of the
///   mode. Shinohara et al. 2014, doi:10.1016/j.nicl.2014.08.008.
/// `none` gives the identity. Throws Error(data) if the region holds fewer than two finite intensities or is
/// so flat that a standard deviation, a range or a piece is 0.
IntensityMap intensity_map(const Volume& image, const Mask& region, const NormalisationSettings& settings);

/// Every finite voxel mapped, in double and rounded once; others stay as they are.
Volume mapped(const Volume& image, const IntensityMap& map);

/// Percentiles lower, 10, 20, ... 90, upper of the finite intensities of a region, each above the one before
/// or Error(data).
std::vector<double> landmarks(const Volume& image, const Mask& region, double lower_percentile,
                              double upper_percentile);

/// The standard of several images: the landmarks of each, scaled so that its first is 0 and its last 100, are
/// averaged. `all` has one or more lists of equal length. Nyul, Udupa and Zhang 2000 (see intensity_map).
std::vector<double> standard_landmarks(std::span<const std::vector<double>> all);

}  // namespace radgauge::imaging
