// Family "Intensity-based statistics" (IBSI manual, arXiv:1612.07003).
#include "reference/features/family.h"
#include "reference/features/sample_features.h"

namespace radgauge::reference {

namespace {

namespace f = sample_features;
using Row = FeatureRow<WeightedSample>;

constexpr std::array kRows{
    Row{"stat_mean", "Q4LE", "Mean intensity", "intensity", f::mean},
    Row{"stat_var", "ECT3", "Intensity variance", "intensity^2", f::variance},
    Row{"stat_skew", "KE2A", "Intensity skewness", "1", f::skewness},
    Row{"stat_kurt", "IPH6", "(Excess) intensity kurtosis", "1", f::excess_kurtosis},
    Row{"stat_median", "Y12H", "Median intensity", "intensity", f::median},
    Row{"stat_min", "1GSF", "Minimum intensity", "intensity", f::minimum},
    Row{"stat_p10", "QG58", "10th intensity percentile", "intensity", f::percentile_10},
    Row{"stat_p90", "8DWT", "90th intensity percentile", "intensity", f::percentile_90},
    Row{"stat_max", "84IY", "Maximum intensity", "intensity", f::maximum},
    Row{"stat_iqr", "SALO", "Intensity interquartile range", "intensity", f::interquartile_range},
    Row{"stat_range", "2OJQ", "Intensity range", "intensity", f::range},
    Row{"stat_mad", "4FUA", "Intensity-based mean absolute deviation", "intensity",
        f::mean_absolute_deviation},
    Row{"stat_rmad", "1128", "Intensity-based robust mean absolute deviation", "intensity",
        f::robust_mean_absolute_deviation},
    Row{"stat_medad", "N72L", "Intensity-based median absolute deviation", "intensity",
        f::median_absolute_deviation},
    Row{"stat_cov", "7TET", "Intensity-based coefficient of variation", "1", f::coefficient_of_variation},
    Row{"stat_qcod", "9S40", "Intensity-based quartile coefficient of dispersion", "1",
        f::quartile_dispersion},
    Row{"stat_energy", "N8CA", "Intensity-based energy", "intensity^2", f::energy},
    Row{"stat_rms", "5ZWQ", "Root mean square intensity", "intensity", f::root_mean_square}};

std::vector<FeatureInfo> list(const FeatureSettings&) {
  std::vector<FeatureInfo> infos;
  append_infos<WeightedSample>(kRows, "stat", "", infos);
  return infos;
}

FeatureVector values(const FamilyInput& input) {
  const IntensityMask& mask = input.intensity_mask;
  if (mask.values.empty())
    return FeatureVector(kRows.size(), FeatureValue::degenerate("no voxel is left after resegmentation"));
  return evaluate<WeightedSample>(kRows, WeightedSample(mask.values, mask.lowest, mask.highest));
}

}  // namespace

Family intensity_statistics_family() {
  return {"stat", "intensity-based statistics", DependsOn::intensities, Needs::nothing, list, values};
}

}  // namespace radgauge::reference
