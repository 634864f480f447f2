#include <cmath>

#include "core/error.h"
#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct DiscOrigin {
  double shift = 0;

  bool identity() const { return shift == 0; }
  static auto fields() {
    return FieldList{field("shift", &DiscOrigin::shift, "bins", Range{0, 1, false, true},
                           "how far below its place the first bin starts")};
  }
};

ExtractionOutput apply_disc_origin(const ExtractionSettings& settings, const DiscOrigin& p) {
  if (settings.discretisation != Discretisation::fbs)
    throw Error(ErrorKind::data,
                "only bins of a fixed size have an origin to shift; those of a fixed number are tied to the "
                "lowest and highest intensity of the ROI. Give the extraction discretisation: fbs, or put "
                "disc.fbs before disc.origin");
  ExtractionOutput out{settings, {}};
  const double sum = settings.bin_origin_shift + p.shift;
  out.settings.bin_origin_shift = sum - std::floor(sum);
  out.magnitudes = {{"shift", p.shift, out.settings.bin_origin_shift - settings.bin_origin_shift, "bins"}};
  if (sum >= 1) out.magnitudes[0].status = "the extraction shifts bins as well; whole bins fall away";
  return out;
}

}  // namespace

namespace operations {

Operation disc_origin() {
  return extraction_operation<DiscOrigin, apply_disc_origin>(
      {"disc.origin", "shift the origin of the bins",
       "Bins of a fixed size start this part of a bin width lower, so that the same intensities fall into "
       "bins with other edges: level(v) = floor((v - start) / width + shift) + 1. Extractors do not agree on "
       "the start: IBSI takes the lower bound of resegmentation or the ROI minimum, pyradiomics the multiple "
       "of the bin width next below the minimum; the difference between the two is such a shift. With a "
       "fixed bin number the cell fails: those bins are tied to the ROI.",
       "IBSI reference manual, arXiv:1612.07003, doi:10.1148/radiol.2020191145 (fixed bin size); van "
       "Griethuysen et al. 2017, doi:10.1158/0008-5472.CAN-17-0339 (the other origin)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
