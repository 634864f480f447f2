#include "perturbations/scanner_call.h"

#include "core/error.h"

namespace radgauge::perturbations {

std::string ct_scanner_refusal(Modality modality) {
  if (modality == Modality::mr || modality == Modality::pet)
    return "transfer and noise of a CT scanner are not those of this modality; res.psf and noise.rician or noise.poisson are";
  return {};
}

const CtSystem& scanner_of(const ImageInput& in, const std::string& name) {
  if (in.scanners == nullptr) throw Error(ErrorKind::internal, "nobody here finds scanners");
  const std::string& asked = name.empty() ? in.scanner : name;
  if (asked.empty())
    throw Error(ErrorKind::data,
                "the scanner that made the image is not known; give `source`, or its name in "
                "the column scanner of the cohort");
  return in.scanners->ct(asked);
}

}  // namespace radgauge::perturbations
