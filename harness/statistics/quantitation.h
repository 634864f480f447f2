#pragma once

#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace radgauge::statistics {

/// Values of one sample of a detection study.
struct DetectionSample {
  double truth = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known
  std::vector<double> values;
};

/// Limits of blank, detection and quantitation (CLSI EP17-A2, 2012), 5 % error of each kind, in the unit of
/// the values. LoB: the classical 95th percentile of blanks, rank 0.5 + 0.95 B between neighbours, or mean +
/// c SD where normal, c = 1.645/(1 - 1/(4 (B - K))) with B values of K samples. LoD = LoB + c_L SD_L of low
/// samples, SD pooled, c_L with L values of J samples.
struct DetectionLimits {
  double n_blank = 0, n_low = 0;  ///< values
  double lob_rank = std::numeric_limits<double>::quiet_NaN();
  double lob_normal = std::numeric_limits<double>::quiet_NaN();
  double sd_low = std::numeric_limits<double>::quiet_NaN();
  double lod_rank = std::numeric_limits<double>::quiet_NaN();    ///< with lob_rank
  double lod_normal = std::numeric_limits<double>::quiet_NaN();  ///< with lob_normal
  std::string_view blank_reason;                                 ///< why there is no LoB
  std::string_view low_reason;                                   ///< why there is no LoD
};
DetectionLimits detection_limits(std::span<const DetectionSample> blanks,
                                 std::span<const DetectionSample> low);

/// One truth of a study of quantitation. Errors are shares of the truth.
struct QuantitationLevel {
  double truth = std::numeric_limits<double>::quiet_NaN();
  double n = 0;
  double bias = std::numeric_limits<double>::quiet_NaN();         ///< (mean - truth)/truth
  double cv = std::numeric_limits<double>::quiet_NaN();           ///< SD/truth
  double total_error = std::numeric_limits<double>::quiet_NaN();  ///< |bias| + 2 cv (Westgard)
};
/// Samples of the same truth (above 0) are one level; ascending.
std::vector<QuantitationLevel> quantitation_levels(std::span<const DetectionSample> samples);

/// Limit of quantitation: the lowest truth that meets the goal (a share), as every higher one does; NaN if
/// the highest does not.
double limit_of_quantitation(std::span<const QuantitationLevel> levels, double QuantitationLevel::*error,
                             double goal);

}  // namespace radgauge::statistics
