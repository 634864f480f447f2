#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct DiscFbs {
  double width = 0;

  bool identity() const { return width == 0; }
  static auto fields() {
    return FieldList{field("width", &DiscFbs::width, "intensity", kNotNegative,
                           "width of the bins; 0 leaves the extraction as it is")};
  }
};

ExtractionOutput apply_disc_fbs(const ExtractionSettings& settings, const DiscFbs& p) {
  ExtractionOutput out{settings, {}};
  if (p.width > 0) {
    out.settings.discretisation = Discretisation::fbs;
    out.settings.bin_width = p.width;
  }
  out.magnitudes = {{"width", p.width, out.settings.bin_width, "intensity"}};
  return out;
}

}  // namespace

namespace operations {

Operation disc_fbs() {
  return extraction_operation<DiscFbs, apply_disc_fbs>(
      {"disc.fbs", "discretise with another fixed bin size",
       "The grey levels of texture and histogram features are made with bins of this width, whatever the "
       "extraction says. They start at the lower bound of resegmentation, or at the lowest intensity of the "
       "ROI where there is none. The intensity-volume histogram keeps its own bins. A width that would need "
       "more than 65535 levels makes the cell fail. Image and mask stay as they are, so all levels share "
       "one interpolation.",
       "IBSI reference manual, arXiv:1612.07003, doi:10.1148/radiol.2020191145 (fixed bin size)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
