#include <limits>

#include "core/operation.h"
#include "core/text.h"

namespace radgauge::perturbations {

namespace {

constexpr double kNone = std::numeric_limits<double>::infinity();

struct ResegRange {
  double lower = -kNone;
  double upper = kNone;

  static std::vector<std::pair<std::string, double>> unchanged_at() {
    return {{"lower", -kNone}, {"upper", kNone}};
  }

  static auto fields() {
    Range bound = kAnyNumber;
    bound.may_be_infinite = true;
    return FieldList{field("lower", &ResegRange::lower, "intensity", bound,
                           "lower bound of the intensity mask; -inf for none"),
                     field("upper", &ResegRange::upper, "intensity", bound,
                           "upper bound of the intensity mask; inf for none")};
  }
  std::string problem() const {
    if (lower < upper) return {};
    return "lower = " + to_text(lower) + " is not below upper = " + to_text(upper);
  }
};

ExtractionOutput apply_reseg_range(const ExtractionSettings& settings, const ResegRange& p) {
  ExtractionOutput out{settings, {}};
  out.settings.resegmentation_lower = p.lower;
  out.settings.resegmentation_upper = p.upper;
  out.magnitudes = {{"lower", p.lower, out.settings.resegmentation_lower, "intensity"},
                    {"upper", p.upper, out.settings.resegmentation_upper, "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation reseg_range() {
  return extraction_operation<ResegRange, apply_reseg_range>(
      {"reseg.range", "resegment to another range of intensities",
       "The intensity mask keeps the voxels of the ROI from lower to upper, both included, instead of the "
       "range of the extraction; a bound that is not given is open, so reseg.range alone switches the range "
       "off. Outlier filtering by standard deviations stays. The morphological mask, and with it every shape "
       "feature, does not change. Bins of a fixed size start at the lower bound (at the ROI minimum when it "
       "is open), so they move with it.",
       "IBSI reference manual, arXiv:1612.07003, doi:10.1148/radiol.2020191145 (re-segmentation)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
