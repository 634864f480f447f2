#include "core/operation.h"

namespace radgauge::perturbations {

namespace {

struct DiscFbn {
  std::int64_t count = 0;

  bool identity() const { return count == 0; }
  static auto fields() {
    return FieldList{field(
        "count", &DiscFbn::count, "", between(0, 65535),
        "number of bins between the lowest and the highest intensity of the ROI; 0 leaves the extraction "
        "as it is")};
  }
  std::string problem() const {
    return count == 1 ? "count = 1 puts every voxel into one bin; use 2 to 65535" : "";
  }
};

ExtractionOutput apply(const ExtractionSettings& settings, const DiscFbn& p) {
  ExtractionOutput out{settings, {}};
  if (p.count > 0) {
    out.settings.discretisation = Discretisation::fbn;
    out.settings.bin_count = p.count;
  }
  out.magnitudes = {
      {"count", static_cast<double>(p.count), static_cast<double>(out.settings.bin_count), "1"}};
  return out;
}

}  // namespace

namespace operations {

Operation disc_fbn() {
  return extraction_operation<DiscFbn, apply>(
      {"disc.fbn", "discretise with another fixed bin number",
       "The grey levels of texture and histogram features are made with this number of bins of equal width "
       "between the lowest and the highest intensity of the ROI after resegmentation, whatever the "
       "extraction says. The intensity-volume histogram keeps its own bins. Image and mask stay as they are, "
       "so all levels share one interpolation.",
       "IBSI reference manual, arXiv:1612.07003, doi:10.1148/radiol.2020191145 (fixed bin number)"});
}

}  // namespace operations
}  // namespace radgauge::perturbations
