#include <limits>

#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct ResegOutlier {
  double sigma = 0;

  static std::vector<std::pair<std::string, double>> unchanged_at() {
    return {{"sigma", std::numeric_limits<double>::infinity()}};
  }

  static auto fields() {
    return FieldList{
        field("sigma", &ResegOutlier::sigma, "SD", kNotNegative,
              "voxels farther from the mean than this many standard deviations leave the intensity mask; "
              "0 keeps all")};
  }
};

ExtractionOutput apply_reseg_outlier(const ExtractionSettings& settings, const ResegOutlier& p) {
  ExtractionOutput out{settings, {}};
  out.settings.resegmentation_sigma = p.sigma;
  out.magnitudes = {{"sigma", p.sigma, out.settings.resegmentation_sigma, "SD"}};
  return out;
}

}  // namespace

namespace operations {

Operation reseg_outlier() {
  return extraction_operation<ResegOutlier, apply_reseg_outlier>(
      {"reseg.outlier", "filter outliers of intensity at another number of standard deviations",
       "The intensity mask keeps the voxels within sigma population standard deviations of the mean, both "
       "taken over the ROI after resegmentation to its range, instead of what the extraction says; 0 "
       "switches the filter off. It runs once, not until nothing changes. The morphological mask, and with "
       "it every shape feature, does not change.",
       "IBSI reference manual, arXiv:1612.07003, doi:10.1148/radiol.2020191145 (re-segmentation); Vallieres "
       "et al. 2015, doi:10.1088/0031-9155/60/14/5471 (3 standard deviations)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
